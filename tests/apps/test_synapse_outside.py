"""Exports for Synapse, read by Synapse's own configuration loader and sent with by its own mail handler."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.dialects.hostile import VALUES
from tests.outside.sending import drive
from wizard.apps import synapse
from wizard.errors import Unrepresentable
from wizard.model import Encryption, Profile
from wizard.sandbox.certificate import Kind
from wizard.sandbox.smtp import Script, ScriptedServer
from wizard.secret import Secret

pytestmark = pytest.mark.real

LOGIN_REFUSED = "535 5.7.8 authentication failed"


def exported(folder: Path, setup: Profile, secret: Secret | None = PASSWORD, name: str = "email.yaml") -> Path:
    file = folder / name
    file.write_text(
        synapse.export(setup, app("synapse", "conf-d"), secret, form="auto", provider=None).files[0].text, encoding="utf-8"
    )
    return file


def script(encryption: Encryption, **more: object) -> Script:
    """A server on localhost that speaks just this encryption."""
    return Script(
        host="localhost",
        implicit_tls=encryption is Encryption.IMPLICIT_TLS,
        starttls=encryption is Encryption.STARTTLS,
        auth_before_tls=encryption is Encryption.NONE,
        **more,  # type: ignore[arg-type]
    )


async def test_synapse_reads_every_hostile_user_password_and_name_exactly(tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for number, value in enumerate(VALUES):
        try:
            setup = profile(username=value, name=value)
            files[str(exported(tmp_path, setup, Secret(value), f"{number}.yaml"))] = value
        except Unrepresentable:
            assert "\0" in value or value != value.strip() or any(bad in value for bad in "\r\n")
    assert len(files) > 60
    found = await drive("synapse", "synapse_send.py", "read", *files, limit=200)
    assert found["versions"]["matrix-synapse"] == "1.163.2"
    for file, value in files.items():
        assert (found[file]["smtp_user"], found[file]["smtp_pass"]) == (value, value)
        name, address = parseaddr(found[file]["notif_from"] % {"app": "Matrix"})
        assert (str(make_header(decode_header(name))), address) == (value, "noreply@example.com")


@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("encryption", list(Encryption))
async def test_synapse_delivers_with_every_export(tmp_path: Path, encryption: Encryption, login: bool) -> None:
    passwords: list[tuple[str, str]] = []
    async with ScriptedServer(script(encryption, on_login=lambda *given: passwords.append(given))) as server:
        setup = on_server(profile(encryption, login=login, username="ü#'\"", name="Café, Zoë 100%"), "localhost", server.port)
        file = exported(tmp_path, setup)
        found = await drive("synapse", "synapse_send.py", "send", file, "you@example.org", ca_file=server.ca_file)
        assert (found["sent"], found["error"]) == (True, None)
        (message,) = server.messages
    settings = found["settings"]
    assert (settings["smtp_host"], settings["smtp_port"]) == ("localhost", server.port)
    assert (settings["force_tls"], settings["require_transport_security"], settings["enable_tls"]) == (
        encryption is Encryption.IMPLICIT_TLS,
        encryption is Encryption.STARTTLS,
        encryption is not Encryption.NONE,
    )
    assert passwords == ([("ü#'\"", PASSWORD.reveal())] if login else [])
    assert message.sender == synapse.identities(setup, app("synapse", "conf-d"))[0].envelope
    name, address = parseaddr(message_from_bytes(message.data)["From"])
    assert (str(make_header(decode_header(name))), address) == ("Café, Zoë 100%", "noreply@example.com")


async def test_the_mechanisms_are_those_that_behaviour_names(tmp_path: Path) -> None:
    expected = synapse.behaviour(profile(), app("synapse", "conf-d")).mechanisms
    for offered in (("PLAIN", "LOGIN", "CRAM-MD5"), ("PLAIN", "LOGIN"), ("PLAIN",)):
        async with ScriptedServer(
            script(Encryption.STARTTLS, mechanisms=offered, passwords={"apikey": PASSWORD.reveal()})
        ) as server:
            file = exported(tmp_path, on_server(profile(), "localhost", server.port))
            found = await drive("synapse", "synapse_send.py", "send", file, "you@example.org", ca_file=server.ca_file)
            assert found["sent"]
            assert server.logins == [(next(one for one in expected if one in offered), "apikey", True)]


async def test_a_wrong_password_costs_two_logins_with_plain_and_no_other_mechanism_is_tried(tmp_path: Path) -> None:
    for offered, attempts in ((("PLAIN",), 2), (("PLAIN", "LOGIN"), 1)):
        async with ScriptedServer(
            script(Encryption.STARTTLS, mechanisms=offered, on_login=lambda *given: LOGIN_REFUSED)
        ) as server:
            file = exported(tmp_path, on_server(profile(), "localhost", server.port))
            found = await drive("synapse", "synapse_send.py", "send", file, "you@example.org", ca_file=server.ca_file)
            assert "AUTHDeclinedError" in found["error"]
            assert len(server.logins) == attempts


async def test_it_waits_for_ever_for_a_certificate_that_it_does_not_trust(tmp_path: Path) -> None:
    assert synapse.behaviour(profile(), app("synapse", "conf-d")).timeout is None
    async with ScriptedServer(script(Encryption.STARTTLS, certificate=Kind.SELF_SIGNED)) as server:
        file = exported(tmp_path, on_server(profile(), "localhost", server.port))
        found = await drive("synapse", "synapse_send.py", "send", file, "you@example.org", "3", ca_file=server.ca_file)
    assert not found["sent"]
    assert found["error"].startswith("TimeoutError")
    assert not server.logins


async def test_nothing_is_sent_where_starttls_is_required_and_not_offered(tmp_path: Path) -> None:
    async with ScriptedServer(script(Encryption.NONE)) as server:
        file = exported(tmp_path, on_server(profile(), "localhost", server.port))
        found = await drive("synapse", "synapse_send.py", "send", file, "you@example.org", ca_file=server.ca_file)
    assert "TLSRequiredError" in found["error"]
    assert not server.logins
