"""One live reply and its cause: the provider's words, the shape of the text, the code, and what the setup adds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diagnosis.evidence import BASE, GMAIL, SENDGRID, TOKEN, reply
from wizard import providers
from wizard.catalogue import load_all
from wizard.diagnosis.reply import classify, pieces, username_fits
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
    return next((name for name in usual if name and username_fits(provider, name)), "")


@pytest.mark.parametrize(
    ("provider", "known"), DOCUMENTED, ids=lambda value: getattr(value, "id", getattr(value, "reply", "")[:40])
)
def test_a_documented_reply_has_its_documented_cause(provider: Provider, known: KnownReply) -> None:
    said = _said(known)
    username = _fitting_username(provider)
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
        ("530 5.7.7 Email sending without SSL/TLS encryption is not allowed.", Stage.MAIL_FROM, "tls-required-first"),
        ("452 4.3.1 Insufficient system storage", Stage.DATA, "server-misconfigured"),
        ("550 5.6.0 Lone CR or LF in headers", Stage.DATA, "message-content-or-format-rejected"),
        ("550 no", Stage.RCPT_TO, None),
    ],
)
def test_the_shape_of_a_text_names_the_cause(text: str, stage: Stage, cause: str | None) -> None:
    assert classify(reply(text), stage) == cause


def test_the_same_words_mean_another_thing_to_another_kind_of_provider() -> None:
    said = reply("550 5.7.1 You are not allowed to send as this address")
    assert classify(said, Stage.MAIL_FROM, provider=GMAIL, username="me@gmail.com", identity=BASE) == "from-mismatch-with-login"
    assert classify(said, Stage.MAIL_FROM, provider=SENDGRID, username="apikey", identity=BASE) == "sender-not-verified"
    assert classify(said, Stage.MAIL_FROM, username="me@gmail.com", identity=TOKEN) == "generated-sender-address"


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
