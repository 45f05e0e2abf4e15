"""One live reply and its cause: the provider's words, the shape of the text, the code, and what the setup adds."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diagnosis.evidence import BASE, GMAIL, SENDGRID, TOKEN, reply
from wizard import providers
from wizard.catalogue import load_all
from wizard.diagnosis.reply import classify, pieces
from wizard.evidence import Reply
from wizard.provider import KnownReply, Provider
from wizard.step import Stage
from wizard.text import Foreign

AT_LOGIN = frozenset({432, 454, 500, 502, 521, 525, 526, 534, 535})
"""Codes that the providers' facts name for a login; the others come with a mail."""
NO_WORDS = frozenset({("cloudflare", "554"), ("forwardemail", "554"), ("proton", "454 4.7.0 / 535 authentication failed")})
"""Facts that hold a code alone, or two at once: nothing to match."""
DOCUMENTED = [
    (provider, known)
    for provider in providers.load_all().values()
    for known in provider.errors
    if known.cause and (provider.id, known.reply) not in NO_WORDS
]


def _said(known: KnownReply) -> Reply:
    one = known.reply.split(" / ")[0]
    match = re.match(r"(\d{3})[ -](.*)", one)
    return Reply(int(match[1]) if match else 550, (Foreign.of(match[2] if match else one),))


def _fitting_username(provider: Provider) -> str:
    rule = provider.username
    usual = (
        rule.value,
        rule.default,
        "a@example.com",
        "AKIAIOSFODNN7EXAMPLE",
        "0" * 32,
        "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        "ocid1.user.oc1..x@ocid1.tenancy.oc1..y.ab.com",
    )
    return next((name for name in usual if name and provider.username.fits(name)), "")


@pytest.mark.parametrize(
    ("provider", "known"), DOCUMENTED, ids=lambda value: getattr(value, "id", getattr(value, "reply", "")[:40])
)
def test_a_documented_reply_has_its_documented_cause(provider: Provider, known: KnownReply) -> None:
    said = _said(known)
    username = "" if known.cause == "auth-not-attempted" else _fitting_username(provider)  # that is said to who made no login
    stages = [Stage.AUTH] if said.code in AT_LOGIN and username else [Stage.MAIL_FROM, Stage.RCPT_TO, Stage.DATA]
    found = {
        classify(said, stage, provider=provider, username=username, identity=BASE, recipient="me@example.net") for stage in stages
    }
    assert found & {known.cause, *known.also}


@pytest.mark.parametrize(
    ("text", "stage", "cause"),
    [
        ("535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6", Stage.AUTH, "wrong-credentials"),
        ("535 Incorrect authentication data", Stage.AUTH, "wrong-credentials"),
        ("535 5.7.8 Accès refusé", Stage.AUTH, "wrong-credentials"),
        ("530 5.7.0 Authentication required", Stage.MAIL_FROM, "auth-not-attempted"),
        ("550 5.7.1 authentication required for relay", Stage.RCPT_TO, "auth-not-attempted"),
        ("501 Syntactically invalid HELO argument(s)", Stage.EHLO, "ehlo-name-rejected"),
        ("550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", Stage.RCPT_TO, "ehlo-name-rejected"),
        ("503 5.5.1 Error: send HELO/EHLO first", Stage.MAIL_FROM, "server-misconfigured"),
        ("450 4.7.1 Client host rejected: cannot find your reverse hostname", Stage.RCPT_TO, "ptr-missing"),
        ("451 4.7.1 Greylisting in action, please come back later", Stage.RCPT_TO, "greylisting"),
        ("550 5.1.1 <x@example.net>: Recipient address rejected: User unknown", Stage.RCPT_TO, "recipient-invalid"),
        ("550 5.7.1 Unable to relay for x@example.net", Stage.RCPT_TO, "relay-denied"),
        ("552 5.2.2 <x@example.net>: user is over quota, mailbox full", Stage.RCPT_TO, "recipient-invalid"),
        ("421 4.7.66 TLS 1.0 and 1.1 are not supported.", Stage.MAIL_FROM, "tls-version-too-old"),
        ("550 5.7.1 This subject is not welcome here", Stage.DATA, "message-content-or-format-rejected"),
        ("530 5.7.7 Email sending without SSL/TLS encryption is not allowed.", Stage.MAIL_FROM, "tls-required-first"),
        ("452 4.3.1 Insufficient system storage", Stage.DATA, "server-misconfigured"),
        ("550 5.6.0 Lone CR or LF in headers", Stage.DATA, "message-content-or-format-rejected"),
        ("550 no", Stage.RCPT_TO, None),
    ],
)
def test_the_shape_of_a_text_names_the_cause(text: str, stage: Stage, cause: str | None) -> None:
    assert classify(reply(text), stage) == cause


