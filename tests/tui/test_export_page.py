"""The export page: a diff before anything is replaced, a backup, no password on the screen, and how well it is proven."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.driving import Keyboard, settle, walking
from wizard.sandbox import ready
from wizard.secret import Secret
from wizard.setup.draft import CUSTOM, DraftApp, from_profile

SECRET = ready.PASSWORD.reveal()
DRAFT = replace(ready.DRAFT, keeper="ask")


async def prove(keyboard: Keyboard) -> None:
    for page in ("port", "login", "senders", "message"):
        await keyboard.flow.test(page)
    keyboard.flow.answer_arrived(True)


async def test_an_existing_file_is_a_diff_first_and_a_backup_after(tmp_path: Path, home: Path) -> None:
    folder = home / "smtp-wizard-demo"
    old = folder / "matrix" / "homeserver.yaml"
    old.parent.mkdir(parents=True)
    old.write_text('email:\n  smtp_host: old.example.com\n  smtp_pass: "an old one"\n')
    hidden = folder / "chat" / ".env"
    hidden.parent.mkdir()
    hidden.write_text("ZULIP__EMAIL_PASSWORD=an-old-password\n")
    hidden.chmod(0o644)
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET, size=(100, 60)) as keyboard:
        await keyboard.press("enter")
        shown = keyboard.screen()
        assert "These files are there already" in shown
        assert "differs; it holds a password" in shown
        assert "keeps its mode 0644" in " ".join(shown.split())
        assert "an old one" not in shown
        assert "an-old-password" not in shown
        assert SECRET not in shown
        await keyboard.press("enter", "n")
        assert "old.example.com" in old.read_text()
        assert keyboard.page == "export"
        await keyboard.press("enter", "y")
        assert keyboard.page == "done"
    assert "old.example.com" not in old.read_text()
    backups = list(folder.rglob("*.bak"))
    assert {path.parent.name for path in backups} == {"matrix", "chat"}
    assert any("an-old-password" in path.read_text() for path in backups)
    assert all(path.stat().st_mode & 0o077 == 0 for path in backups)


async def test_a_diff_of_a_file_without_password_is_shown_line_by_line(tmp_path: Path, home: Path) -> None:
    old = home / "smtp-wizard-demo" / "chat" / "compose.override.yaml"
    old.parent.mkdir(parents=True)
    rows = [
        "services:",
        "  zulip:",
        "    environment:",
        '      SETTING_EMAIL_HOST: "old\\e.example.com"',
        "      password: hunter2",
        '      SMTP_PASS: "${SMTP_PASS:-hunter3}"',
        "\x1b[31m",
    ]
    old.write_text("\n".join(rows))
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET, size=(100, 60)) as keyboard:
        await keyboard.press("enter")
        shown = keyboard.screen()
        assert 'SETTING_EMAIL_HOST: "smtp.provider.example"' in shown
        assert "old\\e.example.com" in shown
        assert "hunter" not in shown
        assert "password: …" in shown
        assert "\x1b" not in shown


async def test_the_preview_holds_no_secret(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET, size=(100, 80)) as keyboard:
        for _ in DRAFT.apps:
            await keyboard.press("f4")
            assert "── " in keyboard.screen()
            assert SECRET not in keyboard.screen()
            assert SECRET not in keyboard.pilot.app.export_screenshot()
            await keyboard.press("escape")
            keyboard.pilot.app.screen.query_one("#app").focus()
            await keyboard.press("down")


async def test_how_well_it_is_proven_is_said(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET) as keyboard:
        assert "proven" not in keyboard.screen().splitlines()[1]
        assert "Writes these settings in your app's own words" in keyboard.screen()
        assert "These settings are not tested: Port and encryption, Login, Senders, Test mail." in keyboard.screen()
        await prove(keyboard)
        await keyboard.press("escape", "f2")
        assert "These settings are proven just now." in keyboard.screen()
        for _ in range(5):
            await keyboard.press("escape")
        assert keyboard.page == "port"
        keyboard.pilot.app.screen.query_one("#field-port Line").focus()
        await keyboard.press("end", "backspace", "5", "escape")
        flow = keyboard.flow
        assert flow.proven() == "not tested since a change: Port and encryption, Login, Senders, Test mail"
        flow.edit(port=DRAFT.port)
        assert flow.proven() == "proven just now"
        await settle(keyboard.pilot)


@pytest.mark.parametrize(("arrived", "words"), [(None, "a test left it open"), (False, "the test failed")])
async def test_a_mail_that_did_not_arrive_proves_nothing(tmp_path: Path, arrived: bool | None, words: str) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message", secret=SECRET) as keyboard:
        await prove(keyboard)
        await keyboard.flow.test("message")
        if arrived is not None:
            keyboard.flow.answer_arrived(arrived)
        assert keyboard.flow.proven() == f"not proven, {words}: Test mail"


async def test_another_setup_is_not_overwritten_by_its_name(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=replace(DRAFT, name="other"), page="export", secret=SECRET) as keyboard:
        await keyboard.flow.save_profile()
        keyboard.flow.start_over(replace(DRAFT, name=""))
        keyboard.flow.set_secret(ready.PASSWORD)
        keyboard.pilot.app.screen.query_one("#field-name Line").focus()
        await keyboard.press("end", "ctrl+u")
        await keyboard.type("other")
        await keyboard.press("enter")
        assert "a setup of this name is there already" in keyboard.screen()
        assert keyboard.page == "export"


async def test_without_a_password_the_page_says_that_a_placeholder_is_written(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export") as keyboard:
        assert "a placeholder stands where the password belongs" in " ".join(keyboard.screen().split())


async def test_after_writing_nothing_is_offered_to_be_resumed(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET) as keyboard:
        await keyboard.press("enter")
        assert keyboard.page == "done"
        assert keyboard.flow.resumable() is None
        assert list(keyboard.flow.profiles.names()) == ["demo"]


async def test_a_skipped_export_is_not_called_saved(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET) as keyboard:
        await keyboard.press("f2")
        assert keyboard.page == "done"
        told = " ".join(keyboard.screen().split())
        assert "Nothing is saved, and no file is written" in told
        assert "is saved in" not in told
        assert "smtp-wizard check" not in told
        assert keyboard.flow.profiles.names() == ()
        await keyboard.press("escape", "enter")
        told = " ".join(keyboard.screen().split())
        assert "is saved in" in told
        assert "not saved" not in told


async def test_what_was_changed_since_it_was_saved_is_told(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET) as keyboard:
        flow = keyboard.flow
        await keyboard.press("enter")
        for change in (lambda: flow.edit(from_name="Another"), lambda: flow.set_secret(Secret("another"))):
            flow.start_over(from_profile(flow.profiles.load("demo")))
            await keyboard.press("escape", "f2")
            assert "is not saved" not in " ".join(keyboard.screen().split())
            change()
            await keyboard.press("escape", "f2")
            told = " ".join(keyboard.screen().split())
            assert "The setup “demo” is saved in" in told
            assert "What you changed since then is not saved" in told


async def test_an_export_that_cannot_be_made_can_be_skipped(tmp_path: Path) -> None:
    app = DraftApp("mealie", "mealie", "compose", "mealie.example.com", {"old_build": True})
    draft = replace(DRAFT, username="küche", apps=(app,))
    async with walking(tmp_path, draft=draft, page="export", secret=SECRET) as keyboard:
        assert "can't log in with letters beyond ASCII" in " ".join(keyboard.screen().split())
        await keyboard.press("f2")
        assert keyboard.page == "done"
        assert "Nothing is saved" in keyboard.screen()


@pytest.mark.parametrize("key", ["enter", "f4"])
async def test_a_password_that_the_app_cannot_hold_is_named_as_long_as_the_page_stands(tmp_path: Path, key: str) -> None:
    app = DraftApp("chat", "zulip", "docker-12", "chat.example.com")
    async with walking(tmp_path, draft=replace(DRAFT, apps=(app,)), page="export", secret=' pa$$ w "x\\ ') as keyboard:
        for _ in range(3):
            told = keyboard.flat()
            assert "No file can be written:" in told
            assert "chat can't be given your password" in told
            assert "loses blanks at its beginning and end" in told
            assert "docker-zulip" in told
            assert "pa$$" not in told
            await keyboard.press(key)
        reason = {"enter": "nothing can be written", "f4": "there is no preview"}[key]
        assert f"{reason}: the reason stands above · F2 goes on without an export" in keyboard.flat()


async def test_the_reason_is_not_the_password_where_another_answer_is_at_fault(tmp_path: Path) -> None:
    app = DraftApp("mealie", "mealie", "compose", "mealie.example.com", {"old_build": True})
    async with walking(tmp_path, draft=replace(DRAFT, username="küche", apps=(app,)), page="export", secret=SECRET) as keyboard:
        await keyboard.press("enter")
        assert "! mealie: " in keyboard.flat()
        assert "your password" not in keyboard.flat()
        assert "can't log in with letters beyond ASCII" in keyboard.flat()


async def test_a_preview_of_no_app_says_so(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=replace(DRAFT, apps=()), page="export", secret=SECRET) as keyboard:
        await keyboard.press("f4")
        assert "there is no preview: no app was chosen" in keyboard.flat()


async def test_what_lint_would_fault_is_said_before_it_is_written(tmp_path: Path, home: Path) -> None:
    apps = (
        DraftApp("mealie", "mealie", "compose", "mealie.example.com"),
        DraftApp("docs", "docmost", "env-file", "docs.example.com"),
    )
    draft = replace(DRAFT, provider=CUSTOM, host="localhost", port="587", encryption="starttls", apps=apps)
    async with walking(tmp_path, draft=draft, page="export", secret=SECRET) as keyboard:
        told = keyboard.flat()
        assert "What will be written would not work, says lint. Esc leads back to mend it." in told
        assert told.count("! localhost means the container, not the mail server.") == 1
        assert "(mealie: compose.override.yaml line 8, docs: docmost-smtp.env line 4)" in told
        await keyboard.press("enter")
        assert "this would not work: Esc leads back · Enter once more writes it all the same" in keyboard.flat()
        assert keyboard.page == "export"
        assert not list(home.rglob("docmost-smtp.env"))
        await keyboard.press("enter")
        assert keyboard.page == "done"
    assert list(home.rglob("docmost-smtp.env"))


async def test_what_only_looks_like_a_mistake_holds_nothing_up(tmp_path: Path) -> None:
    app = DraftApp("mealie", "mealie", "compose", "mealie.example.com")
    draft = replace(DRAFT, provider=CUSTOM, host="imap.example.com", port="587", encryption="starttls", apps=(app,))
    async with walking(tmp_path, draft=draft, page="export", secret=SECRET) as keyboard:
        assert "What will be written looks wrong, says lint." in keyboard.flat()
        assert "imap.example.com is called like a server for fetching mail" in keyboard.flat()
        await keyboard.press("enter")
        assert keyboard.page == "done"


async def test_nothing_is_said_of_files_that_lint_finds_right(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET) as keyboard:
        assert "lint" not in keyboard.screen()
        assert not keyboard.pilot.app.screen.query_one("#mistakes").display
        await keyboard.press("enter")
        assert keyboard.page == "done"
