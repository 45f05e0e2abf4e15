"""One value of zulip-secrets.conf, which Zulip reads with `configparser.RawConfigParser`.

There is no quoting and no escaping: `#`, `;`, `%`, `$`, quotes and backslashes stand for themselves, quotes become part of the
value, and blanks at either end are lost. https://github.com/zulip/zulip/issues/20406
"""

from __future__ import annotations

import configparser
import io
import re

from wizard.dialects.environment import require_text
from wizard.dialects.located import Located
from wizard.errors import FileError, Unrepresentable

_HEADER = re.compile(r"\[(?P<name>.+)\]")
_OPTION = re.compile(r"(?P<name>\S.*?)\s*[=:]\s*(?P<value>.*)")
_CHOOSE = "choose a password without it; the server or provider can make a new one"


def write(value: str) -> str:
    """What stands behind `email_password = `. Raises Unrepresentable for line breaks and for blanks at the ends."""
    require_text(value)
    if "\n" in value or "\r" in value:
        raise Unrepresentable("an ini file can't hold a line break in a value", _CHOOSE)
    if value != value.strip():
        raise Unrepresentable(
            "an ini file loses blanks at the beginning and end of a value",
            "a non-breaking space that came along with copying counts too",
            _CHOOSE,
        )
    return value


def read(text: str) -> str:
    """The value that RawConfigParser makes of what stands behind the `=`. Raises FileError where it reads no single value."""
    section = read_section(f"[secrets]\nvalue = {text}\n", "secrets")
    if list(section) != ["value"]:
        raise FileError("this is more than one value of an ini file")
    return section["value"]


def read_section(text: str, section: str) -> dict[str, str]:
    """All values of one section, by lower-case name. Raises FileError as Zulip would refuse to start: twice the same name, …"""
    parser = configparser.RawConfigParser()
    try:
        # A file is read with universal newlines, and so a lone CR ends a line.
        parser.read_file(io.StringIO(text, newline=None))
        return dict(parser[section]) if parser.has_section(section) else {}
    except configparser.DuplicateSectionError as error:
        raise FileError(f"line {error.lineno}: the section [{section}] stands twice", "keep one of them") from error
    except configparser.DuplicateOptionError as error:
        raise FileError(f"line {error.lineno}: {error.option} stands twice", "keep one of them") from error
    except configparser.Error as error:
        raise FileError("this can't be read as an ini file", "expected: [section] and lines such as name = value") from error


def locate(text: str, section: str) -> tuple[Located, ...]:
    """The values of one section with their lines. Raises FileError, as `read_section`."""
    values = read_section(text, section)
    found: dict[str, Located] = {}
    inside = False
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        header = _HEADER.match(line)
        if header is not None:
            inside = header["name"] == section
        option = _OPTION.match(line) if inside else None
        name = option["name"].lower() if option else ""
        # Indented lines continue a value, and lines that begin with # or ; are comments: neither starts with a known name.
        if option and name in values and name not in found:
            found[name] = Located(name, values[name], number, option["value"].rstrip())
    return tuple(found.values())
