"""What an app would experience: predicted from our own conversation, then held against Python's real mail library.

The library is configured as Zulip and Mealie configure it; the servers are the dialogues. Other libraries are run the same way in
`tests/outside/`.
"""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from tests.diagnosis.evidence import COOLIFY, DOCMOST, GOOD, MEALIE, SYNAPSE, ZULIP, offers, reply, senders, stopped, tls
from tests.test_dialogues import BASE, FILES, IDENTITIES, PASSWORD, OnePort
from wizard.app import Behaviour
from wizard.diagnosis.prediction import Outcome, failed_logins, predict
from wizard.evidence import AuthResult, Conversation, Extensions, Halt, Speaks, TlsProblem
from wizard.model import Encryption, Endpoint
from wizard.probe.request import Credentials, Limits, Request
from wizard.probe.session import converse
from wizard.sandbox.smtp import Authority, Dialogue, ScriptedServer
from wizard.step import Stage

REFUSED = replace(GOOD, auth=AuthResult("PLAIN", reply("535 5.7.8 no")), senders=(), halt=Halt.REFUSED, stage=Stage.AUTH)
NO_STARTTLS = stopped(Halt.STARTTLS_MISSING, Stage.TLS, before_tls=offers("AUTH PLAIN LOGIN"))
BAD_CERTIFICATE = stopped(Halt.TLS, Stage.TLS, starttls=reply("220 go"), tls=tls(TlsProblem.SELF_SIGNED))
STARTTLS_454 = stopped(Halt.REFUSED, Stage.TLS, starttls=reply("454 4.7.0 TLS not available"))
GREETING_554 = stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("554 no"))
SILENT = stopped(Halt.SILENT, Stage.EHLO)
TLS_PORT = replace(SILENT, other_mode=Speaks.IMPLICIT_TLS)
PLAIN_PORT = replace(
    stopped(Halt.TLS, Stage.TLS, greeting=None, before_tls=None, tls=tls(TlsProblem.WRONG_VERSION, version=None, chain=())),
    endpoint=Endpoint("mail.example.com", 587, Encryption.IMPLICIT_TLS),
    other_mode=Speaks.STARTTLS,
)
NOT_OWNED = replace(GOOD, senders=senders((BASE, "250 ok", "553 5.7.1 not owned by user")))
NO_AUTH = replace(GOOD, after_tls=offers("PIPELINING"), auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH)

STARTTLS_554 = stopped(Halt.REFUSED, Stage.TLS, starttls=reply("554 5.7.3 unable to initialise"))
CLOSED_AT_STARTTLS = stopped(Halt.CLOSED, Stage.TLS)
SILENT_AT_EHLO = stopped(Halt.TIMEOUT, Stage.EHLO, greeting=reply("220 hello"), before_tls=None)
ONLY_OAUTH = replace(NO_AUTH, after_tls=offers("AUTH XOAUTH2"))

