"""The frame that every page has: where one is, what is proven, the live test, the keys. Pages add fields and a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from wizard.setup.flow import Flow
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.keys import Key, Keys
from wizard.tui.widgets.plain import Plain

HELP_KEYS = (
    "Enter goes on: to the next field that must be filled, then the live test, then the next page.\n"
    "Tab and Shift+Tab move between all fields, arrow keys choose, Space ticks, Page Up and Page Down scroll.\n"
    "Esc (or Ctrl+B) goes back and keeps everything.\n"
    "F2 (Ctrl+N) next · F3 (Ctrl+T) test · F4 (Ctrl+O) shows more · F1 (Ctrl+G) help.\n"
    "F5 (Ctrl+Y) asks further after a failure, where that needs your consent: one more login, or servers of others.\n"
    "What stands in brackets in a field, such as (e.g. chat.example.com), is no answer: the field is empty.\n"
    "Ctrl+Q quits and keeps what you typed, without the password."
)


class Frame(Screen[None]):
    """What start page, wizard pages and the explain page share."""

    TITLE_WORDS: ClassVar[str] = ""
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual's own paints the whole screen with every Tab; the two widgets that it concerns paint themselves anyway."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+b", "back", "back", show=False),
        Binding("f1,ctrl+g", "guide", "help", show=False),
        Binding("enter", "advance", "go on", show=False),
        Binding("pageup", "turn(-1)", "up", show=False),
        Binding("pagedown", "turn(1)", "down", show=False),
    ]

    class Go(Message):
        """Show another page: its id, or `start`."""

        def __init__(self, page: str) -> None:
            super().__init__()
            self.page = page

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self.flow = flow

    def heading(self) -> tuple[str, str]:
        """Left and right of the first line."""
        return "", self.TITLE_WORDS

    def keys(self) -> list[tuple[str, str, str]]:
        """(key, word, action) for the line at the foot."""
        return [("Esc", "back", "back"), ("Enter", "go on", "advance"), ("F1", "help", "guide"), ("Ctrl+Q", "quit", "app.quit")]

    def body(self) -> ComposeResult:
        """The widgets of this page."""
        yield from ()

    def compose(self) -> ComposeResult:
        left, right = self.heading()
        with Horizontal(id="head"):
            yield Plain("smtp-wizard" + (" · demo" if self.flow.demo else ""), id="brand")
            yield Plain(left, id="subject")
            yield Plain(right, id="where")
        with Horizontal(id="middle"):
            yield Plain("", id="steps")
            with VerticalScroll(id="body", can_focus=False):
                yield from self.body()
            with VerticalScroll(id="transcript", can_focus=False):
                yield Plain("", id="transcript-text")
        yield Plain("", id="notice")
        yield Keys(self.keys())

    def notice(self, text: str) -> None:
        """What stands in the way of going on, above the keys, so that no scrolling hides it."""
        self.query_one("#notice", Plain).show(text)

    def on_key_pressed(self, event: Key.Pressed) -> None:
        event.stop()
        self.app.call_later(self.run_action, event.action)

    def help_text(self) -> str:
        """The text of F1."""
        return HELP_KEYS

    def action_guide(self) -> None:
        from wizard.tui.dialogs.text import TextDialog

        self.app.push_screen(TextDialog("Help", self.help_text()))

    def action_back(self) -> None:
        self.post_message(self.Go("start"))

    def action_turn(self, by: int) -> None:
        """A page up or down; the fields keep the cursor."""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=by * max(body.size.height - 2, 1), animate=False)

    def action_advance(self) -> None:
        """What Enter does."""

    @on(Input.Submitted)
    def enter_in_a_line(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_advance()

    def entries(self) -> Iterator[Entry]:
        """The fields of this page, from top to bottom."""
        yield from (found for found in self.query(Entry) if found.display)
