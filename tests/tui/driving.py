"""Driving the wizard by keys, as a person would, without a single sleep."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from wizard.files import Places
from wizard.probe.net import Net
from wizard.probe.request import Limits
from wizard.sandbox.world import World
from wizard.secret import Secret
from wizard.setup.draft import Draft
from wizard.setup.flow import Flow
from wizard.tui.app import WizardApp

NAMES = {
    ".": "full_stop",
    ":": "colon",
    "@": "at",
    "-": "minus",
    " ": "space",
    "$": "dollar_sign",
    "#": "number_sign",
    "/": "slash",
    "_": "underscore",
    "'": "apostrophe",
    '"': "quotation_mark",
    "\\": "backslash",
    "%": "percent_sign",
}


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no live test runs and everything is painted: for a round in which nothing was left to do and nothing came.

    One `pause` is not enough: Textual takes a process that gets no processor time for one that is idle.
    """
    before: list[DOMNode] = []
    while True:
        while any(not worker.is_finished for worker in pilot.app.workers):
            with suppress(WorkerCancelled):
                await pilot.app.workers.wait_for_complete([worker for worker in pilot.app.workers if not worker.is_finished])
        await pilot.pause()
        shown = [pilot.app, *pilot.app.screen.walk_children(with_self=True)]
        if shown == before and not any(node.message_queue_size for node in shown):
            return
        before = shown


class Keyboard:
    """Presses keys and counts those that are no typed character."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        self.pressed: list[str] = []
        """Every key that was no character of a typed text."""

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and wait after each until all is quiet."""
        for key in keys:
            self.pressed.append(key)
            await self.pilot.press(key)
            await settle(self.pilot)

    async def type(self, text: str) -> None:
        """Type a text into whatever has the cursor."""
        await self.pilot.press(*(NAMES.get(letter, letter) for letter in text))
        await settle(self.pilot)

    async def go_through(self, text: str) -> None:
        """Press what stands in angle brackets, type the rest: `<enter>z<enter>chat.example.com<tab>`."""
        for part in text.replace("<", "\0<").replace(">", ">\0").split("\0"):
            if part.startswith("<"):
                await self.press(part[1:-1])
            elif part:
                await self.type(part)

    def screen(self) -> str:
        """What is on the screen, as text."""
        strips = self.pilot.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def flat(self) -> str:
        """What is on the screen in one line: a sentence stands in it as it was written, wherever it was wrapped."""
        return " ".join(self.screen().translate(dict.fromkeys(map(ord, "▏▕"), " ")).split())

    @property
    def flow(self) -> Flow:
        app = self.pilot.app
        assert isinstance(app, WizardApp)
        return app.flow

    @property
    def page(self) -> str:
        """The id of the page that is shown."""
        return str(getattr(self.pilot.app.screen, "PAGE", type(self.pilot.app.screen).__name__))


@asynccontextmanager
async def walking(
    folder: Path,
    net: Net | None = None,
    *,
    size: tuple[int, int] = (80, 24),
    draft: Draft | None = None,
    secret: str = "",
    page: str = "start",
    limits: Limits | None = None,
) -> AsyncIterator[Keyboard]:
    """The wizard in the demo world, or on another network, with a keyboard in front of it; `draft` is what was typed before."""
    async with World() as world:
        flow = Flow(net or world, Places.at(folder / "config"), limits=limits)
        if draft is not None:
            flow.start_over(draft)
        if secret:
            flow.set_secret(Secret(secret))
        async with WizardApp(flow, page=page).run_test(size=size) as pilot:
            keyboard = Keyboard(pilot)
            await settle(pilot)
            yield keyboard
