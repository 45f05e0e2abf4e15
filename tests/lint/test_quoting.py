"""The corrected line of a password: one that its reader reads back, told without the password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.dialects.sheet import apply
from wizard.errors import FileError
from wizard.lint.flaw import Flaw
from wizard.settings.linting import lint_text

HEADS = {"env-file": "# env_file of compose\n", "docker-run": "# docker run --env-file\n", "bare": "# bare metal\n"}
BODIES = {
    "docmost": "MAIL_DRIVER=smtp\nSMTP_HOST=mail.example.org\nSMTP_PORT=465\nSMTP_SECURE=true\nSMTP_USERNAME=u\n",
    "mealie": "SMTP_HOST=mail.example.org\nSMTP_PORT=465\nSMTP_AUTH_STRATEGY=SSL\nSMTP_USER=u\n",
}


def judged(text: str, app: str) -> tuple[str | None, list[Flaw]]:
    found, flaws = lint_text(text, ".env", app)
    assert found is not None
    return found.value("SMTP_PASSWORD"), [flaw for flaw in flaws if flaw.key == "SMTP_PASSWORD"]


@pytest.mark.parametrize(
    ("target", "written", "line", "says"),
    [
        ("env-file", '"SG.a$bcd"', "SMTP_PASSWORD='…'", "between single quotes it is taken as it is."),
        ("env-file", 'SG.a$bc"d', "SMTP_PASSWORD='…'", "between single quotes it is taken as it is."),
        ("env-file", "a$b'c\"d", 'SMTP_PASSWORD="…"', 'between double quotes write \\$ for each $ and \\" for each ".'),
        ("bare", "'SG.a$bcd'", "SMTP_PASSWORD='…'", "between single quotes write \\$ for each $."),
        ("bare", '"a$b\'c"', "SMTP_PASSWORD=`…`", "between backticks write \\$ for each $."),
        ("docker-run", '"SG.a$bcd"', "SMTP_PASSWORD=…", "Write the value without quotes"),
    ],
)
def test_the_corrected_line_shows_the_quotes_that_help_and_says_why(target: str, written: str, line: str, says: str) -> None:
    _, (flaw,) = judged(f"{HEADS[target]}{BODIES['docmost']}SMTP_PASSWORD={written}\n", "docmost")
    assert flaw.suggestion == line
    assert says in flaw.fix.text


def test_a_compose_file_doubles_the_dollar() -> None:
    text = 'services:\n  docmost:\n    image: docmost/docmost\n    environment:\n      SMTP_PASSWORD: "SG.a$bcd"\n'
    _, flaws = lint_text(text, "compose.yaml")
    (flaw,) = [flaw for flaw in flaws if flaw.key == "SMTP_PASSWORD" and flaw.cause == "special-chars-in-password"]
    assert flaw.suggestion in ('SMTP_PASSWORD: "…"', "SMTP_PASSWORD: '…'")
    assert "write $$ for each $." in flaw.fix.text


@given(
    app=st.sampled_from(sorted(BODIES)),
    target=st.sampled_from(sorted(HEADS)),
    password=st.text("aB1$#'\"`\\{}. ", min_size=3, max_size=12).filter(lambda text: text == text.strip()),
    quote=st.sampled_from(["", "'", '"']),
)
def test_what_is_corrected_is_read_back_as_it_was_meant_and_passes(app: str, target: str, password: str, quote: str) -> None:
    text = f"{HEADS[target]}{BODIES[app]}SMTP_PASSWORD={quote}Zz9{password}{quote}\n"
    try:
        _, flaws = judged(text, app)
    except (FileError, AssertionError):
        return
    for flaw in flaws:
        assert f"Zz9{password}" not in f"{flaw.suggestion}{flaw.fix.text}{flaw.why}"
        if flaw.cause != "special-chars-in-password" or not flaw.edits:
            continue
        value, left = judged(apply(text, flaw.edits), app)
        assert value is not None
        assert "special-chars-in-password" not in {one.cause for one in left}
        # Without quotes a comment may have been meant; with the same quote inside nobody knows where it was to end.
        assert not quote or quote in password or value == f"Zz9{password}"
        assert flaw.suggestion in {f"SMTP_PASSWORD={mark}…{mark}" for mark in ("", "'", '"', "`")}
