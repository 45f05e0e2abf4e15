"""A `SETTING_…` variable of docker-zulip: its entrypoint guesses a type from the value and writes a line of settings.py.

Two guessers are known: `setConfigurationValue` of 12.x, and the older one up to 11.x (`legacy`), which pastes `true` as it is
and escapes nothing. Source: entrypoint.sh of zulip/docker-zulip, 12.1-0 and 11.6.
"""

from __future__ import annotations

import re

from wizard.dialects import python
from wizard.dialects.environment import require_text
from wizard.errors import FileError, Unrepresentable

_TRUE = frozenset({"true", "enable", "enabled", "yes", "y", "1", "on"})
_BOOL = re.compile(r"[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Nn]one")
_INTEGER = re.compile(r"[0-9]+")
_PASTED = re.compile(r"\[.*\]|\(.*\)|\{.*\}", re.DOTALL)
_PASTED_LEGACY = re.compile(r"[\[(].*[\])]", re.DOTALL)
_BLANKS = {ord(blank): None for blank in " \t\n\v\f\r"}
_ESCAPE = re.compile(r"\\(?:([abeEfnrtv\\])|0([0-7]{0,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|(c))")
_SPELT = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def write(value: str | int | bool, *, legacy: bool = False, string: bool = False) -> str:
    """The value of the variable. Raises Unrepresentable where the guess would be wrong; `write_custom` can hold it then.

    `string`: a setting that 11.x never guesses about (EMAIL_HOST_USER, EXTERNAL_HOST).
    """
    if isinstance(value, str):
        require_text(value)
    written = _escaped(value) if legacy and isinstance(value, str) else str(value)
    try:
        back = read(written, legacy=legacy, string=string)
    except FileError as error:
        raise _refused(error.message) from error
    if back != value or type(back) is not type(value):
        raise _refused(f"docker-zulip makes {type(back).__name__} of it")
    return written


def _refused(reason: str) -> Unrepresentable:
    return Unrepresentable(f"a SETTING_ variable can't hold this value: {reason}", "use ZULIP_CUSTOM_SETTINGS for it")


def _escaped(value: str) -> str:
    # The old entrypoint puts the value between quotes unchanged, and so Python's own escapes reach Python. A quote is spelt as a
    # number, because bash before 5.2 would add a backslash of its own.
    special = {"\\": "\\\\", "'": "\\x27", "\n": "\\n", "\r": "\\r"}
    return "".join(special.get(character, character) for character in value)


def read(value: str, *, legacy: bool = False, string: bool = False) -> object:
    """What settings.py gets from this value. Raises FileError where it is skipped, or where settings.py then can't be loaded."""
    text = expression(value, legacy=legacy, string=string)
    if text is None:
        raise FileError("docker-zulip skips a setting with an empty value", "leave the variable out")
    try:
        return python.load(text.strip())
    except FileError as error:
        raise FileError("docker-zulip stops: Python can't read what it makes of this", "use ZULIP_CUSTOM_SETTINGS") from error


def expression(value: str, *, legacy: bool = False, string: bool = False) -> str | None:
    """The Python that is written behind `NAME = `; None = the variable is skipped."""
    if not value:
        return None
    if legacy:
        guessed = _BOOL.fullmatch(value) or _INTEGER.fullmatch(value) or _PASTED_LEGACY.fullmatch(value)
        return value if guessed and not string else f"'{value}'"
    bare = _echo(value).translate(_BLANKS)
    if _BOOL.fullmatch(bare):
        return _boolean(value)
    if _INTEGER.fullmatch(bare) or _PASTED.fullmatch(bare):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _boolean(value: str) -> str:
    lower = value.lower()
    return "None" if lower == "none" else str(lower in _TRUE)


def _echo(value: str) -> str:
    """bash's `echo -e`, also where the value is an option of echo."""
    return "" if re.fullmatch(r"-[neE]+", value) else interpret(value)


def interpret(text: str) -> str:
    """The escapes of bash's `echo -e`, which ZULIP_CUSTOM_SETTINGS goes through."""
    ended, position, shown = False, 0, []
    for found in _ESCAPE.finditer(text):
        shown.append(text[position : found.start()])
        position = found.end()
        if found[6]:
            ended = True
            break
        shown.append(_character(found))
    return "".join(shown) + ("" if ended else text[position:])


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _SPELT[found[1]]
    digits, base = (found[2], 8) if found[2] is not None else (found[3] or found[4] or found[5], 16)
    code = int(digits or "0", base)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else ""


def write_custom(settings: dict[str, str | int | bool]) -> str:
    """Lines of Python for ZULIP_CUSTOM_SETTINGS, their backslashes doubled for `echo -e`. A SETTING_ of the same name wins."""
    lines = "\n".join(f"{name} = {python.write(value)}" for name, value in settings.items())
    return lines.replace("\\", "\\\\")
