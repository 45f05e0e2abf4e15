"""What an empty field shows can't be taken for an answer: it stands in brackets, an example says so, with or without colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.driving import walking
from wizard.setup.draft import CUSTOM, Draft, DraftApp
from wizard.setup.page import ORDER
from wizard.tui.widgets.entry import Line

APPS = tuple(DraftApp(kind, kind, "compose", "") for kind in ("zulip", "synapse", "mealie", "docmost", "coolify"))
DRAFT = Draft(provider="gmail", host="smtp.gmail.com", port="587", encryption="starttls", keeper="vault", apps=APPS)
OWN = replace(DRAFT, provider=CUSTOM, host="")


@pytest.mark.parametrize(("draft", "plain"), [(DRAFT, False), (OWN, True)], ids=["provider", "own"])
@pytest.mark.parametrize("page", ORDER[:-1])
async def test_it_stands_in_brackets_on_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, draft: Draft, plain: bool
) -> None:
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    async with walking(tmp_path, draft=draft, page=page, size=(80, 70)) as keyboard:
        empty = [line for line in keyboard.pilot.app.screen.query(Line) if line.placeholder and not line.value]
        for line in empty:
            assert line.placeholder.startswith("(")
            assert line.placeholder.endswith(")")
            if ".example" in line.placeholder or ".com" in line.placeholder:
                assert line.placeholder.startswith(("(e.g. ", "(optional · empty = "))
            if line.display and line.parent and line.parent.parent and line.parent.parent.display:
                assert line.placeholder in keyboard.screen()  # whole, its closing bracket too


async def test_an_example_is_no_answer_and_the_field_is_still_asked_for(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=replace(DRAFT, recipient=""), page="message", secret="secret") as keyboard:
        assert "(e.g. you@example.net)" in keyboard.screen()
        await keyboard.press("enter")
        assert "address is empty" in keyboard.screen()
        assert keyboard.page == "message"
        await keyboard.press("f1", "down", "down")
        assert "is no answer: the field is empty" in keyboard.flat()


async def test_enter_in_an_empty_field_says_so_and_goes_nowhere(tmp_path: Path) -> None:
    mailgun = replace(DRAFT, provider="mailgun", host="smtp.mailgun.org", username="", from_address="")
    async with walking(tmp_path, draft=mailgun, page="login") as keyboard:
        assert "(e.g. postmaster@example.com)" in keyboard.screen()
        await keyboard.press("enter")
        assert "is empty" in keyboard.screen()
        await keyboard.type("bob@mg.example.com")
        assert "bob@mg.example.com" in keyboard.screen()
        assert "is empty" not in keyboard.screen()
        await keyboard.press("enter", "enter")
        assert "this is still empty · type it here" in keyboard.flat()
        assert keyboard.page == "login"
