"""The name of a setup: one that is none yet stops nobody, and is put right where it is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.driving import walking
from wizard.errors import UsageError
from wizard.files import Places
from wizard.sandbox import ready
from wizard.setup import draft as drafts
from wizard.tui.app import farewell

SECRET = ready.PASSWORD.reveal()
WRONG = "My Chat"


async def test_a_name_that_is_none_does_not_stop_the_next_start(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=replace(ready.DRAFT, name=""), page="export", secret=SECRET) as keyboard:
        keyboard.pilot.app.screen.query_one("#field-name Line").focus()
        await keyboard.press("end", "ctrl+u")
        await keyboard.type(WRONG)
        await keyboard.press("ctrl+q")
    async with walking(tmp_path) as keyboard:
        assert "Go on with “chat”" in keyboard.screen()
        await keyboard.press("enter")
        await keyboard.type(SECRET)
        await keyboard.press("enter")
        assert keyboard.flow.state("login") == "ok", keyboard.screen()


async def test_a_name_that_is_none_waits_to_be_put_right(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=replace(ready.DRAFT, name=WRONG), page="export", secret=SECRET) as keyboard:
        assert WRONG in keyboard.screen()
        await keyboard.press("enter")
        assert "this is no name for a setup" in keyboard.screen()
        assert keyboard.page == "export"
        with pytest.raises(UsageError):
            await keyboard.flow.save_profile()
        assert keyboard.flow.profiles.names() == ()


async def test_the_last_words_name_the_setup_that_was_saved(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=ready.DRAFT, page="export", secret=SECRET) as keyboard:
        await keyboard.press("enter", "escape")
        keyboard.flow.edit(name=WRONG)
        assert farewell(keyboard.flow)[-1] == "check again later: smtp-wizard check demo"


def test_a_draft_with_any_name_has_a_label(tmp_path: Path) -> None:
    places = Places.at(tmp_path)
    for name in (WRONG, "\x1b[31m", "a" * 65, "..", ""):
        drafts.save(replace(ready.DRAFT, name=name), places)
        found = drafts.load(places)
        assert found is not None
        assert found.label() == "chat"
