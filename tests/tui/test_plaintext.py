"""A server without encryption: a password crosses that line only where a person said so, for that server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import GOOD, PASSWORD, Stage
from tests.tui.driving import Keyboard
from tests.tui.lone import at_page
from wizard.sandbox.certificate import Authority
from wizard.setup.draft import from_profile
from wizard.tui.widgets.choice import Choice

PLAIN = replace(GOOD, starttls=False, auth_before_tls=True)


@asynccontextmanager
async def at_login(folder: Path, authority: Authority, **changes: str) -> AsyncIterator[tuple[Keyboard, Stage]]:
    answers = {"encryption": "none", "ca_file": "", **changes}
    async with at_page("login", folder, authority, PLAIN, **answers) as (keyboard, scene):
        await keyboard.type(PASSWORD)
        yield keyboard, scene


async def test_the_password_is_kept_back_until_a_person_lets_it_cross(tmp_path: Path, authority: Authority) -> None:
    async with at_login(tmp_path, authority) as (keyboard, scene):
        assert "(•) keep the password back" in keyboard.flat()
        await keyboard.press("enter")
        assert "no login was sent: the line is not encrypted" in keyboard.flat()
        assert scene.server.logins == []
        keyboard.pilot.app.screen.query_one("#plaintext").focus()
        await keyboard.press("down")
        assert keyboard.flow.state("login") == "stale"
        await keyboard.press("enter")
        assert [accepted for _, _, accepted in scene.server.logins] == [True]
        assert keyboard.flow.state("login") in ("ok", "warn"), keyboard.screen()


async def test_another_server_is_asked_about_again(tmp_path: Path, authority: Authority) -> None:
    async with at_login(tmp_path, authority, plaintext_for="old.example.com") as (keyboard, scene):
        assert keyboard.pilot.app.screen.query_one("#plaintext", Choice).value == "no"
        await keyboard.press("enter")
        assert scene.server.logins == []


async def test_an_encrypted_line_asks_nothing(tmp_path: Path, authority: Authority) -> None:
    async with at_login(tmp_path, authority, encryption="starttls") as (keyboard, _):
        assert "keep the password back" not in keyboard.flat()


async def test_what_was_said_is_saved_with_the_setup(tmp_path: Path, authority: Authority) -> None:
    async with at_login(tmp_path, authority, plaintext_for="mail.example.com") as (keyboard, scene):
        await keyboard.press("enter")
        assert len(scene.server.logins) == 1
        saved = keyboard.flow.draft.profile()
        assert saved.auth is not None
        assert saved.auth.plaintext_for == "mail.example.com"
        assert from_profile(saved).may_cross_plaintext
        keyboard.flow.edit(host="other.example.com")
        moved = keyboard.flow.draft.profile()
        assert moved.auth is not None
        assert moved.auth.plaintext_for == ""


@pytest.mark.parametrize("encryption", ["none", "starttls"])
async def test_an_owed_password_is_asked_for_on_every_line(tmp_path: Path, authority: Authority, encryption: str) -> None:
    answers = {"encryption": encryption, "ca_file": "", "keeper": "ask"}
    async with at_page("login", tmp_path, authority, PLAIN, **answers) as (keyboard, scene):
        await keyboard.press("enter", "enter")
        assert "this is still empty" in keyboard.flat()
        assert scene.server.connections == 0
        assert keyboard.flow.outcome("login") is None
        await keyboard.type("x")
        assert "this is still empty" not in keyboard.flat()
        assert keyboard.flow.secret is not None


async def test_an_owed_password_is_asked_for_though_the_passphrase_is_typed(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, PLAIN, encryption="none", ca_file="", keeper="vault") as (keyboard, scene):
        keyboard.pilot.app.screen.query_one("#field-passphrase Line").focus()
        await keyboard.type("open sesame")
        await keyboard.press("tab")
        await keyboard.type("open sesame")
        await keyboard.press("enter", "enter")
        assert "this is still empty" in keyboard.flat()
        assert scene.server.connections == 0
