"""main.cf and text tables, by our own reader; the real postconf and postmap read the same in tests/relays/test_real.py."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS, written
from wizard.dialects import postfix_main, postfix_table
from wizard.errors import FileError

MAIN = """\
# a comment
  # another
name = one
   two
# in the middle of it

   three = 3
other=$name $$x ${name}
other = last
empty =
"""


@given(TEXTS)
def test_a_value_of_main_cf_is_read_back_exactly_or_refused(value: str) -> None:
    text = written(postfix_main.write, value)
    if text is not None:
        assert postfix_main.read(text) == value
        assert "\n" not in text


@given(TEXTS)
def test_a_value_of_a_table_is_read_back_exactly_or_refused(value: str) -> None:
    text = written(postfix_table.write, value)
    if text is not None:
        assert postfix_table.read_file(f"# one\n[a]:587 {text}\nother x\n") == {"[a]:587": value, "other": "x"}


def test_lines_go_on_and_the_last_of_several_wins() -> None:
    settings = postfix_main.read_file(MAIN)
    assert settings == {"name": "one   two   three = 3", "other": "last", "empty": ""}
    assert [one.line for one in postfix_main.locate(MAIN)] == [3, 8, 9, 10]
    assert postfix_main.read("$name-${other} $$$(name)", {"name": "a", "other": "$name$name"}) == "a-aa $a"


@pytest.mark.parametrize("text", ["no equals sign", " begins = with a blank", "= nothing"])
def test_what_is_no_line_of_main_cf_is_named_with_its_line(text: str) -> None:
    with pytest.raises(FileError, match="line 1"):
        postfix_main.read_file(text)


@pytest.mark.parametrize("text", ["$unknown", "a$", "$ b", "${a"])
def test_a_dollar_that_stands_for_nothing_is_refused(text: str) -> None:
    with pytest.raises(FileError):
        postfix_main.read(text)


def test_a_circle_of_settings_ends() -> None:
    with pytest.raises(FileError, match="circle"):
        postfix_main.expand("$a", {"a": "$b", "b": "$a"})


@pytest.mark.parametrize("text", ["key", '"key value', "key   "])
def test_what_is_no_line_of_a_table_is_refused(text: str) -> None:
    with pytest.raises(FileError, match="line 1"):
        postfix_table.read_file(text)


def test_quotes_count_in_the_key_and_not_in_the_value() -> None:
    assert postfix_table.read_file('"a b" c "d\ne\\ f g\\') == {'"a b"': 'c "d', "e\\ f": "g\\"}