TABLE = (
    (ZULIP, GOOD, "sent"),
    (ZULIP, REFUSED, "error SMTPAuthenticationError"),
    (ZULIP, NO_STARTTLS, "error SMTPNotSupportedError"),
    (ZULIP, BAD_CERTIFICATE, "error SSLCertVerificationError"),
    (ZULIP, STARTTLS_454, "error SMTPResponseException"),
    (ZULIP, TLS_PORT, "error SMTPServerDisconnected"),
    (ZULIP, NOT_OWNED, "error SMTPRecipientsRefused"),
    (replace(ZULIP, starttls="implicit"), PLAIN_PORT, "error SSLError"),
    (ZULIP, NO_AUTH, "error SMTPNotSupportedError"),
    (MEALIE, BAD_CERTIFICATE, "sent"),
    (replace(MEALIE, verifies_certificate=None), BAD_CERTIFICATE, "error SSLCertVerificationError"),
    (SYNAPSE, GOOD, "sent"),
    (SYNAPSE, REFUSED, "error AUTHDeclinedError"),
    (SYNAPSE, BAD_CERTIFICATE, "hang"),
    (SYNAPSE, GREETING_554, "hang"),
    (SYNAPSE, SILENT, "hang"),
    (SYNAPSE, STARTTLS_454, "hang"),
    (SYNAPSE, TLS_PORT, "hang"),
    (SYNAPSE, NO_STARTTLS, "error TLSRequiredError"),
    (SYNAPSE, NO_AUTH, "error AUTHRequiredError"),
    (SYNAPSE, NOT_OWNED, "error SMTPDeliveryError"),
    (replace(SYNAPSE, starttls="implicit"), PLAIN_PORT, "hang"),
    (SYNAPSE, STARTTLS_554, "error SMTPTLSError"),
    (SYNAPSE, CLOSED_AT_STARTTLS, "hang"),
    (ZULIP, CLOSED_AT_STARTTLS, "error SMTPServerDisconnected"),
    (DOCMOST, ONLY_OAUTH, "error ETIMEDOUT"),
    (DOCMOST, SILENT_AT_EHLO, "error ETIMEDOUT"),
    (COOLIFY, ONLY_OAUTH, "error TransportException"),
    (ZULIP, ONLY_OAUTH, "error SMTPException"),
    (DOCMOST, GOOD, "sent"),
    (DOCMOST, NO_STARTTLS, "sent"),
    (DOCMOST, NO_AUTH, "sent"),
    (DOCMOST, STARTTLS_454, "error ETLS"),
    (DOCMOST, REFUSED, "error EAUTH"),
    (DOCMOST, BAD_CERTIFICATE, "error ESOCKET"),
    (DOCMOST, TLS_PORT, "error ETIMEDOUT"),
    (DOCMOST, NOT_OWNED, "error EENVELOPE"),
    (COOLIFY, GOOD, "sent"),
    (COOLIFY, REFUSED, "error TransportException"),
    (COOLIFY, NOT_OWNED, "error UnexpectedResponseException"),
    (replace(MEALIE, drops_without_login=True), replace(GOOD, auth=None), "silent-drop"),
)


@pytest.mark.parametrize(("behaviour", "conversation", "expected"), TABLE)
def test_an_app_fails_as_its_library_does(behaviour: Behaviour, conversation: Conversation, expected: str) -> None:
    prediction = predict(behaviour, conversation, login=expected != "silent-drop")
    assert f"{prediction.outcome.value} {prediction.error_class}".strip() == expected


def test_clear_text_is_a_risk_that_is_named() -> None:
    prediction = predict(DOCMOST, NO_STARTTLS, login=True)
    assert prediction.risk
    assert prediction.cause == "password-in-clear-text"


@pytest.mark.parametrize(("behaviour", "seconds"), [(ZULIP, 15.0), (DOCMOST, 600.0), (COOLIFY, 60.0)])
def test_how_long_a_greeted_app_waits_is_known(behaviour: Behaviour, seconds: float) -> None:
    assert predict(behaviour, SILENT_AT_EHLO, login=True).seconds == seconds


def test_what_only_a_real_message_shows_is_predicted_from_one() -> None:
    (refused,) = senders((BASE, "250 ok", "250 ok"))
    refused = replace(refused, data=reply("550 5.7.1 not verified"))
    assert predict(ZULIP, GOOD, login=True).outcome is Outcome.SENT
    assert predict(ZULIP, GOOD, login=True, sent=(refused,)).error_class == "SMTPDataError"


def test_a_name_that_was_refused_says_nothing_about_an_app_that_greets_otherwise() -> None:
    refused = stopped(Halt.REFUSED, Stage.EHLO, before_tls=Extensions(reply("550 no")))
    assert predict(ZULIP, replace(refused, ehlo_name=ZULIP.ehlo)).error_class == "SMTPHeloError"
    assert predict(ZULIP, replace(refused, ehlo_name="other.example.com")).outcome is Outcome.UNKNOWN


def test_a_login_that_is_skipped_is_a_risk() -> None:
    prediction = predict(DOCMOST, NO_AUTH, login=True)
    assert (prediction.outcome, prediction.risk) == (Outcome.SENT, True)


def test_a_password_beyond_ascii_fails_where_the_library_cannot_send_it() -> None:
    assert predict(ZULIP, GOOD, login=True, ascii_secret=False).error_class == "UnicodeEncodeError"
    assert predict(DOCMOST, GOOD, login=True, ascii_secret=False).outcome is Outcome.SENT


@pytest.mark.parametrize(("behaviour", "count"), [(ZULIP, 2), (SYNAPSE, 1), (DOCMOST, 1), (COOLIFY, 2)])
def test_one_wrong_password_is_so_many_failed_logins(behaviour: Behaviour, count: int) -> None:
    assert failed_logins(behaviour, ("PLAIN", "LOGIN")) == count


