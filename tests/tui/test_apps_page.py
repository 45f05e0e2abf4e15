"""The apps page: a setup with any app that a file may name can be opened, and each app has a name of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.tui.driving import walking
from wizard.sandbox import ready
from wizard.setup.draft import DraftApp

STRANGE = DraftApp("forum", "discourse", "docker", "forum.example.com")


async def test_an_app_of_another_version_is_shown_and_can_be_taken_out(tmp_path: Path) -> None:
    draft = replace(ready.DRAFT, apps=(*ready.DRAFT.apps, STRANGE))
    async with walking(tmp_path, draft=draft, page="apps", size=(80, 50)) as keyboard:
        assert "[x] discourse   not known here" in keyboard.screen()
        await keyboard.press("f2")
        assert keyboard.page == "apps"
        assert "this version does not know the app “discourse”" in keyboard.screen()
        keyboard.pilot.app.screen.query_one("#apps").focus()
        await keyboard.press("up", "space")
        assert keyboard.flow.draft.apps == ready.DRAFT.apps
        await keyboard.press("space")
        assert STRANGE in keyboard.flow.draft.apps
        await keyboard.press("space", "f2")
        assert keyboard.page == "provider"


async def test_an_app_that_is_called_as_another_kind_is_stays_apart_from_it(tmp_path: Path) -> None:
    odd = DraftApp("zulip", "synapse", "homeserver", "matrix.example.com")
    async with walking(tmp_path, draft=replace(ready.DRAFT, apps=(odd,)), page="apps", size=(80, 50)) as keyboard:
        keyboard.pilot.app.screen.query_one("#apps").focus()
        await keyboard.press("z")
        await keyboard.type("chat.example.com")
        found = {app.name: (app.kind, app.hostname) for app in keyboard.flow.draft.apps}
        assert found == {"zulip": ("synapse", "matrix.example.com"), "zulip-2": ("zulip", "chat.example.com")}


async def test_an_app_that_comes_back_stays_apart_from_what_took_its_name(tmp_path: Path) -> None:
    odd = DraftApp("zulip", "synapse", "homeserver", "matrix.example.com")
    async with walking(tmp_path, draft=replace(ready.DRAFT, apps=(odd,)), page="apps", size=(80, 50)) as keyboard:
        ticks = keyboard.pilot.app.screen.query_one("#apps")
        for key in ("s", "z", "s"):
            ticks.focus()
            await keyboard.press(key)
        found = {app.name: (app.kind, app.hostname) for app in keyboard.flow.draft.apps}
        assert found == {"zulip": ("zulip", ""), "zulip-2": ("synapse", "matrix.example.com")}
