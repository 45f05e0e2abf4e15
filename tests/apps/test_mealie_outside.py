"""Exports for Mealie on their real way: Compose, the docker client, bash, pydantic-settings, python-dotenv, smtplib."""

from __future__ import annotations

import asyncio
import subprocess
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.outside import container, reader
from tests.real import find, need
from wizard.app import Export
from wizard.apps import mealie
from wizard.model import Encryption, Profile
from wizard.sandbox.smtp import ScriptedServer
from wizard.secret import Secret

pytestmark = pytest.mark.real

NAMES = ("Fam, Küche", "Recipes (home): me@x", "me@example.com", 'a "b" \\ c', "Wiki: Team;", "Chat <x>", "St. Mary", "Mealie")
LOAD_SECRETS = 'export "SMTP_PASSWORD=$(<"$SMTP_PASSWORD_FILE")"; printf %s "$SMTP_PASSWORD"'
"""The line of Mealie's entry.sh that reads a _FILE variable."""


def made(setup: Profile, target: str, secret: Secret | None = PASSWORD, **settings: str | bool) -> Export:
    return mealie.export(setup, app("mealie", target, **settings), secret, form="auto", provider=None)


def environment(folder: Path, export: Export, release: str = "sid") -> dict[str, str]:
    """The container's environment, after the entry script has read what is in files."""
    if export.target == "docker-run":
        return container.docker_run(folder, export).environment
    started = container.compose(folder, export, "mealie", release)
    assert started.hostname == "chat.example.com"
    values = dict(started.environment)
    if path := values.pop("SMTP_PASSWORD_FILE", ""):
        need("bash")
        file = started.secrets[path.removeprefix("/run/secrets/")]
        done = subprocess.run(
            [find("bash") or "bash", "-c", LOAD_SECRETS],
            env={"SMTP_PASSWORD_FILE": str(file)},
            capture_output=True,
            check=True,
            timeout=20,
        )
        values["SMTP_PASSWORD"] = done.stdout.decode()
    return values


async def send(folder: Path, export: Export, *words: str, ca_file: str = "") -> dict[str, Any]:
    """One mail by Mealie's own lines, with the settings as its own readers find them."""
    env = {"SSL_CERT_FILE": ca_file} if ca_file else {}
    if export.target == "bare":
        folder.mkdir(exist_ok=True)
        container.write(folder, export)
        words = ("--dotenv", ".env", *words)
    else:
        env |= await asyncio.to_thread(environment, folder, export)
    answer: dict[str, Any] = await asyncio.to_thread(reader.mealie, "send", *words, "me@example.net", cwd=folder, env=env)
    return answer


@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", [target.id for target in mealie.TARGETS])
async def test_mealies_own_readers_and_library_deliver_with_every_export(
    target: str, encryption: Encryption, tmp_path: Path
) -> None:
    async with ScriptedServer(container.script(encryption, "apikey", PASSWORD.reveal())) as server:
        setup = on_server(profile(encryption), "localhost", server.port)
        for build in ((), ("--new",)):
            answer = await send(tmp_path, made(setup, target), *build, ca_file=server.ca_file)
            assert answer["error"] is None
            assert answer["settings"]["SMTP_PASSWORD"] == PASSWORD.reveal()
        assert [(message.sender, message.username) for message in server.messages] == [("noreply@example.com", "apikey")] * 2
        assert [login[2] for login in server.logins] == [True, True]


@pytest.mark.parametrize("encryption", list(Encryption))
async def test_without_a_login_a_new_build_delivers(encryption: Encryption, tmp_path: Path) -> None:
    async with ScriptedServer(container.script(encryption, "", "", login_needed=False)) as server:
        export = made(on_server(profile(encryption, login=False), "localhost", server.port), "compose", None)
        answer = await send(tmp_path, export, "--new", ca_file=server.ca_file)
        assert answer["error"] is None
        assert (len(server.messages), server.logins) == (1, [])


async def test_without_a_login_an_old_build_sends_nothing_over_tls_as_is_said(tmp_path: Path) -> None:
    export = made(on_server(profile(login=False), "localhost", 1), "compose", None)
    answer = await send(tmp_path, export)
    assert "Missing required values" in answer["error"]
    assert any("sends nothing" in limit or "send nothing" in limit for limit in export.limits)


async def test_no_name_becomes_another_sender(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.NONE, "apikey", PASSWORD.reveal())) as server:
        for number, name in enumerate(NAMES):
            setup = on_server(profile(Encryption.NONE, name=name), "localhost", server.port)
            answer = await send(tmp_path / str(number), made(setup, "bare"))
            assert answer["error"] is None, name
        for name, message in zip(NAMES, server.messages, strict=True):
            assert message.sender == "noreply@example.com"
            (address,) = message_from_bytes(message.data, policy=policy.default)["From"].addresses
            assert (address.display_name, address.addr_spec) == (name, "noreply@example.com")


async def test_it_checks_no_certificate_until_it_is_new(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.STARTTLS, "apikey", PASSWORD.reveal())) as server:
        export = made(on_server(profile(), "localhost", server.port), "bare")
        assert (await send(tmp_path, export))["error"] is None
        assert "CERTIFICATE_VERIFY_FAILED" in (await send(tmp_path, export, "--new"))["error"]


@pytest.mark.parametrize("release", reader.COMPOSES)
@pytest.mark.parametrize("target", ["compose", "env-file", "secrets"])
def test_both_composes_hand_the_same_to_the_container(target: str, release: str, tmp_path: Path) -> None:
    for number, password in enumerate(("p$a ${X} $$", " blank ", "a'b\"c\\", "tr\\", "a#b #c", "ä😀\u202e")):
        found = environment(tmp_path / str(number), made(profile(name="Fam, Küche"), target, Secret(password)), release)
        assert found["SMTP_PASSWORD"] == password
        assert found["SMTP_FROM_NAME"] == '"Fam, Küche"'
        assert found["SMTP_PORT"] == "587"


def test_a_secret_by_the_name_of_the_key_would_lose_its_blanks_and_ours_does_not(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/smtp_password").write_text(" blank ")
    (tmp_path / "run/mealie-smtp-password").write_text("never looked at")
    env = {
        "SMTP_HOST": "localhost",
        "SMTP_PORT": "1",
        "SMTP_FROM_EMAIL": "a@example.com",
        "SMTP_USER": "u",
        "SMTP_AUTH_STRATEGY": "NONE",
    }
    found = reader.mealie("send", "--secrets", "run", "me@example.com", cwd=tmp_path, env=env)["settings"]
    assert found["SMTP_PASSWORD"] == "blank"
