"""The application: which page is shown, colour, signals, the crash screen. The work is done elsewhere."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import ClassVar

from rich.segment import Segments
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.scrollbar import ScrollBar, ScrollBarRender

from wizard.errors import WizardError
from wizard.files import shown
from wizard.setup.flow import Flow
from wizard.setup.page import ORDER
from wizard.tui.driver import LastingDriver
from wizard.tui.frame import Frame
from wizard.tui.steps import page_class
from wizard.tui.turn import Turn


class BlankBar(ScrollBarRender):
    """A scroll bar of blanks: a row that is marked and copied brings no character along that is not part of the text."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]


ScrollBar.renderer = BlankBar


class WizardApp(App[None]):
    """Shows one page at a time. Everything typed is in `flow.draft`, so that a page can be thrown away."""

    CSS_PATH = "wizard.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [(0, "-narrow"), (104, "-wide"), (140, "-very-wide")]  # type: ignore[misc]  # Textual says it is no class variable, and reads it from the class
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "quit", show=False, priority=True)]

    def __init__(self, flow: Flow, *, page: str = "start") -> None:
        # The convention (no-color.org): empty means unset; Textual takes any value for set.
        if os.environ.get("NO_COLOR") == "":
            del os.environ["NO_COLOR"]
        plain = "NO_COLOR" in os.environ
        # The colour filter is decided in the constructor, so this must be known here.
        super().__init__(driver_class=LastingDriver, ansi_color=True if plain else None)
        if plain or self.console.color_system == "standard":
            self.theme = "ansi-dark"
        self.animation_level = "none"
        self.flow = flow
        self._first = page
        self._turn = Turn(self)

    async def on_event(self, event: events.Event) -> None:
        if self._turn.take(event):
            await super().on_event(event)

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self.leave, number)
        self.push_screen(page_class(self._first)(self.flow))

    def on_frame_go(self, event: Frame.Go) -> None:
        """Another page; what was typed is kept on the way, so that a dropped line loses nothing."""
        event.stop()
        if event.page in ORDER:
            self.flow.edit(page=event.page)
        self.keep()
        self.switch_screen(page_class(event.page)(self.flow))

    def keep(self) -> None:
        """Save the draft. A disk that can't be written to must not end the wizard: the page says so."""
        try:
            self.flow.save_draft()
        except WizardError as error:
            self.notify(error.message, severity="warning", markup=False)

    async def action_quit(self) -> None:
        self.keep()
        self._end(0)

    def leave(self, number: int) -> None:
        """The terminal or the machine goes: keep what was typed, then leave it clean."""
        self.keep()
        self._end(128 + number)

    def _end(self, code: int) -> None:
        """Tests end before their page does: a step that is told to a page half gone would be a crash."""
        self.workers.cancel_all()
        self.exit(return_code=code)

    def _fatal_error(self) -> None:
        from rich.traceback import Traceback  # loads Pygments, which no start should wait for

        # Textual's own shows local variables, and a revealed secret could be one of them.
        self.bell()
        self.keep()
        shown = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(shown, self.console.options)))
        self._close_messages_no_wait()


async def run(flow: Flow, *, page: str = "start", mouse: bool = True) -> int:
    """Show the wizard until the person leaves it. Returns the exit code."""
    app = WizardApp(flow, page=page)
    await app.run_async(mouse=mouse)
    code = app.return_code
    return 130 if code is None else code


def start(flow: Flow, *, page: str = "start", mouse: bool = True) -> int:
    """`run`, in a loop of its own, with a summary on the ordinary screen afterwards."""
    code = asyncio.run(run(flow, page=page, mouse=mouse))
    if code != 128 + signal.SIGHUP:  # then nobody is there to read it
        for line in farewell(flow):
            sys.stdout.write(line + "\n")
    return code


def farewell(flow: Flow) -> list[str]:
    """What remains on the ordinary screen: where things were stored, or that the draft was kept."""
    if flow.written:
        return [
            *(f"written: {shown(Path(path))}" for path in flow.written),
            f"check again later: {flow.again.command(flow.draft.opened or flow.draft.label())}",
        ]
    if flow.draft.page and not flow.demo:
        return ["what you typed is kept (without the password); start smtp-wizard again to go on"]
    return []
