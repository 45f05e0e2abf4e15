"""Replies as servers really word them, and the finding that each must give beside no other failure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.diagnosis.evidence import BASE, GOOD, PROFILE, case, reply, senders, stopped
from tests.diagnosis.table.refused_word import BLAMED, LOGIN_WORDS
from tests.diagnosis.table.row import NO_LOGIN
from tests.diagnosis.table.wording import MESSAGE, SINGLE
from wizard import providers
from wizard.diagnosis import diagnose
from wizard.evidence import AuthResult, Extensions, Halt, SenderResult
from wizard.finding import Finding, Status
from wizard.model import Login
from wizard.secret import SecretRef
from wizard.step import Stage

USER = "me@example.com"


def judged(text: str, stage: Stage, username: str = USER, provider: str = "") -> tuple[Finding, ...]:
    """What is found where one reply is `text`, and all before it was good. No `username`: no login was made."""
    login = replace(PROFILE, auth=Login(username, SecretRef.parse("ask"))) if username else NO_LOGIN
    known = providers.find(provider) if provider else None
    talk = GOOD if username else replace(GOOD, auth=None)
    sent: tuple[SenderResult, ...] = ()
    if stage is Stage.CONNECT:
        start = {"greeting": reply(text), "before_tls": None, "starttls": None, "tls": None, "after_tls": None}
        talk = replace(talk, auth=None, senders=(), halt=Halt.REFUSED, stage=Stage.EHLO, **start)  # type: ignore[arg-type]
    elif stage is Stage.AUTH:
        talk = replace(talk, auth=AuthResult("PLAIN", reply(text)), senders=(), halt=Halt.REFUSED, stage=stage)
    elif stage is Stage.MAIL_FROM:
        talk = replace(talk, senders=senders((BASE, text, "")))
    elif stage is Stage.RCPT_TO:
        talk = replace(talk, senders=senders((BASE, "250 ok", text)))
    else:
        sent = (SenderResult(BASE, reply("250 ok"), reply("250 ok"), reply(text)),)
    return diagnose(case(talk, profile=login, provider=known, sent=sent))


def told(found: tuple[Finding, ...]) -> list[str]:
    """Failures; where there is none, what was left open with a cause."""
    failed = [one for one in found if one.status is Status.FAIL]
    open_ = [one for one in found if one.status is Status.UNKNOWN and (one.cause or one.seen)]
    return [f"{one.id} {one.status.value} {one.cause or '-'}" for one in failed or open_]


@pytest.mark.parametrize(("stage", "text", "expected"), BLAMED)
def test_a_prefix_that_blames_somebody_does_not_outrank_what_follows(stage: Stage, text: str, expected: str) -> None:
    assert told(judged(text, stage)) == [expected]


@pytest.mark.parametrize(("text", "expected"), MESSAGE)
def test_a_message_is_blamed_only_where_the_words_speak_of_one(text: str, expected: str) -> None:
    assert told(judged(text, Stage.DATA)) == [expected]


@pytest.mark.parametrize(("provider", "text", "expected"), LOGIN_WORDS)
def test_what_a_refused_login_says_beyond_that_outranks_the_providers_usual_meaning(
    provider: str, text: str, expected: str
) -> None:
    username = "0" * 32 if provider == "mailjet" else USER
    assert told(judged(text, Stage.AUTH, username, provider)) == [expected]


_WRAPPED = [
    (
        Stage.DATA,
        "421 4.7.0 [192.0.2.1      15] Our system has detected an unusual rate of\n"
        "4.7.0 unsolicited mail originating from your IP address. To protect our users\n"
        "4.7.0 from spam, mail sent from your IP address has been temporarily rate\n"
        "4.7.0 limited. Please visit https://example.com",
        "provider.account unknown rate-or-quota-limited",
    ),
    (Stage.AUTH, "535 5.7.8 Please use an app\n5.7.8 password for this account", "auth.login fail app-password-required"),
]


@pytest.mark.parametrize(("stage", "text", "expected"), _WRAPPED)
def test_a_sentence_is_read_across_lines_that_repeat_the_status(stage: Stage, text: str, expected: str) -> None:
    assert expected in told(judged(text, stage))


_TURN_ON = (
    "550 Please turn on SMTP Authentication in your mail client.\nhost.isp.net [192.0.2.1]:41234 is not permitted to relay\n"
)
_TURN_ON += "through this server without authentication."


def test_an_advice_to_turn_on_authentication_asks_for_a_login_and_calls_none_switched_off() -> None:
    assert told(judged(_TURN_ON, Stage.RCPT_TO, username="")) == ["auth.login fail auth-not-attempted"]
    assert told(judged(_TURN_ON, Stage.RCPT_TO)) == ["sender.rcpt-to fail relay-denied"]
    assert told(judged("550 SMTP authentication is disabled for this mailbox", Stage.RCPT_TO)) == [
        "auth.login fail smtp-auth-disabled-tenant"
    ]


@pytest.mark.parametrize(("stage", "text", "expected"), SINGLE)
def test_a_wording_has_its_cause(stage: Stage, text: str, expected: str) -> None:
    assert told(judged(text, stage)) == [expected]


def test_an_address_that_is_shut_out_for_a_while_is_no_greylisting() -> None:
    found = told(judged("421 4.7.1 Intrusion prevention active for [192.0.2.1]", Stage.RCPT_TO))
    assert found == ["sender.rcpt-to unknown sending-ip-not-accepted"]


def test_a_wanted_login_is_no_wanted_greeting() -> None:
    text = "503 Error: need EHLO and AUTH first !"
    assert told(judged(text, Stage.MAIL_FROM, username="")) == ["auth.login fail auth-not-attempted"]
    assert told(judged("503 5.5.1 Error: send HELO/EHLO first", Stage.MAIL_FROM)) == [
        "sender.mail-from fail server-misconfigured"
    ]


def test_tls_is_wanted_where_plain_text_is_not_allowed() -> None:
    text = "554 5.7.1 <me@example.net>: Recipient address rejected: Plaintext not allowed; use TLS"
    assert "tls.mode fail tls-required-first" in told(judged(text, Stage.RCPT_TO))


def test_the_one_right_user_name_is_not_called_wrong() -> None:
    assert told(judged("535 API key is invalid", Stage.AUTH, "resend", "resend")) == ["auth.login fail wrong-credentials"]
    assert told(judged("535 Invalid username", Stage.AUTH, "resend", "resend")) == ["auth.login fail wrong-credentials"]
    assert told(judged("535 Invalid username", Stage.AUTH, USER, "resend")) == ["auth.login fail wrong-username"]


@pytest.mark.parametrize(("username", "advice"), [(USER, f"Send as {USER}"), ("web12p3", "an address that belongs to web12p3")])
def test_a_sender_is_advised_as_an_address(username: str, advice: str) -> None:
    text = "553 5.7.1 <noreply@example.com>: Sender address rejected: not owned by user"
    (refused,) = (one for one in judged(text, Stage.RCPT_TO, username) if one.status is Status.FAIL)
    assert advice in refused.fix.text


def test_words_said_to_ehlo_count_where_the_server_then_hangs_up() -> None:
    refused = Extensions(reply("502 5.7.1 Your IP is banned"))
    talk = stopped(Halt.CLOSED, Stage.EHLO, greeting=reply("220 mail.example.com ESMTP"), before_tls=refused)
    assert "ehlo.greeting fail sending-ip-not-accepted" in told(diagnose(case(talk)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("421 4.4.2 mail.example.com Error: timeout exceeded", "ehlo.greeting unknown server-down"),
        ("451 4.7.1 Please try again later", "ehlo.greeting unknown server-down"),
        ("450 4.7.1 chat.example.com: Host not found", "ehlo.name fail ehlo-name-rejected"),
        ("503 5.5.1 Duplicate HELO/EHLO", "ehlo.greeting fail server-misconfigured"),
        ("550 5.7.1 no", "ehlo.name fail ehlo-name-rejected"),
    ],
)
def test_a_temporary_answer_to_ehlo_is_about_the_server_unless_it_names_a_name(text: str, expected: str) -> None:
    talk = stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("220 mail.example.com ESMTP"), before_tls=Extensions(reply(text)))
    assert expected in told(diagnose(case(talk)))
