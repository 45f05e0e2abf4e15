"""A JSON object of plain fields, such as the body that Coolify's API takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from wizard.dialects.located import Located
from wizard.dialects.sheet import Edit, Sheet, Value
from wizard.errors import FileError

_BLANK = re.compile(r"[ \t\r\n]*")


class JsonSheet(Sheet):
    """The fields of one object, those that stand twice included."""

    separator = ": "

    def __init__(self, text: str) -> None:
        self._spans: dict[int, tuple[tuple[int, int], tuple[int, int]]] = {}
        self._types: dict[int, object] = {}
        entries = []
        for at, (name, value, key_span, span) in enumerate(_fields(text)):
            line = text.count("\n", 0, key_span[0]) + 1
            one = Located(name, _shown(value), line, text[slice(*span)])
            entries.append(one)
            self._spans[at], self._types[at] = (key_span, span), value
        super().__init__(text, entries)

    def again(self, text: str) -> JsonSheet:
        return JsonSheet(text)

    def write(self, value: Value, like: str = "") -> str:
        return json.dumps(value, ensure_ascii=False)

    def typed(self, one: Located) -> object:
        return self._types.get(self._at(one))

    def line(self, name: str, raw: str) -> str:
        return f"{json.dumps(name)}: {raw},"

    def key_span(self, one: Located) -> tuple[int, int]:
        start, end = self._spans[self._at(one)][0]
        return start + 1, end - 1

    def span(self, one: Located) -> tuple[int, int]:
        return self._spans[self._at(one)][1]

    def remove(self, one: Located) -> Edit:
        at = self._at(one)
        if at + 1 < len(self.entries):
            return Edit(self._spans[at][0][0], self._spans[at + 1][0][0], "")
        start = self._spans[at - 1][1][1] if at else self._spans[at][0][0]
        return Edit(start, self._spans[at][1][1], "")

    def add(self, rows: Sequence[tuple[str, str]], beside: Sequence[str] = ()) -> list[Edit]:
        if not self.entries:
            at = self.text.index("{") + 1
            inner = f",{self.newline}".join(f"  {json.dumps(name)}: {raw}" for name, raw in rows)
            return [Edit(at, at, f"{self.newline}{inner}{self.newline}")]
        key, span = self._spans[len(self.entries) - 1]
        before = self.text[self.text.rfind("\n", 0, key[0]) + 1 : key[0]]
        gap = f",{self.newline}{before}" if not before.strip() else ", "
        return [Edit(span[1], span[1], "".join(f"{gap}{json.dumps(name)}: {raw}" for name, raw in rows))] if rows else []

    def _at(self, one: Located) -> int:
        return next(at for at, known in enumerate(self.entries) if known is one or (known.key, known.line) == (one.key, one.line))


def _fields(text: str) -> Iterator[tuple[str, object, tuple[int, int], tuple[int, int]]]:
    decoder = json.JSONDecoder()

    def skip(at: int) -> int:
        match = _BLANK.match(text, at)
        return match.end() if match else at

    try:
        whole, end = decoder.raw_decode(text, skip(0))
        if not isinstance(whole, dict) or text[end:].strip():
            raise FileError("this is JSON, but not one object", 'expected: {"smtp_host": "…", …}')
        at = skip(skip(0) + 1)
        while text[at] != "}":
            name, key_end = decoder.raw_decode(text, at)
            start = skip(skip(key_end) + 1)
            value, value_end = decoder.raw_decode(text, start)
            yield name, value, (at, key_end), (start, value_end)
            at = skip(value_end)
            at = skip(at + 1) if text[at] == "," else at
    except (ValueError, RecursionError) as error:
        line = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
        raise FileError(f"{line}this is no valid JSON", "look for a missing comma, quote or bracket") from error


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value)
