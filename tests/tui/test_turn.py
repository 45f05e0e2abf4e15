"""Keys in turn: what follows an Enter waits for it, however long the machine takes, and never for a widget that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual import events
from textual.dom import DOMNode

from tests.tui.driving import settle
from tests.tui.lone import at_page
from wizard.sandbox.certificate import Authority
from wizard.tui import turn
from wizard.tui.turn import Turn
from wizard.tui.widgets.entry import Entry


async def test_a_key_behind_a_slow_enter_waits_for_the_next_field(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, looked = asyncio.Event(), asyncio.Event()
    looks: list[int] = []
    look_after = Turn._look_after

    def watched(self: Turn, path: Sequence[DOMNode], number: int, patience: int) -> None:
        looks.append(patience)
        if len(looks) == 3:
            looked.set()
        look_after(self, path, number, patience)

    monkeypatch.setattr(turn, "LONGEST", 0.01)
    monkeypatch.setattr(turn, "PATIENCE", 10_000)
    monkeypatch.setattr(Turn, "_look_after", watched)
    async with at_page("login", tmp_path, authority, username="", keeper="ask") as (keyboard, _):
        app = keyboard.pilot.app
        await keyboard.type("me")
        assert app.focused is not None
        app.focused.call_later(gate.wait)  # the field that works the Enter off gets no time
        app.post_message(events.Key("enter", "\r"))
        app.post_message(events.Key("x", "x"))
        await asyncio.wait_for(looked.wait(), 20)
        name, secret = (app.screen.query_one(f"#field-{id}", Entry) for id in ("username", "secret"))
        assert (name.value, secret.value) == ("me", "")
        gate.set()
        await settle(keyboard.pilot)
        assert (name.value, secret.value) == ("me", "x")


async def test_a_widget_that_is_taken_away_holds_no_key_back(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "LONGEST", 0.01)
    async with at_page("login", tmp_path, authority, keeper="ask") as (keyboard, _):
        app = keyboard.pilot.app
        held = Turn(app)
        lost = app.screen.query_one("#field-username", Entry)
        await lost.remove()
        held._at_work = held._count = 1
        held._look_after([lost, app.screen], 1, 10_000)
        await settle(keyboard.pilot)
        assert not held._at_work
