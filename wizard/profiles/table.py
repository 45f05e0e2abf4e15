"""One TOML table while it is being read: every key is taken by name, whatever is left over is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from wizard.errors import FileError, UsageError
from wizard.text import printable

T = TypeVar("T")

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SECRET_KEY = re.compile(r"(^|[_-])(pass|password|passwd|passphrase|pwd|secret|api_?key|token|credentials?)$", re.IGNORECASE)
_SECRET_HINT = (
    'write secret = "vault:NAME" (or another place) in [auth] instead, '
    "and hand the password over with: smtp-wizard secret set PROFILE"
)
_SHOWN = 12
"""Problems that are spelt out; a file with more is no profile that somebody mistyped."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file, and where it stands."""

    place: str
    message: str
    hints: tuple[str, ...] = ()


@dataclass(slots=True)
class Table:
    """A table of a TOML file. Problems are collected, so that all of them can be put right at once."""

    data: dict[str, Any]
    problems: list[Problem]
    path: tuple[str, ...] = ()
    known: list[str] = field(default_factory=list)

    def need(self, key: str, read: Callable[[Any], T], fallback: T) -> T:
        """The value of a key that must be there; `fallback` stands in when it is not, and the problem is noted."""
        if key not in self.data:
            self.known.append(key)
            self.blame(key, "is missing", f"this table needs the key {key}")
            return fallback
        return self.take(key, read, fallback)

    def take(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """The value of a key that may be left out."""
        self.known.append(key)
        if key not in self.data:
            return default
        try:
            return read(self.data[key])
        except UsageError as error:
            self.blame(key, error.message, *error.hints)
            return default

    def table(self, key: str) -> Table | None:
        """A table inside this one, None where there is none."""
        self.known.append(key)
        if key not in self.data:
            return None
        value = self.data[key]
        if not isinstance(value, dict):
            self.blame(key, "is a value where a table is expected", f"accepted: a line {_heading((*self.path, key))} of its own")
            return None
        return Table(value, self.problems, (*self.path, key))

    def tables(self, key: str) -> Iterator[tuple[str, Table]]:
        """Every table inside the table `key`, by its name."""
        outer = self.table(key)
        if outer is None:
            return
        for name in outer.data:
            inner = outer.table(name)
            if inner is not None:
                yield name, inner

    def refuse_rest(self) -> None:
        """Note a problem for every key that nobody took."""
        for key in self.data:
            if key in self.known:
                continue
            if names_secret(key):
                self.blame(key, "a profile holds no secret, only the place where it is kept", _SECRET_HINT)
            else:
                self.blame(key, "there is no such key", f"accepted here: {', '.join(self.known) or 'nothing'}")

    def blame(self, key: str, message: str, *hints: str) -> None:
        """Note a problem with one key."""
        place = f"{_heading(self.path)} {_key(key)}" if self.path else _key(key)
        self.problems.append(Problem(place, message, hints))


def names_secret(key: str) -> bool:
    """Whether a key is called as if its value were a password."""
    return _SECRET_KEY.search(key) is not None


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else f'"{printable(name, 80)}"'


def _heading(path: tuple[str, ...]) -> str:
    return f"[{'.'.join(map(_key, path))}]"


def refusal(source: str, problems: list[Problem]) -> FileError:
    """All problems of one file in one error."""
    shown = printable(source)
    if len(problems) == 1:
        only = problems[0]
        return FileError(f"{shown}: {only.place}: {only.message}", *only.hints)
    hints = [
        f"{problem.place}: {problem.message}" + "".join(f"; {hint}" for hint in problem.hints) for problem in problems[:_SHOWN]
    ]
    if len(problems) > _SHOWN:
        hints.append(f"and {len(problems) - _SHOWN} more")
    return FileError(f"{shown} has {len(problems)} things to put right", *hints)


def text(value: Any) -> str:
    """A TOML string. Raises UsageError for anything else."""
    if not isinstance(value, str):
        raise UsageError(f"is {_kind(value)} where text is expected", "accepted: text in quotation marks")
    return value


def whole_number(value: Any) -> int:
    """A TOML integer. Raises UsageError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise UsageError(f"is {_kind(value)} where a whole number is expected", "accepted: digits without quotation marks")
    return value


def _kind(value: Any) -> str:
    words = {str: "text", bool: "a switch", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return words.get(type(value), "a date")
