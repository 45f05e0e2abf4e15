"""Paste an error or a log; get the cause and the fix."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from wizard.setup import explaining
from wizard.text import printable_lines
from wizard.tui.frame import Frame
from wizard.tui.widgets.plain import Lines, Plain

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LONGEST = 20_000
"""Characters of one line that are taken."""


class Paste(TextArea):
    """Lines to paste into; Tab leaves it."""

    DEFAULT_CSS = """
    Paste { height: 9; border: none; padding: 0 1; background: $boost; }
    Paste:focus { border: none; }
    """

    def __init__(self) -> None:
        super().__init__("", compact=True, show_line_numbers=False, tab_behavior="focus", soft_wrap=True, id="paste")
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """What a terminal would obey is spelt out before it gets onto our screen; colour codes of a log are left out."""
        text = COLOUR.sub("", event.text)
        event.text = "\n".join(printable_lines(text, LONGEST))


class ExplainPage(Frame):
    """The text is only looked at here, never kept and never sent."""

    TITLE_WORDS = "Explain an error"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+n", "explain", "explain", show=False),
        Binding("f4,ctrl+o", "wipe", "clear", show=False),
        Binding("pageup", "turn(-1)", "up", show=False, priority=True),  # the pasted text has the cursor, and would take them
        Binding("pagedown", "turn(1)", "down", show=False, priority=True),
    ]

    def keys(self) -> list[tuple[str, str, str]]:
        return [
            ("Esc", "back", "back"),
            ("F2", "explain", "explain"),
            ("F4", "clear", "wipe"),
            ("PgDn", "more", "turn(1)"),
            ("F1", "help", "guide"),
            ("Ctrl+Q", "quit", "app.quit"),
        ]

    def help_text(self) -> str:
        return (
            "Paste what your app printed or logged: one line, a traceback, or a whole log. F2 (or Ctrl+N) explains it.\n\n"
            "It is only looked at on this machine. If it holds a password or a key, you are told so; it is not shown.\n\n"
            "Page Up and Page Down go through the answer.\n\n"
            "For a large log: docker logs app 2>&1 | smtp-wizard explain -"
        )

    def body(self) -> ComposeResult:
        yield Plain("Paste the error or the log of your app, then press F2. It stays on this machine.", classes="text")
        yield Paste()
        yield Lines(id="answer", classes="text gap")

    def on_mount(self) -> None:
        self.query_one(Paste).focus()

    def action_explain(self) -> None:
        answer = self.query_one("#answer", Lines)
        answer.show(explaining.lines(self.query_one(Paste).text))
        self.call_after_refresh(answer.scroll_visible, animate=False)

    def action_turn(self, by: int) -> None:
        """Through the answer; through what was pasted while there is none."""
        if self.query_one("#answer", Lines).has_text:
            return super().action_turn(by)
        paste = self.query_one(Paste)
        return paste.action_cursor_page_up() if by < 0 else paste.action_cursor_page_down()

    def action_wipe(self) -> None:
        self.query_one(Paste).text = ""
        self.query_one("#answer", Lines).show([])
        self.query_one(Paste).focus()
