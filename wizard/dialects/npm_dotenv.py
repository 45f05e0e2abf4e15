"""A value in a `.env` that dotenv 17 and dotenv-expand 12 read, as @nestjs/config does with `expandVariables`.

dotenv knows no escapes but `\\n` and `\\r` in double quotes, and `#` ends an unquoted value even inside a word. dotenv-expand
then expands `$NAME` and `${…}` whatever the quotes, single ones too; only a backslash before the `$` stops it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from wizard.dialects.environment import assignments, last_of_each, line_of, require_text
from wizard.dialects.located import Located
from wizard.errors import FileError, Unrepresentable

READER = "dotenv and dotenv-expand (Node.js)"
_HINT = "put it into the service's environment instead (systemd, Docker), where no quoting applies, or use another password"
_ROUNDS = 200
"""Replacements after which an expansion counts as endless, as it is in dotenv-expand itself."""

# JavaScript's own ideas of blank and of line end, which are not Python's.
_BLANKS = "\t\n\v\f\r \xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
_S = f"[{_BLANKS}]"
_START = "(?:\\A|(?<=[\\n\\r\\u2028\\u2029]))"
_END = "(?=[\\n\\r\\u2028\\u2029]|\\Z)"
_QUOTED = "|".join(rf"{_S}*{quote}(?:\\{quote}|[^{quote}])*{quote}" for quote in ("'", '"', "`"))
_LINE = re.compile(
    rf"{_START}{_S}*(?:export{_S}+)?([A-Za-z0-9_.-]+)(?:{_S}*=|:{_S}+?)({_QUOTED}|[^#\r\n]+)?{_S}*(?:#[^\n\r\u2028\u2029]*)?{_END}"
)
_STRIP = re.compile(rf"{_START}(['\"`])([\s\S]*)\1{_END}")
_VARIABLE = re.compile(r"(?<!\\)\$\{([^{}]+)\}|(?<!\\)\$([A-Za-z_][A-Za-z0-9_]*)")
_OPERATOR = re.compile(r":\+|\+|:-|-")


def write(value: str) -> str:
    """The value in whichever quotes can hold it, `$` as `\\$`. Raises Unrepresentable: some mixtures have no spelling."""
    require_text(value)
    if "\r" in value:
        raise Unrepresentable("a .env of Node.js can't hold a carriage return", _HINT)
    text = _shield(value)
    for quote in ("'", "`", '"'):
        if quote not in text and _holds(f"{quote}{text}{quote}", value):
            return f"{quote}{text}{quote}"
    # With every kind of quote inside, the whole falls to the unquoted rule, which still takes the outer pair off.
    if "#" not in text and "\n" not in text and _holds(f"'{text}'", value):
        return f"'{text}'"
    raise Unrepresentable("a .env of Node.js has no spelling for this mixture of quotes, # and line breaks", _HINT)


def write_file(values: Mapping[str, str], comment: Iterable[str] = ()) -> str:
    """A whole file that names its reader."""
    return assignments(values, write, comment=(f"For {READER}; other readers of .env files read it differently.", *comment))


def read(text: str, variables: Mapping[str, str] | None = None) -> str:
    """What the app sees for the text behind `KEY=`. Raises FileError for what dotenv does not take as one value."""
    found = list(_parse(f"KEY={text}"))
    if len(found) != 1:
        raise FileError("dotenv does not read this as one value", "close the quotes, and write one KEY=value a line")
    return _expand(found[0].value or "", dict(variables or {}), {})


def read_file(text: str, variables: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Every variable of a whole file. Variables of the process win over the file's lines."""
    return last_of_each(locate(text, variables))


def locate(text: str, variables: Mapping[str, str] | None = None) -> Iterator[Located]:
    """Every assignment that dotenv finds, expanded; lines that it can't read are passed over in silence, as it does."""
    process = dict(variables or {})
    seen: dict[str, str] = {}
    for one in _parse(text):
        own = process.get(one.key)
        value = own if own else _expand(one.value or "", process, seen)
        seen[one.key] = value
        yield Located(one.key, value, one.line, one.raw)


def _shield(value: str) -> str:
    """`$` made harmless, and backslashes at the end kept away from the closing quote."""
    text = value.replace("$", "\\$")
    tail = len(text) - len(text.rstrip("\\"))
    return f"{text[:-tail]}${{:-{text[-tail:]}}}" if tail else text


def _holds(written: str, value: str) -> bool:
    """Whether it is read back, also with another quoted line below it, which a stray backslash could swallow."""
    below = f"KEY={written}\nNEXT='it'\"s\"`x`\n"
    found = [_expand(one.value or "", {}, {}) for one in _parse(below) if one.key == "KEY"]
    return found == [value]


def _parse(text: str) -> Iterator[Located]:
    """dotenv alone: the values before expansion."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for match in _LINE.finditer(text):
        raw = (match[2] or "").strip(_BLANKS)
        value = _STRIP.sub(lambda quoted: quoted[2], raw)
        if raw.startswith('"'):
            value = value.replace("\\n", "\n").replace("\\r", "\r")
        yield Located(match[1], value, line_of(text, match.start(1)), raw)


def _expand(value: str, process: Mapping[str, str], seen: Mapping[str, str]) -> str:
    """dotenv-expand: replaces and looks again from the start until nothing is left, then `\\$` becomes `$`."""
    known = {**seen, **process}
    visited: set[str] = set()
    for _ in range(_ROUNDS):
        match = _VARIABLE.search(value)
        if match is None:
            break
        visited.add(value)
        key, replacement = _replacement(match[1] or match[2], known, visited)
        value = value[: (at := value.index(match.group()))] + replacement + value[at + len(match.group()) :]
        if value == seen.get(key):
            break
    return value.replace("\\$", "$")


def _replacement(expression: str, known: Mapping[str, str], visited: set[str]) -> tuple[str, str]:
    operator = _OPERATOR.search(expression)
    key, _, word = expression.partition(operator.group()) if operator else (expression, "", "")
    value = known.get(key, "")
    if operator and operator.group() in (":+", "+"):
        return key, word if value else ""
    return key, value if value and value not in visited else word
