"""A person's post: what the error is about may stand in another paragraph, and the person's words are no second error."""

from __future__ import annotations

import pytest

from wizard import providers
from wizard.diagnosis.explain import Explanation, Hints, explain

SETUP = "My setup:\n- docker 24\n- traefik\n- postgres 15\n- app 2.3\n- debian 12\n\n"
MAIL = "Sending the test e-mail fails since yesterday.\n\n" + SETUP
ERRORS = {
    "x509: certificate signed by unknown authority": "cert-untrusted",
    "Error: self signed certificate": "cert-untrusted",
    "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1007)": "implicit-tls-on-starttls-port",
    "[Errno 111] Connection refused": "wrong-port",
    "Connection unexpectedly closed": "starttls-on-implicit-tls-port",
    "Error: Unexpected socket close": "starttls-on-implicit-tls-port",
    "Error: Connection timeout\n  code: 'ETIMEDOUT',\n  command: 'CONN'": "port-blocked-by-host",
    "[Errno -3] Temporary failure in name resolution": "dns-in-container",
    "2026-01-02 10:00:00 ERROR x509: certificate signed by unknown authority": "cert-untrusted",
}


def explained(text: str, hints: Hints | None = None) -> Explanation:
    return explain(text, hints, providers.load_all())


@pytest.mark.parametrize("thanks", ["", "\n\nThanks!"])
@pytest.mark.parametrize("frame", ["Log:\n{}", "Log:\n```\n{}\n```"])
@pytest.mark.parametrize("error", ERRORS)
def test_the_first_paragraph_says_that_the_error_is_about_mail(error: str, frame: str, thanks: str) -> None:
    answer = explained(MAIL + frame.format(error) + thanks)
    assert answer.causes[0].cause == ERRORS[error]
    assert len(answer.groups) == 1


@pytest.mark.parametrize(
    "about",
    [
        "The app does not start since yesterday.",
        "I log in with my e-mail address and see this.",
        "Collecting mail from the inbox over IMAP fails.",
        "Redis fails, so the mail queue is empty.",
    ],
)
def test_a_post_about_something_else_gives_no_mail_error(about: str) -> None:
    assert explained(f"{about}\n\n{SETUP}Log:\n[Errno 111] Connection refused\n\nThanks!").causes == ()


def test_a_log_of_many_lines_is_no_post() -> None:
    noise = "".join(f"2026-01-02 10:00:{n:02d} INFO job {n} done\n" for n in range(9))
    assert explained(f"The test mail is sent.\n\n{noise}2026-01-02 10:01:00 ERROR Connection refused\n{noise}").causes == ()


def test_a_hint_makes_no_second_error_of_the_prose() -> None:
    answer = explained(MAIL + "Log:\nx509: certificate signed by unknown authority", Hints(host="smtp.gmail.com", port=587))
    assert [group.causes[0] for group in answer.groups] == ["cert-untrusted"]
