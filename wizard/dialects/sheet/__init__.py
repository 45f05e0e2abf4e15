"""A settings file that a person wrote: where each setting stands in it, and how one is changed without touching the rest.

Nothing here re-writes a file. A change is an `Edit`, a span of the text and what stands there instead; comments, order, quoting
and line ends of everything else stay byte for byte. Positions are found in the text itself, so whoever edits reads the result
again and compares: a position that was taken wrongly is then seen, and refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from wizard.dialects.located import Located
from wizard.errors import FileError

Value = str | int | bool | None
"""What a setting can be told to be."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` with `text`. Offsets are characters of the text that the sheet was made from."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. Several at one place stay in the order given. Raises FileError where two overlap."""
    done: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < at:
            raise FileError("two changes of this file touch the same place", "change it by hand")
        done += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*done, text[at:]))


class Sheet:
    """One settings file and its entries, under the names that the file gives them. Each format is a subclass."""

    separator = "="
    indent = ""

    def __init__(self, text: str, entries: Sequence[Located]) -> None:
        self.text = text
        self.entries = tuple(entries)
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def again(self, text: str) -> Sheet:
        """The same kind of sheet read from another text. Raises FileError."""
        raise FileError("this kind of file can't be read again")

    def write(self, value: Value, like: str = "") -> str:
        """How a value is spelt here; `like` is the spelling that it replaces. Raises Unrepresentable."""
        return str(value)

    def typed(self, one: Located) -> object:
        """The value with its type, where this format has types."""
        return one.value

    def entry(self, name: str) -> Located | None:
        """The entry that counts: the last of this name."""
        return next((one for one in reversed(self.entries) if one.name == name), None)

    def line(self, name: str, raw: str) -> str:
        """A whole line that sets something, without its indentation."""
        return f"{name}{self.separator}{raw}"

    def key_span(self, one: Located) -> tuple[int, int]:
        """Where the name stands. Raises FileError."""
        start = line_start(self.text, one.line)
        found = re.compile(rf"(?<![\w.-]){re.escape(one.name)}(?![\w-])").search(self.text, start, line_end(self.text, start))
        if found is None:
            found = re.compile(re.escape(one.name), re.IGNORECASE).search(self.text, start, line_end(self.text, start))
        if found is None:
            raise FileError(f"line {one.line}: {one.name} is written in a way that can't be edited here", "change it by hand")
        return found.span()

    def span(self, one: Located) -> tuple[int, int]:
        """Where the value stands. Raises FileError."""
        after = self.key_span(one)[1]
        while after < len(self.text) and self.text[after] in " \t\"'=:":
            if self.text.startswith(one.raw, after) and one.raw and self.text[after] not in " \t=:":
                break
            after += 1
        if not one.raw:
            return after, after
        start = self.text.find(one.raw, after, after + len(one.raw) + 80)
        if start < 0:
            raise FileError(f"line {one.line}: {one.name} is written in a way that can't be edited here", "change it by hand")
        return start, start + len(one.raw)

    def set(self, one: Located, raw: str) -> Edit:
        """Give an entry another value."""
        start, end = self.span(one)
        gap = " " if not one.raw and self.separator.endswith(" ") and self.text[start - 1 : start] not in (" ", "\t") else ""
        return Edit(start, end, gap + raw)

    def rename(self, one: Located, name: str) -> Edit:
        """Give an entry another name."""
        return Edit(*self.key_span(one), name)

    def remove(self, one: Located) -> Edit:
        """Take an entry out, with the lines that it stands on."""
        start = line_start(self.text, one.line)
        end = line_end(self.text, max(self.span(one)[1], start))
        if not one.raw:
            end = line_end(self.text, start)
        return Edit(start, end + len(self.newline) if end < len(self.text) else end, "")

    def add(self, rows: Sequence[tuple[str, str]], beside: Sequence[str] = ()) -> list[Edit]:
        """New entries, each below the line that has it as a comment; else below the entry that precedes it in `beside`, the order
        in which related entries belong; else below the last of them, or at the end.
        """
        last = self._end_of(beside)
        places: dict[str, int] = {}
        edits = []
        for name, raw in rows:
            at = self.commented(name)
            places[name] = at if at is not None else self._behind_neighbour(name, beside, places, last)
            edits.append(self._new_line(places[name], name, raw))
        return edits

    def _behind_neighbour(self, name: str, order: Sequence[str], places: dict[str, int], last: int) -> int:
        for before in reversed(order[: order.index(name)] if name in order else ()):
            if before in places:
                return places[before]
            if self.entry(before) is not None:
                return self._end_of((before,))
        return last

    def _new_line(self, at: int, name: str, raw: str) -> Edit:
        """A line of its own at an offset, which is the start of a line or the end of the text."""
        is_open = at == len(self.text) and at > 0 and not self.text.endswith("\n")
        start = self.newline if is_open else ""
        return Edit(at, at, f"{start}{self.indent}{self.line(name, raw)}{'' if is_open else self.newline}")

    def _end_of(self, beside: Collection[str]) -> int:
        """The start of the line below the last entry beside which new ones belong."""
        near = [one for one in self.entries if one.name in beside] or self._fallback()
        ends = [line_end(self.text, max(self.span(one)[1], line_start(self.text, one.line))) for one in near]
        return min(max(ends) + len(self.newline), len(self.text)) if ends else self._bottom()

    def _fallback(self) -> list[Located]:
        """The entries below which a new one belongs when none is related: none, so that it goes to the bottom."""
        return []

    def _bottom(self) -> int:
        return len(self.text)

    def _region(self) -> tuple[int, int]:
        """The part of the text in which commented-out entries are looked for."""
        return 0, len(self.text)

    def commented(self, name: str) -> int | None:
        """The start of the line below one such as `# EMAIL_HOST = …`, the last there is."""
        pattern = re.compile(rf"^[ \t]*#+[ \t]*(?:- )?{re.escape(name)}[ \t]*[=:].*$", re.MULTILINE)
        start, end = self._region()
        found = list(pattern.finditer(self.text, start, end))
        return min(line_end(self.text, found[-1].start()) + len(self.newline), len(self.text)) if found else None


def line_start(text: str, line: int) -> int:
    """The offset of a line, counted from 1."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
    return at


def line_end(text: str, offset: int) -> int:
    """The offset of the line break behind `offset`, CR included; the end of the text where there is none."""
    at = text.find("\n", offset)
    if at < 0:
        return len(text)
    return at - 1 if at > offset and text[at - 1] == "\r" else at
