"""The login page: where a secret is kept, in plain words, and what it takes to have it again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.real import need
from tests.secret_service import SecretService
from tests.tui.driving import Keyboard, walking
from wizard.files import Places
from wizard.model import SAME_AS_SECRET
from wizard.probe.system import SystemNet
from wizard.sandbox import ready
from wizard.secret import Secret, SecretRef
from wizard.setup import draft as drafts
from wizard.setup.draft import from_profile
from wizard.setup.flow import Flow
from wizard.tui.widgets.choice import Choice

DRAFT = replace(ready.DRAFT, keeper="")
PASSWORD = "p$$w 'Zq7Kx9\""


async def log_in(keyboard: Keyboard, passphrase: str = "open sesame") -> None:
    """With the passphrase once more where the vault is new."""
    await keyboard.type(PASSWORD)
    for _ in range(1 if keyboard.flow.places.vault.exists() else 2):
        await keyboard.press("enter")
        await keyboard.type(passphrase)
    await keyboard.press("enter")


async def finish(keyboard: Keyboard) -> None:
    """Prove and write the rest without its pages."""
    await keyboard.flow.save_profile()


async def test_without_a_desktop_the_vault_is_offered_and_the_page_says_why(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        assert "(•) keep it in the vault" in keyboard.screen()
        assert "Not in the OS keyring: no desktop keyring is reachable" in keyboard.flat()
        assert "ask each time kept nowhere" in keyboard.flat()


@pytest.mark.real
async def test_a_real_keyring_is_offered_first_and_keeps_the_secret(tmp_path: Path, secret_service: SecretService) -> None:
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        assert "(•) keep it in the OS keyring" in keyboard.screen(), keyboard.screen()
        assert "Passphrase" not in keyboard.screen()
        await keyboard.type(PASSWORD)
        await keyboard.press("enter")
        assert keyboard.flow.state("login") == "ok"
        await finish(keyboard)
        assert keyboard.flow.kept_in == "the password is kept in keyring:demo"
        assert (await keyboard.flow.store.read(SecretRef.parse("keyring:demo"))).reveal() == PASSWORD


@pytest.mark.real
async def test_a_keyring_that_would_ask_is_not_offered(tmp_path: Path, secret_service: SecretService) -> None:
    need("gnome-keyring-daemon")
    secret_service.lock()
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        assert "(•) keep it in the vault" in keyboard.screen()
        assert "Not in the OS keyring" in keyboard.screen()


async def test_a_wrong_passphrase_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    flow = Flow(SystemNet("127.0.0.1:9"), Places.at(tmp_path / "config"))
    await flow.store.keep(SecretRef.parse("vault:older"), Secret("x"), passphrase=Secret("open sesame"))
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        await log_in(keyboard, "close sesame")
        assert "passphrase" in keyboard.screen().splitlines()[-2], keyboard.screen()
        assert keyboard.flow.outcome("login") is None
        await keyboard.type("open sesame")  # the cursor stands in the passphrase, all of it selected
        await keyboard.press("enter")
        assert keyboard.flow.state("login") == "ok", keyboard.screen()


async def test_a_saved_setup_needs_no_password_again(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        await log_in(keyboard)
        await finish(keyboard)
        saved = keyboard.flow.profiles.load("demo")
    async with walking(tmp_path, draft=from_profile(saved), page="login") as keyboard:
        assert keyboard.pilot.app.focused is not None
        await keyboard.type("open sesame")  # the only field that is owed has the cursor
        await keyboard.press("enter")
        assert keyboard.flow.secret is None
        assert keyboard.flow.state("login") == "ok", keyboard.screen()


async def test_a_kept_password_is_not_offered_for_another_server(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        await log_in(keyboard)
        await finish(keyboard)
        saved = from_profile(keyboard.flow.profiles.load("demo"))
    async with walking(tmp_path, draft=saved, page="provider") as keyboard:
        await keyboard.go_through("mailjet<enter><enter>")
        assert keyboard.page == "login"
        assert "type the password for this server: the one from before is for smtp.provider.example" in keyboard.flat()
        await keyboard.type("my-user")
        await keyboard.press("enter")
        await keyboard.type("open sesame")  # into the password, which is owed again
        assert keyboard.flow.secret == Secret("open sesame")
        await keyboard.press("end", "ctrl+u")
        keyboard.flow.passphrase = Secret("open sesame")
        await keyboard.press("f3")
        outcome = keyboard.flow.outcome("login")
        assert outcome is not None, keyboard.screen()
        assert str(outcome.evidence.secret_missing) == "no password was typed yet"


async def test_what_somebody_else_keeps_is_offered_for_its_own_server_only(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(PASSWORD)
    (tmp_path / "key").chmod(0o600)
    place = f"file:{tmp_path}/key"
    draft = replace(DRAFT, keeper=place, kept=place, kept_for=DRAFT.host)
    async with walking(tmp_path, draft=draft, page="login", size=(160, 40)) as keyboard:
        assert f"(•) as it is: {place}"[:40] in keyboard.flat(), keyboard.screen()
        assert keyboard.pilot.app.screen.query_one("#keeper", Choice).value == place
        await keyboard.press("enter")
        assert keyboard.flow.state("login") == "ok", keyboard.screen()
    async with walking(tmp_path, draft=replace(draft, host="mail.example.net"), page="login", size=(160, 40)) as keyboard:
        assert "as it is" not in keyboard.flat()
        assert keyboard.flow.draft.keeper == "vault"


async def test_a_resumed_setup_asks_for_the_secret_only(tmp_path: Path) -> None:
    places = Places.at(tmp_path / "config")
    drafts.save(replace(DRAFT, keeper="ask", page="message"), places)
    async with walking(tmp_path) as keyboard:
        assert "Go on with “demo”" in keyboard.screen()
        await keyboard.press("enter")
        assert keyboard.page == "login"
        assert "type the password: what you typed before is kept, but a password never is" in keyboard.screen()
        await keyboard.type(PASSWORD)
        await keyboard.press("enter")
        assert keyboard.flow.state("login") == "ok"
        await keyboard.press("enter", "enter")
        assert keyboard.flow.state("senders") == "ok", keyboard.screen()


async def test_no_login_is_one_key_and_asks_for_nothing(tmp_path: Path) -> None:
    draft = replace(DRAFT, host="postfix", port="25", encryption="none")
    async with walking(tmp_path, draft=draft, page="login") as keyboard:
        keyboard.pilot.app.screen.query_one("#wanted").focus()
        await keyboard.press("right")
        assert "Passphrase" not in keyboard.screen()
        assert "User name" not in keyboard.screen()
        await keyboard.press("enter")
        assert keyboard.page == "senders"
        await keyboard.press("enter")
        assert keyboard.flow.state("senders") == "ok", keyboard.screen()
        assert keyboard.flow.state("login") == "-"


async def test_a_secret_that_is_the_user_name_too_is_in_no_draft_and_no_profile(tmp_path: Path, home: Path) -> None:
    token = "0a1b2c3d-1111-2222-3333-444455556666"
    draft = replace(DRAFT, provider="", username="", host="", apps=DRAFT.apps[:1])
    async with walking(tmp_path, draft=draft, page="provider") as keyboard:
        await keyboard.go_through("postmark<enter><enter>")
        assert "fixed by Postmark" in keyboard.screen()
        assert SAME_AS_SECRET in keyboard.screen()
        await keyboard.go_through(f"{token}<enter>open sesame<enter>open sesame<enter>")
        assert keyboard.flow.state("login") == "ok", keyboard.screen()
        keyboard.flow.save_draft()
        assert token not in keyboard.flow.places.draft.read_text()
        await keyboard.press("enter", "enter", "enter", "f2", "f2", "enter", "y")
        assert keyboard.page == "export", keyboard.screen()
        await keyboard.press("f4")
        assert token not in keyboard.screen()
        await keyboard.press("escape", "enter")
        assert keyboard.page == "done", keyboard.screen()
        assert token not in keyboard.flow.profiles.path("demo").read_text()
    holds = {path.name for path in home.rglob("*") if path.is_file() and token in path.read_text()}
    assert holds == {"compose.override.yaml", ".env"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in home.rglob("*") if path.name in holds)


async def test_a_password_is_never_copied_to_the_clipboard(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        await keyboard.type(PASSWORD)
        await keyboard.press("ctrl+a", "ctrl+c", "ctrl+x")
        assert keyboard.pilot.app.clipboard == ""
        assert keyboard.flow.secret is not None
        assert keyboard.flow.secret.reveal() == PASSWORD
        assert PASSWORD not in keyboard.pilot.app.export_screenshot()


async def test_a_new_vault_takes_no_passphrase_that_was_typed_only_once(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        await keyboard.go_through(f"{PASSWORD}<enter>open sesame<enter>")
        assert "Once more" in keyboard.screen()
        for typo in ("open sesami", ""):
            await keyboard.go_through(f"{typo}<enter>")
            assert "the two passphrases differ" in keyboard.flat()
            assert keyboard.flow.outcome("login") is None
            assert keyboard.flow.passphrase is None
            await keyboard.press("f2")
            assert keyboard.page == "login"
        await keyboard.go_through("open sesame<enter>")
        assert keyboard.flow.state("login") == "ok", keyboard.screen()
        await keyboard.press("escape", "f2", "f2")
        assert keyboard.flow.passphrase == Secret("open sesame")
        await finish(keyboard)
    assert "sesame" not in keyboard.flow.places.vault.read_text()
    async with walking(tmp_path, draft=replace(DRAFT, name="other"), page="login") as keyboard:
        assert "Once more" not in keyboard.screen()
        await log_in(keyboard)
        assert keyboard.flow.state("login") == "ok", keyboard.screen()


async def test_a_short_passphrase_is_refused_for_a_new_vault_before_anything_is_sent(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="login") as keyboard:
        await keyboard.go_through(f"{PASSWORD}<enter>sesame<enter>")
        assert "the passphrase is shorter than 8 characters" in keyboard.flat()
        await keyboard.go_through("sesame<enter>")
        assert keyboard.flow.outcome("login") is None
        assert "the passphrase is shorter than 8 characters" in keyboard.flat()
        await keyboard.go_through("open sesame<enter>")  # the cursor stands in the first, all of it selected
        assert "the two passphrases differ" in keyboard.flat()
        await keyboard.go_through("open sesame<enter>")
        assert keyboard.flow.state("login") == "ok", keyboard.screen()
