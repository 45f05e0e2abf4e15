"""An explanation repeats what the text itself says of the cause: names, limits, addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.catalogue import load_all
from wizard.diagnosis.explain import explain
from wizard.diagnosis.explain.detail import _DETAILS, detail

TEXTS = (
    ("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", "The refused name: localhost."),
    (
        "Error: Hostname/IP does not match certificate's altnames: Host: mail.example.com. is not in the cert's altnames: "
        "DNS:*.web-hosting.com, DNS:web-hosting.com",
        "In the certificate: DNS:*.web-hosting.com, DNS:web-hosting.com.",
    ),
    (
        "smtp: failed to verify certificate: x509: certificate is valid for a.example.net, b.example.net, not mail.example.com",
        "In the certificate: a.example.net, b.example.net.",
    ),
    ("451 4.7.1 Greylisted, please come back in 00:04:58", "The server says when: in 00:04:58."),
    (
        "450 4.2.0 <a@example.net>: Recipient address rejected: Greylisted, try again in 300 seconds",
        "The server says when: in 300 seconds.",
    ),
    ("552 5.3.4 Message size exceeds fixed maximum message size 10485760", "The limit: 10485760 bytes."),
    (
        "553 5.7.1 <app@example.com>: Sender address rejected: not owned by user x@example.com",
        "The refused sender: app@example.com.",
    ),
    (
        "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: "
        "noreply@example.com",
        "Not verified: noreply@example.com.",
    ),
    ('Error: getaddrinfo ENOTFOUND "smtp.gmail.com"', 'The name that was looked up: "smtp.gmail.com".'),
    (
        'smtp: stream_socket_client(): Unable to find the socket transport "ssl" - did you forget to enable it?',
        'This PHP knows no "ssl": its openssl extension is missing.',
    ),
)


@pytest.mark.parametrize(("text", "said"), TEXTS, ids=[said for _, said in TEXTS])
def test_the_reason_holds_what_the_text_says(text: str, said: str) -> None:
    assert explain(text).causes[0].why.endswith(said)


@pytest.mark.parametrize(
    ("cause", "line"),
    [
        ("ehlo-name-rejected", "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)"),
        ("ehlo-name-rejected", "501 Error: HELO argument required"),
        ("wrong-host", "smtp: DNS lookup failed"),
        ("sender-not-verified", "554 5.7.1 <bob@example.net>: Recipient address rejected: sender domain not verified"),
    ],
)
def test_a_word_of_the_error_is_not_taken_for_the_name(cause: str, line: str) -> None:
    assert detail(cause, [line]) == ""


def test_the_name_of_a_dialogue_is_the_one_that_was_sent() -> None:
    assert (
        detail("ehlo-name-rejected", ["send: 'ehlo 4f2a91c07be1\\r\\n'", "reply: b'550 no'"]) == "The refused name: 4f2a91c07be1."
    )
    assert detail("ehlo-name-rejected", ["EHLO [172.18.0.5]"]) == "The refused name: [172.18.0.5]."


def test_nothing_is_said_of_another_cause() -> None:
    assert explain("535 5.7.8 <localhost>: authentication failed").causes[0].why.endswith("another server.")


def test_every_cause_with_details_exists() -> None:
    assert {cause for cause, _, _ in _DETAILS} <= set(load_all())


@given(st.sampled_from([cause for cause, _, _ in _DETAILS]), st.text(max_size=300))
def test_any_text_gives_one_printable_sentence(cause: str, text: str) -> None:
    said = detail(cause, text.splitlines())
    assert said.isprintable()
    assert len(said) < 400
