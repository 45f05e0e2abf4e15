from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS
from wizard.dialects import npm_dotenv
from wizard.errors import FileError, Unrepresentable


@given(TEXTS, TEXTS)
def test_every_value_that_is_written_comes_back_from_the_whole_file(value: str, other: str) -> None:
    try:
        text = npm_dotenv.write_file({"A": value, "B": other, "C": "it's"})
    except Unrepresentable:
        return
    assert npm_dotenv.read_file(text) == {"A": value, "B": other, "C": "it's"}


@given(TEXTS)
def test_only_a_mixture_of_all_quotes_with_a_hash_or_a_line_break_has_no_spelling(value: str) -> None:
    try:
        npm_dotenv.write(value)
    except Unrepresentable:
        bad_text = "\0" in value or "\r" in value or any("\ud800" <= each <= "\udfff" for each in value)
        mixture = "'" in value and "`" in value and ('"' in value or "\\n" in value or "\\r" in value)
        assert bad_text or (mixture and ("#" in value or "\n" in value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a#b", "a"),
        ("pa$$word", "pa$"),
        ("pa$word9", "pa"),
        ("'pa$$w'", "pa$"),
        ('"pa\\$w"', "pa$w"),
        ("'it\\'s'", "it\\'s"),
        ('"a\\"b"', 'a\\"b'),
        ('"a\\\\b"', "a\\\\b"),
        ('"a\\nb"', "a\nb"),
        ("`bt`", "bt"),
        ("'${X:-d}'", "d"),
        ("${HOME+set}", "set"),
        ("$HOME", "/h"),
        ("", ""),
        ("  a  ", "a"),
    ],
)
def test_a_value_is_read_as_docmost_reads_it(text: str, value: str) -> None:
    assert npm_dotenv.read(text, {"HOME": "/h"}) == value


def test_the_process_wins_over_the_file_and_lines_are_told() -> None:
    text = "# c\nA=1\nexport B='x\ny'\nC: $A-$B\n!!\n"
    found = list(npm_dotenv.locate(text, {"A": "2"}))
    assert [(one.key, one.value, one.line) for one in found] == [("A", "2", 2), ("B", "x\ny", 3), ("C", "2-x\ny", 5)]


def test_two_values_in_one_are_refused() -> None:
    with pytest.raises(FileError):
        npm_dotenv.read("1\nB=2")


def test_an_expansion_that_never_ends_is_cut_off() -> None:
    assert len(npm_dotenv.read("${A:-${B}}x", {"A": "${A}y"})) < 100_000
