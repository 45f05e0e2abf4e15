"""A refusing reply is told once, by the check that it concerns; a login is not called broken because of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.diagnosis.evidence import GOOD, case
from tests.diagnosis.table.row import PLAIN_LINE, login_refused, mail_answered, rcpt_answered
from wizard.diagnosis import diagnose
from wizard.diagnosis.refusal import refusals
from wizard.evidence import Conversation
from wizard.finding import Finding, Status

_REPLIES = (
    "421 4.3.2 Service shutting down",
    "421 4.7.66 TLS 1.0 and 1.1 are not supported",
    "454 4.7.0 TLS not available due to local problem",
    "503 5.5.1 Error: authentication not enabled",
    "530 5.7.0 Authentication required",
    "530 Must issue a STARTTLS command first",
    "535 5.7.8 Error: authentication failed",
    "535 Authentication failed: basic authentication is disabled",
    "535 Domain not verified",
    "535 License expired",
    "535 Too many failed logins",
    "538 5.7.11 Encryption required",
    "550 5.7.1 Reject for policy reason RULE3_2",
    "550 5.7.25 cannot find your reverse hostname",
    "550 HELO name invalid",
    "550 Sandbox subdomains are for test purposes only",
    "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
)
_MADE = {"the login": login_refused, "the sender": mail_answered, "the recipient": rcpt_answered}


def _plain(conversation: Conversation) -> Conversation:
    """The same on a line without TLS."""
    line = {name: getattr(PLAIN_LINE, name) for name in ("endpoint", "starttls", "tls", "after_tls")}
    return replace(conversation, **line)


def _judged(conversation: Conversation) -> tuple[Finding, ...]:
    return tuple(each for each in diagnose(case(conversation)) if not each.id.startswith("app."))


@pytest.mark.parametrize("text", _REPLIES)
@pytest.mark.parametrize("place", _MADE)
@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "plain"])
def test_a_refusal_fails_the_check_that_it_concerns_and_no_other(text: str, place: str, encrypted: bool) -> None:
    conversation = _MADE[place](text)
    conversation = conversation if encrypted else _plain(conversation)
    (refusal,) = refusals(case(conversation))
    found = _judged(conversation)
    shown = "\n".join(f"{each.id} {each.status.value} {each.cause}: {each.title}" for each in found)
    assert any(each.id == refusal.check and each.status is refusal.status for each in found), f"{refusal.check} in\n{shown}"
    usual = {each.id for each in _judged(GOOD if encrypted else _plain(GOOD)) if each.status is Status.FAIL}
    failed = {each.id for each in found if each.status is Status.FAIL} - usual
    assert failed <= {refusal.check}, shown
