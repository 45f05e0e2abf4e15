"""How a value that its reader changes is to be written instead, told without the value itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from wizard.dialects.sheet import Sheet
from wizard.dialects.sheet.lines import EnvSheet, IniSheet, value_in

HIDDEN = "…"
"""Stands where a secret stood."""

_QUOTES = {"'": "single quotes", '"': "double quotes", "`": "backticks"}
_ESCAPES = {"$": ("$$", "\\$"), "\\": ("\\\\",), '"': ('\\"',), "'": ("''", "\\'")}
"""What dialects write for a character that means something to them."""


def write(sheet: Sheet, value: str, like: str = "") -> str:
    """The value as a person can best type it: just as it is between quotes, where some can hold it. Raises Unrepresentable."""
    written = sheet.write(value, like)
    if not isinstance(sheet, EnvSheet) or not _quote(sheet, written) or written[1:-1] == value:
        return written
    return next((raw for raw in (f"'{value}'", f'"{value}"') if value_in(sheet.reader, raw) == value), written)


def hidden(sheet: Sheet, raw: str) -> str:
    """The same spelling with the value hidden: its quotes stay."""
    quote = _quote(sheet, raw)
    return f"{quote}{HIDDEN}{quote}" if quote else sheet.write(HIDDEN)


def advice(sheet: Sheet, value: str, raw: str) -> str:
    """What to mind on typing `value` as `raw`: the quotes, and what stands for some characters; empty if it is just typed."""
    quote = _quote(sheet, raw)
    if not quote:
        return ""
    if raw[1:-1] == value:
        return f"between {_QUOTES[quote]} it is taken as it is"
    rows = next((rows for rows in _choices(value) if value.translate(dict(rows)) == raw[1:-1]), ())
    changed = [f"{text} for each {chr(code)}" for code, text in rows if text != chr(code)]
    return f"between {_QUOTES[quote]} write {' and '.join(changed)}" if changed else ""


def _choices(value: str) -> Iterator[tuple[tuple[int, str], ...]]:
    """Every way of writing the special characters of a value."""
    ways = [[(ord(each), text) for text in (each, *texts)] for each, texts in _ESCAPES.items() if each in value]
    yield from itertools.product(*ways)


def _quote(sheet: Sheet, raw: str) -> str:
    """The quote that a spelling stands in; empty where the quotes would be part of the value."""
    if isinstance(sheet, IniSheet) or (isinstance(sheet, EnvSheet) and sheet.reader == "docker-run"):
        return ""
    return raw[0] if len(raw) > 1 and raw[0] in _QUOTES and raw[-1] == raw[0] else ""
