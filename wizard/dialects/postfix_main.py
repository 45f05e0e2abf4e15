"""One value of Postfix's main.cf.

There are no quotes: blanks at the ends are lost, `$name` and `${name}` are put in from other settings, and `$$` is one `$`.
A line that begins with a blank goes on with the one before it; `#` begins a comment only as the first character of a line.
Source: postconf(5), and `readllines.c`, `split_nameval.c` and `mac_parse.c` of Postfix 3.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wizard.dialects.environment import require_same, require_text
from wizard.dialects.located import Located
from wizard.errors import FileError, Unrepresentable

BLANKS = " \t\n\v\f\r"
"""What isspace(3) knows in the C locale; other blanks of Unicode are ordinary characters."""
_MACRO = re.compile(r"\$(?:\$|(?P<bare>\w+)|\{(?P<braced>\w+)\}|\((?P<round>\w+)\))", re.ASCII)
_HINT = "choose a value without it"
_DEPTH = 100


def write(value: str) -> str:
    """What stands behind `name = `. Raises Unrepresentable for control characters and blanks at the ends."""
    require_text(value)
    if any(ord(character) < 0x20 or character == "\x7f" for character in value):
        raise Unrepresentable("main.cf can't hold a control character in a value", _HINT)
    if value != value.strip(BLANKS):
        raise Unrepresentable("main.cf loses blanks at the beginning and end of a value", _HINT)
    return require_same(value.replace("$", "$$"), value, read, _HINT)


def read(text: str, settings: Mapping[str, str] | None = None) -> str:
    """The value that Postfix makes of what stands behind the `=`. `settings`: what `$name` stands for.

    Raises FileError for several lines, and where a `$` stands for nothing known.
    """
    found = list(locate(f"value = {text}"))
    if len(found) != 1 or found[0].value is None:
        raise FileError("this is not one value of main.cf")
    return expand(found[0].value, settings or {})


def expand(value: str, settings: Mapping[str, str], depth: int = 0) -> str:
    """A value with other settings put in. Raises FileError for an unknown name and for a circle."""
    if depth > _DEPTH:
        raise FileError("settings of main.cf stand for each other in a circle")

    def put_in(found: re.Match[str]) -> str:
        name = found["bare"] or found["braced"] or found["round"]
        if name is None:
            return "$"
        if name not in settings:
            raise FileError(f"main.cf has no setting {name} to put in for ${name}", "a $ of its own is written $$")
        return expand(settings[name], settings, depth + 1)

    rest = _MACRO.sub("", value)
    if "$" in rest:
        raise FileError("a $ in main.cf stands before no name", "a $ of its own is written $$")
    return _MACRO.sub(put_in, value)


def read_file(text: str) -> dict[str, str]:
    """Every setting of a whole file as it is written, nothing put in; the last of several lines wins. Raises FileError."""
    return {one.key: one.value or "" for one in locate(text)}


def locate(text: str) -> Iterator[Located]:
    """Every setting in order, with the line that it begins on. Raises FileError for a line that is none."""
    for number, line in logical_lines(text):
        name, equals, value = line.partition("=")
        if not equals or not name.strip(BLANKS):
            raise FileError(f"line {number}: this is no setting of main.cf", "expected: name = value")
        yield Located(name.strip(BLANKS), value.strip(BLANKS), number, value)


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that continue them, as every text file of Postfix is read; comments and empty lines left out."""
    start, joined = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip(BLANKS)
        if not bare or bare.startswith("#"):
            continue
        if line[0] in BLANKS:
            if not start:
                raise FileError(f"line {number}: this continues a line, and there is none before it", "take off the blank")
            joined += line
            continue
        if start:
            yield start, joined
        start, joined = number, line
    if start:
        yield start, joined
