"""Bad input of every field: what is wrong, what would be accepted, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from tests.tui.driving import walking
from wizard.setup.draft import CUSTOM, Draft, DraftApp

DRAFT = Draft(
    provider=CUSTOM,
    host="mail.example.com",
    port="587",
    encryption="starttls",
    username="me",
    keeper="ask",
    from_address="noreply@example.com",
    recipient="me@example.net",
    apps=(DraftApp("zulip", "zulip", "docker-12", "chat.example.com"),),
)
BAD = [
    ("apps", "zulip-hostname", "chat example", "accepted: letters, digits, - and dots"),
    ("apps", "zulip-hostname", "", "accepted: a name such as"),
    ("apps", "zulip-hostname", "https://chat.example.com/", "without https://, only chat.example.com"),
    ("apps", "zulip-hostname", "chat.example.com:8443", "without a port, only chat.example.com"),
    ("apps", "zulip-administrator", "admin", "accepted: a bare address such as"),
    ("port", "host", "smtp://mail.example.com", "without smtp://"),
    ("port", "host", "smtps://mail.example.com:465/", "without smtps://, only mail.example.com"),
    ("port", "host", "me@example.com", "accepted: a name such as"),
    ("port", "host", "mail.example.com:587", "the port has a field of its own"),
    ("port", "port", "66000", "accepted: a whole number from 1 to 65535"),
    ("port", "port", "five", "accepted: a whole number from 1 to 65535"),
    ("port", "ehlo", "my host", "accepted:"),
    ("port", "ca_file", "/nowhere/ca.pem", "can't be read"),
    ("login", "username", "", "the user name is empty"),
    ("senders", "from_address", "Chat <noreply@example.com>", "must stand alone"),
    ("senders", "from_address", "noreply@", "accepted: a name such as example.com"),
    ("senders", "from_name", "x" * 201, "accepted: up to 200 characters"),
    ("dns", "selectors", "s1 b@d", "accepted:"),
    ("message", "recipient", "you", "accepted: a bare address such as"),
    ("export", "name", "My Setup", "accepted: small letters, digits"),
    ("export", "folder", "", "accepted: a folder"),
]


@pytest.mark.parametrize(("page", "field", "typed", "told"), BAD, ids=[f"{row[1]}-{at}" for at, row in enumerate(BAD)])
async def test_a_bad_answer_is_told_and_kept(tmp_path: Path, page: str, field: str, typed: str, told: str) -> None:
    async with walking(tmp_path, draft=DRAFT, page=page, secret="secret") as keyboard:
        line = keyboard.pilot.app.screen.query_one(f"#field-{field} Line", Input)
        line.focus()
        await keyboard.press("end", "ctrl+u")
        line.post_message(events.Paste(typed))
        await keyboard.press("enter")
        text = " ".join(keyboard.screen().split())
        assert told in text, keyboard.screen()
        assert keyboard.page == page
        assert line.value == typed
        assert not any(worker.group == "probe" for worker in keyboard.pilot.app.workers)


async def test_an_error_goes_with_the_next_key(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message") as keyboard:
        await keyboard.press("end", "ctrl+u")
        await keyboard.type("you")
        await keyboard.press("enter")
        assert "accepted:" in keyboard.screen()
        await keyboard.type("@")
        assert "accepted:" not in keyboard.screen()


async def test_no_app_ticked_is_told(tmp_path: Path) -> None:
    async with walking(tmp_path) as keyboard:
        await keyboard.press("enter", "enter")
        assert "tick at least one app: Space, or its first letter" in keyboard.screen()


MAILGUN = replace(DRAFT, provider="mailgun", host="smtp.mailgun.org", username="")
FORM = "! this does not have the form of"


async def test_a_user_name_without_the_providers_form_is_told_at_its_field_and_blocks_nothing(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=MAILGUN, page="login") as keyboard:
        assert FORM not in keyboard.screen()
        await keyboard.press("shift+tab", "ctrl+u")
        await keyboard.type("bob")
        assert FORM not in keyboard.screen()  # not while one types
        await keyboard.press("enter")
        below = keyboard.screen().partition("bob")[2]
        assert "! this does not have the form of Mailgun's user names: an" in below.splitlines()[1]
        await keyboard.press("shift+tab")
        await keyboard.type("@")
        assert FORM not in keyboard.screen()
        await keyboard.type("mg.example.com")
        await keyboard.press("tab")
        assert FORM not in keyboard.screen()
        await keyboard.press("shift+tab", "ctrl+u")
        await keyboard.type("bob")
        await keyboard.press("enter")
        await keyboard.type("secret")
        await keyboard.press("enter")
        assert keyboard.flow.outcome("login") is not None


async def test_a_user_name_that_was_left_last_is_told_before_its_test_too(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=MAILGUN, page="login", secret="secret", size=(80, 50)) as keyboard:
        keyboard.pilot.app.screen.query_one("#field-username Line").focus()
        await keyboard.press("end", "ctrl+u")
        await keyboard.type("bob")
        await keyboard.press("enter")
        assert FORM in keyboard.screen()


@pytest.mark.parametrize("provider", ["sendgrid", CUSTOM])
async def test_a_setup_with_another_name_than_the_providers_one_can_be_put_right(tmp_path: Path, provider: str) -> None:
    draft = replace(DRAFT, provider=provider, host="smtp.sendgrid.net", username="me@example.com")
    async with walking(tmp_path, draft=draft, page="login") as keyboard:
        assert 'SendGrid\'s user names: exactly "apikey"' in keyboard.flat()
        await keyboard.press("shift+tab", "ctrl+u")
        await keyboard.type("apikey")
        await keyboard.press("enter")
        assert FORM not in keyboard.screen()
        assert keyboard.flow.draft.username == "apikey"
