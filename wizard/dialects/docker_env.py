"""A value in a `docker run --env-file` file: everything behind `=` to the end of the line, as it stands.

There are no quotes, no escapes, no comments behind a value and no `$`; a quote that is written becomes part of the value.
`env_file` entries of Compose with `format: raw` (Compose 2.30 and later) follow the same rules. Source: docker/cli `pkg/kvfile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wizard.dialects.environment import assignments, last_of_each, require_text
from wizard.dialects.located import Located
from wizard.errors import FileError, Unrepresentable

READER = "docker run --env-file"
LONGEST = 60_000
"""Bytes of a value. The reader gives up at a line of 64 KiB, name included."""
_OTHERS = "use Docker Compose, which can hold it, or another password"
_SPACE = "\t\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def write(value: str) -> str:
    """The value itself. Raises Unrepresentable for a line break, a carriage return at the end, NUL, or a value too long."""
    require_text(value)
    if "\n" in value:
        raise Unrepresentable("docker run --env-file can't hold a line break", _OTHERS)
    if value.endswith("\r"):
        raise Unrepresentable("docker run --env-file drops a carriage return at the end", _OTHERS)
    if len(value.encode()) > LONGEST:
        raise Unrepresentable("docker run --env-file can't hold a line this long", _OTHERS)
    return value


def write_file(values: Mapping[str, str], comment: Iterable[str] = ()) -> str:
    """A whole file that names its reader."""
    return assignments(values, write, comment=(f"For {READER}: values stand as they are, without quotes.", *comment))


def read(text: str) -> str:
    """The text behind `KEY=`, without the carriage return of a Windows line end. Raises FileError for several lines."""
    if "\n" in text:
        raise FileError("a value of several lines", _OTHERS)
    return text.removesuffix("\r")


def read_file(text: str) -> dict[str, str | None]:
    """Every variable of a whole file; None = named without a value (inherited). Raises FileError."""
    return last_of_each(locate(text))


def locate(text: str) -> Iterator[Located]:
    """Every line that names a variable. Raises FileError where docker refuses the file."""
    for number, whole in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if len(whole.encode("utf-8", "surrogatepass")) >= 1 << 16:
            raise FileError(f"line {number}: docker stops at lines of 64 KiB", "shorten the value")
        line = whole.removesuffix("\r").lstrip(_SPACE)
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not name:
            raise FileError(f"line {number}: a value without a name", "write KEY=value")
        if " " in name or "\t" in name:
            raise FileError(f"line {number}: a name can't hold a blank", "write KEY=value, without export")
        yield Located(name, value if equals else None, number, value)
