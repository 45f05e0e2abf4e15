"""A file that its app can't read at all, because of one value: which, and what the rest says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.catalogue import cause as load_cause
from wizard.dialects.sheet import line_end, line_start
from wizard.errors import FileError
from wizard.finding import Fix, Status
from wizard.lint.flaw import Flaw
from wizard.lint.found import Found
from wizard.lint.secrecy import is_secret_name
from wizard.settings.recognition import recognise
from wizard.text import printable

_LINE = re.compile(r"line (\d+)")
_SETTING = re.compile(r"(?P<before>\s*(?:-\s+)?[\"']?)(?P<key>[A-Za-z_][\w.-]*)(?P<between>[\"']?\s*[:=]\s*)(?P<value>\S.*)")

_OPENING = "'\"[{!&*|>%@`"
_MOST = 20
"""Lines that are tried; each costs a reading of the file."""


@dataclass(frozen=True, slots=True)
class Break:
    """The value that breaks a file, and the file as it would be without it."""

    flaw: Flaw
    found: Found


def locate_break(text: str, filename: str, app: str | None, error: FileError) -> Break | None:
    """The setting in an error's line or the one before, without whose value the file can be read; None = another mistake."""
    line = _LINE.search(error.message)
    if line is None:
        return None
    for number in _suspects(text, int(line[1])):
        start = line_start(text, number)
        end = line_end(text, start)
        setting = _SETTING.fullmatch(text[start:end])
        if setting is None:
            continue
        whole = f'{text[:start]}{setting["before"]}{setting["key"]}{setting["between"]}"x"{text[end:]}'
        try:
            found = recognise(whole, filename, app)
        except FileError:
            continue
        if found is not None and any(one.name == setting["key"] for one in found.settings):
            return Break(_flaw(setting["key"], number, error), found)
    return None


def _suspects(text: str, line: int) -> list[int]:
    """The lines to try: that of the error, the one before, and those further up that open something which may not be closed."""
    rows = text.split("\n")[:line]
    opening = [
        number for number in range(len(rows), 0, -1) if (row := _SETTING.match(rows[number - 1])) and row["value"][0] in _OPENING
    ]
    return [number for number in dict.fromkeys((line, line - 1, *opening[:_MOST])) if 0 < number <= len(rows)]


def _flaw(key: str, line: int, error: FileError) -> Flaw:
    cause = load_cause("special-chars-in-password" if is_secret_name(key) else "invalid-setting-value")
    why = "The whole file can't be read because of this value: some of its characters mean something else there."
    fix = Fix("; ".join(error.hints) + "." if error.hints else cause.fix.text)
    return Flaw(cause.id, Status.FAIL, cause.title, why, fix, printable(key), line)
