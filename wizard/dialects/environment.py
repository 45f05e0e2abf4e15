"""What no environment variable can hold, and the frame of a file of `KEY=value` lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from wizard.dialects.located import Located
from wizard.errors import Unrepresentable, UsageError

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def require_text(value: str) -> None:
    """Raise Unrepresentable for what execve(2) and UTF-8 leave out: NUL and lone surrogates."""
    if "\0" in value:
        raise Unrepresentable("the value holds a NUL character, which ends an environment variable", "use another password")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise Unrepresentable("the value is not valid text", "type it instead of pasting it")


def require_name(name: str) -> str:
    """A variable's name, unchanged. Raises UsageError."""
    if not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name of an environment variable", "accepted: letters, digits and _")
    return name


def require_same(written: str, value: str, read: Callable[[str], str], hint: str) -> str:
    """`written`, proven to be read back as `value`. Raises Unrepresentable with `hint`."""
    if read(written) != value:
        raise Unrepresentable("the value would be read back changed", hint)
    return written


def assignments(values: Mapping[str, str], write: Callable[[str], str], *, comment: Iterable[str] = ()) -> str:
    """A whole file: comment lines, then `KEY=value` lines in the order given."""
    lines = [f"# {line}".rstrip() for line in comment]
    lines += [f"{require_name(name)}={write(value)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def last_of_each(found: Iterable[Located]) -> dict[str, str | None]:
    """Name → value, where the last of several lines wins, as in every reader here."""
    return {one.key: one.value for one in found}


def line_of(text: str, offset: int) -> int:
    """The line, counted from 1, that an offset stands in."""
    return text.count("\n", 0, offset) + 1