def test_synapse_sends_a_refused_plain_twice() -> None:
    assert failed_logins(SYNAPSE, ("PLAIN",)) == 2


# ---------------------------------------------------------------- the real library


OTHERWISE = {
    "flood-greeting": "smtplib reads it until memory or the server ends",
    "flood-line": "smtplib reads it in pieces of 8 kB",
    "ehlo-flood": "smtplib reads it until memory or the server ends",
    "port-of-ftp": "the server answers EHLO and then keeps silent at HELO",
    "starttls-resets": "whether the reset comes before the handshake or in it is a race, and smtplib may leave its socket open",
    "resets": "whether the reset comes in connect() or after it is a race",
    "rcpt-desync": "smtplib takes the second answer for that to RCPT TO, and goes on",
}
"""Servers at which the library does what our own conversation is made not to do."""


def _send(
    host: str, port: int, way: str, context: ssl.SSLContext, login: tuple[str, str] | None, sender: str, timeout: float
) -> None:
    """What Django's SMTP backend does with smtplib, for one message."""

    kind = smtplib.SMTP_SSL if way == "implicit" else smtplib.SMTP
    extra = {"context": context} if way == "implicit" else {}
    with_host = _reaching(kind, port)
    client = with_host(host, port, local_hostname="chat.example.com", timeout=timeout, **extra)
    try:
        if way == "required":
            client.starttls(context=context)
        if login:
            client.login(*login)
        client.sendmail(sender, ["me@example.net"], b"Subject: test\r\n\r\nA test.\r\n")
    finally:
        client.close()


def _reaching(kind: type[smtplib.SMTP], port: int) -> type[smtplib.SMTP]:
    """The class with nothing changed but where the name leads."""

    class Reaching(kind):  # type: ignore[misc, valid-type]
        def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
            plain = socket.create_connection(("127.0.0.1", port), timeout)
            if kind is smtplib.SMTP_SSL:
                return self.context.wrap_socket(plain, server_hostname=self._host)
            return plain

    return Reaching


async def _really(
    dialogue: Dialogue, authority: Authority, way: str, login: bool, sender: str, timeout: float
) -> tuple[str, ...]:
    context = ssl.create_default_context(cafile=authority.ca_file)
    credentials = (dialogue.settings.get("username", "me@example.com"), PASSWORD.reveal()) if login else None
    async with ScriptedServer(dialogue, authority=authority) as server:
        try:
            await asyncio.to_thread(_send, dialogue.host, server.port, way, context, credentials, sender, timeout)
        except (smtplib.SMTPException, OSError) as error:
            return tuple(kind.__name__ for kind in type(error).__mro__)
    return ()


def _usual(file: Path) -> bool:
    """Whether a file is about the name and the sender that the app uses, at a server that both can talk to."""
    settings = Dialogue.load(file).settings
    return file.stem not in OTHERWISE and "ehlo" not in settings and "identity" not in settings


@pytest.mark.parametrize("file", [file for file in FILES if _usual(file)], ids=lambda file: file.stem)
async def test_the_prediction_for_smtplib_is_what_smtplib_does(file: Path, authority: Authority) -> None:
    dialogue = Dialogue.load(file)
    encryption = Encryption(dialogue.settings.get("encryption", "starttls"))
    way = {"starttls": "required", "implicit_tls": "implicit", "none": "never"}[encryption.value]
    login, limit = dialogue.settings.get("login") != "no", float(dialogue.settings.get("limit", "10"))
    endpoint = Endpoint(dialogue.host, int(dialogue.settings.get("port", "587")), encryption)
    credentials = Credentials(dialogue.settings.get("username", "me@example.com"), PASSWORD) if login else None
    limits = Limits(connect=10, reply=limit, auth=limit, total=20)
    async with ScriptedServer(dialogue, authority=authority) as server:
        request = Request(endpoint, "chat.example.com", credentials, IDENTITIES["base"], "me@example.net", limits)
        conversation = await converse(request, OnePort(server, endpoint.port))
    prediction = predict(replace(ZULIP, starttls=way, timeout=limit), conversation, login=login)
    happened = await _really(dialogue, authority, way, login, BASE.envelope, 1.0)
    if prediction.outcome is Outcome.ERROR:
        assert prediction.error_class in happened
    elif prediction.outcome is Outcome.SENT:  # most files end before a message: then it is refused there, and not sooner
        assert not happened or "SMTPDataError" in happened
    else:
        assert prediction.note
