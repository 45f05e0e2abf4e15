"""Live tests: what starts one, what ends one, and what an edit takes away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.check.stage import GOOD, PASSWORD
from tests.tui.driving import Keyboard, settle, walking
from tests.tui.lone import at_page
from wizard.sandbox import ready
from wizard.sandbox.certificate import Authority
from wizard.sandbox.script import Fault
from wizard.tui.frame import Frame
from wizard.tui.page import PROBE
from wizard.tui.steps import page_class

SILENT_AT_LOGIN = replace(GOOD, faults={"auth": Fault.SILENT})


def running(keyboard: Keyboard) -> int:
    return sum(worker.group == PROBE and not worker.is_finished for worker in keyboard.pilot.app.workers)


async def begin_login(keyboard: Keyboard) -> None:
    """Type the password and press Enter, without waiting for the end of the test."""
    await keyboard.type(PASSWORD)
    await keyboard.pilot.press("enter")


async def test_typing_makes_no_connection_and_one_enter_is_one_login(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority) as (keyboard, scene):
        await keyboard.type("wrong")
        await keyboard.press("tab", "shift+tab", "home", "end", "down", "up")
        assert scene.server.connections == 0
        await keyboard.press("enter")
        assert [accepted for _, _, accepted in scene.server.logins] == [False]
        assert keyboard.flow.state("login") == "FAIL"
        await keyboard.type(PASSWORD)  # the cursor stands in the password, all of it selected
        assert len(scene.server.logins) == 1
        await keyboard.press("enter")
        assert [accepted for _, _, accepted in scene.server.logins] == [False, True]
        assert keyboard.flow.state("login") == "ok"


async def test_an_edit_ends_the_running_test_and_its_connection(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, SILENT_AT_LOGIN) as (keyboard, scene):
        await begin_login(keyboard)
        await asyncio.wait_for(scene.server.reached("auth").wait(), 10)
        assert running(keyboard) == 1
        await keyboard.pilot.press("x")
        await asyncio.wait_for(scene.server.empty.wait(), 10)
        await settle(keyboard.pilot)
        assert running(keyboard) == 0
        assert keyboard.flow.outcome("login") is None
        assert "not tested yet" in keyboard.screen()


@pytest.mark.parametrize("key", ["escape", "f1", "ctrl+q"])
async def test_leaving_a_page_ends_its_test_but_help_does_not(tmp_path: Path, authority: Authority, key: str) -> None:
    async with at_page("login", tmp_path, authority, SILENT_AT_LOGIN) as (keyboard, scene):
        await begin_login(keyboard)
        await asyncio.wait_for(scene.server.reached("auth").wait(), 10)
        await keyboard.pilot.press(key)
        if key == "f1":
            assert scene.server.open == 1
            scene.server.release("auth")
            await settle(keyboard.pilot)
            assert keyboard.flow.outcome("login") is not None
        await asyncio.wait_for(scene.server.empty.wait(), 10)


async def test_two_tests_never_run_at_once(tmp_path: Path, authority: Authority) -> None:
    async with at_page("login", tmp_path, authority, SILENT_AT_LOGIN) as (keyboard, scene):
        await begin_login(keyboard)
        await asyncio.wait_for(scene.server.reached("auth").wait(), 10)
        for key in ("enter", "f3", "enter", "ctrl+t"):
            await keyboard.pilot.press(key)
        assert running(keyboard) == 1
        assert scene.server.connections == 1
        assert "still running" in keyboard.screen()
        scene.server.release("auth")
        await settle(keyboard.pilot)
        assert "still running" not in keyboard.screen()


async def test_a_warning_from_before_the_result_does_not_let_f2_pass(tmp_path: Path, authority: Authority) -> None:
    refusing = replace(SILENT_AT_LOGIN, on_login=lambda user, password: "535 5.7.8 no")
    async with at_page("login", tmp_path, authority, refusing) as (keyboard, scene):
        await begin_login(keyboard)
        await asyncio.wait_for(scene.server.reached("auth").wait(), 10)
        await keyboard.pilot.press("f2")
        assert "not proven yet" in keyboard.flat()
        scene.server.release("auth")
        await settle(keyboard.pilot)
        assert keyboard.flow.state("login") == "FAIL"
        assert "not proven yet" not in keyboard.flat()
        await keyboard.press("f2")
        assert keyboard.page == "login"
        assert "not proven yet" in keyboard.flat()


async def test_nothing_is_left_of_a_setup_that_was_left_in_the_middle(tmp_path: Path, authority: Authority) -> None:
    before = asyncio.all_tasks()
    async with at_page("senders", tmp_path, authority, replace(GOOD, faults={"rcpt": Fault.SILENT})) as (keyboard, scene):
        await keyboard.pilot.press("enter")
        await asyncio.wait_for(scene.server.reached("rcpt").wait(), 10)
        server = scene.server
    assert server.open == 0
    assert not {task for task in asyncio.all_tasks() - before if not task.done()}


async def prove_everything(keyboard: Keyboard) -> None:
    flow = keyboard.flow
    for page in ("port", "login", "senders", "dns", "message"):
        await flow.test(page)
    flow.answer_arrived(True)


UNTICKED = {
    "port": ("field-port", {"port", "login", "senders", "message"}),
    "login": ("field-username", {"login", "senders", "dns", "message"}),
    "senders": ("field-from_name", {"senders", "dns", "message"}),
    "dns": ("field-selectors", {"dns"}),
    "message": ("field-recipient", {"message"}),
}


@pytest.mark.parametrize("page", UNTICKED)
async def test_an_edit_unticks_exactly_what_rests_on_it(tmp_path: Path, page: str) -> None:
    field, stale = UNTICKED[page]
    draft = replace(ready.DRAFT, page=page, apps=(replace(ready.DRAFT.apps[0], name="zulip"),))
    async with walking(tmp_path, draft=draft, secret=ready.PASSWORD.reveal()) as keyboard:
        await prove_everything(keyboard)
        await keyboard.pilot.app.switch_screen(page_of(keyboard, page))
        await settle(keyboard.pilot)
        keyboard.pilot.app.screen.query_one(f"#{field} Line").focus()
        await keyboard.press("end")
        await keyboard.type("1")
        states = {id: keyboard.flow.state(id) for id in UNTICKED}
        assert {id for id, state in states.items() if state == "stale"} == stale
        assert {id for id, state in states.items() if state in ("ok", "warn")} == set(UNTICKED) - stale
        await keyboard.press("backspace")  # the old answer again: what was found for it holds
        assert "stale" not in {keyboard.flow.state(id) for id in UNTICKED}


def page_of(keyboard: Keyboard, page: str) -> Frame:
    return page_class(page)(keyboard.flow)


async def test_back_is_never_blocked_and_loses_nothing(tmp_path: Path) -> None:
    async with walking(tmp_path) as keyboard:
        await keyboard.go_through("<enter>z")
        await keyboard.type("not a host!")
        await keyboard.press("enter")
        assert keyboard.page == "apps"
        assert "accepted:" in keyboard.screen()
        await keyboard.press("escape", "enter")
        assert keyboard.page == "apps"


@pytest.mark.parametrize("page", ["provider", "port", "login", "senders", "dns", "message", "export"])
async def test_back_works_from_every_page_with_wrong_answers_in_it(tmp_path: Path, authority: Authority, page: str) -> None:
    wrong: dict[str, Any] = {
        "port": "99999",
        "from_address": "nobody",
        "selectors": "!!",
        "recipient": "@",
        "name": "No Name!",
        "ehlo": "a b",
    }
    async with at_page(page, tmp_path, authority, **wrong) as (keyboard, _):
        await keyboard.press("escape")
        assert keyboard.page != page
        await keyboard.press("f2", "f2")
        for name, value in wrong.items():
            assert getattr(keyboard.flow.draft, name) == value


async def test_what_was_typed_comes_back_with_its_choice(tmp_path: Path) -> None:
    async with walking(tmp_path) as keyboard:
        await keyboard.go_through("<enter>z")
        await keyboard.go_through("chat.example.com<tab>admin@example.com")
        for _ in range(9):
            await keyboard.press("shift+tab")
        await keyboard.press("z")
        assert keyboard.flow.draft.apps == ()
        await keyboard.press("z")
        assert "chat.example.com" in keyboard.screen()
        assert "admin@example.com" in keyboard.screen()
        flow = keyboard.flow
        flow.choose_provider("custom")
        flow.edit(host="mail.example.com", username="me")
        flow.choose_provider("sendgrid")
        assert flow.draft.username == "apikey"
        assert flow.secret is None
        flow.choose_provider("custom")
        assert (flow.draft.host, flow.draft.username) == ("mail.example.com", "me")
