"""A value in a `.env` that python-dotenv 1.2 reads, through load_dotenv or pydantic-settings.

`${NAME}` is put in whatever the quotes, and nothing escapes it; a `$` without a brace is an ordinary character. A file is opened
in text mode, so a carriage return survives only as `\\r` in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from wizard.dialects.environment import assignments, last_of_each, line_of, require_same, require_text
from wizard.dialects.located import Located
from wizard.errors import FileError

READER = "python-dotenv"
_HINT = "put it into the service's environment instead (systemd, Docker), or use another password"
_BLANKS = r"[^\S\r\n]*"
_KEY = re.compile(rf"\s*(?:export[^\S\r\n]+)?(?:'([^']+)'|([^=#\s]+)){_BLANKS}(=?){_BLANKS}")
_QUOTED = {"'": re.compile(r"'((?:\\'|[^'])*)'"), '"': re.compile(r'"((?:\\"|[^"])*)"')}
_ESCAPES = {"'": re.compile(r"\\([\\'])"), '"': re.compile(r"\\([\\'\"abfnrtv])")}
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_END = re.compile(rf"(?:{_BLANKS}#[^\r\n]*)?{_BLANKS}(?:\r\n|\n|\r|$)")
_REST = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_VARIABLE = re.compile(r"\$\{([^\}:]*)(?::-([^\}]*))?\}")


def write(value: str) -> str:
    """The value in single quotes (double ones where a carriage return needs them). Raises Unrepresentable."""
    require_text(value)
    quote = '"' if "\r" in value else "'"
    text = value.replace("\\", "\\\\").replace(quote, f"\\{quote}").replace("\r", "\\r").replace("${", "${:-$}{")
    if text.endswith("\\\\"):
        # A quote right behind a backslash can be taken for an escaped one if more quotes follow in the file.
        text = text[:-2] + "${:-\\\\}"
    return require_same(f"{quote}{text}{quote}", value, _read_above_quotes, _HINT)


def write_file(values: Mapping[str, str], comment: Iterable[str] = ()) -> str:
    """A whole file that names its reader."""
    return assignments(values, write, comment=(f"For {READER}; other readers of .env files read it differently.", *comment))


def read(text: str, variables: Mapping[str, str] | None = None) -> str:
    """What the app sees for the text behind `KEY=`. Raises FileError for what the reader drops with a mere log line."""
    found = list(locate(f"KEY={text}", variables))
    if len(found) != 1:
        raise FileError("python-dotenv does not read this as one value", "close the quotes, and write one KEY=value a line")
    return found[0].value or ""


def read_file(text: str, variables: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Every variable of a whole file; None = named without `=`. Lines that can't be read are dropped, as the reader does."""
    return last_of_each(locate(text, variables))


def locate(text: str, variables: Mapping[str, str] | None = None) -> Iterator[Located]:
    """Every assignment, with `${…}` put in from the lines above and the caller's variables."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    seen: dict[str, str] = {}
    at = 0
    while at < len(text):
        one, end = _binding(text, at)
        at = max(end, at + 1)
        if one is None:
            continue
        value = None if one.value is None else _resolve(one.value, {**seen, **(variables or {})})
        seen[one.key] = value or ""
        yield Located(one.key, value, one.line, one.raw)


def _read_above_quotes(text: str) -> str:
    """Read it as a line that others with quotes follow."""
    return next(locate(f"KEY={text}\nNEXT='a' \"b\"\nLAST='c'\n")).value or ""


def _binding(text: str, at: int) -> tuple[Located | None, int]:
    """The assignment that starts at `at`, or None for a comment or an unreadable line; and the offset behind it."""
    match = _KEY.match(text, at)
    if match is None:
        return None, _behind_line(text, at)
    name = match[1] or match[2]
    line = line_of(text, match.start(1) if match[1] else match.start(2))
    value, raw, at = (None, "", match.end()) if not match[3] else _value(text, match.end())
    end = _END.match(text, at)
    if raw is None or end is None:
        return None, _behind_line(text, at)
    return Located(name, value, line, raw), end.end()


def _value(text: str, at: int) -> tuple[str | None, str | None, int]:
    """Value, its spelling (None = the quote is not closed), and the offset behind it."""
    quote = text[at : at + 1]
    if quote and quote in _QUOTED:
        match = _QUOTED[quote].match(text, at)
        if match is None:
            return None, None, at
        return _ESCAPES[quote].sub(lambda found: _LETTERS.get(found[1], found[1]), match[1]), match.group(), match.end()
    end = text.find("\n", at)
    line = text[at:] if end < 0 else text[at:end]
    return re.sub(r"\s+#.*", "", line).rstrip(), line, at + len(line)


def _behind_line(text: str, at: int) -> int:
    rest = _REST.match(text, at)
    return rest.end() if rest else len(text)


def _resolve(value: str, variables: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: variables.get(found[1], found[2] or ""), value)
