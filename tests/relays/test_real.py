"""The exported files in a real Postfix, which delivers to a provider on loopback: TLS, login and certificates as promised.

maddy has no package where these tests run: its file is read back by our own reader only (test_maddy.py).
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import aiosmtplib
import pytest

from tests.dialects.hostile import written
from tests.dialects.many import many
from tests.postfix import need_postfix
from tests.real import find, need
from tests.relays.instance import XCLIENT, RelayPostfix, write
from tests.relays.setups import IN_A_CONTAINER, on, setup
from wizard import relays
from wizard.app import Export
from wizard.dialects import postfix_main, postfix_table
from wizard.model import Encryption, Login
from wizard.sandbox.certificate import Kind
from wizard.sandbox.smtp import Script, ScriptedServer
from wizard.secret import Secret, SecretRef

pytestmark = pytest.mark.real

HOSTILE = ("p#a ss'%\"\\$:=", " pä's \"w$d\\%", "a:b:c ${x} $$", "😀\u202e~`\\")
SENDER, RECIPIENT = "noreply@example.com", "me@example.net"
TLS = (Encryption.STARTTLS, Encryption.IMPLICIT_TLS)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own: that is private, and Postfix's processes run as several users."""
    need_postfix("postconf", "postmap")
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-relay-") as name:
        yield Path(name)


def provider(encryption: Encryption, password: str, **changes: object) -> Script:
    """A server called localhost that takes one login."""

    def refuse(username: str, given: str) -> str | None:
        return None if (username, given) == ("apikey", password) else "535 5.7.8 no"

    base = Script(host="localhost", implicit_tls=encryption is Encryption.IMPLICIT_TLS, on_login=refuse, login_needed=True)
    return replace(base, **changes)  # type: ignore[arg-type]


def export(encryption: Encryption, server: ScriptedServer, password: str, **changes: object) -> Export:
    base = setup(encryption, **changes)  # type: ignore[arg-type]
    return relays.find("postfix").export(on(base, "localhost", server.port, server.ca_file), Secret(password))


@pytest.mark.parametrize("password", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("encryption", TLS)
async def test_a_mail_without_login_reaches_the_provider_with_it(folder: Path, encryption: Encryption, password: str) -> None:
    async with ScriptedServer(provider(encryption, password)) as server:
        with RelayPostfix(folder, export(encryption, server, password, ehlo="chat.lab.test")) as relay:
            await relay.submit(SENDER, RECIPIENT)
            await asyncio.wait_for(server.reached("quit").wait(), 30)
            log = await relay.logged("status=sent")
        (message,) = server.messages
        assert (message.sender, message.recipients, message.username) == (SENDER, (RECIPIENT,), "apikey")
        assert [accepted for _, _, accepted in server.logins] == [True]
        assert server.logins[0][0] in ("PLAIN", "LOGIN")
        assert any(line.lower().startswith("ehlo chat.lab.test") for line in server.commands)
        assert b"It works." in message.data
        assert "Verified TLS connection established" in log
        assert "warning" not in log


@pytest.mark.parametrize("kind", [Kind.UNTRUSTED, Kind.WRONG_HOST])
@pytest.mark.parametrize("encryption", TLS)
async def test_a_wrong_certificate_keeps_the_mail_and_the_password_here(folder: Path, encryption: Encryption, kind: Kind) -> None:
    async with ScriptedServer(provider(encryption, "secret", certificate=kind)) as server:
        with RelayPostfix(folder, export(encryption, server, "secret")) as relay:
            await relay.submit(SENDER, RECIPIENT)
            log = await relay.logged("status=deferred")
            await asyncio.wait_for(server.empty.wait(), 20)
        assert "status=sent" not in log
        assert (server.messages, server.logins) == ([], [])


async def test_without_the_offer_of_starttls_nothing_is_sent_in_the_open(folder: Path) -> None:
    script = provider(Encryption.STARTTLS, "secret", starttls=False, auth_before_tls=True)
    async with ScriptedServer(script) as server:
        with RelayPostfix(folder, export(Encryption.STARTTLS, server, "secret")) as relay:
            await relay.submit(SENDER, RECIPIENT)
            await relay.logged("status=deferred")
        assert (server.messages, server.logins) == ([], [])


async def test_a_provider_that_knows_us_by_address_gets_no_login(folder: Path) -> None:
    async with ScriptedServer(provider(Encryption.STARTTLS, "", login_needed=False)) as server:
        with RelayPostfix(folder, export(Encryption.STARTTLS, server, "-", login=False)) as relay:
            await relay.submit(SENDER, RECIPIENT)
            await relay.logged("status=sent")
        assert (len(server.messages), server.logins) == (1, [])


async def test_cram_md5_is_used_where_the_setup_says_so(folder: Path) -> None:
    script = provider(Encryption.STARTTLS, "secret", mechanisms=("PLAIN", "CRAM-MD5"), passwords={"apikey": "secret"})
    async with ScriptedServer(script) as server:
        login = Login("apikey", SecretRef.parse("ask"), "CRAM-MD5")
        base = replace(setup(Encryption.STARTTLS), auth=login)
        made = relays.find("postfix").export(on(base, "localhost", server.port, server.ca_file), Secret("secret"))
        with RelayPostfix(folder, made) as relay:
            await relay.submit(SENDER, RECIPIENT)
            await relay.logged("status=sent")
        assert [mechanism for mechanism, _, _ in server.logins] == ["CRAM-MD5"]


async def test_a_wrong_password_defers_the_mail_as_the_limits_say(folder: Path) -> None:
    async with ScriptedServer(provider(Encryption.IMPLICIT_TLS, "right")) as server:
        with RelayPostfix(folder, export(Encryption.IMPLICIT_TLS, server, "wrong")) as relay:
            await relay.submit(SENDER, RECIPIENT)
            await relay.logged("SASL authentication failed")
            await relay.logged("status=deferred")
        assert server.messages == []


async def test_containers_are_let_in_and_nobody_else(folder: Path) -> None:
    """The addresses are said with XCLIENT; Docker's bridge is not here, so that one line is replaced."""
    made = relays.find("postfix").export(on(setup(Encryption.NONE, IN_A_CONTAINER, login=False), "localhost", 9), None)
    here = made.files[0].text.replace("inet_interfaces = 127.0.0.1, 172.17.0.1", "inet_interfaces = loopback-only")
    made = replace(made, files=(replace(made.files[0], text=here), *made.files[1:]))
    with RelayPostfix(folder, made, XCLIENT) as relay:
        answers = [await _rcpt_from(relay, address) for address in ("127.0.0.1", "172.18.0.5", "192.0.2.9", "192.168.1.7")]
    assert answers == [250, 250, 554, 554]


async def _rcpt_from(relay: RelayPostfix, address: str) -> int:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=relay.port, start_tls=False, timeout=20)
    await client.connect()
    try:
        await client.ehlo()
        await client.execute_command(b"XCLIENT", f"ADDR={address}".encode())
        await client.ehlo()
        await client.execute_command(b"MAIL", f"FROM:<{SENDER}>".encode())
        return (await client.execute_command(b"RCPT", f"TO:<{RECIPIENT}>".encode())).code
    finally:
        client.close()


