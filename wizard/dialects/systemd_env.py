"""A value in a file that `EnvironmentFile=` of a systemd unit names.

Double quotes with a backslash before `"`, `\\`, `$` and the backtick; nothing is expanded. Unquoted text loses blanks at its ends
and its backslashes, and a backslash at the end of a line swallows the next line. Source: systemd `src/basic/env-file.c`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wizard.dialects.environment import assignments, last_of_each, require_same, require_text
from wizard.dialects.located import Located
from wizard.errors import FileError, Unrepresentable

READER = "systemd (EnvironmentFile=)"
_NEEDS_ESCAPE = '"\\`$'
_BLANKS = " \t\n\r"
_NEWLINES = "\n\r"
_HINT = "use another password"


def write(value: str) -> str:
    """The value in double quotes. Raises Unrepresentable for control characters, which older systemd drops the whole line for."""
    require_text(value)
    if any((ord(character) < 0x20 and character not in "\t\n") or character == "\x7f" for character in value):
        raise Unrepresentable("systemd can't be relied on to keep a control character", _HINT)
    text = "".join(f"\\{character}" if character in _NEEDS_ESCAPE else character for character in value)
    return require_same(f'"{text}"', value, read, _HINT)


def write_file(values: Mapping[str, str], comment: Iterable[str] = ()) -> str:
    """A whole file that names its reader."""
    return assignments(values, write, comment=(f"For {READER}; other readers of .env files read it differently.", *comment))


def read(text: str) -> str:
    """What the service gets for the text behind `KEY=`. Raises FileError when it is not one value."""
    found = list(locate(f"KEY={text}"))
    if len(found) != 1:
        raise FileError("systemd does not read this as one value", "put the value in double quotes")
    return found[0].value or ""


def read_file(text: str) -> dict[str, str | None]:
    """Every variable of a whole file."""
    return last_of_each(locate(text))


def locate(text: str) -> Iterator[Located]:
    """Every assignment in order with its line."""
    at, line = 0, 1
    while at < len(text):
        if text[at] in _BLANKS:
            line += text[at] == "\n"
            at += 1
        elif text[at] in "#;":
            at, line = _behind_comment(text, at, line)
        else:
            found, end = _assignment(text, at, line)
            if found is not None:
                yield found
            line += text.count("\n", at, end)
            at = end


def _behind_comment(text: str, at: int, line: int) -> tuple[int, int]:
    """A backslash at the end of a comment carried it on to the next line before systemd 254; it ends here all the same."""
    end = text.find("\n", at)
    return (len(text), line) if end < 0 else (end + 1, line + 1)


def _assignment(text: str, at: int, line: int) -> tuple[Located | None, int]:
    start = at
    while at < len(text) and text[at] not in "=" + _NEWLINES:
        at += 1
    if at == len(text) or text[at] != "=":
        return None, at + 1
    value, end = _value(text, at + 1)
    return Located(text[start:at].rstrip(_BLANKS), value, line, text[at + 1 : end].rstrip(_NEWLINES)), end


def _value(text: str, at: int) -> tuple[str, int]:
    """Quoted and unquoted pieces stand side by side until the line ends; returns the value and the offset behind that line."""
    done: list[str] = []
    while at < len(text):
        character = text[at]
        if character in _NEWLINES:
            return "".join(done), at + 1
        if character in "'\"":
            piece, at = _quoted(text, at + 1, character)
            done.append(piece)
        elif character in _BLANKS:
            at += 1
        else:
            piece, at = _unquoted(text, at)
            return "".join(done) + piece, at
    return "".join(done), at


def _quoted(text: str, at: int, quote: str) -> tuple[str, int]:
    done: list[str] = []
    while at < len(text) and text[at] != quote:
        if quote == '"' and text[at] == "\\" and at + 1 < len(text):
            following = text[at + 1]
            done.append(following if following in _NEEDS_ESCAPE else "" if following == "\n" else f"\\{following}")
            at += 2
        else:
            done.append(text[at])
            at += 1
    return "".join(done), at + 1


def _unquoted(text: str, at: int) -> tuple[str, int]:
    """To the end of the line; blanks at its end go, unless a backslash stands before them."""
    done: list[str] = []
    kept = 0
    while at < len(text) and text[at] not in _NEWLINES:
        if text[at] == "\\":
            following = text[at + 1 : at + 2]
            done.append("" if following in _NEWLINES else following)
            at += 2
            kept = len(done)
            continue
        done.append(text[at])
        at += 1
        if done[-1] not in _BLANKS:
            kept = len(done)
    return "".join(done[:kept]), at + 1
