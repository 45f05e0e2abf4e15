"""The one missing fact that `explain` asks for, where two look-alikes remain."""

from __future__ import annotations

import pytest

from tests.diagnosis.test_explain import explained

SES = (
    "554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@x.org"
)


def test_two_look_alikes_leave_one_question() -> None:
    question = explained("ERROR sending mail: timed out").question
    assert question is not None
    assert "port" in question.ask
    assert {"port-blocked-by-host", "starttls-on-implicit-tls-port"} <= set(question.decides)


def test_an_early_end_without_hints_asks_for_port_and_encryption() -> None:
    question = explained("smtplib.SMTPServerDisconnected: Connection unexpectedly closed").question
    assert question is not None
    assert "port and encryption" in question.ask
    assert question.decides[0] == "starttls-on-implicit-tls-port"


def test_a_clear_error_leaves_no_question() -> None:
    assert explained("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.").question is None


@pytest.mark.parametrize("hints", [{"provider": "ses"}, {}], ids=["at SES", "anywhere"])
def test_a_reply_that_is_known_for_several_causes_leaves_the_question_that_decides(hints: dict[str, str]) -> None:
    question = explained(SES, **hints).question
    assert question is not None
    assert "the sender or the recipient" in question.ask
    assert {"sender-not-verified", "sandbox-mode"} <= set(question.decides)
