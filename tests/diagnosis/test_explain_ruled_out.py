"""What a text rules out is not named, however usual its words are for it."""

from __future__ import annotations

import pytest

from tests.diagnosis.test_explain import explained, named


@pytest.mark.parametrize(
    "reply",
    [
        "450 4.1.8 <noreply@chat.mydomain.de>: Sender address rejected: Domain not found",
        "550 5.1.8 <wiki@docs.verein-x.org>: Sender address rejected: Domain not found",
        "553 5.1.8 Domain of sender address noreply@chat.mydomain.de does not exist",
    ],
)
@pytest.mark.parametrize("app", [None, "docmost", "zulip", "mealie"])
def test_a_sender_whose_domain_is_not_found_is_the_sender_s_fault_and_not_the_resolver_s(reply: str, app: str | None) -> None:
    found = explained(reply, app=app)
    assert found.causes[0].cause == "sender-not-configured"
    assert "sender-domain-unknown" in [one.cause for one in found.rivals]
    assert "dns-in-container" not in [one.cause for one in found.causes]


def test_a_sender_s_domain_that_everybody_knows_is_missed_only_by_a_resolver_that_fails() -> None:
    assert named("450 4.1.8 <user@gmail.com>: Sender address rejected: Domain not found")[0] == "dns-in-container"


def traceback(*frames: str) -> str:
    inner = "\n".join(f'  File "/usr/lib/python3.11/smtplib.py", line {400 + at}, in {name}' for at, name in enumerate(frames))
    return f"Traceback (most recent call last):\n{inner}\nsmtplib.SMTPServerDisconnected: Connection unexpectedly closed"


@pytest.mark.parametrize(
    "frames",
    [
        ("starttls", "docmd", "getreply"),
        ("starttls",),
        ("starttls", "ehlo_or_helo_if_needed", "ehlo", "getreply"),
        ("login", "auth", "docmd", "getreply"),
        ("login",),
        ("sendmail", "mail", "getreply"),
        ("sendmail",),
        ("sendmail", "rcpt", "getreply"),
        ("rcpt",),
        ("send_message", "sendmail", "data", "getreply"),
    ],
)
def test_who_was_greeted_speaks_no_clear_text_to_a_tls_port(frames: tuple[str, ...]) -> None:
    found = explained(traceback(*frames))
    assert found.causes
    assert "starttls-on-implicit-tls-port" not in [one.cause for one in found.causes]
    assert found.question is None or "starttls-on-implicit-tls-port" not in found.question.decides


@pytest.mark.parametrize("frames", [("__init__", "connect", "getreply"), ("connect", "getreply"), ("getreply",)])
def test_who_waits_for_the_greeting_may_stand_before_a_tls_port(frames: tuple[str, ...]) -> None:
    assert named(traceback(*frames))[0] == "starttls-on-implicit-tls-port"


@pytest.mark.parametrize("app", [None, "zulip", "docmost"])
def test_no_host_is_claimed_that_nobody_named(app: str | None) -> None:
    found = explained("ConnectionRefusedError: [Errno 111] Connection refused", app=app)
    assert not any("The host is localhost" in one.why for one in found.causes)
    assert found.question is not None
    assert "which host" in found.question.ask


def test_a_host_that_stands_in_the_text_is_told_and_not_asked_for() -> None:
    found = explained("Error: connect ECONNREFUSED 127.0.0.1:587")
    assert any(one.why.startswith("The host is localhost") for one in found.causes)
    other = explained("dial tcp 203.0.113.5:587: connect: connection refused")
    assert other.question is None or "which host" not in other.question.ask
