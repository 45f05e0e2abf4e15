"""The provider page: every provider can be chosen, its traps are told first, and a domain's own mailbox provider is suggested."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.tui.driving import walking
from wizard import providers
from wizard.files import Places
from wizard.sandbox import ready
from wizard.sandbox.world import World
from wizard.setup.draft import Draft, DraftApp
from wizard.setup.flow import Flow
from wizard.tui.app import WizardApp

APPS = (DraftApp("zulip", "zulip", "docker-12", "chat.example.com"),)


async def test_every_provider_is_shown_with_what_to_know_and_can_be_chosen(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=Draft(apps=APPS), page="provider", size=(100, 50)) as keyboard:
        names = keyboard.pilot.app.screen.query_one("#names")
        seen = set()
        for _ in range(len(providers.load_all()) + 1):
            id = names.value  # type: ignore[attr-defined]
            seen.add(id)
            if id != "custom":
                told = " ".join(keyboard.screen().replace("│", " ").split())
                for warning in providers.warnings(providers.find(id), keyboard.flow.now().date()):
                    assert " ".join(warning.split())[:60] in told, (id, told)
            await keyboard.pilot.press("down")
            await keyboard.pilot.pause()
        assert seen == {"custom", *providers.load_all()}


@pytest.mark.parametrize("id", sorted(providers.load_all()))
async def test_every_provider_leads_to_its_port_and_login(tmp_path: Path, id: str) -> None:
    async with World() as world:
        flow = Flow(world, Places.at(tmp_path / "config"))
        flow.start_over(Draft(apps=APPS))
        flow.choose_provider(id)
        for page in ("port", "login"):
            async with WizardApp(flow, page=page).run_test(size=(80, 24)) as pilot:
                await pilot.pause()
                assert pilot.app.screen.query_one("#where").display
        fixed = providers.find(id).username
        assert flow.draft.username == (fixed.value if fixed.type == "fixed" else flow.draft.username)


async def test_a_relay_beside_the_apps_needs_only_its_name(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=Draft(apps=APPS), page="provider") as keyboard:
        await keyboard.go_through("local relay<enter>")
        assert keyboard.page == "port"
        await keyboard.go_through("postfix<enter>")
        assert keyboard.flow.state("port") in ("ok", "warn"), keyboard.screen()
        await keyboard.press("enter", "enter", "enter")
        assert keyboard.flow.state("senders") == "ok", keyboard.screen()


async def test_the_name_of_a_server_of_ones_own_is_taken_along(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=Draft(apps=APPS), page="provider") as keyboard:
        await keyboard.type("smtp.myhost.example")
        assert "Your server: smtp.myhost.example." in " ".join(keyboard.screen().split())
        await keyboard.press("enter")
        assert keyboard.page == "port"
        assert (keyboard.flow.draft.provider, keyboard.flow.draft.host) == ("custom", "smtp.myhost.example")
        assert keyboard.flow.outcome("port") is not None
        await keyboard.go_through("<escape>mail.other.example<enter>")
        assert keyboard.flow.draft.host == "mail.other.example"
        await keyboard.press("escape", "enter")  # nothing typed: it stays
        assert keyboard.flow.draft.host == "mail.other.example"


@pytest.mark.parametrize(
    ("typed", "host"),
    [("smtp.sendgrid.net", "smtp.sendgrid.net"), ("own", ""), ("me@mail.example", ""), ("mail.example:587", "mail.example:587")],
)
async def test_only_the_name_of_a_server_is_taken_along(tmp_path: Path, typed: str, host: str) -> None:
    async with walking(tmp_path, draft=Draft(apps=APPS), page="provider") as keyboard:
        await keyboard.go_through(f"{typed}<enter>")
        assert keyboard.flow.draft.host == host
        assert (keyboard.flow.draft.provider == "sendgrid") is ("sendgrid" in typed)
        assert ("the port has a field of its own" in keyboard.screen()) is (":" in typed)


async def test_a_region_is_chosen_by_keys(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=Draft(apps=APPS), page="provider") as keyboard:
        await keyboard.go_through("ses<tab><down><down><enter>")
        assert keyboard.flow.draft.region == providers.find("ses").regions[2].name
        assert keyboard.flow.draft.host == providers.find("ses").regions[2].host
        await keyboard.press("escape", "enter")
        assert keyboard.flow.draft.region == providers.find("ses").regions[2].name


async def test_the_provider_of_a_domains_mailboxes_is_suggested(tmp_path: Path) -> None:
    async with World() as world:
        world.add_domain("example.org", None)
        world.set_mx("example.org", "aspmx.l.google.com")
        flow = Flow(world, Places.at(tmp_path / "config"))
        flow.start_over(Draft(apps=(DraftApp("zulip", "zulip", "docker-12", "chat.example.org"),)))
        async with WizardApp(flow, page="provider").run_test(size=(80, 24)) as pilot:
            from tests.tui.driving import Keyboard, settle

            await settle(pilot)
            keyboard = Keyboard(pilot)
            suggested = providers.by_mx(["aspmx.l.google.com"])
            assert suggested is not None
            assert f"the mailboxes of example.org are at {suggested.name}" in keyboard.screen()
            assert f"(•) {suggested.name}" in keyboard.screen()


async def test_microsofts_dates_are_told_when_it_is_highlighted(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=Draft(apps=APPS), page="provider", size=(80, 40)) as keyboard:
        await keyboard.type("office365")
        told = " ".join(keyboard.screen().split())
        due = providers.warnings(providers.find("m365-smtp-auth"), date.today())
        assert due
        assert all(" ".join(one.split())[:50] in told for one in due), told


async def test_the_demo_publishes_what_each_provider_wants(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=ready.DRAFT, page="dns", secret="x") as keyboard:
        flow = keyboard.flow
        for id in ("sendgrid", "mailgun", "gmail"):
            flow.choose_provider(id)
            await flow.test("port")
            outcome = await flow.test("dns")
            assert {one.status.value for one in outcome.findings if one.id == "spf.provider"} <= {"pass", "skipped"}, id
