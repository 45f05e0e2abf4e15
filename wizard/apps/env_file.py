"""A file of `KEY=value` lines for one reader, proven to be read back by that reader's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from wizard.app import File
from wizard.errors import Unrepresentable


class Dialect(Protocol):
    """What the env dialects offer for whole files."""

    def write_file(self, values: Mapping[str, str], comment: Iterable[str] = ()) -> str: ...

    def read_file(self, text: str) -> dict[str, str | None]: ...


def write(dialect: Dialect, name: str, values: Mapping[str, str], *, secret: bool, comment: Iterable[str] = ()) -> File:
    """The file, mode 0600. Raises Unrepresentable that names the setting which has no spelling here."""
    for key, value in values.items():
        try:
            dialect.write_file({key: value})
        except Unrepresentable as error:
            raise Unrepresentable(f"{key}: {error.message}", *error.hints) from error
    text = dialect.write_file(values, comment)
    if dialect.read_file(text) != dict(values):
        raise Unrepresentable(f"{name} would be read back changed", "use another target, or another value")
    return File(name, text, secret=secret)
