"""Replies as servers really word them, and the finding that each must give beside no other failure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.diagnosis.evidence import BASE, GOOD, PROFILE, case, reply, senders, stopped
from tests.diagnosis.table.row import NO_LOGIN
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


_BLAMED = [
    (
        Stage.RCPT_TO,
        "554 5.7.1 <me@example.net>: Recipient address rejected: Sender is not same as SMTP authenticate username",
        "sender.mail-from fail from-mismatch-with-login",
    ),
    (
        Stage.RCPT_TO,
        "550 5.7.1 <me@example.net>: Recipient address rejected: Intentional policy rejection, sender not authorized",
        "sender.mail-from fail from-mismatch-with-login",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.1 <me@example.net>: Recipient address rejected: unverified address: Address verification in progress",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "450 4.7.1 <me@example.net>: Recipient address rejected: Try again later",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "450 4.7.1 <me@example.net>: Recipient address rejected: Please see http://postgrey.schweikert.ch/help/example.net.html",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.1 <me@example.net>: Recipient address rejected: User unknown in local recipient table",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.2 <me@example.net>: Recipient address rejected: Domain not found",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "550 5.1.1 <me@example.net>: Recipient address rejected: undeliverable address: host mx.example.net said: no",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "550 5.4.1 Recipient address rejected: Access denied. [X.eop.outlook.com]",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "554 5.7.1 <me@example.net>: Recipient address rejected: Policy restrictions apply",
        "sender.rcpt-to fail -",
    ),
    (
        Stage.RCPT_TO,
        "450 4.2.1 The user you are trying to contact is receiving mail at a rate that\n4.2.1 prevents additional messages.",
        "sender.rcpt-to unknown recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "550 5.1.0 <noreply@example.com>: Sender address rejected: User unknown in virtual mailbox table",
        "sender.mail-from fail sender-not-configured",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.7 <noreply@example.com>: Sender address rejected: undeliverable address: mx.example.com said: 550 no such user",
        "sender.mail-from fail sender-not-configured",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.7 <noreply@example.com>: Sender address rejected: unverified address: Address verification in progress",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "554 5.7.1 <noreply@example.com>: Sender address rejected: account blocked, reason: SPAM",
        "provider.account fail account-suspended-or-not-activated",
    ),
]


@pytest.mark.parametrize(("stage", "text", "expected"), _BLAMED)
def test_a_prefix_that_blames_somebody_does_not_outrank_what_follows(stage: Stage, text: str, expected: str) -> None:
    assert told(judged(text, stage)) == [expected]


_MESSAGE = [
    ("550 5.7.1 Not accepted. For more information visit https://example.net/why", "message.data fail -"),
    (
        "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. For more information please go to x",
        "message.data fail sending-ip-not-accepted",
    ),
    ("550 5.7.501 Service unavailable. Spam abuse detected from IP range.", "message.data fail sending-ip-not-accepted"),
    (
        "550 5.1.8 Access denied, bad outbound sender. For more information please go to http://go.microsoft.com/fwlink/",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "554 Message rejected: Sending paused for this account. For more information, please check the inbox.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "554 Access denied: User `arn:aws:iam::123456789012:x' is not authorized to perform `ses:SendRawEmail' on resource `x'",
        "message.data fail -",
    ),
    ("554 Transaction failed: Missing final '@domain'", "sender.mail-from fail malformed-from"),
    ("554 Transaction failed: Local address contains control or whitespace", "sender.mail-from fail malformed-from"),
    (
        "554 Transaction failed: Address contains illegal characters in user name: 'root@local host'",
        "sender.mail-from fail malformed-from",
    ),
    ("554 Transaction failed: Duplicate header 'To'.", "message.data fail message-content-or-format-rejected"),
    ("554 5.7.9 Message not accepted for policy reasons.", "message.data fail message-content-or-format-rejected"),
    ("500 5.5.2 Error: line too long", "message.data fail message-content-or-format-rejected"),
    ("554 no", "message.data fail message-content-or-format-rejected"),
]


@pytest.mark.parametrize(("text", "expected"), _MESSAGE)
def test_a_message_is_blamed_only_where_the_words_speak_of_one(text: str, expected: str) -> None:
    assert told(judged(text, Stage.DATA)) == [expected]


_LOGIN_WORDS = [
    (
        "m365-smtp-auth",
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    (
        "m365-smtp-auth",
        "535 5.7.139 Authentication unsuccessful, the account has been locked. Contact your administrator.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "m365-smtp-auth",
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
        "auth.login fail wrong-credentials",
    ),
    ("m365-smtp-auth", "535 5.7.3 Authentication unsuccessful", "auth.login fail wrong-credentials"),
    (
        "brevo",
        "535 5.7.8 Authentication failed: your account has been suspended",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "zoho-mail",
        "535 Authentication Failed. Your account is blocked",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "ovh",
        "535 5.7.1 Authentication failed: too many attempts from 192.0.2.1",
        "provider.account fail rate-or-quota-limited",
    ),
    (
        "icloud",
        "535 5.7.8 Error: authentication failed: account locked",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "netease-163",
        "535 Error: authentication failed, user is locked",
        "provider.account fail account-suspended-or-not-activated",
    ),
    ("mailjet", "535 Authentication failed: IP address not allowed for this API key", "auth.login fail ip-not-allowlisted"),
    (
        "proton",
        "535 5.7.8 Error: authentication failed: SMTP submission is not available for this account",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    ("icloud", "535 5.7.8 Error: authentication failed", "auth.login fail app-password-required"),
    ("yahoo", "535 5.7.0 (#AUTH005) Too many bad auth attempts.", "auth.login fail app-password-required"),
    (
        "",
        "535 5.7.8 Error: authentication failed: third party app access is disabled for this account",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    ("", "535 5.7.8 SMTP is not included in your plan", "provider.account fail account-suspended-or-not-activated"),
    ("", "535 5.7.0 Zugang gesperrt", "provider.account fail account-suspended-or-not-activated"),
    ("", "535 5.2.2 Mailbox over quota, sending disabled", "provider.account fail rate-or-quota-limited"),
]


@pytest.mark.parametrize(("provider", "text", "expected"), _LOGIN_WORDS)
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


_SINGLE = [
    # the login
    (
        Stage.AUTH,
        "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    (Stage.AUTH, "550 User has no permission", "auth.login fail smtp-auth-disabled-tenant"),
    (Stage.AUTH, '500 5.5.1 Command unrecognized: "AUTH"', "auth.offered fail auth-not-needed"),
    (Stage.AUTH, "500 Syntax error, command unrecognized", "auth.offered fail auth-not-needed"),
    (Stage.AUTH, "500 Invalid user name or password", "auth.login fail wrong-credentials"),
    (Stage.AUTH, "534 5.7.9 Please use TLS 1.2 or newer to log in", "tls.version fail tls-version-too-old"),
    (
        Stage.AUTH,
        "535 5.7.8 Error: authentication failed: Connection lost to authentication server",
        "auth.login fail server-misconfigured",
    ),
    (Stage.AUTH, "535 5.7.8 Login currently not possible, maintenance in progress", "auth.login fail server-down"),
    # a list of names, domains or links is no list of addresses of machines
    (
        Stage.RCPT_TO,
        "554 5.7.1 Service unavailable; Sender address [noreply@example.com] blocked using dbl.spamhaus.org; https://x.example",
        "sender.mail-from fail -",
    ),
    (
        Stage.RCPT_TO,
        "554 5.7.1 Service unavailable; Helo command [chat.example.com] blocked using dbl.spamhaus.org",
        "ehlo.name fail ehlo-name-rejected",
    ),
    (
        Stage.DATA,
        "554 5.7.1 Service unavailable; message body contains blacklisted URL example.com (dbl.spamhaus.org)",
        "message.data fail message-content-or-format-rejected",
    ),
    # loops and sizes are no used-up limit
    (Stage.DATA, "554 5.4.0 Error: too many hops", "message.data fail server-misconfigured"),
    (Stage.DATA, "554 5.4.14 Hop count exceeded - possible mail loop ATTR34", "message.data fail server-misconfigured"),
    (Stage.DATA, '550 Too many "Received" headers - suspected mail loop', "message.data fail server-misconfigured"),
    (Stage.DATA, "552 Size limit exceeded", "message.data fail message-content-or-format-rejected"),
    (Stage.DATA, "552 5.2.3 Email size limit exceeded", "message.data fail message-content-or-format-rejected"),
    # the account
    (Stage.RCPT_TO, "550 unable to send: account suspended", "provider.account fail account-suspended-or-not-activated"),
    (
        Stage.RCPT_TO,
        '550 Outgoing mail from "me@example.com" has been suspended.',
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        Stage.RCPT_TO,
        "550 Sending from this account has been suspended due to complaints",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (Stage.RCPT_TO, "550 Sending refused: the recipient's account is disabled", "sender.rcpt-to fail recipient-invalid"),
    (Stage.MAIL_FROM, "554 5.1.8 Email Outgoing Blocked", "provider.account fail account-suspended-or-not-activated"),
    (
        Stage.DATA,
        "550 5.7.705 Access denied, tenant has exceeded threshold.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        Stage.DATA,
        "550 5.4.6 Unusual sending activity detected. Please try after sometime.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        Stage.RCPT_TO,
        "550 Domain example.com has exceeded the max defers and failures per hour (5/5 (100%)) allowed. Message discarded.",
        "provider.account fail rate-or-quota-limited",
    ),
    (
        Stage.DATA,
        "550 5.7.1 Demo domains can only be used to send emails to account owners' email addresses.",
        "provider.account fail sandbox-mode",
    ),
    # the sender
    (
        Stage.MAIL_FROM,
        "550 Requested action not taken: mailbox unavailable\ninvalid DNS MX or A/AAAA resource record",
        "sender.mail-from fail sender-domain-unknown",
    ),
    (Stage.MAIL_FROM, "554 The domain of the sender has no MX or A record", "sender.mail-from fail sender-domain-unknown"),
    (Stage.MAIL_FROM, "550 5.7.27 Sender address has null MX", "sender.mail-from fail sender-domain-unknown"),
    (Stage.RCPT_TO, "550 5.7.27 Sender address has null MX", "sender.mail-from fail sender-domain-unknown"),
    (Stage.DATA, "550 5.7.1 From email address must be verified to send", "sender.mail-from fail sender-not-verified"),
    # SPF and DKIM, by their registered codes
    (Stage.RCPT_TO, "550 5.7.23 Message rejected: Sender Policy Framework violation", "sender.rcpt-to fail spf-fail"),
    (Stage.DATA, "550 5.7.20 No passing DKIM signature found", "message.data fail spf-fail"),
    (Stage.DATA, "550 5.7.22 refused", "message.data fail spf-fail"),
    (Stage.DATA, "550 5.7.25 refused", "ptr.record fail ptr-missing"),
    # the address of this machine
    (
        Stage.RCPT_TO,
        "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit x",
        "sender.rcpt-to fail sending-ip-not-accepted",
    ),
    (
        Stage.CONNECT,
        "550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1",
        "ehlo.greeting fail sending-ip-not-accepted",
    ),
    (Stage.MAIL_FROM, "554 HL:IPB", "sender.mail-from fail sending-ip-not-accepted"),
]


@pytest.mark.parametrize(("stage", "text", "expected"), _SINGLE)
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
