"""Every seeded mistake is found at its key, and nothing else is."""

from __future__ import annotations

import re

import pytest

from tests.lint.corpus import ROWS, Row, load
from wizard.catalogue import load_all
from wizard.errors import FileError
from wizard.lint.flaw import Flaw
from wizard.settings.linting import lint_text
from wizard.settings.repair import repair_text


def judged(row: Row) -> tuple[Flaw, ...]:
    found, flaws = lint_text(row.text, row.filename)
    assert found is not None
    assert found.kind == row.app
    return flaws


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_mistake_is_found_and_no_false_alarm_is_raised(row: Row) -> None:
    flaws = judged(row)
    causes = {flaw.cause for flaw in flaws}
    assert set(row.expect) <= causes
    assert causes <= set(row.expect) | set(row.also_ok)
    assert set(row.keys) <= {flaw.key for flaw in flaws}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_finding_is_complete_and_points_into_the_file(row: Row) -> None:
    lines = row.text.split("\n")
    for flaw in judged(row):
        assert flaw.cause in load_all()
        assert flaw.title
        assert flaw.why
        assert flaw.fix.text
        for text in (flaw.title, flaw.why, flaw.fix.text, flaw.key or "", *(flaw.suggestion or "").splitlines()):
            assert text.isprintable()
        if flaw.line is not None and flaw.key is not None:
            assert flaw.key.lower() in lines[flaw.line - 1].lower()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_no_password_is_ever_repeated(row: Row) -> None:
    said = "\n".join(
        "\n".join((flaw.title, flaw.why, flaw.fix.text, *flaw.fix.commands, flaw.suggestion or "", str(flaw.key)))
        for flaw in judged(row)
    )
    for secret in re.findall(r"(?i)(?:pass(?:word)?|smpt_pass)['\"]?\s*[:=]\s*['\"`]*([^\s'\"`$#{},]{6,})", row.text):
        assert secret not in said


@pytest.mark.parametrize("row", [row for row in ROWS if not row.expect], ids=lambda row: row.id)
def test_a_correct_file_is_not_repaired(row: Row) -> None:
    assert repair_text(row.text, row.filename) == (row.text, ())


@pytest.mark.parametrize("row", [row for row in ROWS if row.expect], ids=lambda row: row.id)
def test_a_repair_removes_its_mistake_brings_no_other_and_happens_once(row: Row) -> None:
    after, done = repair_text(row.text, row.filename)
    before = {(flaw.cause, flaw.key) for flaw in judged(row)}
    _, left = lint_text(after, row.filename)
    rest = {(flaw.cause, flaw.key) for flaw in left}
    assert not rest & {(flaw.cause, flaw.key) for flaw in done}
    assert {cause for cause, _ in rest} <= {cause for cause, _ in before}
    assert repair_text(after, row.filename) == (after, ())
    assert (after == row.text) is (not done)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_app_is_told_by_content_under_any_name_that_does_not_lie(row: Row) -> None:
    suffix = "." + row.filename.rpartition(".")[2] if "." in row.filename.lstrip(".") else ""
    found, _ = lint_text(row.text, f"some-file{suffix}")
    assert found is not None
    assert found.kind == row.app


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_windows_line_ends_change_no_verdict(row: Row) -> None:
    _, flaws = lint_text(row.text.replace("\n", "\r\n"), row.filename)
    assert {(flaw.cause, flaw.key, flaw.line) for flaw in flaws} == {(flaw.cause, flaw.key, flaw.line) for flaw in judged(row)}


def test_the_corpora_are_as_large_as_they_say() -> None:
    dev, own = load("dev"), load("own")
    assert (len(dev), len(own)) == (30, 123)
    assert sum(bool(row.expect) for row in own) == 92


def test_a_file_that_no_app_knows_is_told_as_such() -> None:
    assert lint_text("hello: world\n", "x.yaml") == (None, ())


def test_a_broken_file_is_told_with_its_line() -> None:
    with pytest.raises(FileError, match="line 4"):
        lint_text("server_name: x\nemail:\n  smtp_host: a\n smtp_port: 25\n", "homeserver.yaml")
