"""One value of a Postfix table that is read as text (`texthash:`), such as sasl_passwd: a key, blanks, a value.

The value has no quotes and no escapes; only blanks at its ends and line breaks are lost. In the key, quotes and
backslashes count. Source: `dict_thash.c` and `readllines.c` of Postfix 3.7.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.dialects.environment import require_same, require_text
from wizard.dialects.located import Located
from wizard.dialects.postfix_main import BLANKS, logical_lines
from wizard.errors import FileError, Unrepresentable

_HINT = "choose a password without it; the server or provider can make a new one"


def write(value: str) -> str:
    """What stands behind the key. Raises Unrepresentable for line breaks, blanks at the ends, and nothing at all."""
    require_text(value)
    if "\n" in value or "\r" in value:
        raise Unrepresentable("a table of Postfix can't hold a line break", _HINT)
    if not value:
        raise Unrepresentable("a table of Postfix can't hold an empty value", "give a value, or leave the line out")
    if value != value.strip(BLANKS):
        raise Unrepresentable("a table of Postfix loses blanks at the beginning and end of a value", _HINT)
    return require_same(value, value, read, _HINT)


def read(text: str) -> str:
    """The value that Postfix makes of what stands behind the key. Raises FileError where it reads no single value."""
    found = list(locate(f"key {text}"))
    if len(found) != 1 or found[0].key != "key":
        raise FileError("this is not one value of a table of Postfix")
    return found[0].value or ""


def read_file(text: str) -> dict[str, str]:
    """Every line of a whole table by its key; the last of several wins. Raises FileError for a line that Postfix ignores."""
    return {one.key: one.value or "" for one in locate(text)}


def locate(text: str) -> Iterator[Located]:
    """Every line of a table in order. Raises FileError for one that Postfix warns of and leaves out."""
    for number, line in logical_lines(text):
        key, value = _split(line, number)
        if not value:
            raise FileError(f"line {number}: this is no line of a table", "expected: key value")
        yield Located(key, value, number, value)


def _split(line: str, number: int) -> tuple[str, str]:
    """The key ends at the first blank outside of quotes."""
    quoted, at = False, 0
    while at < len(line):
        if line[at] == "\\":
            at += 1
        elif line[at] == '"':
            quoted = not quoted
        elif line[at] in BLANKS and not quoted:
            break
        at += 1
    if quoted:
        raise FileError(f"line {number}: a quote in the key is not closed")
    return line[:at], line[at:].strip(BLANKS)
