"""The wizard without a screen: what is kept, what never is, and what an answer changes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.setup.start import SECRET, flow_in
from wizard.errors import FileError, UsageError
from wizard.files import Places
from wizard.sandbox import ready
from wizard.sandbox.world import World
from wizard.secret import Secret
from wizard.setup import draft as drafts
from wizard.setup.draft import CUSTOM, Draft, DraftApp, from_profile
from wizard.setup.outcome import fingerprint


def test_a_draft_comes_back_as_it_was_typed_with_nothing_of_the_secret(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    typed = replace(ready.DRAFT, port="99999", from_address="wrong", page="login", ehlo="\\ \" ' #", opened="x")
    flow.start_over(typed)
    flow.set_secret(Secret(SECRET))
    flow.passphrase = Secret("open " + SECRET)
    flow.save_draft()
    assert flow.resumable() == typed
    assert "Zq7Kx9" not in flow.places.draft.read_text()
    assert flow.places.draft.stat().st_mode & 0o777 == 0o600


def test_a_draft_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    places = Places.at(tmp_path)
    for text in ("not = toml =", "apps = 3", "[[apps]]\nkind = 1", "\x00"):
        places.draft.write_text(text)
        assert flow_in(tmp_path).resumable() is None
        with pytest.raises(FileError) as told:
            drafts.load(places)
        assert told.value.hints


def test_unknown_keys_and_types_of_a_draft_are_left_out(tmp_path: Path) -> None:
    places = Places.at(tmp_path)
    places.draft.write_text('schema = 1\nhost = "a.example"\nport = 5\nlogin = "no"\nlater = true\n')
    assert drafts.load(places) == Draft(host="a.example")


def test_every_answer_that_a_test_rests_on_changes_its_request() -> None:
    rests = {
        "port": {"host", "port", "encryption", "ca_file", "ehlo", "apps"},
        "login": {"host", "port", "encryption", "ca_file", "ehlo", "apps", "login", "username", "mechanism"},
        "dns": {"from_address", "from_name", "apps", "selectors", "other_selectors", "provider", "host", "login", "username"},
    }
    rests["senders"] = rests["login"] | {"from_address", "from_name"}
    rests["message"] = rests["senders"] | {"recipient"}
    other: dict[str, Any] = {"login": False, "apps": (DraftApp("x", "zulip", "bare", "x.example.com"),)}
    for page, names in rests.items():
        before = fingerprint(page, ready.DRAFT, (0, ""))
        changed = {
            field.name
            for field in fields(Draft)
            if fingerprint(page, replace(ready.DRAFT, **{field.name: other.get(field.name, "other")}), (0, "")) != before
        }
        assert changed == names, page


def test_leave_to_send_a_password_unencrypted_is_for_one_server_and_changes_the_login() -> None:
    draft = replace(ready.DRAFT, encryption="none")
    allowed = replace(draft, plaintext_for=draft.host.upper())
    assert fingerprint("login", allowed, (0, "")) != fingerprint("login", draft, (0, ""))
    assert fingerprint("port", allowed, (0, "")) == fingerprint("port", draft, (0, ""))
    assert (draft.may_cross_plaintext, allowed.may_cross_plaintext) == (False, True)
    assert not replace(allowed, host="other.example.com").may_cross_plaintext
    assert not replace(allowed, encryption="starttls").may_cross_plaintext
    assert not replace(draft, host="").may_cross_plaintext


def test_a_login_that_is_wanted_is_never_left_out(tmp_path: Path) -> None:
    for username in ("", "  "):
        with pytest.raises(UsageError) as told:
            replace(ready.DRAFT, username=username).profile()
        assert "user name is empty" in told.value.message
        assert replace(ready.DRAFT, username=username, login=False).profile().auth is None
        early = replace(ready.DRAFT, username=username)  # the port is tested before there is a login, the DNS without one
        assert (early.sketch().auth, early.addressed().auth) == (None, None)


def test_a_setup_with_an_unknown_provider_opens_as_a_server_of_ones_own(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    flow.start_over(from_profile(replace(ready.DRAFT.profile(), provider="acme", region="moon")))
    assert (flow.draft.provider, flow.provider, flow.draft.host) == (CUSTOM, None, ready.DRAFT.host)


async def test_a_saved_setup_opens_as_it_was(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    flow.start_over(ready.DRAFT)
    flow.set_secret(ready.PASSWORD)
    saved = await flow.save_profile()
    again = from_profile(flow.profiles.load(saved.name))
    assert replace(again, page="", opened="", apps=()) == replace(ready.DRAFT, page="", apps=())
    assert [{**new.settings, **old.settings} for new, old in zip(again.apps, ready.DRAFT.apps, strict=True)] == [
        new.settings for new in again.apps
    ]
    assert again.opened == "demo"
    flow.start_over(again)
    flow.check_name("demo")
    flow.start_over(Draft())
    with pytest.raises(UsageError):
        flow.check_name("demo")


@pytest.mark.parametrize(
    "selectors",
    [
        {"example.com": ("s1",), "other.org": ("k1", "k2")},
        {"x.org": ("a",)},
        {"example.com": ("s1",), "x.org": ()},
        {"example.com": ("s1", "s2")},
        {},
    ],
)
def test_every_domain_keeps_its_own_selectors(tmp_path: Path, selectors: dict[str, tuple[str, ...]]) -> None:
    places = Places.at(tmp_path)
    apps = (replace(ready.DRAFT.apps[0], settings={"administrator": "admin@example.com", "noreply": "noreply@other.org"}),)
    for draft in (ready.DRAFT, replace(ready.DRAFT, apps=apps)):
        saved = replace(draft.profile(), selectors=selectors)
        drafts.save(from_profile(saved), places)
        again = drafts.load(places)
        assert again is not None
        found = again.profile()
        assert {name: found.selectors[name] for name in selectors} == selectors
        assert set(found.selectors) - set(selectors) <= {"other.org"}


def test_the_selectors_of_the_sender_are_those_that_the_page_shows(tmp_path: Path) -> None:
    draft = replace(ready.DRAFT, other_selectors={"other.org": "k1"})
    assert (draft.selectors_of("example.com"), draft.selectors_of("other.org")) == (("s1",), ("k1",))
    moved = replace(draft, from_address="noreply@Other.org")
    assert moved.selectors_of("other.org") == ("s1",)
    assert replace(moved, selectors="").selectors_of("other.org") == ("k1",)


async def test_a_setup_that_was_saved_leaves_no_draft_until_it_is_edited(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    flow.start_over(ready.DRAFT)
    flow.set_secret(ready.PASSWORD)
    await flow.save_profile()
    flow.edit(page="done")
    flow.save_draft()
    assert flow.resumable() is None
    flow.edit(port="465")
    flow.save_draft()
    assert flow.resumable() is not None


async def test_what_was_interrupted_waits_until_an_answer_is_given_to_another_setup(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    flow.start_over(replace(ready.DRAFT, name="saved"))
    flow.set_secret(ready.PASSWORD)
    saved = from_profile(await flow.save_profile())
    interrupted = replace(ready.DRAFT, page="senders")
    for other in (Draft(), saved):
        drafts.save(interrupted, flow.places)
        flow.start_over(other)
        for page in ("apps", "provider"):
            flow.edit(page=page)
            flow.save_draft()
            assert flow.resumable() == interrupted
        flow.edit(host="mail.example.net")
        flow.save_draft()
        assert flow.resumable() == flow.draft
    drafts.save(interrupted, flow.places)
    flow.start_over(saved)
    await flow.save_profile()  # exported again as it was
    flow.edit(page="done")
    flow.save_draft()
    assert flow.resumable() == interrupted


def test_what_is_gone_on_with_keeps_its_page(tmp_path: Path) -> None:
    flow = flow_in(tmp_path)
    drafts.save(replace(ready.DRAFT, page="apps"), flow.places)
    flow.start_over(flow.resumable() or Draft())
    flow.edit(page="provider")
    flow.save_draft()
    assert flow.resumable() == replace(ready.DRAFT, page="provider")


async def test_proven_is_said_in_minutes_and_taken_back_by_an_edit(tmp_path: Path) -> None:
    clock = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    async with World() as world:
        flow = flow_in(tmp_path, world, now=lambda: clock)
        ready.prepare(flow, world)
        for page in ("senders", "message"):
            await flow.test(page)
        flow.answer_arrived(True)
        assert flow.proven() == "proven just now"  # the senders' conversation went through port and login
        clock += timedelta(minutes=7)
        assert flow.proven() == "proven 7 min ago"
        flow.edit(recipient="other@example.net")
        assert flow.proven() == "not tested since a change: Test mail"
        flow.set_secret(Secret("another"))
        assert flow.proven().startswith("not tested since a change: ")


async def test_what_the_dns_said_is_no_longer_so_for_another_server(tmp_path: Path) -> None:
    async with World() as world:
        flow = flow_in(tmp_path, world)
        ready.prepare(flow, world)
        await flow.test("dns")
        before = flow.state("dns")
        for change in ({"host": "mail.example.net"}, {"username": "other@example.com"}, {"login": False}):
            was = flow.draft
            flow.edit(**change)
            assert flow.state("dns") == "stale", change
            flow.draft = was
        assert flow.state("dns") == before


async def test_one_setup_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    async with World() as world:
        flow = flow_in(tmp_path, world)
        ready.prepare(flow, world)
        await flow.test("login")
        flow.start_over(ready.DRAFT)
        assert flow.secret is None
        assert flow.outcome("login") is None
        assert not flow.is_stale("login")
