"""A list to choose from, one or several, that costs one row an option and no border."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.widget import Widget

from wizard.tui.widgets.plain import hang


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `text` and `note` must be printable already."""

    value: str
    text: str
    note: str = ""
    key: str = ""
    """A letter that goes straight to it."""


class Choice(Widget, can_focus=True):
    """Exactly one of several: the highlighted one is the chosen one. Enter is left to the page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "move(-1)", show=False),
        Binding("down,right", "move(1)", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; }
    """

    class Chosen(Message):
        """Another option was chosen by the person's hand."""

        def __init__(self, choice: Choice, value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

    def __init__(
        self,
        options: Iterable[Option],
        value: str = "",
        *,
        id: str | None = None,
        across: bool = False,
        window: int = 0,
    ) -> None:
        """`across`: side by side. `window`: at most so many options are shown at once (0 = all)."""
        super().__init__(id=id)
        self._options: Sequence[Option] = tuple(options)
        self._across = across
        self._window = window
        self._at = self._index(value)

    @property
    def value(self) -> str:
        return self._options[self._at].value if self._options and self._at >= 0 else ""

    @value.setter
    def value(self, value: str) -> None:
        self._at = self._index(value)
        self.refresh()

    def offer(self, options: Iterable[Option], value: str | None = None) -> None:
        """Show other options, keeping the choice where it is still there."""
        wanted = self.value if value is None else value
        self._options = tuple(options)
        self._at = self._index(wanted)
        self.refresh(layout=True)

    def _index(self, value: str) -> int:
        """-1 = none is chosen, since what is wanted is not among them."""
        return next((at for at, option in enumerate(self._options) if option.value == value), -1 if value else 0)

    def action_move(self, by: int) -> None:
        if self._options:
            self._go((max(self._at, 0 if by < 0 else -1) + by) % len(self._options))

    def on_key(self, event: events.Key) -> None:
        """A letter goes straight to its option."""
        for at, option in enumerate(self._options):
            if option.key and event.character == option.key:
                event.stop()
                self._go(at)

    def _go(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self.refresh()
            self._tell_place()
            self.post_message(self.Chosen(self, self.value))

    def _mark(self, at: int) -> str:
        return "(•) " if at == self._at else "( ) "

    # ------------------------------------------------------------ rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width)) or 1

    def _shown(self) -> range:
        """The options in the window."""
        size = len(self._options)
        if not self._window or size <= self._window:
            return range(size)
        start = max(0, min(self._at - self._window // 2, size - self._window))
        return range(start, start + self._window)

    def _rows(self, width: int) -> list[tuple[int, Content]]:
        """Every row with the option that it belongs to."""
        if self._across:
            return [(-1, row) for row in self._across_rows(width)]
        rows = [(at, line) for at in self._shown() for line in self._option(at, width)]
        if self._window and len(self._options) > self._window:
            rows.append((-1, Content.styled(f"    {self._at + 1} of {len(self._options)}", "dim")))
        return rows

    def _option(self, at: int, width: int) -> list[Content]:
        option = self._options[at]
        whole = f"{option.text}   {option.note}" if option.note else option.text
        lines = hang(self._mark(at), whole, width)
        head, end = len(self._mark(at)), len(self._mark(at)) + len(option.text)
        if len(lines[0]) < end:  # the text itself is wrapped: the note is not told apart
            return [line.stylize(self._style(at), head) for line in lines]
        first = lines[0].stylize(self._style(at), head, end).stylize("dim", end)
        return [first, *(line.stylize("dim", head) for line in lines[1:])]

    def _across_rows(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for at, option in enumerate(self._options):
            one = Content.assemble(self._mark(at), Content.styled(option.text, self._style(at)))
            if option.note:
                one = Content.assemble(one, Content.styled(f"   {option.note}", "dim"))
            if rows and len(rows[-1]) + 3 + len(one) <= width:
                rows[-1] = Content.assemble(rows[-1], "   ", one)
            else:
                rows.append(one)
        return rows

    def _style(self, at: int) -> str:
        return "reverse" if self.has_focus and at == self._at else "bold" if at == self._at else ""

    def render(self) -> Content:
        return Content("\n").join(row for _, row in self._rows(self.content_size.width or 78))

    def on_focus(self) -> None:
        self._tell_place()

    def _tell_place(self) -> None:
        """Put the terminal's own cursor on the chosen row: what reads the screen aloud or in braille follows it."""
        rows = [at for at, _ in self._rows(self.content_size.width or 78)]
        row = rows.index(self._at) if self._at in rows else 0
        self.app.cursor_position = self.content_region.offset + Offset(0, row)

    def on_click(self, event: events.Click) -> None:
        """A click takes the option under it, where each has a row of its own."""
        rows = self._rows(self.content_size.width or 78)
        if event.y < len(rows) and rows[event.y][0] >= 0:
            self._go(rows[event.y][0])


class Ticks(Choice):
    """Any number of several: Space ticks the highlighted one, its letter ticks it from anywhere."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", show=False)]

    class Ticked(Message):
        """An option was ticked or un-ticked by the person's hand."""

        def __init__(self, ticks: Ticks, value: str, on: bool) -> None:
            super().__init__()
            self.ticks = ticks
            self.value = value
            self.on = on

    def __init__(self, options: Iterable[Option], ticked: Iterable[str] = (), *, id: str | None = None) -> None:
        super().__init__(options, id=id)
        self._ticked = set(ticked)

    def action_tick(self) -> None:
        on = self.value not in self._ticked
        (self._ticked.add if on else self._ticked.discard)(self.value)
        self.refresh()
        self.post_message(self.Ticked(self, self.value, on))

    def on_key(self, event: events.Key) -> None:
        for at, option in enumerate(self._options):
            if option.key and event.character == option.key:
                event.stop()
                event.prevent_default()
                self._at = at
                self.action_tick()

    def _mark(self, at: int) -> str:
        return "[x] " if self._options[at].value in self._ticked else "[ ] "
