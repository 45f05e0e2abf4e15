"""Hostile words from servers, the DNS and the clipboard: shown as words on every page, obeyed on none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import GOOD, PASSWORD, RECORDS, stage
from tests.tui.driving import walking
from tests.tui.lone import draft_for
from tests.tui.terminal import terminal
from wizard.files import Places
from wizard.sandbox.certificate import Authority
from wizard.sandbox.dns import Entry
from wizard.sandbox.script import Fault, Script
from wizard.setup import draft as drafts

EVIL = "\x1b]52;c;aGFja2Vk\x07\x1b[666m\x9b666m\u202egpj.\u2066 [@click=app.quit]x[/] [/b] [AUTH] $x [bold"
"""OSC 52 (the clipboard), a CSI with ESC and one with C1, bidi controls, and Textual markup: an action, and odd tags."""
OBEYED = (b"\x1b]52", b"\x1b[666m", b"\xc2\x9b", "\u202e".encode(), "\u2066".encode())
SHOWN = "[@click=app.quit]x[/]"


def says(code: int) -> str:
    return f"{code} {EVIL}"


def refuse(code: int):  # type: ignore[no-untyped-def]
    return lambda value: says(code)


SCRIPTS: Mapping[str, tuple[Script, str]] = {
    "login": (replace(GOOD, on_login=lambda user, password: says(535)), "FAIL"),
    "senders": (replace(GOOD, on_mail=refuse(550)), "FAIL"),
    "message": (replace(GOOD, on_data=refuse(554)), "FAIL"),
    "port": (replace(GOOD, says={"greeting": says(554).encode()}), "FAIL"),
}
DNS: Mapping[str, Entry] = {
    **RECORDS,
    "example.com": ["MX 10 mail.example.com", 'TXT "v=spf1 include:\\027[666m.[/b].example -all"'],
    "_dmarc.example.com": ['TXT "v=DMARC1; p=none; rua=mailto:\\027]52;c;aGk=\\007[@click=app.quit]x[/]@example.com"'],
}


@pytest.mark.parametrize("page", SCRIPTS)
async def test_a_server_cannot_write_to_the_terminal(tmp_path: Path, authority: Authority, page: str) -> None:
    script, word = SCRIPTS[page]
    async with stage(script, DNS, authority) as scene:
        places = Places.at(tmp_path / "config")
        login = page in ("login", "port")
        drafts.save(replace(draft_for(scene), page=page, login=login, recipient="me@example.net"), places)
        if not login:
            scene.server.script = replace(script, login_needed=False)
        words = ["--config-dir", str(places.root), "--resolver", scene.resolver, "--timeout", "5"]
        async with terminal(["-m", "wizard", *words], size=(160, 50)) as screen:
            await screen.see("Go on with")
            screen.type("<enter>")
            await screen.see(f"{['', '', '', 'port', 'login', 'senders', '', 'message'].index(page)} of 9")
            if page == "login":
                await screen.see("type the password")
                screen.type(PASSWORD)
            if page != "port":
                screen.type("<enter>")
            await screen.see(f" {word} ")
            await screen.see(SHOWN)
            await screen.see("\\x1b[666m")
            screen.type("<ctrl+q>")
            assert await screen.leave() == 0
            assert not [trace for trace in OBEYED if trace in screen.raw]
            assert b"Traceback" not in screen.raw


async def test_the_dns_cannot_write_to_the_terminal(tmp_path: Path, authority: Authority) -> None:
    async with stage(GOOD, DNS, authority) as scene:
        places = Places.at(tmp_path / "config")
        drafts.save(replace(draft_for(scene), page="dns", login=False), places)
        words = ["--config-dir", str(places.root), "--resolver", scene.resolver, "--timeout", "5"]
        async with terminal(["-m", "wizard", *words]) as screen:
            await screen.see("Go on with")
            screen.type("<enter>")
            await screen.see("dmarc")
            screen.type("<f4>")
            await screen.see("Records to copy")
            await screen.see("[@click=app.quit]x[/]")
            screen.type("<escape><ctrl+q>")
            assert await screen.leave() == 0
            assert not [trace for trace in OBEYED if trace in screen.raw]


@pytest.mark.parametrize("page", SCRIPTS)
async def test_hostile_words_make_no_action_and_no_crash(tmp_path: Path, authority: Authority, page: str) -> None:
    script, word = SCRIPTS[page]
    async with stage(script, DNS, authority) as scene:  # noqa: SIM117
        async with walking(tmp_path, scene.net, draft=draft_for(scene), page=page, secret=PASSWORD) as keyboard:
            await keyboard.press("f3")
            assert word in keyboard.screen()
            for strip in keyboard.pilot.app.screen._compositor.render_strips():
                assert not [segment for segment in strip if segment.style and segment.style.meta.get("@click")]
            picture = keyboard.pilot.app.export_screenshot()
            assert "\x1b" not in picture
            assert "\u202e" not in picture
            assert PASSWORD not in picture
            await keyboard.press("f1", "escape", "f4", "escape")


async def test_a_hostile_name_from_a_server_that_breaks_off(tmp_path: Path, authority: Authority) -> None:
    script = replace(GOOD, says={"ehlo": says(250).encode()}, faults={"starttls": Fault.GARBAGE})
    async with stage(script, authority=authority) as scene:  # noqa: SIM117
        async with walking(tmp_path, scene.net, draft=draft_for(scene), page="port") as keyboard:
            assert keyboard.flow.state("port") in ("FAIL", "?")


async def test_a_hostile_paste_is_spelt_out(tmp_path: Path) -> None:
    from textual import events
    from textual.widgets import TextArea

    async with walking(tmp_path, page="explain", size=(120, 50)) as keyboard:
        app = keyboard.pilot.app
        app.post_message(events.Paste(f"\x1b[31m535 5.7.8 {EVIL}\nBadCredentials\x1b[0m"))
        await keyboard.press("f2")
        text = keyboard.screen()
        assert "535 5.7.8 \\x1b]52" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert app.screen.query_one("#paste", TextArea).text.count("BadCredentials") == 1
        await keyboard.press("f4")
        assert "535" not in keyboard.screen()
        await keyboard.press("escape")
        assert keyboard.page == "StartPage"


async def test_a_paste_into_a_field_holds_no_control_characters(tmp_path: Path) -> None:
    from textual import events

    async with walking(tmp_path, page="senders") as keyboard:
        line = keyboard.pilot.app.screen.query_one("#field-from_name Line")
        line.focus()
        line.post_message(events.Paste("\n  Chat \x1b[31m\u202eof us\nsecond line"))
        await keyboard.press("end")
        assert keyboard.flow.draft.from_name == "  Chat [31mof us"
