"""The DNS page: what is missing stays missing for a while, so the way on is never blocked by looking again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tests.tui.driving import Keyboard, walking
from tests.zone import ZoneNet
from wizard.sandbox import ready
from wizard.setup.draft import CUSTOM

DRAFT = replace(ready.DRAFT, keeper="ask", from_address="noreply@zzz.example", selectors="zzz", apps=())


@asynccontextmanager
async def at_records(folder: Path, **changes: str) -> AsyncIterator[Keyboard]:
    async with walking(folder, draft=replace(DRAFT, **changes), page="dns", secret=ready.PASSWORD.reveal()) as keyboard:  # type: ignore[arg-type]
        assert keyboard.flow.state("dns") in ("FAIL", "?"), keyboard.screen()
        yield keyboard


async def test_enter_leads_on_from_records_that_are_not_as_they_should_be(tmp_path: Path) -> None:
    async with at_records(tmp_path) as keyboard:
        foot = keyboard.screen().splitlines()[-1]
        for key in ("Enter go on", "F3 test again", "F2 next"):
            assert key in foot, foot
        first = keyboard.flow.outcome("dns")
        await keyboard.press("enter")
        assert keyboard.page == "dns"
        assert "F3 looks again · F2 or Enter once more goes on without proof" in keyboard.flat()
        assert keyboard.flow.outcome("dns") is first
        await keyboard.press("enter")
        assert keyboard.page == "message"


async def test_f3_looks_again_and_an_edit_makes_enter_look(tmp_path: Path) -> None:
    async with at_records(tmp_path) as keyboard:
        first = keyboard.flow.outcome("dns")
        await keyboard.press("enter", "f3")
        second = keyboard.flow.outcome("dns")
        assert second is not first
        assert "once more goes on" not in keyboard.flat()
        keyboard.pilot.app.screen.query_one("#field-selectors Line").focus()
        await keyboard.press("end")
        await keyboard.type("2")
        assert "Enter test" in keyboard.screen().splitlines()[-1]
        await keyboard.press("enter")
        assert keyboard.page == "dns"
        assert keyboard.flow.outcome("dns") not in (None, second)


async def test_a_selector_is_asked_for_where_it_can_be_typed(tmp_path: Path) -> None:
    net = ZoneNet({"zzz.example": {"MX": ["10 mail.zzz.example."], "TXT": ["v=spf1 -all"]}})
    draft = replace(DRAFT, provider=CUSTOM, selectors="")
    async with walking(tmp_path, net, draft=draft, page="dns", size=(80, 40)) as keyboard:
        (key,) = [one for one in keyboard.flow.outcome("dns").findings if one.id == "dkim.key"]  # type: ignore[union-attr]
        assert "Add it to the field DKIM selectors" in key.fix.text
        assert "field DKIM selectors" in keyboard.flat(), keyboard.screen()
        assert "dkim_selectors" not in keyboard.flat()
