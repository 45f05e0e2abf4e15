"""A user name that the provider's own form rules out is told before the login is spent on it, and holds nothing up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.check.stage import SECRET, stage
from wizard import check, providers
from wizard.check import examine
from wizard.finding import Run
from wizard.model import Login
from wizard.report import markdown
from wizard.sandbox.smtp import Script
from wizard.secret import Secret, SecretRef
from wizard.step import Step


async def _steps(username: str, parts: set[str]) -> tuple[list[Step], int]:
    steps: list[Step] = []
    async with stage() as scene:
        setup = replace(scene.profile, provider="mailgun", auth=Login(username, SecretRef.parse("ask")))
        await examine(setup, net=scene.net, secret=SECRET, parts=parts, on_step=steps.append)
        return steps, len(scene.server.logins)


async def test_it_is_told_before_anything_else_and_the_login_is_made_all_the_same() -> None:
    steps, logins = await _steps("bob", {"connect", "login"})
    assert steps[0].name == "username"
    assert "user name bob: this does not have the form of Mailgun's user names: an SMTP credential of one" in steps[0].detail
    assert "auth" in [step.name for step in steps[1:]]
    assert logins == 1


@pytest.mark.parametrize(
    ("username", "parts"), [("postmaster@mg.example.com", {"connect", "login"}), ("bob", {"connect"}), ("bob", {"records"})]
)
async def test_a_fitting_name_and_a_test_without_a_login_have_no_such_line(username: str, parts: set[str]) -> None:
    steps, _ = await _steps(username, parts)
    assert "username" not in [step.name for step in steps]


@pytest.mark.parametrize(
    ("id", "username", "hint"),
    [
        ("mailgun", "bob", "the form of Mailgun's user names: an SMTP credential"),
        ("sendgrid", "me@example.com", 'exactly "apikey"'),
        ("gmail", "bob", "the full e-mail address"),
        ("gmail", "bob@gmail.com", None),
        ("sendgrid", "apikey", None),
        ("mailgun", " postmaster@mg.example.com ", None),
        ("mailgun", "", None),
        ("ahasend", "anything", None),
        ("local-relay", "anything", None),
    ],
)
def test_a_hint_names_the_form_that_is_wanted(id: str, username: str, hint: str | None) -> None:
    told = providers.username_hint(providers.find(id), username)
    assert told is None if hint is None else hint in (told or "")


@pytest.mark.parametrize("good", [True, False])
async def test_a_user_name_that_is_the_password_is_in_no_finding_and_no_step(good: bool) -> None:
    token = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    refused = Script(on_login=lambda username, password: None if good else "535 5.7.8 authentication failed", login_needed=True)
    async with stage(refused) as scene:
        setup = replace(scene.profile, provider="postmark", auth=Login(token, SecretRef.parse("ask")))
        result = await check.check(setup, net=scene.net, secret=Secret(token), only=["auth.login", "sender.mail-from"])
    assert scene.server.logins
    assert token not in repr(result.findings) + repr(result.steps) + repr(result.transcript)
    assert markdown.render(Run(datetime.now(UTC), "1", (result,))).count(token) == 0
