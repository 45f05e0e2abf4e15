"""The port page: the list says of each port only what is so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.check.stage import LostNet, stage
from tests.tui.driving import Keyboard, walking
from tests.tui.lone import draft_for
from wizard.sandbox import ready
from wizard.sandbox.certificate import Authority
from wizard.setup.draft import CUSTOM

DRAFT = replace(ready.DRAFT, provider=CUSTOM, host="mail.example.com", port="587", encryption="starttls")


def row_of(keyboard: Keyboard, port: str) -> str:
    return next(" ".join(row.split()) for row in keyboard.screen().splitlines() if f" {port} " in row and ")" in row[:8])


async def choose_port(keyboard: Keyboard, port: str) -> None:
    keyboard.pilot.app.screen.query_one("#field-port Line").focus()
    await keyboard.press("end", "ctrl+u")
    await keyboard.type(port)


async def test_a_port_of_ones_own_is_shown_as_it_is_chosen(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="port") as keyboard:
        await choose_port(keyboard, "4650")
        assert row_of(keyboard, "4650") == "(•) 4650 STARTTLS your own"
        keyboard.pilot.app.screen.query_one("#encryption").focus()
        await keyboard.press("right")
        assert keyboard.flow.draft.encryption == "implicit_tls"
        assert row_of(keyboard, "4650") == "(•) 4650 implicit TLS your own"


async def test_an_unusual_pair_is_not_called_usual(tmp_path: Path) -> None:
    draft = replace(DRAFT, host="")
    async with walking(tmp_path, draft=draft, page="port") as keyboard:
        assert row_of(keyboard, "587") == "(•) 587 STARTTLS usual"
        keyboard.pilot.app.screen.query_one("#encryption").focus()
        await keyboard.press("right")
        assert row_of(keyboard, "587") == "(•) 587 implicit TLS your own"
        assert row_of(keyboard, "465") == "( ) 465 implicit TLS usual"
        await choose_port(keyboard, "465")
        assert row_of(keyboard, "465") == "(•) 465 implicit TLS usual"
        assert row_of(keyboard, "587") == "( ) 587 STARTTLS usual"


async def test_a_port_silent_over_one_family_says_so(tmp_path: Path, authority: Authority) -> None:
    async with stage(authority=authority) as scene:
        draft = draft_for(scene)
        async with walking(tmp_path, LostNet(scene.resolver), size=(80, 48), draft=draft, page="port") as keyboard:
            row = row_of(keyboard, draft.port)
            assert row.startswith(f"(•) {draft.port} STARTTLS speaks STARTTLS, silent over IPv6 ")
            assert row.endswith(" ms")
            assert "IPv6 does not work from here, IPv4 does" in keyboard.flat()
