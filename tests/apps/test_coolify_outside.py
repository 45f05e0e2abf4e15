"""Exports for Coolify on their real way: curl, a shell, PHP's JSON and Laravel's trimming, Symfony Mailer."""

from __future__ import annotations

import asyncio
import base64
import json
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.dialects.many import many
from tests.outside import container, reader
from wizard.app import Export
from wizard.apps import coolify
from wizard.apps.coolify.settings import ENCRYPTION
from wizard.errors import Unrepresentable
from wizard.model import Encryption, Profile
from wizard.sandbox.smtp import ScriptedServer
from wizard.secret import Secret

pytestmark = pytest.mark.real

NAMES = ("Fam, Küche", "Coolify (home): me@x", "me@example.com", 'a "b" \\ c', "Chat <x>; y", "Coolify")


def made(setup: Profile, target: str, secret: Secret | None = PASSWORD) -> Export:
    return coolify.export(setup, app("coolify", target), secret, form="auto", provider=None)


def body(export: Export) -> str:
    return next(file.text for file in export.files if file.path == "mail.json")


async def send(folder: Path, export: Export, *to: str, ca_file: str = "") -> dict[str, Any]:
    """What Coolify makes of mail.json, and one mail by its own lines."""
    env = {"SSL_CERT_FILE": ca_file} if ca_file else {}
    text = body(export)
    if export.target == "tinker":
        env["CFG"] = base64.b64encode(text.encode()).decode()
    answer: dict[str, Any] = await asyncio.to_thread(reader.coolify, export.target, *to, cwd=folder, env=env, stdin=text)
    return answer


@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", ["api", "tinker"])
async def test_coolifys_own_library_delivers_with_every_export(target: str, encryption: Encryption, tmp_path: Path) -> None:
    async with ScriptedServer(container.script(encryption, "apikey", PASSWORD.reveal())) as server:
        export = made(on_server(profile(encryption), "localhost", server.port), target)
        answer = await send(tmp_path, export, "me@example.net", ca_file=server.ca_file)
        assert answer["error"] is None
        assert [(message.sender, message.username) for message in server.messages] == [("noreply@example.com", "apikey")]
        assert "EHLO chat.example.com" in server.commands


async def test_without_a_login_it_sends_without_one(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.STARTTLS, "", "", login_needed=False)) as server:
        export = made(on_server(profile(login=False), "localhost", server.port), "api", None)
        assert (await send(tmp_path, export, "me@example.net", ca_file=server.ca_file))["error"] is None
        assert (len(server.messages), server.logins) == (1, [])


async def test_no_encryption_is_none_even_where_starttls_is_offered(tmp_path: Path) -> None:
    script = container.script(Encryption.STARTTLS, "apikey", PASSWORD.reveal(), auth_before_tls=True)
    async with ScriptedServer(script) as server:
        export = made(on_server(profile(Encryption.NONE), "localhost", server.port), "api")
        assert (await send(tmp_path, export, "me@example.net"))["error"] is None
        assert not server.reached("starttls").is_set()


async def test_it_sends_the_password_in_clear_where_starttls_is_missing_as_is_said(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.NONE, "apikey", PASSWORD.reveal())) as server:
        export = made(on_server(profile(Encryption.STARTTLS), "localhost", server.port), "api")
        assert (await send(tmp_path, export, "me@example.net"))["error"] is None
        assert any("in clear text" in limit for limit in export.limits)


async def test_how_coolify_begins_on_each_port_is_as_predicted(tmp_path: Path) -> None:
    """The number 465 counts, and in a test no server can be had there: Symfony's own transport is asked how it would begin."""
    ways = [(one, port) for one in Encryption for port in (25, 465, 587, 2465)]
    asked = [{"smtp_host": "localhost", "smtp_port": port, "smtp_encryption": ENCRYPTION[one]} for one, port in ways]
    found = await asyncio.to_thread(reader.coolify, "modes", cwd=tmp_path, stdin=json.dumps(asked))
    of = app("coolify", "api")
    expected = [coolify.behaviour(on_server(profile(one), "localhost", port), of).starttls for one, port in ways]
    assert found == expected


async def test_symfony_sends_from_no_address_that_the_export_refuses(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.NONE, "apikey", PASSWORD.reveal())) as server:
        export = made(on_server(profile(Encryption.NONE), "localhost", server.port), "tinker")
        text = body(export).replace("noreply@example.com", "jürgen@example.com")
        env = {"CFG": base64.b64encode(text.encode()).decode()}
        answer = await asyncio.to_thread(reader.coolify, "tinker", "me@example.net", cwd=tmp_path, env=env, stdin=text)
        assert "InvalidArgumentException: Invalid sender" in answer["error"]
        assert not server.messages


async def test_no_name_becomes_another_sender(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.NONE, "apikey", PASSWORD.reveal())) as server:
        for name in NAMES:
            setup = on_server(profile(Encryption.NONE, name=name), "localhost", server.port)
            assert (await send(tmp_path, made(setup, "api"), "me@example.net"))["error"] is None, name
        for name, message in zip(NAMES, server.messages, strict=True):
            assert message.sender == "noreply@example.com"
            (address,) = message_from_bytes(message.data, policy=policy.default)["From"].addresses
            assert (address.display_name, address.addr_spec) == (name, "noreply@example.com")


@pytest.mark.parametrize("target", ["api", "tinker"])
async def test_php_and_laravels_trimming_leave_every_password_as_it_is(target: str, tmp_path: Path) -> None:
    bodies, expected = [], []
    for password in many(400):
        try:
            bodies.append(body(made(profile(), target, Secret(password))))
        except Unrepresentable:
            continue
        expected.append(password)
    lines = "\n".join(base64.b64encode(one.encode()).decode() for one in bodies)
    found = await asyncio.to_thread(reader.coolify, f"passwords-{target}", cwd=tmp_path, stdin=lines)
    assert found == expected
    assert len(expected) > 300


async def test_what_is_refused_for_the_api_would_really_be_changed(tmp_path: Path) -> None:
    for password in (" a", "a ", "a\n", "a\xa0", "\ufeffa", "a\u200b"):
        setup = profile()
        text = body(made(setup, "tinker", Secret(password)))
        found = await asyncio.to_thread(reader.coolify, "api", cwd=tmp_path, stdin=text)
        assert found["settings"]["smtp_password"] == "a"


async def test_the_printed_commands_hand_over_the_very_file(tmp_path: Path) -> None:
    for target, pick in (("api", "settings/email"), ("tinker", "InstanceSettings")):
        export = made(profile(), target)
        folder = tmp_path / target
        folder.mkdir()
        container.write(folder, export)
        command = next(step for step in export.apply if pick in step)
        seen = await asyncio.to_thread(reader.run, ["sh", "-c", _STAND_INS + command], cwd=folder, env={"COOLIFY_TOKEN": "t0ken"})
        if target == "api":
            assert "Authorization: Bearer t0ken|" in seen
            assert "https://chat.example.com/api/v1/settings/email" in seen
            assert "@mail.json" in seen
            assert "t0ken" not in seen.partition("ARGV")[2]
        else:
            assert base64.b64decode(seen.partition("CFG=")[2].partition("|")[0]).decode() == body(export)
            assert 'json_decode(base64_decode(getenv("CFG")),true)' in seen


_STAND_INS = """
curl() { printf '%s|' "$(cat)"; echo "ARGV $*"; }
docker() { printf 'CFG=%s|' "$CFG"; echo "ARGV $*"; }
"""
