"""Asking further: nothing that costs a login or contacts others happens before an explicit yes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.check.region import HERE, THERE, Scene, two_regions
from tests.check.stage import PASSWORD, WatchedNet, stage
from tests.tui.driving import Keyboard, walking
from tests.tui.lone import draft_for
from wizard.diagnosis.connect import CONTROL_HOSTS
from wizard.probe.request import Limits
from wizard.sandbox.certificate import Authority
from wizard.setup.draft import Draft, DraftApp


def draft() -> Draft:
    return Draft(
        provider="mailgun",
        region="us",
        host=HERE,
        port="587",
        encryption="starttls",
        username="postmaster@mg.example.com",
        keeper="ask",
        from_address="noreply@mg.example.com",
        apps=(DraftApp("mealie", "mealie", "compose", "chat.example.com"),),
    )


@asynccontextmanager
async def refused(folder: Path, authority: Authority) -> AsyncIterator[tuple[Keyboard, Scene]]:
    """The login page, after the region that the setup names refused the password."""
    async with two_regions(authority) as scene, walking(folder, scene.net, draft=draft(), page="login") as keyboard:
        await keyboard.type(PASSWORD)
        await keyboard.press("enter")
        yield keyboard, scene


async def test_a_refused_login_says_that_more_may_be_asked_and_what_it_costs(tmp_path: Path, authority: Authority) -> None:
    async with refused(tmp_path, authority) as (keyboard, scene):
        words = " ".join(keyboard.screen().split())
        assert "F5 asks, if you agree: it logs in once at smtp.eu.mailgun.org" in words
        assert "F5 ask more" in keyboard.screen().splitlines()[-1]
        assert scene.there.connections == 0


@pytest.mark.parametrize("keys", [("f5",), ("f5", "enter"), ("f5", "n"), ("f5", "escape"), ("ctrl+y", "enter", "n")])
async def test_nothing_but_y_is_a_yes(tmp_path: Path, authority: Authority, keys: tuple[str, ...]) -> None:
    async with refused(tmp_path, authority) as (keyboard, scene):
        await keyboard.press(*keys)
        assert scene.there.connections == 0
        assert len(scene.here.logins) == 1


async def test_a_yes_is_one_login_there_and_names_the_cause(tmp_path: Path, authority: Authority) -> None:
    async with refused(tmp_path, authority) as (keyboard, scene):
        await keyboard.press("f5")
        assert "with the same name and password" in " ".join(keyboard.screen().split())
        await keyboard.press("y")
        assert (len(scene.here.logins), len(scene.there.logins)) == (1, 1)
        screen = keyboard.screen()
        assert f"the same login works at {THERE}" in " ".join(screen.split())
        assert "ask more" not in screen
        await keyboard.press("f5")
        assert keyboard.page == "login"


async def test_an_edit_takes_the_question_away(tmp_path: Path, authority: Authority) -> None:
    async with refused(tmp_path, authority) as (keyboard, scene):
        await keyboard.type("x")
        assert "ask more" not in keyboard.screen()
        await keyboard.press("f5", "y")
        assert scene.there.connections == 0


async def test_a_silent_port_offers_to_ask_servers_of_others(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.probe.ports.LIMIT", 0.5)
    async with stage(authority=authority) as scene:
        net = WatchedNet(scene.resolver, black_hole=scene.server.port)
        limits = Limits(connect=0.5, reply=1, total=3)
        async with walking(tmp_path, net, draft=draft_for(scene), page="port", limits=limits) as keyboard:
            assert not set(net.resolved) & set(CONTROL_HOSTS)
            await keyboard.press("f5")
            assert all(host in keyboard.screen() for host in CONTROL_HOSTS)
            await keyboard.press("y")
            assert set(net.resolved) >= set(CONTROL_HOSTS)
