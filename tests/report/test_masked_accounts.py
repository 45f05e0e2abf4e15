"""`--mask` leaves out whose login it is, what a machine without a domain calls itself, and who made a private certificate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.sample import RUN
from wizard.finding import Finding, Result, Status
from wizard.model import SAME_AS_SECRET
from wizard.report import markdown
from wizard.report.mask import Mask
from wizard.step import Line, Step, StepState
from wizard.text import Foreign


def run_of(username: str = "", said: tuple[str, ...] = (), subject: str = "chat.noreply") -> markdown.Run:
    finding = Finding("sender.mail-from", Status.FAIL, f"{username} may not send as this", subject=subject)
    sides = [Line(0.0, line[0], Foreign(line[2:].encode())) for line in said]  # type: ignore[arg-type]
    step = Step("mail-from", StepState.FAILED, "sender refused", subject=subject)
    result = Result("chat", (finding,), endpoint="smtp.acme.com:587", username=username, transcript=tuple(sides), steps=(step,))
    return replace(RUN, results=(result,))


@pytest.mark.parametrize("name", ["maxmustermann", "web1234p5", "AKIAIOSFODNN7EXAMPLE", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"])
def test_a_user_name_that_is_no_address_is_an_account(name: str) -> None:
    report = markdown.render(run_of(name, (f'> AUTH as "{name}"', f"< 235 2.7.0 welcome {name}, all is well")), mask=True)
    assert name not in report
    assert "welcome account-1, all is well" in report
    assert name in markdown.render(run_of(name), mask=False)


@pytest.mark.parametrize("name", ["apikey", "resend", "mail", "smtp", "", SAME_AS_SECRET])
def test_a_user_name_that_is_everybodys_stays(name: str) -> None:
    assert Mask(run_of(name))(f"login accepted as {name}, by smtp, of the mail apikey") == (
        f"login accepted as {name}, by smtp, of the mail apikey"
    )


def test_an_account_is_no_part_of_another_word() -> None:
    assert Mask(run_of("max"))("max, maximal, climax, max@acme.com") == "account-1, maximal, climax, address-1@example.org"


def test_what_a_machine_without_a_domain_calls_itself_is_a_host() -> None:
    said = ("< 220 nas-mustermann ESMTP Postfix", "> EHLO chat.acme.com", "< 250-vps1234567", "< 250-PIPELINING")
    report = markdown.render(run_of(said=said), mask=True)
    assert "mustermann" not in report
    assert "vps1234567" not in report
    assert "250-PIPELINING" in report


@pytest.mark.parametrize("banner", ["220 ready", "220 ESMTP", "220 Welcome to the jungle"])
def test_a_greeting_without_a_name_stays(banner: str) -> None:
    assert banner in markdown.render(run_of(said=(f"< {banner}",)), mask=True)


def test_an_identity_is_the_persons_own_word_in_the_steps_too() -> None:
    report = markdown.render(run_of(), mask=True)
    assert "chat.noreply: sender refused" in report


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("an unknown authority: CN=Mustermann Heim-CA", "an unknown authority: CN=authority-1"),
        ("O=Muster, CN=mail.acme.com, issued by O=Muster, CN=Muster CA", "O={0}, CN=host-1.example.org, issued by O={0}, CN={1}"),
        ("with CN=Muster CA in it.", "with CN=authority-1 in it."),
        ("an intermediate certificate: CN=Muster CA is missing", "an intermediate certificate: CN=authority-1 is missing"),
        ("issued by C=US, O=Let's Encrypt, CN=R11", "issued by C=US, O=Let's Encrypt, CN=R11"),
        ("CN=DigiCert Global Root G2 is missing", "CN=DigiCert Global Root G2 is missing"),
    ],
)
def test_who_made_a_private_certificate_is_left_out(said: str, shown: str) -> None:
    assert Mask(run_of())(said) == shown.format("authority-1", "authority-2")
