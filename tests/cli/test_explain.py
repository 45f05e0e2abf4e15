"""Where `explain` takes its text from: a file, standard input, or the words themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run


@pytest.mark.parametrize("more", ["", "\nand so on", " x" * 3000])
def test_an_error_in_quotes_is_explained_itself(more: str) -> None:
    outcome = run("explain", f"535 5.7.8 Error: authentication failed{more}")
    assert outcome.code == 0
    assert "the likely cause: " in outcome.out
    assert "there is no file of this name" in outcome.err


def test_a_file_that_has_blanks_in_its_name_is_read_as_ever(tmp_path: Path) -> None:
    log = tmp_path / "535 authentication failed.log"
    log.write_text("all is well\n")
    outcome = run("explain", str(log))
    assert (outcome.code, outcome.err) == (0, "")
    assert "no mail error" in outcome.out


def test_a_file_that_is_not_there_comes_with_the_way_to_paste(tmp_path: Path) -> None:
    outcome = run("explain", str(tmp_path / "535.log"))
    assert (outcome.code, outcome.out) == (3, "")
    assert "hint: to paste an error: smtp-wizard explain -" in outcome.err


def test_only_the_first_cause_is_told_at_length() -> None:
    out = run("explain", "smtp: 454 4.7.1 Relay access denied").out
    first, _, rest = out.partition("also possible: ")
    assert rest
    assert first.count("           sure?  ") == first.count("           see    https://") == 1
    assert "                  $ " in first
    assert not any(word in rest for word in ("sure?", "see    ", "$ "))
