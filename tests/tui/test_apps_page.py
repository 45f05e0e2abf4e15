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


async def test_what_enter_leaves_out_says_that_it_is_optional_and_what_stands_for_it(tmp_path: Path) -> None:
    async with walking(tmp_path, size=(80, 30)) as keyboard:
        await keyboard.go_through("<enter>z")
        rows = keyboard.screen().splitlines()
        for label in ("Administrator's address", "No-reply address"):
            assert any(label in row and "optional · empty = the sender address" in row for row in rows), keyboard.screen()
        await keyboard.press("f1")
        assert "to the next field that must be filled" in " ".join(keyboard.screen().split())
        await keyboard.press("escape")
        await keyboard.go_through("chat.example.com<enter>")
        assert keyboard.page == "provider"
        keyboard.flow.choose_provider("sendgrid")
        keyboard.flow.edit(from_address="mail@example.com")
        assert {one.from_address for one in keyboard.flow.identities()} == {"mail@example.com"}


async def test_a_default_that_was_emptied_says_what_stands_for_it(tmp_path: Path) -> None:
    async with walking(tmp_path, size=(80, 30)) as keyboard:
        await keyboard.go_through("<enter>m<tab><end><ctrl+u>")
        assert "optional · empty = mealie" in keyboard.screen()
