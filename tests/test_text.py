"""Whatever bytes come in, what may be shown holds no control, no bidi override and no undecodable byte."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.text import LIMIT, Foreign, printable, printable_lines

HOSTILE = [
    "\x1b]0;PWN\x07",
    "\x1b]52;c;cHduZWQ=\x1b\\",
    "\x9b31m",
    "a\u202eb\u2066c",
    "zero\u200bwidth",
    "line\u2028sep",
    "\ud800",
    "\U000e0041tag",
    "e" + "\u0301" * 40,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_printable(text: str) -> None:
    assert printable(text).isprintable()


def test_ordinary_text_stays_as_it_is() -> None:
    text = "550 5.7.1 <a@example.com>: Küche, 厨房, 😀 [AUTH] {x}"
    assert printable(text) == text


def test_a_control_character_is_spelt_out() -> None:
    assert printable("a\x1b[31m") == "a\\x1b[31m"
    assert printable(b"caf\xe9") == "caf\\xe9"
    assert printable("a\u202eb") == "a\\u202eb"


def test_long_text_is_cut_and_the_rest_counted() -> None:
    assert printable("x" * (LIMIT + 7)).endswith("… (7 more)")


@given(st.binary(max_size=300))
def test_any_bytes_become_one_printable_line(data: bytes) -> None:
    shown = printable(data)
    assert shown.isprintable()
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in shown)
    assert str(Foreign(data)) == shown


@given(st.text(alphabet=st.characters(), max_size=200))
def test_lines_are_kept_apart_and_each_is_printable(text: str) -> None:
    lines = printable_lines(text)
    assert len(lines) == text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(line.isprintable() for line in lines)


def test_an_exception_becomes_foreign_text() -> None:
    assert str(Foreign.of(ValueError("no \x1b"))) == "no \\x1b"
