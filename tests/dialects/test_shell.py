from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings

from tests.dialects.hostile import TEXTS, VALUES
from tests.real import find, need
from wizard.dialects import shell
from wizard.errors import FileError, Unrepresentable


@given(TEXTS)
def test_every_word_comes_back(value: str) -> None:
    try:
        written = shell.write(value)
    except Unrepresentable:
        assert "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
        return
    assert shell.read(written) == value


@pytest.mark.parametrize("text", ["$X", '"$X"', "`id`", "a b", "*", "'a", '"a', "", "a;b", "\\"])
def test_what_a_shell_would_expand_split_or_wait_for_is_refused(text: str) -> None:
    with pytest.raises(FileError):
        shell.read(text)


@pytest.mark.parametrize(
    ("text", "word"), [('"a\\$b"', "a$b"), ('"a\\nb"', "a\\nb"), ("a\\ b", "a b"), ("a'b'\"c\"", "abc"), ("''", "")]
)
def test_quotes_are_read_as_a_shell_does(text: str, word: str) -> None:
    assert shell.read(text) == word


@pytest.mark.real
def test_bash_reads_every_hostile_word_exactly() -> None:
    need("bash")
    for value in VALUES:
        if "\0" in value:
            continue
        line = f"printf %s {shell.write(value)}"
        said = subprocess.run([find("bash") or "bash", "-c", line], capture_output=True, check=True, timeout=10).stdout
        assert said.decode() == value


@pytest.mark.real
@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_bash_agrees_with_our_own_reader(text: str) -> None:
    need("bash")
    try:
        word = shell.read(text)
    except FileError:
        return
    said = subprocess.run([find("bash") or "bash", "-c", f"printf %s {text}"], capture_output=True, check=True, timeout=10)
    assert said.stdout.decode() == word
