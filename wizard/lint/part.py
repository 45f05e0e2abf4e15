"""From a setting in a file to what it says, references and defaults included."""

from __future__ import annotations

from wizard.dialects.sheet.compose import ComposeSheet
from wizard.lint.found import Found
from wizard.lint.meaning import Part
from wizard.lint.reference import has_default, has_reference

_INTERPOLATED = frozenset({"compose", "env"})


def part(
    found: Found,
    key: str,
    default: str = "",
    *,
    meant: frozenset[str] = frozenset(),
    prefix: str = "",
    is_null_empty: bool = False,
    is_elsewhere: bool = False,
) -> Part:
    """What one setting says. `default`: what the app takes without it; `meant`: settings that somebody tried under another name.

    `prefix`: what the name begins with in this file; `is_null_empty`: null means not set, instead of inherited;
    `is_elsewhere`: the setting may stand in another file.
    """
    one = found.last(key)
    if one is None:
        unknown = key in found.provided or key in meant or found.is_partial or is_elsewhere
        return Part(f"{prefix}{key}", None if unknown else default)
    if one.value is None:
        is_unset = is_null_empty and one.raw in ("", "null", "~", "Null", "NULL", "None")
        return Part(one.name, default if is_unset else None, one)
    if found.format in _INTERPOLATED and is_filled_elsewhere(found, one.raw):
        return Part(one.name, None, one)
    return Part(one.name, one.value, one)


def is_filled_elsewhere(found: Found, raw: str) -> bool:
    """Whether the value comes from a variable that this file does not know."""
    sheet = found.sheet
    inner = raw
    if isinstance(sheet, ComposeSheet) and sheet.is_list:
        inner = raw.strip("'\"").partition("=")[2]
    if len(inner) > 1 and inner[0] == inner[-1] and inner[0] in "'\"":
        if inner[0] == "'" and found.format == "env":
            return False
        inner = inner[1:-1]
    return ("${" in inner and has_reference(inner) and not has_default(inner)) or (inner[:1] == "$" and has_reference(inner))
