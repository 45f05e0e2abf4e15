"""The start page: nothing is lost by one Enter on the wrong row."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.driving import walking
from wizard.files import Places
from wizard.sandbox import ready
from wizard.setup import draft as drafts


@pytest.mark.parametrize("way", [("n", "enter"), ("n", "enter", "escape"), ("n", "enter", "f2")])
async def test_a_new_setup_leaves_the_interrupted_one_until_an_answer_is_given(tmp_path: Path, way: tuple[str, ...]) -> None:
    interrupted = replace(ready.DRAFT, page="senders")
    places = Places.at(tmp_path / "config")
    drafts.save(interrupted, places)
    async with walking(tmp_path) as keyboard:
        await keyboard.press(*way, "ctrl+q")
    assert drafts.load(places) == interrupted
    async with walking(tmp_path) as keyboard:
        assert "Go on with “demo”" in keyboard.screen()
        await keyboard.press("n", "enter", "z", "ctrl+q")
    found = drafts.load(places)
    assert found is not None
    assert [app.kind for app in found.apps] == ["zulip"]
