"""A value in an `env_file:` of a compose file, or in the project's `.env`; both are read by compose-go's `dotenv`.

A variable that stands only in the project's `.env` does not reach a container unless the compose file names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from wizard.dialects.environment import assignments, last_of_each, line_of, require_same, require_text
from wizard.dialects.interpolation import interpolate
from wizard.dialects.located import Located
from wizard.errors import FileError

READER = "Docker Compose (env_file: or the project's .env)"
_BLANK = "\t\v\f\r \x85\xa0"
_SPACE = _BLANK + "\n\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""Go's unicode.IsSpace, which is not Python's str.isspace."""
_KEY = re.compile(rf"(?:export[{_BLANK}\n]+)?[{_BLANK}]*([^=:\n]*)([=:\n]|$)")
_KEY_CHARACTERS = re.compile(rf"[\w.\-\[\]{_BLANK}]*")
_ESCAPE = re.compile(r'\\(?:[abcfnrtv$"\\]|0\d{0,3})', re.ASCII)
_PLAIN_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\", "$": "$$"}
_HINT = "put the value into the compose file itself"


def write(value: str) -> str:
    """The value in double quotes, with backslash escapes and `\\$`. Raises Unrepresentable."""
    require_text(value)
    text = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n").replace("\r", "\\r")
    return require_same(f'"{text}"', value, read, _HINT)


def write_file(values: Mapping[str, str], comment: Iterable[str] = ()) -> str:
    """A whole file that names its reader."""
    return assignments(values, write, comment=(f"For {READER}; other readers of .env files read it differently.", *comment))


def read(text: str, variables: Mapping[str, str] | None = None) -> str:
    """What the container gets for the text behind `KEY=`. Raises FileError where Compose refuses the file."""
    found = list(locate(f"KEY={text}", variables))
    if len(found) != 1:
        raise FileError("Compose does not read this as one value", "close the quotes, and write one KEY=value a line")
    return found[0].value or ""


def read_file(text: str, variables: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Every variable of a whole file; None = named without a value. Raises FileError."""
    return last_of_each(locate(text, variables))


def locate(text: str, variables: Mapping[str, str] | None = None) -> Iterator[Located]:
    """Every assignment in order with its line; later ones see the values of earlier ones, the caller's win."""
    text = text.removeprefix("\ufeff")
    seen: dict[str, str] = {}
    at = _start(text, 0)
    while at < len(text):
        key, start, inherits = _key(text, at)
        line = line_of(text, at)
        if inherits:
            yield Located(key, (variables or {}).get(key), line)
            at = _start(text, start)
            continue
        value, end = _value(text, start, {**seen, **(variables or {})})
        yield Located(key, value, line, text[start:end].rstrip("\n"))
        seen[key] = value
        at = _start(text, end)


def _start(text: str, at: int) -> int:
    """Where the next statement begins: blanks, empty lines and comment lines are passed over."""
    while at < len(text):
        if text[at] in _SPACE:
            at += 1
        elif text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        else:
            break
    return at


def _key(text: str, at: int) -> tuple[str, int, bool]:
    """Name, offset of the value, and whether it has none."""
    match = _KEY.match(text, at)
    name = match[1] if match else ""
    line = line_of(text, at)
    if match is None or not _KEY_CHARACTERS.fullmatch(name):
        raise FileError(f"line {line}: this is no name of a variable", "write KEY=value, and a value of several lines in quotes")
    name = name.rstrip(_SPACE)
    if not name or " " in name:
        raise FileError(f"line {line}: a name can't hold a blank", "write KEY=value")
    start = match.end()
    while start < len(text) and text[start] in _BLANK:
        start += 1
    return name, start, match[2] not in ("=", ":")


def _value(text: str, at: int, variables: Mapping[str, str]) -> tuple[str, int]:
    """The value that starts at `at`, and the offset behind it."""
    quote = text[at : at + 1]
    if quote not in ("'", '"') or not quote:
        end = text.find("\n", at)
        line = text[at:] if end < 0 else text[at:end]
        return interpolate(line.partition(" #")[0].rstrip(_SPACE), variables), len(text) if end < 0 else end + 1
    inside, end = _quoted(text, at, quote)
    if quote == "'":
        return inside, end
    return interpolate(_ESCAPE.sub(_unescape, inside), variables), end


def _quoted(text: str, at: int, quote: str) -> tuple[str, int]:
    """What stands between the quotes; a backslash before the quote is taken off, every other one is kept."""
    inside: list[str] = []
    escaped = False
    for offset in range(at + 1, len(text)):
        character = text[offset]
        if character == quote and not escaped:
            return "".join(inside), offset + 1
        if character == quote:
            inside.append(character)
            escaped = False
        elif character == "\\" and not escaped:
            escaped = True
        else:
            inside.append(f"\\{character}" if escaped else character)
            escaped = False
    raise FileError(f"line {line_of(text, at)}: the quote is not closed", f"end the value with {quote}")


def _unescape(match: re.Match[str]) -> str:
    sequence = match.group()[1:]
    if sequence[0] == "0":
        # Go takes exactly three octal digits, up to \377; of anything else only the 0 is lost.
        digits = sequence[1:]
        valid = len(digits) == 3 and all(digit in "01234567" for digit in digits) and int(digits, 8) < 256
        return chr(int(digits, 8)) if valid else f"\\{digits}"
    return _PLAIN_ESCAPES.get(sequence, match.group())
