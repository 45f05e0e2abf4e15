"""What an app would experience at servers that answer otherwise than the standard says, predicted for each library."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.diagnosis.evidence import BASE, COOLIFY, DOCMOST, GOOD, MEALIE, SYNAPSE, ZULIP, offers, reply, senders, stopped, tls
from wizard.app import Behaviour
from wizard.diagnosis.prediction import Outcome, predict
from wizard.evidence import AuthResult, Conversation, Extensions, Halt, Speaks, TlsProblem
from wizard.model import Encryption, Endpoint
from wizard.probe.look import extensions_of
from wizard.step import Stage

REFUSED = replace(GOOD, auth=AuthResult("PLAIN", reply("535 5.7.8 no")), senders=(), halt=Halt.REFUSED, stage=Stage.AUTH)
TLS_PORT = replace(stopped(Halt.SILENT, Stage.EHLO), other_mode=Speaks.IMPLICIT_TLS)
HELO = reply("250 old.example.com")
ONLY_HELO = stopped(Halt.STARTTLS_MISSING, Stage.TLS, before_tls=Extensions(HELO, helo=HELO))
EHLO_550 = stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("220 hi"), before_tls=Extensions(reply("550 no"), helo=HELO))
HELO_550 = replace(EHLO_550, before_tls=Extensions(reply("550 no"), helo=reply("550 no")))
EHLO_421 = replace(EHLO_550, before_tls=Extensions(reply("421 4.7.0 Try again later, closing connection. (EHLO)")))
SECOND_EHLO = replace(GOOD, after_tls=Extensions(reply("550 no"), helo=HELO), auth=None, senders=(), halt=Halt.REFUSED)
SSH = stopped(Halt.NOT_SMTP, Stage.EHLO, greeting=reply("0 SSH-2.0-OpenSSH_9.2p1"))
POP3 = stopped(Halt.NOT_SMTP, Stage.EHLO, greeting=reply("0 +OK"))
NO_PLAIN = replace(REFUSED, auth=AuthResult("PLAIN", reply("504 5.5.4 mechanism not supported")))
OTHER_FORM = replace(NO_PLAIN, auth=AuthResult("PLAIN", reply("501 5.5.4 no initial response")))
ONLY_PLAIN = replace(NO_PLAIN, after_tls=offers("AUTH PLAIN"))
EARLY = replace(REFUSED, auth=AuthResult("PLAIN", reply("530 5.7.0 not now")))
LOGIN_250 = replace(GOOD, auth=AuthResult("PLAIN", reply("250 ok")))
MAIL_200 = replace(GOOD, senders=senders((BASE, "200 ok", "250 ok")))
MAIL_354 = replace(GOOD, senders=senders((BASE, "354 ok", "250 ok")))
RCPT_252 = replace(GOOD, senders=senders((BASE, "250 ok", "252 will try")))


def spelt(*lines: str) -> Extensions:
    """An answer to EHLO as it came, with the words that our probe reads out of it."""
    return extensions_of(reply("250 " + "\n".join(("mail.example.com", *lines))))


SMALL_STARTTLS = replace(GOOD, before_tls=spelt("starttls"))
SMALL_AUTH = replace(GOOD, after_tls=spelt("auth PLAIN LOGIN"))
SMALL_PLAIN = replace(GOOD, after_tls=spelt("AUTH plain login"))
OLD_AUTH = replace(GOOD, after_tls=spelt("AUTH=PLAIN LOGIN"))
BOTH_AUTH = replace(GOOD, after_tls=spelt("AUTH=PLAIN LOGIN", "AUTH PLAIN LOGIN"))
WEAK_KEY = stopped(Halt.TLS, Stage.TLS, starttls=reply("220 go"), tls=tls(TlsProblem.WEAK_KEY))
UNFIT = stopped(Halt.TLS, Stage.TLS, starttls=reply("220 go"), tls=tls(TlsProblem.UNFIT))
INJECTED = replace(GOOD, unsolicited=12, injected=12)

TABLE = (
    (DOCMOST, ONLY_HELO, "sent"),
    (COOLIFY, ONLY_HELO, "sent"),
    (SYNAPSE, ONLY_HELO, "error EHLORequiredError"),
    (ZULIP, ONLY_HELO, "error SMTPNotSupportedError"),
    (ZULIP, EHLO_550, "error SMTPNotSupportedError"),
    (SYNAPSE, EHLO_550, "error EHLORequiredError"),
    (ZULIP, HELO_550, "error SMTPHeloError"),
    (SYNAPSE, EHLO_421, "error EHLORequiredError"),
    (ZULIP, EHLO_421, "error SMTPServerDisconnected"),
    (replace(DOCMOST, ehlo="chat.example.com"), EHLO_421, "error ECONNECTION"),
    (ZULIP, SECOND_EHLO, "error SMTPNotSupportedError"),
    (SYNAPSE, SSH, "error SMTPProtocolError"),
    (COOLIFY, SSH, "error TransportException"),
    (COOLIFY, POP3, "error UnexpectedResponseException"),
    (ZULIP, NO_PLAIN, "unknown"),
    (SYNAPSE, NO_PLAIN, "unknown"),
    (SYNAPSE, OTHER_FORM, "unknown"),
    (DOCMOST, OTHER_FORM, "error EAUTH"),
    (DOCMOST, NO_PLAIN, "error EAUTH"),
    (ZULIP, ONLY_PLAIN, "error SMTPAuthenticationError"),
    (SYNAPSE, EARLY, "error AuthenticationError"),
    (ZULIP, EARLY, "error SMTPAuthenticationError"),
    (ZULIP, LOGIN_250, "error SMTPAuthenticationError"),
    (SYNAPSE, LOGIN_250, "error AUTHDeclinedError"),
    (DOCMOST, LOGIN_250, "sent"),
    (ZULIP, MAIL_200, "error SMTPSenderRefused"),
    (DOCMOST, MAIL_200, "sent"),
    (COOLIFY, MAIL_200, "error UnexpectedResponseException"),
    (DOCMOST, MAIL_354, "error EENVELOPE"),
    (SYNAPSE, MAIL_354, "error SMTPDeliveryError"),
    (ZULIP, RCPT_252, "error SMTPRecipientsRefused"),
    (SYNAPSE, RCPT_252, "sent"),
    (SYNAPSE, SMALL_STARTTLS, "error TLSRequiredError"),
    (ZULIP, SMALL_STARTTLS, "sent"),
    (SYNAPSE, SMALL_AUTH, "error AUTHRequiredError"),
    (ZULIP, SMALL_AUTH, "sent"),
    (ZULIP, SMALL_PLAIN, "error SMTPException"),
    (SYNAPSE, SMALL_PLAIN, "sent"),
    (SYNAPSE, OLD_AUTH, "error AUTHRequiredError"),
    (ZULIP, OLD_AUTH, "sent"),
    (SYNAPSE, BOTH_AUTH, "sent"),
    (ZULIP, INJECTED, "sent"),
    (SYNAPSE, INJECTED, "unknown"),
    (ZULIP, WEAK_KEY, "error SSLCertVerificationError"),
    (MEALIE, WEAK_KEY, "sent"),
    (DOCMOST, WEAK_KEY, "unknown"),
    (SYNAPSE, WEAK_KEY, "hang"),
    (MEALIE, UNFIT, "sent"),
    (DOCMOST, UNFIT, "error ESOCKET"),
)


@pytest.mark.parametrize(("behaviour", "conversation", "expected"), TABLE)
def test_an_app_does_as_its_library_does(behaviour: Behaviour, conversation: Conversation, expected: str) -> None:
    prediction = predict(behaviour, conversation, login=True)
    assert f"{prediction.outcome.value} {prediction.error_class}".strip() == expected


def test_mail_that_its_library_takes_for_sent_is_lost() -> None:
    assert predict(SYNAPSE, MAIL_200, login=True).outcome is Outcome.SILENT_DROP


def test_helo_is_said_without_end_where_it_is_refused_too() -> None:
    plain = replace(HELO_550, endpoint=Endpoint("mail.example.com", 25, Encryption.NONE))
    assert predict(replace(SYNAPSE, starttls="never"), plain, login=False).outcome is Outcome.HANG
    assert predict(replace(ZULIP, starttls="never"), plain, login=False).error_class == "SMTPHeloError"


def test_a_login_after_helo_that_was_not_tried_is_unknown() -> None:
    plain = replace(ONLY_HELO, endpoint=Endpoint("mail.example.com", 25, Encryption.NONE), halt=Halt.NO_MECHANISM)
    assert predict(replace(DOCMOST, starttls="never"), plain, login=True).outcome is Outcome.UNKNOWN
    assert predict(replace(DOCMOST, starttls="never"), plain, login=False).outcome is Outcome.SENT
    assert predict(replace(COOLIFY, starttls="never"), plain, login=True).cause == "auth-not-needed"


def test_an_app_that_begins_with_tls_as_the_port_does_was_not_tried_without() -> None:
    prediction = predict(replace(COOLIFY, starttls="implicit"), TLS_PORT, login=True)
    assert (prediction.outcome, prediction.cause) == (Outcome.UNKNOWN, "starttls-on-implicit-tls-port")
    assert predict(replace(COOLIFY, starttls="implicit"), GOOD, login=True).error_class == "TransportException"


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [(ZULIP, "SMTPServerDisconnected"), (SYNAPSE, "hang"), (DOCMOST, "ECONNECTION"), (COOLIFY, "TransportException")],
)
@pytest.mark.parametrize("place", ["mail", "rcpt", "data"])
def test_a_real_message_that_broke_off_was_not_sent(behaviour: Behaviour, expected: str, place: str) -> None:
    broken = replace(senders((BASE, "", ""))[0], halt=Halt.CLOSED, **{place: reply("0 the server hung up")})
    prediction = predict(behaviour, GOOD, login=True, sent=(broken,))
    assert (prediction.error_class or prediction.outcome.value) == expected


def test_a_message_that_was_never_finished_is_waited_for_as_long_as_the_app_waits() -> None:
    silent = replace(senders((BASE, "250 ok", "250 ok"))[0], halt=Halt.TIMEOUT, data=reply("0 it stopped"))
    assert predict(COOLIFY, GOOD, login=True, sent=(silent,)).seconds == 60.0
    assert predict(ZULIP, GOOD, login=True, sent=(silent,)).seconds == 15.0


@pytest.mark.parametrize(
    ("behaviour", "offered", "expected"),
    [
        (MEALIE, (), "SMTPNotSupportedError"),
        (MEALIE, ("SMTPUTF8",), "sent"),
        (COOLIFY, ("SMTPUTF8",), "InvalidArgumentException"),
        (SYNAPSE, ("SMTPUTF8",), "UnicodeEncodeError"),
        (DOCMOST, (), "sent"),
    ],
)
def test_a_sender_beyond_ascii_is_what_each_library_makes_of_it(
    behaviour: Behaviour, offered: tuple[str, ...], expected: str
) -> None:
    sender = replace(BASE, envelope="jürgen@example.com", from_address="jürgen@example.com")
    met = replace(GOOD, after_tls=offers("AUTH PLAIN LOGIN", *offered), senders=senders((sender, "250 ok", "250 ok")))
    prediction = predict(behaviour, met, login=True)
    assert (prediction.error_class or prediction.outcome.value) == expected
    assert prediction.risk is (behaviour is DOCMOST)


def test_the_password_after_helo_is_a_risk_that_is_named() -> None:
    for conversation in (ONLY_HELO, replace(EHLO_550, ehlo_name=DOCMOST.ehlo)):
        prediction = predict(DOCMOST, conversation, login=True)
        assert (prediction.risk, prediction.cause) == (True, "password-in-clear-text")
        assert not predict(DOCMOST, conversation, login=False).risk
