"""Files of `NAME = value` lines: Python's settings.py, an INI section, and the four kinds of .env."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from wizard.dialects import compose_env, docker_env, ini, npm_dotenv, python, python_dotenv
from wizard.dialects.located import Located
from wizard.dialects.sheet import Sheet, Value
from wizard.errors import FileError

_PLAIN = re.compile(r"[A-Za-z0-9_.@:/+,%^&*()!?=~-]*[A-Za-z0-9_.@/+-]|")
"""Text that every reader of a .env takes as it stands."""


class PythonSheet(Sheet):
    """Top-level assignments of a Python module."""

    separator = " = "

    def __init__(self, text: str) -> None:
        super().__init__(text, python.locate(text))

    def again(self, text: str) -> PythonSheet:
        return PythonSheet(text)

    def write(self, value: Value, like: str = "") -> str:
        if value is None:
            return "None"
        written = python.write(value)
        # Zulip's own file uses double quotes, and a change of quotes is no change that anybody asked for.
        if isinstance(value, str) and like[:1] in ("", '"') and not re.search(r"[\"'\\]", written[1:-1]):
            return f'"{written[1:-1]}"'
        return written

    def typed(self, one: Located) -> object:
        try:
            return python.load(one.raw)
        except FileError:
            return None

    def span(self, one: Located) -> tuple[int, int]:
        after = self.key_span(one)[1]
        # An annotation may stand between the name and the `=`.
        start = self.text.find(one.raw, self.text.find("=", after) + 1) if one.raw else -1
        if start < 0:
            raise FileError(f"line {one.line}: {one.name} is written in a way that can't be edited here", "change it by hand")
        return start, start + len(one.raw)

    def line(self, name: str, raw: str) -> str:
        return f"{name} = {raw}"


class IniSheet(Sheet):
    """One section of an INI file that RawConfigParser reads; names that stand twice, which it refuses, are kept apart here."""

    separator = " = "

    def __init__(self, text: str, section: str = "secrets") -> None:
        self.section = section
        super().__init__(text, tuple(_ini_entries(text, section)))

    def again(self, text: str) -> IniSheet:
        ini.read_section(text, self.section)
        return IniSheet(text, self.section)

    def write(self, value: Value, like: str = "") -> str:
        return ini.write("" if value is None else str(value))

    def _fallback(self) -> list[Located]:
        return list(self.entries)

    def _bottom(self) -> int:
        header = re.search(rf"^\[{re.escape(self.section)}\][^\n]*(?:\n|\Z)", self.text, re.MULTILINE)
        if header is None:
            raise FileError(f"there is no section [{self.section}] in this file", f"add a line [{self.section}]")
        return header.end()


_HEADER = re.compile(r"\[(?P<name>[^\]\n]+)\]")
_OPTION = re.compile(r"(?P<name>[^\s#;\[][^=:\n]*?)[ \t]*[=:][ \t]*(?P<value>[^\r\n]*)")


def _ini_entries(text: str, section: str) -> Iterable[Located]:
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        header = _HEADER.match(line)
        if header is not None:
            inside = header["name"] == section
        option = _OPTION.match(line) if inside and header is None else None
        if option is not None:
            value = option["value"].rstrip()
            name = option["name"]
            yield Located(name.lower(), value, number, value, "" if name.islower() else name)


class _Reader(Protocol):
    """What every dialect of .env files offers."""

    READER: str

    def locate(self, text: str) -> Iterable[Located]: ...

    def write(self, value: str) -> str: ...


READERS: dict[str, Callable[[], _Reader]] = {
    "compose": lambda: compose_env,
    "docker-run": lambda: docker_env,
    "node": lambda: npm_dotenv,
    "python": lambda: python_dotenv,
}


class EnvSheet(Sheet):
    """A file of `NAME=value` lines for one of the readers: compose · docker-run · node · python."""

    def __init__(self, text: str, reader: str) -> None:
        self.reader = reader
        self._dialect = READERS[reader]()
        super().__init__(text, tuple(self._without_comment(one) for one in self._dialect.locate(text)))

    def again(self, text: str) -> EnvSheet:
        return EnvSheet(text, self.reader)

    def write(self, value: Value, like: str = "") -> str:
        text = {True: "true", False: "false", None: ""}.get(value, value) if not isinstance(value, (str, int)) else value
        shown = str(text).lower() if isinstance(value, bool) else str(text)
        if _PLAIN.fullmatch(shown) and like[:1] not in ("'", '"', "`"):
            return shown
        return self._dialect.write(shown)

    def span(self, one: Located) -> tuple[int, int]:
        after = self.key_span(one)[1]
        while after < len(self.text) and self.text[after] in " \t":
            after += 1
        if self.text[after : after + 1] not in ("=", ":"):
            raise FileError(f"line {one.line}: {one.name} stands there without a value", "change it by hand")
        after += 1
        if self.reader != "docker-run":
            while after < len(self.text) and self.text[after] in " \t":
                after += 1
        if not self.text.startswith(one.raw, after):
            raise FileError(f"line {one.line}: {one.name} is written in a way that can't be edited here", "change it by hand")
        return after, after + len(one.raw)

    def _without_comment(self, one: Located) -> Located:
        """`raw` of an unquoted value runs to the end of the line; a comment behind it is not part of what is replaced."""
        if self.reader == "docker-run" or one.raw[:1] in ("'", '"', "`"):
            return one
        comment = re.search(r"[ \t]#" if self.reader != "node" else r"[ \t]*#", one.raw)
        kept = one.raw[: comment.start()] if comment else one.raw
        return replace(one, raw=kept.rstrip())


def value_in(reader: str, raw: str) -> str | None:
    """What one reader makes of the text behind `KEY=`; None where it refuses it."""
    try:
        found = list(READERS[reader]().locate(f"KEY={raw}\n"))
    except FileError:
        return None
    return found[0].value if len(found) == 1 else None
