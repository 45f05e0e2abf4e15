"""A text over a page: help, a file to look at or to copy. Nothing but the text, so that a terminal can select it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from wizard.tui.widgets.plain import Lines, Plain


class TextDialog(ModalScreen[None]):
    """Shows a text until Esc or Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,ctrl+g,ctrl+b,q", "close", "close", show=False),
        Binding("down", "line(1)", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("pagedown,space", "line(12)", show=False),
        Binding("pageup", "line(-12)", show=False),
    ]
    DEFAULT_CSS = """
    TextDialog { align: center middle; }
    TextDialog > VerticalScroll { width: 100%; height: 100%; background: $surface; padding: 1 2; }
    TextDialog .title { text-style: bold; }
    TextDialog .keys { dock: bottom; height: 1; color: $text-muted; }
    """

    def __init__(self, title: str, text: str | Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = text.splitlines() if isinstance(text, str) else text

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Plain(self._title, classes="title")
            yield Plain("")
            yield Lines(self._lines)
        yield Plain(" Esc or Enter closes   arrow keys scroll", classes="keys")

    def action_line(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        self.dismiss(None)
