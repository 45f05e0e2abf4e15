"""Exports for Docmost on their real way: Compose, the docker client, @nestjs/config, dotenv-expand, nodemailer."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.outside import container, reader
from wizard.app import Export
from wizard.apps import docmost
from wizard.apps.docmost.settings import CA, CA_IN_CONTAINER
from wizard.model import Encryption, Profile
from wizard.sandbox.smtp import ScriptedServer
from wizard.secret import Secret

pytestmark = pytest.mark.real

NAMES = ("Wiki, Team", "Wiki: Team", "Team (x)", "me@example.com", 'a "b" \\ c', "Chat <x>; y", "Küche", "Docmost")


def made(setup: Profile, target: str, secret: Secret | None = PASSWORD) -> Export:
    return docmost.export(setup, app("docmost", target), secret, form="auto", provider=None)


def environment(folder: Path, export: Export, release: str = "sid") -> dict[str, str]:
    if export.target == "docker-run":
        return container.docker_run(folder, export).environment
    started = container.compose(folder, export, "docmost", release)
    assert started.hostname == "chat.example.com"
    if CA in started.environment:
        started.environment[CA] = started.mounts[CA_IN_CONTAINER]
    return started.environment


async def send(folder: Path, export: Export, ca_file: str = "") -> dict[str, Any]:
    """One mail by Docmost's own lines, with the settings as its own readers find them."""
    folder.mkdir(exist_ok=True)
    env = {CA: ca_file} if ca_file else {}
    words = ["send", "me@example.net"]
    if export.target == "bare":
        container.write(folder, export)
        words.insert(1, ".env")
    else:
        env |= await asyncio.to_thread(environment, folder, export)
        env |= {CA: ca_file} if ca_file else {}
    answer: dict[str, Any] = await asyncio.to_thread(reader.docmost, *words, cwd=folder, env=env)
    return answer


@pytest.mark.parametrize("encryption", list(Encryption))
@pytest.mark.parametrize("target", [target.id for target in docmost.TARGETS])
async def test_docmosts_own_readers_and_library_deliver_with_every_export(
    target: str, encryption: Encryption, tmp_path: Path
) -> None:
    async with ScriptedServer(container.script(encryption, "apikey", PASSWORD.reveal())) as server:
        answer = await send(tmp_path, made(on_server(profile(encryption), "localhost", server.port), target), server.ca_file)
        assert answer["sent"], answer
        assert answer["settings"]["options"]["auth"] == {"user": "apikey", "pass": PASSWORD.reveal()}
        assert [(message.sender, message.username) for message in server.messages] == [("noreply@example.com", "apikey")]


async def test_the_mounted_ca_is_what_makes_it_trusted(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.STARTTLS, "apikey", PASSWORD.reveal())) as server:
        without = await send(tmp_path / "a", made(on_server(profile(), "localhost", server.port), "compose"))
        assert "certificate" in without["error"]
        answer = await send(
            tmp_path / "b", made(on_server(profile(), "localhost", server.port, ca_file=server.ca_file), "compose")
        )
        assert answer["sent"], answer


async def test_without_a_login_it_sends_without_one(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.STARTTLS, "", "", login_needed=False)) as server:
        export = made(on_server(profile(login=False), "localhost", server.port), "env-file", None)
        assert (await send(tmp_path, export, server.ca_file))["sent"]
        assert (len(server.messages), server.logins) == (1, [])


async def test_no_encryption_is_none_even_where_starttls_is_offered(tmp_path: Path) -> None:
    script = container.script(Encryption.STARTTLS, "apikey", PASSWORD.reveal(), auth_before_tls=True)
    async with ScriptedServer(script) as server:
        assert (await send(tmp_path, made(on_server(profile(Encryption.NONE), "localhost", server.port), "bare")))["sent"]
        assert not server.reached("starttls").is_set()


async def test_it_sends_the_password_in_clear_where_starttls_is_missing_as_is_said(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.NONE, "apikey", PASSWORD.reveal())) as server:
        export = made(on_server(profile(Encryption.STARTTLS), "localhost", server.port), "bare")
        assert (await send(tmp_path, export))["sent"]
        assert any("in clear text" in limit for limit in export.limits)


async def test_no_name_becomes_another_sender(tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.NONE, "apikey", PASSWORD.reveal())) as server:
        for number, name in enumerate(NAMES):
            setup = on_server(profile(Encryption.NONE, name=name), "localhost", server.port)
            assert (await send(tmp_path / str(number), made(setup, "bare")))["sent"], name
        for name, message in zip(NAMES, server.messages, strict=True):
            assert message.sender == "noreply@example.com"
            (address,) = message_from_bytes(message.data, policy=policy.default)["From"].addresses
            assert (address.display_name, address.addr_spec) == (name, "noreply@example.com")


@pytest.mark.parametrize("release", reader.COMPOSES)
@pytest.mark.parametrize("target", ["compose", "env-file"])
def test_both_composes_hand_the_same_to_the_container(target: str, release: str, tmp_path: Path) -> None:
    for number, password in enumerate(("p$a ${X} $$", " blank ", "a'b\"c\\", "tr\\", "a#b #c", "ä😀\u202e", "a\nb")):
        found = environment(tmp_path / str(number), made(profile(name="Wiki: Team"), target, Secret(password)), release)
        assert found["SMTP_PASSWORD"] == password
        assert found["MAIL_FROM_NAME"] == '"Wiki: Team"'
        assert found["SMTP_SECURE"] == "false"


@pytest.mark.parametrize("target", ["compose", "bare"])
async def test_the_printed_test_is_real_and_says_true(target: str, tmp_path: Path) -> None:
    async with ScriptedServer(container.script(Encryption.NONE, "apikey", PASSWORD.reveal())) as server:
        export = made(on_server(profile(Encryption.NONE), "localhost", server.port), target)
        where = tmp_path / "apps/server"
        where.mkdir(parents=True)
        reader.program(reader.outside() / "docmost/done", "install-docmost.sh")
        (where / "node_modules").symlink_to(reader.outside() / "docmost/node_modules")
        env = {} if target == "bare" else await asyncio.to_thread(environment, tmp_path, export)
        container.write(tmp_path, export)
        command = export.test[1]
        program = command[command.index("node -e ") :]
        said = await asyncio.to_thread(reader.run, ["sh", "-c", program], cwd=where, env=env)
        assert said.strip() == "true"
        assert [login[2] for login in server.logins] == [True]
