"""The senders page: every address with the server's verdict, and what each app would experience, by keys alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import GOOD, PASSWORD
from tests.tui.driving import Keyboard
from tests.tui.lone import at_page
from wizard.sandbox.certificate import Authority
from wizard.setup.draft import DraftApp

RISK = "your password would go in clear text if STARTTLS disappeared"
DOCMOST = DraftApp("docs", "docmost", "compose", "docs.example.com")
SYNAPSE = DraftApp("matrix", "synapse", "conf-d", "matrix.example.com")


async def read_on(keyboard: Keyboard) -> str:
    """All of the text over the page, screen by screen, as a person scrolls through it."""
    seen = [keyboard.flat()]
    for _ in range(8):
        await keyboard.press("pagedown")
        seen.append(keyboard.flat())
    return " ".join(seen)


async def test_how_each_app_sends_is_one_key_away(tmp_path: Path, authority: Authority) -> None:
    async with at_page("senders", tmp_path, authority, apps=(DOCMOST, SYNAPSE)) as (keyboard, _):
        await keyboard.press("f4")
        assert "not tested yet" in keyboard.screen()
        await keyboard.press("escape", "enter")
        assert f"Docmost would send with these settings; {RISK}" in keyboard.flat()
        assert "Synapse would send with these settings" in keyboard.flat()
        await keyboard.press("f4")
        told = await read_on(keyboard)
        for words in (
            "EHLO greets as docs.example.com (hostname: of the service in the compose file",
            "Login the first that is offered of PLAIN, LOGIN, CRAM-MD5, XOAUTH2, and after a refusal no other (here: PLAIN)",
            "Tries a mail that fails is tried 3 times, so one wrong password is 3 failed logins",
            "Waits 30 seconds for a connection and the greeting, 10 minutes for every other answer",
            "About Docmost 0.23 to 0.95, run as compose, sending with nodemailer 9",
            "Waits for ever once it is connected",
            "Note A refused login is written to homeserver.log with user name and password, in base64.",
            "nsenter",
            "The commands work once this setup is saved",
        ):
            assert words in told, words
        await keyboard.press("escape")
        assert keyboard.page == "senders"


async def test_a_refused_login_says_what_it_costs_and_where_it_is_written(tmp_path: Path, authority: Authority) -> None:
    script = replace(GOOD, on_login=lambda user, password: "535 5.7.8 no")
    async with at_page("senders", tmp_path, authority, script, apps=(DOCMOST, SYNAPSE)) as (keyboard, scene):
        await keyboard.press("enter", "f4")
        told = await read_on(keyboard)
        assert "Docmost would fail with EAUTH: its login is refused, 3 failed logins for each mail" in told
        assert told.index("written to homeserver.log with user name and password") > told.index("Synapse would fail")
        assert len(scene.server.logins) == 1
        assert PASSWORD not in told


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_without_a_login_there_is_no_password_to_lose(tmp_path: Path, authority: Authority, size: tuple[int, int]) -> None:
    script = replace(GOOD, login_needed=False)
    async with at_page("senders", tmp_path, authority, script, apps=(DOCMOST,), login=False, username="") as (keyboard, _):
        await keyboard.pilot.resize_terminal(*size)
        await keyboard.press("enter")
        assert "Docmost would send with these settings" in keyboard.flat()
        await keyboard.press("f4")
        told = await read_on(keyboard)
        assert "STARTTLS where it is offered; where it is not, every mail goes in clear text" in told
        assert "password" not in told.replace("forgotten passwords", "")


async def test_an_app_on_this_host_names_no_container(tmp_path: Path, authority: Authority) -> None:
    async with at_page("senders", tmp_path, authority, apps=(SYNAPSE,)) as (keyboard, _):
        await keyboard.press("enter")
        assert "Tested from this host; F4 shows how each app sends." in keyboard.flat()
        await keyboard.press("f4")
        assert "nsenter" not in await read_on(keyboard)
