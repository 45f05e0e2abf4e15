"""Where `explain` takes its text from: a file, standard input, or the words themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run
from wizard.diagnosis.explain import explain
from wizard.setup.explaining import words


@pytest.mark.parametrize("more", ["", "\nand so on", " x" * 3000])
def test_an_error_in_quotes_is_explained_itself(more: str) -> None:
    outcome = run("explain", f"535 5.7.8 Error: authentication failed{more}")
    assert outcome.code == 0
    assert "the likely cause: " in outcome.out
    assert outcome.err == ""


@pytest.mark.parametrize("name", ["/var/log/my mail.log", "my mail.log", "./mail log", "error 535.txt"])
def test_words_that_may_be_a_file_s_name_are_said_to_be_none(name: str) -> None:
    assert "there is no file of this name" in run("explain", name).err


@pytest.mark.parametrize(
    "words",
    [
        "550-5.7.26 Gmail requires all senders to authenticate.",
        "Host mail.example.org: connection refused",
        "could not connect to mail.example.org",
    ],
)
def test_the_words_of_an_error_are_not_taken_for_a_file_s_name(words: str) -> None:
    assert run("explain", words).err == ""


def test_little_that_only_words_say_is_called_a_guess() -> None:
    out = run("explain", "my zulip sends no mail and I do not know why").out
    assert out.startswith("a guess: ")
    assert "the likely cause" not in out
    assert words(explain("my zulip sends no mail and I do not know why"))[0].startswith("A guess: ")


def test_an_app_that_is_not_known_is_said_to_be_none() -> None:
    outcome = run("explain", "--app", "foo", "535 5.7.8 authentication failed")
    assert "foo is none of the apps that I know (mealie, docmost, synapse, zulip, coolify)" in outcome.err
    assert "wrong-credentials" in outcome.out
    assert run("explain", "--app", "my-Docmost", "535 5.7.8 authentication failed").err == ""


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


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_that_windows_wrote_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    log = tmp_path / "app.log"
    log.write_text("Invalid login: 535 5.7.8 Error: authentication failed\n", encoding)
    assert "wrong-credentials" in run("explain", str(log)).out
