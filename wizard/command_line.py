"""A command for a shell on a narrow screen: broken so that what is copied from the screen is still the same command."""

from __future__ import annotations

from collections.abc import Iterator

HANG = "  "
"""What a line begins with that goes on; between two words a shell takes any number of blanks for one."""
_GOES_ON = frozenset({"|", "||", "&&"})
"""Behind these a shell waits for more by itself."""
_MORE = 2
"""Columns of the blank and the backslash that say that a command goes on."""


class Command(str):
    """A line of text that is a command for a shell as it stands, blanks before it left aside."""

    __slots__ = ()


def indented(line: str, blanks: str) -> str:
    """The same line further right, a command staying one."""
    return type(line)(blanks + line) if isinstance(line, Command) else blanks + line


def broken(command: str, width: int) -> list[str]:
    """The lines of a command, none longer than `width` columns where its words allow it.

    It is broken between words alone, never inside quotes, where a line break would become part of a word; a backslash says
    that it goes on. POSIX.1-2024, Shell Command Language, 2.2.1.
    """
    rows: list[str] = []
    for pieces in _words(command.strip()):
        whole = " ".join(pieces)
        # A word with a command of its own inside is left whole where a line can hold it.
        for piece in (whole,) if len(HANG) + len(whole) + _MORE <= width else pieces:
            if rows and len(rows[-1]) + 1 + len(piece) + (0 if piece in _GOES_ON else _MORE) <= width:
                rows[-1] += f" {piece}"
            else:
                rows.append(HANG + piece if rows else piece)
    if len(rows) > 1 and len(rows[-2]) + len(rows[-1]) - len(HANG) + 1 <= width:
        rows[-2:] = [f"{rows[-2]} {rows[-1].removeprefix(HANG)}"]  # the last one needs no backslash
    rows = rows or [""]
    return [*(row if row.split(" ")[-1] in _GOES_ON else f"{row} \\" for row in rows[:-1]), rows[-1]]


def _words(command: str) -> Iterator[list[str]]:
    """The words, each in the pieces between the blanks at which a line may end inside of it. A comment is one of them."""
    word: list[str] = []
    start = 0
    for at, is_inside in (*_blanks(command), (len(command), False)):
        word += [command[start:at]] if command[start:at] else []
        start = at + 1
        if word and not is_inside:
            yield word
            word = []


def _blanks(command: str) -> Iterator[tuple[int, bool]]:
    """Where the blanks between words are, and whether those are the words of a command inside another one's word."""
    at = 0
    nesting: list[str] = []
    while at < len(command):
        char, where = command[at], nesting[-1] if nesting else ""
        if where == "'":
            nesting[-1:] = [] if char == "'" else ["'"]
        elif char == "\\":
            at += 1
        elif where in ("$'", '"', "`", "}") and char == where[-1]:
            nesting.pop()
        elif where == "$'":
            pass
        elif command.startswith(("$(", "${"), at):
            nesting.append(")" if command[at + 1] == "(" else "}")
            at += 1
        elif where != '"' and char in "'\"`(":
            nesting.append({"'": "$'" if command[at - 1 : at] == "$" else "'", "(": ")"}.get(char, char))
        elif where == '"':
            nesting += ["`"] if char == "`" else []
        elif where == ")" and char == ")":
            nesting.pop()
        elif char == "#" and command[at - 1 : at] in ("", " "):
            return
        elif char == " " and where in ("", ")"):
            yield at, bool(nesting)
        at += 1
