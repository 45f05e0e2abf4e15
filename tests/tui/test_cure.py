"""After a failed test the reason, the remedy and the field to mend are in sight together, with the cursor in the field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import GOOD
from tests.tui.driving import Keyboard, walking
from tests.tui.lone import at_page
from wizard.sandbox import ready
from wizard.sandbox.certificate import Authority
from wizard.sandbox.fault import FAULTS
from wizard.tui.tested import PINNED

SENDGRID = replace(ready.DRAFT, provider="sendgrid", host="smtp.sendgrid.net", username="apikey", keeper="ask")
MISMATCH = replace(ready.DRAFT, host=FAULTS["tls-mismatch"].host, encryption="implicit_tls")


def cursor(keyboard: Keyboard) -> str:
    """The field that has the cursor, by the id of the nearest part of the page that has one."""
    focused = keyboard.pilot.app.screen.focused
    assert focused is not None
    return next(node.id for node in focused.ancestors_with_self if node.id)


def pinned(keyboard: Keyboard) -> int:
    return len(keyboard.pilot.app.screen.query(f".{PINNED}"))


async def fail_at_login(keyboard: Keyboard) -> None:
    await keyboard.type("wrong")
    await keyboard.press("enter")
    assert keyboard.flow.state("login") == "FAIL"


async def test_a_refused_login_shows_why_what_to_do_and_the_password_to_mend(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=SENDGRID, page="login", size=(80, 24)) as keyboard:
        await fail_at_login(keyboard)
        for _ in range(2):
            told = keyboard.screen()
            assert " API key          •••••\n" in told
            assert "Why  The server understood the login and refused it." in told
            assert "Do   Put in the API key of SendGrid" in told
            assert cursor(keyboard) == "field-secret"
            await keyboard.press("enter")
        await keyboard.type("x")
        assert not pinned(keyboard)
        told = keyboard.screen()
        assert told.index("User name") < told.index(" API key          •\n") < told.index("ask each time")


async def test_a_page_that_is_come_back_to_shows_them_too(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=SENDGRID, page="login", size=(80, 24)) as keyboard:
        await fail_at_login(keyboard)
        await keyboard.press("escape", "enter")
        assert keyboard.page == "login"
        assert " API key          •••••\n" in keyboard.screen()
        assert "Do   Put in the API key of SendGrid" in keyboard.screen()
        assert cursor(keyboard) == "field-secret"
        assert keyboard.flow.secret is not None
        await keyboard.type("x")
        assert keyboard.flow.secret.reveal() == "x"


async def test_where_everything_fits_the_field_stays_in_its_place(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=SENDGRID, page="login", size=(80, 50)) as keyboard:
        await fail_at_login(keyboard)
        assert not pinned(keyboard)
        assert keyboard.screen().index("User name") < keyboard.screen().index("API key  ")


async def test_a_user_name_without_the_providers_form_is_mended_before_the_password(tmp_path: Path) -> None:
    draft = replace(SENDGRID, provider="mailgun", host="smtp.mailgun.org", username="bob")
    async with walking(tmp_path, draft=draft, page="login", size=(80, 24)) as keyboard:
        await fail_at_login(keyboard)
        assert cursor(keyboard) == "field-username"
        assert " User name        bob" in keyboard.screen()
        await keyboard.press("end")
        await keyboard.type("@mg.example.com")
        assert keyboard.flow.draft.username == "bob@mg.example.com"


@pytest.mark.parametrize("rows", [24, 16])
async def test_a_wrong_encryption_is_put_right_with_one_arrow_key(tmp_path: Path, rows: int) -> None:
    async with walking(tmp_path, draft=MISMATCH, page="port", size=(80, rows)) as keyboard:
        assert "FAIL port 587 here speaks STARTTLS; you chose implicit TLS" in keyboard.screen()
        assert "Encryption       ( ) STARTTLS   (•) implicit TLS" in keyboard.screen()
        assert cursor(keyboard) == "encryption"
        await keyboard.press("left", "enter")
        assert keyboard.flow.state("port") == "ok"


@pytest.mark.parametrize(("fault", "field"), [("dns", "field-host"), ("server-down", "ports"), ("ehlo-rejected", "field-ehlo")])
async def test_each_failure_of_the_server_leads_to_its_own_field(tmp_path: Path, fault: str, field: str) -> None:
    host = "nowhere.invalid" if fault == "dns" else FAULTS[fault].host
    async with walking(tmp_path, draft=replace(ready.DRAFT, host=host), page="port", size=(80, 16)) as keyboard:
        assert keyboard.flow.state("port") == "FAIL"
        assert cursor(keyboard) == field


async def test_a_server_that_takes_no_mail_leaves_the_password_alone(tmp_path: Path, authority: Authority) -> None:
    script = replace(GOOD, says={"greeting": "554 5.7.1 no service here"})
    async with at_page("login", tmp_path, authority, script) as (keyboard, _):
        await keyboard.type("right")
        await keyboard.press("enter")
        assert keyboard.flow.state("login") == "FAIL"
        assert not pinned(keyboard)
        await keyboard.type("x")
        assert keyboard.flow.secret is not None
        assert keyboard.flow.secret.reveal() == "rightx"
