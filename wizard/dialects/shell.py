"""One word of a POSIX shell command, for the commands that a person pastes."""

from __future__ import annotations

import re
import shlex

from wizard.dialects.environment import require_text
from wizard.errors import FileError

_BARE = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
_ESCAPED = re.compile(r"\\([$`\"\\])|\\\n")


def write(value: str) -> str:
    """The word in single quotes where it needs them. Raises Unrepresentable for NUL."""
    require_text(value)
    return shlex.quote(value)


def read(text: str) -> str:
    """The word that a shell makes of it. Raises FileError where it would expand something or see more than one word."""
    word: list[str] = []
    position = 0
    while position < len(text):
        part, position = _part(text, position)
        word.append(part)
    if not text:
        raise FileError("there is no word here", "an empty word is written ''")
    return "".join(word)


def _part(text: str, start: int) -> tuple[str, int]:
    first = text[start]
    if first == "'":
        end = _end(text, text.find("'", start + 1))
        return text[start + 1 : end], end + 1
    if first == '"':
        return _double_quoted(text, start + 1)
    if first == "\\" and start + 1 < len(text):
        return ("" if text[start + 1] == "\n" else text[start + 1]), start + 2
    bare = _BARE.match(text, start)
    if bare is None:
        raise FileError("a shell would expand or split this", "put it into single quotes")
    return bare[0], bare.end()


def _double_quoted(text: str, start: int) -> tuple[str, int]:
    position = start
    while position < len(text) and text[position] != '"':
        if text[position] in "$`":
            raise FileError("a shell would expand this", "put it into single quotes")
        position += 2 if text[position] == "\\" else 1
    end = _end(text, position if position < len(text) else -1)
    return _ESCAPED.sub(lambda found: found[1] or "", text[start:end]), end + 1


def _end(text: str, position: int) -> int:
    if position < 0:
        raise FileError("a quote is not closed")
    return position