_ELSEWISE = [
    # the address of this machine
    ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "sending-ip-not-accepted"),
    ("550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using FBLW15", "sending-ip-not-accepted"),
    ("554 5.7.1 Client host rejected: Access denied", "sending-ip-not-accepted"),
    ("554 5.7.1 <unknown[2001:db8::13]>: Client host rejected: Access denied; proto=ESMTP", "sending-ip-not-accepted"),
    ("550 5.7.1 IP 192.0.2.203 blocked by Vade Threat List (OXSUS001_101).", "sending-ip-not-accepted"),
    ("554 IP address 192.0.2.5 rejected [IP reputation fail]", "sending-ip-not-accepted"),
    ("535 5.7.8 Your IP address 192.0.2.1 has been temporarily blocked", "sending-ip-not-accepted"),
    ("554 IP=192.0.2.144 - Dialup/transient IP not allowed. Use a mail gateway", "sending-ip-not-accepted"),
    ("553 5.7.2 [TSS09] All messages from 192.0.2.95 will be permanently deferred", "sending-ip-not-accepted"),
    ("550 Client host blocked for spamming issues. OFR006_102", "sending-ip-not-accepted"),
    ("535 5.7.8 Access from your country is not allowed", "ip-not-allowlisted"),
    # the account
    ("535 License expired", "account-suspended-or-not-activated"),
    ("550 5.7.1 Your subscription has expired, please renew it", "account-suspended-or-not-activated"),
    ("535 Your trial period has ended", "account-suspended-or-not-activated"),
    ("550 5.7.1 Your account has been suspended", "account-suspended-or-not-activated"),
    ("535 Please verify your email address before sending", "account-suspended-or-not-activated"),
    # limits
    ("451 The server has reached its limit for processing requests from your host.", "rate-or-quota-limited"),
    ("451 Requested action aborted 451 Mails per session limit", "rate-or-quota-limited"),
    ("452 4.4.5 Maximum number of messages per session exceeded.", "rate-or-quota-limited"),
    ("451 4.3.0 You have reached the maximum number of sent emails within a 24-hours period.", "rate-or-quota-limited"),
    ("450 Your account reached its email quota limit. Contact support to increase it.", "rate-or-quota-limited"),
    ("554 5.7.0 The limit on the number of allowed outgoing messages was exceeded.", "rate-or-quota-limited"),
    ("554 5.7.1 Reached address outgoing limits for the hour", "rate-or-quota-limited"),
    ("451 Service temporarily refused connection because the server is too busy.", "rate-or-quota-limited"),
    ("550 Your IP has been blocked due to too many failed logins", "rate-or-quota-limited"),
    # the server
    ("421 4.3.2 Service shutting down", "server-down"),
    ("421 Service not available, closing transmission channel", "server-down"),
    ("421 4.3.2 Reconfiguration in progress", "server-down"),
]


@pytest.mark.parametrize(("text", "cause"), _ELSEWISE)
@pytest.mark.parametrize("stage", [Stage.AUTH, Stage.MAIL_FROM, Stage.RCPT_TO])
def test_what_is_said_about_machine_account_limit_or_server_means_it_wherever_it_is_said(
    text: str, cause: str, stage: Stage
) -> None:
    assert classify(reply(text), stage, username="me@example.com", identity=BASE, recipient="me@example.net") == cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("535 Payment required: your plan has expired", "account-suspended-or-not-activated"),
        ("535 5.7.8 User disabled", "account-suspended-or-not-activated"),
        ("535 5.7.8 Mailbox is disabled", "account-suspended-or-not-activated"),
        ("535 5.7.8 Authentication failed: Your plan does not include SMTP access", "account-suspended-or-not-activated"),
        ("535 SMTP is not enabled for this account", "smtp-auth-disabled-tenant"),
        ("535 5.7.139 Authentication unsuccessful, user is locked by your organization", "smtp-auth-disabled-tenant"),
        ("535 unable to contact authentication server", "server-misconfigured"),
        ("435 4.7.8 Error: authentication failed", "wrong-credentials"),
        ("454 4.7.0 Temporary authentication failure", "server-misconfigured"),
        # a code that speaks of a login counts where its words leave room for that
        ("535 5.7.8 Sorry, that did not work", "wrong-credentials"),
        ("535 no", "wrong-credentials"),
        ("535 Your password has expired", "wrong-credentials"),
        ("550 5.7.1 Access denied", "wrong-credentials"),
        ("535 Anmeldung leider nicht erfolgreich", "wrong-credentials"),
        ("550 5.7.1 Reject for policy reason RULE3_2", None),
        ("554 5.0.0 Transaction failed, blame it on the weather", None),
        ("550 The moon is in the seventh house", None),
        ("535 The moon is in the seventh house", "wrong-credentials"),
        ("535 Zugangsdaten sind falsch", "wrong-credentials"),
        ("535 Error de autenticacion SMTP", "wrong-credentials"),
        ("535 5.7.0 Autenticazione non riuscita", "wrong-credentials"),
        ("550 Bad PIN code entered, the number is wrong", "wrong-credentials"),
        ("535 5.7.8 user name or password incorrect; account will be locked after 3 attempts", "wrong-credentials"),
        ("535 5.7.8 password incorrect. Your account may be locked", "wrong-credentials"),
        ("535 5.7.8 login failed (this mailbox may be disabled)", "wrong-credentials"),
        ("535 5.7.8 login failed: your account is locked", "account-suspended-or-not-activated"),
    ],
)
def test_a_code_at_the_login_does_not_outrank_words(text: str, cause: str | None) -> None:
    assert classify(reply(text), Stage.AUTH, username="me@example.com") == cause


