from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS
from wizard.dialects import compose_env
from wizard.errors import FileError, Unrepresentable


@given(TEXTS, TEXTS)
def test_every_value_comes_back_from_the_whole_file(value: str, other: str) -> None:
    try:
        text = compose_env.write_file({"A": value, "B": other, "C": "'c\""}, ["a comment"])
    except Unrepresentable:
        assert any("\0" in each or any("\ud800" <= character <= "\udfff" for character in each) for each in (value, other))
        return
    assert compose_env.read_file(text) == {"A": value, "B": other, "C": "'c\""}
    assert "Docker Compose" in text.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a#b", "a#b"),
        ("a #b", "a"),
        ("pa$$word", "pa$word"),
        ("pa$word9", "pa"),
        ("'pa$$w'", "pa$$w"),
        ('"pa$$w"', "pa$w"),
        ('"pa\\$w"', "pa$w"),
        ("'it\\'s'", "it's"),
        ('"a\\"b"', 'a"b'),
        ('"a\\\\b"', "a\\b"),
        ("'a\\\\b'", "a\\\\b"),
        ('"a\\nb"', "a\nb"),
        ('"a\\qb"', "a\\qb"),
        ('"\\0101"', "A"),
        ("`bt`", "`bt`"),
        ("", ""),
        ("  a  ", "a"),
        ("'a' # note", "a"),
    ],
)
def test_a_value_is_read_as_compose_reads_it(text: str, value: str) -> None:
    assert compose_env.read(text) == value


@pytest.mark.parametrize("text", ["'tr\\'", '"a', "'a", "${", '"${5}"'])
def test_what_compose_refuses_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(FileError) as caught:
        compose_env.read(text)
    assert caught.value.hints


def test_lines_are_told_and_later_lines_see_earlier_ones() -> None:
    text = "\ufeff# note\nexport A='x\ny'\n\nB: $A\nC\nD=1\nD=2\n"
    found = list(compose_env.locate(text))
    assert [(one.key, one.value, one.line) for one in found] == [
        ("A", "x\ny", 2), ("B", "x\ny", 5), ("C", None, 6), ("D", "1", 7), ("D", "2", 8),
    ]  # fmt: skip
    assert compose_env.read_file(text)["D"] == "2"


@pytest.mark.parametrize("text", ["A B=1\n", "!=1\n", "=1\n", "A-$=1\n"])
def test_a_name_that_is_none_is_told_with_its_line(text: str) -> None:
    with pytest.raises(FileError, match="line 2"):
        compose_env.read_file(f"# one\n{text}")
