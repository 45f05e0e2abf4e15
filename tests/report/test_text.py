"""The report for people: 80 columns, and what is true of five apps is read once."""

from __future__ import annotations

from datetime import UTC, datetime

from wizard.finding import Finding, Fix, Result, Run, Status
from wizard.report import render

WHERE = "Tested from this host, not from inside Zulip's container; the command repeats it there."
WHY = "The server took the login attempt and refused it; the account exists elsewhere or the password is mistyped, old or empty."
DO = Fix("Enter the SMTP user and password again from the provider's page, without blanks, and test the login alone.")


def app(name: str, status: Status = Status.FAIL) -> Finding:
    fix = Fix(DO.text, (f"nsenter check {name}",))
    return Finding(
        "app.behaviour", status, f"{name} would fail", subject=name, app=name, why=f"It waits. {WHERE}", fix=fix, where=WHERE
    )


def report(*findings: Finding, verbose: bool = False) -> str:
    return render(
        "text", Run(datetime.now(UTC), "1", (Result("chat", findings, endpoint="mail.example.com:587"),)), verbose=verbose
    )


def test_where_it_was_tested_and_how_to_repeat_it_there_is_told_once() -> None:
    said = report(Finding("auth.login", Status.FAIL, "login refused", why=WHY, fix=DO), *(app(f"app-{n}") for n in range(5)))
    assert said.count("Tested from this host") == 1
    assert said.count("Enter the SMTP user") == 1
    assert said.count("as for auth.login above") == 5
    assert [f"$ nsenter check app-{n}" in said for n in range(5)] == [True] * 5


def test_where_all_is_well_the_commands_stand_in_the_long_report() -> None:
    assert "nsenter" not in report(app("chat", Status.PASS))
    assert "With -v" in report(app("chat", Status.PASS))
    assert "$ nsenter check chat" in report(app("chat", Status.PASS), verbose=True)


def test_the_same_reason_is_told_once_and_another_one_in_full() -> None:
    rows = [Finding(f"{name}.record", Status.UNKNOWN, f"{name} unclear", why=WHY, fix=DO) for name in ("spf", "mx", "ptr")]
    said = report(*rows, Finding("dns.host", Status.FAIL, "none", why="Another reason.", fix=Fix("Another way.")))
    assert said.count("The server took the login attempt") == 1
    assert said.count("as for spf.record above") == 2
    assert "Another reason." in said
    assert "Another way." in said


def test_what_passed_in_the_same_words_is_one_line() -> None:
    rows = [Finding("sender.mail-from", Status.PASS, "a@example.com is accepted", subject=f"app-{n}") for n in range(3)]
    assert "a@example.com is accepted [app-0, app-1, app-2]" in " ".join(report(*rows).split())
    assert report(*rows).count("sender.mail-from") == 1
    assert "3 ok" in report(*rows)
    assert report(*rows, verbose=True).count("sender.mail-from") == 3


def test_hundreds_of_senders_are_counted() -> None:
    rows = [Finding("sender.mail-from", Status.PASS, "a@example.com is accepted", subject=f"app-{n}") for n in range(300)]
    said = " ".join(report(*rows).split())
    assert "app-11 and 288 more]" in said
    assert "app-12" not in said


def test_prose_fits_into_80_columns_and_words_of_others_are_not_broken() -> None:
    said = "550 " + "x" * 200
    text = report(Finding("auth.login", Status.FAIL, "a title that goes on " * 9, subject="s", seen=said, why=WHY, fix=DO))
    assert all(len(line) <= 80 for line in text.splitlines() if "xxx" not in line)
    assert said in text


def test_a_subject_or_words_that_the_title_holds_are_not_repeated() -> None:
    text = report(Finding("mx.record", Status.WARN, "example.com has no MX: EAUTH", subject="example.com", seen="EAUTH"))
    assert text.count("example.com has") == 1
    assert "[example.com]" not in text
    assert "seen" not in text
