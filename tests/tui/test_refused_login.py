"""A refused login: no Enter repeats it, whatever page it is pressed on; only F3 does, or other credentials."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import GOOD, PASSWORD
from tests.tui.lone import at_page
from wizard.sandbox.certificate import Authority
from wizard.secret import Secret

TOLD = "the server just refused this login"
NO = replace(GOOD, on_login=lambda user, password: None if password == PASSWORD and user != "other" else "535 5.7.8 no")
LATER = replace(GOOD, on_login=lambda user, password: "454 4.7.0 try again later")


async def test_enter_does_not_repeat_a_refused_login_but_f3_does(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, NO) as (keyboard, scene):
        await keyboard.type("wrong")
        await keyboard.press("enter")
        assert "Enter" not in keyboard.screen().splitlines()[-1]
        assert "F3 test" in keyboard.screen().splitlines()[-1]
        await keyboard.press("enter", "enter", "enter")
        assert len(scene.server.logins) == 1
        assert TOLD in keyboard.flat()
        await keyboard.press("f2")
        assert "not proven yet: change the password or the user name" in keyboard.flat()
        await keyboard.press("f3")
        assert len(scene.server.logins) == 2
        await keyboard.type(PASSWORD)
        await keyboard.press("enter")
        assert [accepted for _, _, accepted in scene.server.logins] == [False, False, True]


async def test_the_same_password_typed_again_is_the_same(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, NO) as (keyboard, scene):
        for password in ("wrong", "also wrong", "wrong"):
            await keyboard.type(password)
            await keyboard.press("enter")
        assert len(scene.server.logins) == 2
        assert TOLD in keyboard.flat()


async def test_another_user_name_is_another_login(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, NO) as (keyboard, scene):
        await keyboard.type("wrong")
        await keyboard.press("enter")
        keyboard.pilot.app.screen.query_one("#field-username Line").focus()
        await keyboard.press("end")
        await keyboard.type("x")
        await keyboard.press("enter")
        assert [user for _, user, _ in scene.server.logins] == ["noreply@example.com", "noreply@example.comx"]


@pytest.mark.parametrize("page", ["senders", "message"])
async def test_no_later_page_repeats_it_either(tmp_path: Path, authority: Authority, page: str) -> None:
    async with at_page(page, tmp_path, authority, NO, username="other") as (keyboard, scene):
        await keyboard.press("enter", "enter", "enter")
        assert len(scene.server.logins) == 1
        assert TOLD in keyboard.flat()
        await keyboard.press("f3")
        assert len(scene.server.logins) == 2


async def test_what_was_refused_on_one_page_is_known_on_the_next(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, NO) as (keyboard, scene):
        await keyboard.type("wrong")
        await keyboard.press("enter", "f2", "f2", "enter")
        assert keyboard.page == "senders"
        assert len(scene.server.logins) == 1
        assert TOLD in keyboard.flat()


async def test_what_is_no_clear_refusal_is_tested_again_with_enter(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, LATER) as (keyboard, scene):
        await keyboard.type(PASSWORD)
        await keyboard.press("enter", "enter")
        assert len(scene.server.logins) == 2


async def test_a_password_that_works_now_is_not_held_back(tmp_path: Path, authority: Authority) -> None:
    async with at_page("senders", tmp_path, authority, NO, username="other") as (keyboard, scene):
        await keyboard.press("enter")
        scene.server.script = GOOD
        await keyboard.press("f3")
        assert keyboard.flow.state("senders") == "ok"
        keyboard.flow.edit(from_name="Another")
        await keyboard.press("enter")
        assert len(scene.server.logins) == 3
        keyboard.flow.set_secret(Secret("else"))
        assert not keyboard.flow.is_login_refused