@pytest.mark.parametrize("encryption", Encryption)
@pytest.mark.parametrize("login", [True, False])
def test_postconf_takes_every_setting_without_a_warning(folder: Path, encryption: Encryption, login: bool) -> None:
    made = relays.find("postfix").export(setup(encryption, *([IN_A_CONTAINER] if login else []), login=login), Secret("secret"))
    write(folder, made)
    (folder / "master.cf").write_text("smtp inet n - n - - smtpd\nsmtp unix - - n - - smtp\n")
    done = subprocess.run(
        [find("postconf") or "postconf", "-n", "-c", str(folder)], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stderr == ""
    shown = {line.partition(" =")[0]: line.partition(" =")[2].strip() for line in done.stdout.splitlines()}
    shown.pop("config_directory", None)
    assert shown == postfix_main.read_file(made.files[0].text)


def test_postmap_finds_every_value_of_a_table_as_it_was_written(tmp_path: Path) -> None:
    need("postmap")
    kept = {f"key{number}": value for number, value in enumerate(many()) if written(postfix_table.write, value) is not None}
    table = tmp_path / "table"
    table.write_text("".join(f"{key} {postfix_table.write(value)}\n" for key, value in kept.items()), "utf-8")
    (tmp_path / "main.cf").write_text("compatibility_level = 3.6\n")
    done = subprocess.run(
        [find("postmap") or "postmap", "-c", str(tmp_path), "-q", "-", f"texthash:{table}"],
        input="\n".join(kept).encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    found = dict(line.split("\t", 1) for line in done.stdout.decode().rstrip("\n").split("\n"))
    assert found == kept
    assert postfix_table.read_file(table.read_text("utf-8")) == kept
    assert len(kept) > 300


def test_postconf_reads_every_value_of_main_cf_as_it_was_written(tmp_path: Path) -> None:
    """All in one file: a setting of one's own counts where another one names it. It warns of a brace alone and keeps it."""
    need("postconf")
    kept = {f"v{number}": value for number, value in enumerate(many()) if written(postfix_main.write, value) is not None}
    lines = [f"{name} = {postfix_main.write(value)}" for name, value in kept.items()]
    used = "mail_name = " + " ".join(f"${name}" for name in kept)
    main = "\n".join(["compatibility_level = 3.6", "myhostname = a.example.com", *lines, used]) + "\n"
    (tmp_path / "main.cf").write_text(main, "utf-8")
    (tmp_path / "master.cf").write_text("")
    command = [find("postconf") or "postconf", "-c", str(tmp_path), "-x", *kept]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    found = {}
    for line in done.stdout.decode().rstrip("\n").split("\n"):
        name, _, value = line.partition(" =")
        found[name] = value.removeprefix(" ")
    # postconf prints several blanks as one; the servers keep them.
    assert found == {name: re.sub(" +", " ", value) for name, value in kept.items()}
    assert {name: postfix_main.expand(value, {}) for name, value in postfix_main.read_file(main).items() if name in kept} == kept
    assert len(kept) > 300
