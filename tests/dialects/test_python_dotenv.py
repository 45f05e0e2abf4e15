from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS
from wizard.dialects import python_dotenv
from wizard.errors import FileError, Unrepresentable


@given(TEXTS, TEXTS)
def test_every_value_comes_back_from_the_whole_file(value: str, other: str) -> None:
    try:
        text = python_dotenv.write_file({"A": value, "B": other, "C": "it's"})
    except Unrepresentable:
        assert any("\0" in each or any("\ud800" <= character <= "\udfff" for character in each) for each in (value, other))
        return
    assert python_dotenv.read_file(text) == {"A": value, "B": other, "C": "it's"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a#b", "a#b"),
        ("a #b", "a"),
        ("pa$$word", "pa$$word"),
        ("pa$word9", "pa$word9"),
        ("'pa${X}w'", "paw"),
        ("'pa${X:-d}w'", "padw"),
        ('"pa\\$w"', "pa\\$w"),
        ("'it\\'s'", "it's"),
        ('"a\\"b"', 'a"b'),
        ("'a\\\\b'", "a\\b"),
        ('"a\\nb"', "a\nb"),
        ("'a\\nb'", "a\\nb"),
        ("`bt`", "`bt`"),
        ("'a' # note", "a"),
        ("", ""),
    ],
)
def test_a_value_is_read_as_mealie_reads_it(text: str, value: str) -> None:
    assert python_dotenv.read(text) == value


@pytest.mark.parametrize("text", ["'a", '"a', "'a' b", "1\nB=2"])
def test_what_the_reader_drops_in_silence_is_refused(text: str) -> None:
    with pytest.raises(FileError):
        python_dotenv.read(text)


def test_lines_are_told_and_unreadable_ones_passed_over() -> None:
    text = "# c\n\nexport A='x\ny'\nB='open\n'C' = ${A}!\nD\n=1\n'E E' = ${A}!\n"
    found = list(python_dotenv.locate(text))
    assert [(one.key, one.value, one.line) for one in found] == [("A", "x\ny", 3), ("D", None, 7), ("E E", "x\ny!", 9)]
