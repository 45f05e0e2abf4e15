"""How many keys a setup costs, and that every page says which keys work on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tui.driving import Keyboard, walking
from wizard.setup.page import BY_ID, ORDER

MOST = 15
"""Key presses beyond typed characters, from the start page to a proven, exported setup (issue 2)."""
PASSWORD = "p$ss 'w\"ord"
LETTERS = {"zulip": "z", "synapse": "s", "mealie": "m", "docmost": "d", "coolify": "c"}


async def go_all_the_way(keyboard: Keyboard, letter: str) -> None:
    """A known provider, one app, the vault: as it is by default over SSH."""
    await keyboard.press("enter", letter)
    await keyboard.type("app.example.com")
    await keyboard.press("enter")
    await keyboard.type("sendgrid")
    await keyboard.press("enter", "enter")
    await keyboard.type(PASSWORD)
    await keyboard.press("enter")
    for _ in range(2):  # the vault is new
        await keyboard.type("open sesame")
        await keyboard.press("enter")
    await keyboard.press("enter", "enter", "enter", "enter")
    await keyboard.type("me@example.net")
    await keyboard.press("enter", "y", "enter")


@pytest.mark.parametrize("kind", LETTERS)
async def test_a_setup_is_proven_and_exported_with_fifteen_keys(tmp_path: Path, kind: str) -> None:
    async with walking(tmp_path) as keyboard:
        await go_all_the_way(keyboard, LETTERS[kind])
        assert keyboard.page == "done", keyboard.screen()
        assert keyboard.flow.proven() == "proven just now"
        assert [keyboard.flow.state(page) for page in ORDER[:-1]] == ["ok"] * 8
        assert keyboard.flow.written
        assert keyboard.flow.profiles.names() == ("app",) or list(keyboard.flow.profiles.names()) == ["app"]
        assert len(keyboard.pressed) <= MOST, keyboard.pressed


def keys_of(keyboard: Keyboard) -> str:
    return keyboard.screen().splitlines()[-1]


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (160, 50)])
async def test_every_page_says_what_it_proves_and_how_to_leave_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with walking(tmp_path, size=size) as keyboard:
        pages = []

        async def look(*keys: str) -> None:
            await keyboard.press(*keys)
            pages.append(keyboard.page)
            foot = keys_of(keyboard)
            assert len(foot) <= size[0], foot
            for key in ("Esc back", "Enter"):
                assert key in foot, (keyboard.page, foot)
            if keyboard.page != "done":
                assert foot.endswith("quit"), (keyboard.page, foot)
                assert "F2 " in foot, (keyboard.page, foot)
            body = keyboard.pilot.app.screen.query_one("#body")
            assert body.max_scroll_x == 0, keyboard.page
            await keyboard.press("f1")
            told = re.sub(r"\s+", " ", keyboard.screen())
            assert BY_ID[keyboard_page(pages)].proves in told, told
            await keyboard.press("escape")

        await look("enter")
        await keyboard.go_through("<z>chat.example.com")
        await look("enter")
        await keyboard.type("sendgrid")
        await look("enter")
        await look("enter")
        await keyboard.go_through("secret<enter>open sesame<enter>open sesame<enter>")
        await look("enter")
        await keyboard.press("enter")
        await look("enter")
        await look("enter")
        await keyboard.go_through("me@example.net<enter>")
        assert " y it did " in keys_of(keyboard)
        assert "n it did not" in keys_of(keyboard)
        await look("y")
        await look("enter")
        assert pages == list(ORDER)


def keyboard_page(pages: list[str]) -> str:
    return pages[-1]


async def test_what_a_page_proves_is_one_line_at_80_columns() -> None:
    assert all(len(page.proves) <= 77 for page in BY_ID.values())


async def test_the_list_of_steps_never_wraps(tmp_path: Path) -> None:
    async with walking(tmp_path, size=(104, 24)) as keyboard:
        await keyboard.press("enter")
        rows = keyboard.screen().splitlines()
        titles = [page.title for page in BY_ID.values()]
        shown = [next((title for title in titles if row[:33].rstrip(" ▕").endswith(title)), "") for row in rows]
        assert [title for title in shown if title] == titles


async def test_long_pages_scroll_by_keys_alone(tmp_path: Path) -> None:
    async with walking(tmp_path) as keyboard:
        await go_all_the_way(keyboard, "z")
        assert "nsenter" not in keyboard.screen()
        for _ in range(4):
            await keyboard.press("pagedown")
        assert "nsenter" in keyboard.screen()
        for _ in range(60):
            await keyboard.press("up")
        assert "is saved in" in keyboard.screen()


async def test_a_resize_loses_nothing(tmp_path: Path) -> None:
    async with walking(tmp_path) as keyboard:
        await keyboard.go_through("<enter>z<tab>admin@example.com<shift+tab>chat.example.com")
        for size in ((60, 20), (160, 50), (40, 12), (80, 24)):
            await keyboard.pilot.resize_terminal(*size)
            await keyboard.pilot.pause()
        assert "chat.example.com" in keyboard.screen()
        assert "admin@example.com" in keyboard.screen()
        await keyboard.press("enter")
        assert keyboard.page == "provider"