@pytest.mark.parametrize(
    ("text", "stage", "cause"),
    [
        ("554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", Stage.RCPT_TO, "auth-not-attempted"),
        ("554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", Stage.CONNECT, "server-refuses-connection"),
        ("554 mx.example.net Nemesis ESMTP Service not available", Stage.CONNECT, "server-refuses-connection"),
        ("552 5.2.2 Mailbox full, over quota", Stage.RCPT_TO, "recipient-invalid"),
        ("550 5.2.1 The user's account is disabled", Stage.RCPT_TO, "recipient-invalid"),
        ("552 5.3.4 Message size exceeds file system imposed limit", Stage.RCPT_TO, "message-content-or-format-rejected"),
        ("451 4.7.1 Service unavailable - try again later", Stage.RCPT_TO, "greylisting"),
        ("554 5.7.1 <me@example.com>: Sender address rejected: Access denied", Stage.RCPT_TO, "auth-not-attempted"),
    ],
)
def test_the_same_without_a_login_or_about_somebody_else(text: str, stage: Stage, cause: str) -> None:
    assert classify(reply(text), stage) == cause


@pytest.mark.parametrize("text", ["530 5.7.0 Authentication required", "503 5.5.1 Error: not logged in"])
def test_a_login_asked_for_after_one_was_accepted_is_not_called_forgotten(text: str) -> None:
    for stage in (Stage.MAIL_FROM, Stage.DATA):
        assert classify(reply(text), stage) == "auth-not-attempted"
        assert classify(reply(text), stage, username="me@example.com", identity=BASE) == "server-misconfigured"


def test_a_sender_that_is_refused_at_the_recipient_is_still_the_sender() -> None:
    said = reply("554 5.7.1 <noreply@example.com>: Sender address rejected: Access denied")
    assert classify(said, Stage.RCPT_TO, username="me@example.com", identity=BASE) == "from-mismatch-with-login"


def test_a_code_at_the_sender_does_not_outrank_words_either() -> None:
    assert classify(reply("550 5.2.0 Spam message rejected"), Stage.MAIL_FROM, username="me@example.com", identity=BASE) is None
    assert classify(reply("550 not permitted"), Stage.MAIL_FROM, username="x", identity=BASE) == "from-mismatch-with-login"


def test_the_same_words_mean_another_thing_to_another_kind_of_provider() -> None:
    said = reply("550 5.7.1 You are not allowed to send as this address")
    assert classify(said, Stage.MAIL_FROM, provider=GMAIL, username="me@gmail.com", identity=BASE) == "from-mismatch-with-login"
    assert classify(said, Stage.MAIL_FROM, provider=SENDGRID, username="apikey", identity=BASE) == "sender-not-verified"
    assert classify(said, Stage.MAIL_FROM, username="me@gmail.com", identity=TOKEN) == "generated-sender-address"


def test_a_documented_reply_is_known_behind_postfixs_prefix_too() -> None:
    known = KnownReply("554 5.7.1 <to>: Recipient address rejected: user unknown", "no plan", "doc", "sandbox-mode")
    provider = replace(GMAIL, errors=(known,))
    said = reply("554 5.7.1 <me@example.net>: Recipient address rejected: User unknown")
    assert classify(said, Stage.RCPT_TO, username="me@example.com") == "recipient-invalid"
    assert classify(said, Stage.RCPT_TO, provider=provider, username="me@example.com") == "sandbox-mode"


def test_an_address_in_a_reply_is_not_read_as_words() -> None:
    said = reply("535 5.7.8 authentication failed for spam-sandbox-quota@suspended.example")
    assert classify(said, Stage.AUTH, username="x") == "wrong-credentials"


def test_what_changes_from_mail_to_mail_is_no_part_of_a_known_reply() -> None:
    assert pieces("553 5.7.1 <addr>: Sender address rejected: not owned by user <login>") == (
        "sender address rejected not owned by user",
    )


@given(st.integers(200, 599), st.lists(st.binary(max_size=200), max_size=4), st.sampled_from(list(Stage)))
def test_any_bytes_are_classified_or_left_alone(code: int, lines: list[bytes], stage: Stage) -> None:
    found = classify(
        Reply(code, tuple(map(Foreign, lines))), stage, provider=SENDGRID, username="x", identity=TOKEN, recipient="a@b.example"
    )
    assert found is None or found in load_all()
