"""maddy.conf by our own reader, which was held against maddy's: the vectors were made with the parser of maddy v0.9.4.

maddy has no package where these tests run, so they do not run it.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.dialects.hostile import TEXTS, written
from wizard.dialects import maddy
from wizard.errors import FileError, Unrepresentable

VECTORS = (
    ('plain "a b"', ("plain", "a b")),
    ('"a\\"b"', ('a"b',)),
    ('"a\\\\"', ("a\\\\",)),
    ('"a\\b"', ("a\\b",)),
    ('a"b', ('a"b',)),
    ('a\\"b', ('a\\"b',)),
    ("a#b c", ("a", "c")),
    ("a #b c", ("a",)),
    ("a \\\n  b", ("a", "b")),
    ('"#"', ("#",)),
    ('""', ("",)),
    ("x\r", ("x",)),
    ('"$(x)y"', ("y",)),
    ("$(x)", ()),
    ("a{b}c", ("a{b}c",)),
    ("{env:NOT_SET}x", ("x",)),
    ('"a\nb" c', ("a\nb", "c")),
    ("a\\", ("a\\",)),
    ('"$(a"', ("$(a",)),
    ('{"', ('{"',)),
)
"""(what stands behind a directive's name, its arguments)."""


@given(TEXTS)
def test_an_argument_is_read_back_exactly_or_refused(value: str) -> None:
    text = written(maddy.write, value)
    if text is not None:
        assert maddy.parse(f"a {text} b\nc {{\n  d {text}\n}}\n") == (
            maddy.Node("a", (value, "b"), None, 1),
            maddy.Node("c", (), (maddy.Node("d", (value,), None, 3),), 2),
        )


@pytest.mark.parametrize(("text", "arguments"), VECTORS)
def test_the_reader_agrees_with_maddy_s_own(text: str, arguments: tuple[str, ...]) -> None:
    assert maddy.parse(f"d {text}\nnext\n")[0].arguments == arguments


@pytest.mark.parametrize("value", ["a\\", "a b\\", 'a \\"b', "{", "}", "\\", "$(x)", "a$(x)b", "{env:HOME}", "a\nb"])
def test_what_has_no_spelling_is_refused(value: str) -> None:
    with pytest.raises(Unrepresentable) as caught:
        maddy.write(value)
    assert caught.value.hints


def test_the_environment_holds_what_quotes_do_not() -> None:
    value = 'a\\"$(x){\\'
    assert maddy.read("{env:PASSWORD}", {"PASSWORD": value}) == value
    assert maddy.read('"x{env:PASSWORD}y"', {"PASSWORD": value}) == f"x{value}y"
    assert maddy.read("{env:OTHER}", {"PASSWORD": value}) == ""


@pytest.mark.parametrize("text", ["a {\n", "}\n", 'a "b\n', "1a\n", '"a b" c\n'])
def test_a_broken_file_is_refused(text: str) -> None:
    with pytest.raises(FileError):
        maddy.parse(text)
