"""What was stored where, how to make the app use it, and how to check again."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from wizard.app import Export
from wizard.errors import WizardError
from wizard.setup import writing
from wizard.tui.page import WizardPage
from wizard.tui.widgets.plain import Lines


class DonePage(WizardPage):
    """The end; Enter leaves the wizard."""

    PAGE = "done"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "line(1)", show=False),
        Binding("up", "line(-1)", show=False),
    ]

    def keys(self) -> list[tuple[str, str, str]]:
        return [
            ("Esc", "back", "back"),
            ("Enter", "leave the wizard", "advance"),
            ("PgDn", "more", "turn(1)"),
            ("F1", "help", "guide"),
        ]

    def fields(self) -> ComposeResult:
        yield Lines(writing.summary(self.flow, self._made()), id="summary", classes="text")

    def _made(self) -> dict[str, Export]:
        """What was written; nothing where the export was skipped, perhaps since an app can't hold a value."""
        try:
            return writing.blank(self.flow) if self.flow.written else {}
        except WizardError:
            return {}

    def action_line(self, by: int) -> None:
        """There is nothing to choose here, so the arrow keys scroll."""
        self.query_one("#body", VerticalScroll).scroll_relative(y=by, animate=False)

    def focus_first(self) -> None:
        """There is nothing to type here."""

    def action_advance(self) -> None:
        self.app.call_later(self.app.action_quit)

    def action_next(self) -> None:
        self.action_advance()
