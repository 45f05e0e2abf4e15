"""A question with yes and no."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from wizard.tui.widgets.plain import Lines, Plain


class ConfirmDialog(ModalScreen[bool]):
    """True after `y`, False after `n` or Esc. Enter is neither: nothing is overwritten by one key too many."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "yes", show=False),
        Binding("n,escape", "answer(False)", "no", show=False),
        Binding("down", "line(1)", show=False),
        Binding("up", "line(-1)", show=False),
    ]
    DEFAULT_CSS = """
    ConfirmDialog { align: center middle; }
    ConfirmDialog > VerticalScroll { width: 100%; height: 100%; background: $surface; padding: 1 2; }
    ConfirmDialog .title { text-style: bold; }
    ConfirmDialog .keys { dock: bottom; height: 1; color: $text-muted; }
    """

    def __init__(self, question: str, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._text = text
        self._keys = f" y {yes}   n {no}   arrow keys scroll"

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Plain(self._question, classes="title")
            yield Plain("")
            yield Lines(self._text.splitlines())
        yield Plain(self._keys, classes="keys")

    def action_line(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)
