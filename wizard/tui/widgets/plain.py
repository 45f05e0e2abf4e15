"""The widgets that show text which is not a literal: they never parse markup."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from wizard.command_line import Command, broken

_HEAD = re.compile(r" *(?:! |[A-Z]\w{1,5} {3,}|[A-Z]\w{1,4}\? {2,})?")


def hang(head: str | Content, text: str, width: int, style: str = "") -> list[Content]:
    """`head`, then `text` wrapped beside it: what goes on begins where the text began, never below the head."""
    start = head if isinstance(head, Content) else Content(head)
    room = max(width - len(start), 16)
    lines = textwrap.wrap(text, room, break_on_hyphens=False) or [""]
    blank = Content(" " * len(start))
    return [Content.assemble(start if at == 0 else blank, Content.styled(line, style)) for at, line in enumerate(lines)]


def command_rows(command: str, width: int) -> list[Content]:
    """A command, broken so that it can be copied and pasted; the blanks before it stay. Only a word too long is cut."""
    blanks = " " * (len(command) - len(command.lstrip(" ")))
    room = max(width - len(blanks), 16)
    rows = [row[at : at + room] for row in broken(command, room) for at in range(0, len(row), room)]
    return [Content(blanks + row) for row in rows]


class Plain(Static):
    """Text as it is. What comes from outside must have passed `printable()`; this widget only leaves brackets alone."""

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, markup=False, id=id, classes=classes)
        self._now = text if isinstance(text, Content) else Content(text)

    def show(self, text: str | Content) -> None:
        """Show this text, or nothing and no line where it is empty."""
        self._replace(text, layout=True)
        if self.display != bool(self._now.plain):
            self.display = not self.display

    def put(self, text: str | Content) -> None:
        """Another text in a place of fixed size, so that nothing else is painted again."""
        self._replace(text, layout=False)

    def _replace(self, text: str | Content, *, layout: bool) -> None:
        new = text if isinstance(text, Content) else Content(text)
        if not new.is_same(self._now):
            self._now = new
            self.update(new, layout=layout)


class Lines(Widget):
    """Lines that wrap below their own text: under an indent, and beside a "! " or a label such as "Why    ".

    A `Command` among them is broken so that what is copied from the screen is still that command.
    """

    DEFAULT_CSS = """
    Lines { height: auto; }
    """

    def __init__(self, lines: Sequence[str] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines = tuple(lines)
        self.display = bool(self._lines)

    def show(self, lines: Sequence[str]) -> None:
        """Show other lines, or nothing and no row where there are none."""
        if self._lines != tuple(lines):
            self._lines = tuple(lines)
            self.refresh(layout=True)
        self.display = bool(self._lines)

    @property
    def has_text(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._lines)

    def _rows(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for line in self._lines:
            if isinstance(line, Command):
                rows += command_rows(line, width)
                continue
            found = _HEAD.match(line)
            head = found[0] if found else ""
            rows += hang(head, line.removeprefix(head), width)
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return Content("\n").join(self._rows(self.content_size.width or 78))
