"""Exports for Zulip, on the real way of their values: Compose, bash, crudini, RawConfigParser, Python, Django's SMTP backend."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests.apps.setups import PASSWORD, app, on_server, profile
from tests.dialects.hostile import VALUES
from tests.outside import reader
from tests.outside.sending import drive
from tests.real import find, need
from wizard.app import Export
from wizard.apps import zulip
from wizard.dialects import docker_secret, docker_zulip
from wizard.errors import Unrepresentable
from wizard.model import Encryption, Profile
from wizard.sandbox.certificate import Kind
from wizard.sandbox.smtp import Script, ScriptedServer
from wizard.secret import Secret

pytestmark = pytest.mark.real

SETTINGS = "/etc/zulip/settings.py"
SECRETS = "/etc/zulip/zulip-secrets.conf"
BEFORE = "[secrets]\n# a comment\ncamo_key = 0123\nemail_password = before\nsecret_key = 1=2\n"
ENTRYPOINT = 'VALUE="$(cat "$1")"; exec "$2" --set "$3" secrets email_password "$VALUE"'
"""The two lines of docker-zulip's secretsConfiguration that a password goes through."""


def made(setup: Profile, target: str, secret: Secret | None = PASSWORD, *, form: str = "auto", **settings: str | bool) -> Export:
    return zulip.export(setup, app("zulip", target, **settings), secret, form=form, provider=None)


def text(export: Export, path: str) -> str:
    return next(file.text for file in export.files if file.path == path)


def write(folder: Path, export: Export) -> tuple[Path, Path]:
    """The two files of a bare export in a folder."""
    for file in export.files:
        (folder / Path(file.path).name).write_text(file.text, encoding="utf-8")
    return folder / "settings.py", folder / "zulip-secrets.conf"


def crudini() -> str:
    return reader.program(reader.outside() / "zulip/bin/crudini", "install-zulip.sh")


def script(encryption: Encryption, **more: object) -> Script:
    """A server on localhost that speaks just this encryption."""
    return Script(
        host="localhost",
        implicit_tls=encryption is Encryption.IMPLICIT_TLS,
        starttls=encryption is Encryption.STARTTLS,
        auth_before_tls=encryption is Encryption.NONE,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("login", [True, False], ids=["login", "no-login"])
@pytest.mark.parametrize("encryption", list(Encryption))
async def test_every_kind_of_mail_is_delivered_with_every_export(tmp_path: Path, encryption: Encryption, login: bool) -> None:
    given: list[tuple[str, str]] = []
    async with ScriptedServer(script(encryption, on_login=lambda *pair: given.append(pair))) as server:
        setup = on_server(profile(encryption, login=login, username="it's#u%", name="Café, Zoë"), "localhost", server.port)
        files = write(tmp_path, made(setup, "bare", administrator="admin@example.com", tokens=True))
        found = await drive("zulip", "django_send.py", "send", *files, "you@example.org", ca_file=server.ca_file)
        assert [mail["error"] for mail in found["mails"]] == [None] * 5
        messages = list(server.messages)
    assert found["versions"]["Django"].startswith("5.2.")
    assert given == ([("it's#u%", PASSWORD.reveal())] if login else [])
    assert found["settings"]["EMAIL_TIMEOUT"] == zulip.behaviour(setup, app("zulip", "bare")).timeout
    pairs = {(message.sender, _stable(parseaddr(message_from_bytes(message.data)["From"])[1])) for message in messages}
    promised = zulip.identities(setup, app("zulip", "bare", administrator="admin@example.com", tokens=True))
    assert pairs == {(one.envelope, _stable(one.from_address)) for one in promised}


def _stable(address: str) -> str:
    return re.sub(r"-[a-z2-7]{24}@", "-TOKEN@", address)


async def test_a_wrong_password_costs_a_login_for_each_mechanism_in_the_order_that_behaviour_names(tmp_path: Path) -> None:
    refuse = script(Encryption.STARTTLS, mechanisms=("LOGIN", "PLAIN", "CRAM-MD5"), on_login=lambda *pair: "535 5.7.8 no")
    async with ScriptedServer(refuse) as server:
        files = write(tmp_path, made(on_server(profile(), "localhost", server.port), "bare"))
        found = await drive("zulip", "django_send.py", "send", *files, "you@example.org", ca_file=server.ca_file)
    assert all("SMTPAuthenticationError" in mail["error"] for mail in found["mails"])
    tried = tuple(mechanism for mechanism, _, _ in server.logins[:3])
    assert tried == zulip.behaviour(profile(), app("zulip", "bare")).mechanisms


async def test_the_certificate_is_verified(tmp_path: Path) -> None:
    async with ScriptedServer(script(Encryption.STARTTLS, certificate=Kind.SELF_SIGNED)) as server:
        files = write(tmp_path, made(on_server(profile(), "localhost", server.port), "bare"))
        found = await drive("zulip", "django_send.py", "send", *files, "you@example.org", ca_file=server.ca_file)
    assert all("SSLCertVerificationError" in mail["error"] for mail in found["mails"])
    assert not server.logins


def test_crudini_merges_every_password_that_the_notes_recommend_it_for(tmp_path: Path) -> None:
    tool, target, snippet = crudini(), tmp_path / "zulip-secrets.conf", tmp_path / "snippet"
    merged = 0
    for value in VALUES:
        try:
            export = made(profile(), "bare", Secret(value))
        except Unrepresentable:
            continue
        if not any("crudini --merge" in note for note in export.notes):
            continue
        target.write_text(BEFORE, encoding="utf-8")
        snippet.write_text(text(export, SECRETS), encoding="utf-8")
        reader.run(["bash", "-c", '"$1" --merge "$2" < "$3"', "bash", tool, target, snippet], cwd=tmp_path)
        # The rest of the file must not have moved either.
        expected = BEFORE.replace("email_password = before", f"email_password = {value}")
        assert target.read_text(encoding="utf-8") == expected
        merged += 1
    assert merged > 60


def test_every_docker_secret_survives_three_starts_of_the_container(tmp_path: Path) -> None:
    need("bash")
    tool, target, secret = crudini(), tmp_path / "zulip-secrets.conf", tmp_path / "secret"
    passed = 0
    for value in VALUES:
        try:
            content = text(made(profile(), "docker-12", Secret(value), form="file"), "zulip__email_password")
        except Unrepresentable:
            continue
        target.write_text(BEFORE, encoding="utf-8")
        secret.write_text(content, encoding="utf-8")
        for _ in range(3):
            reader.run([find("bash") or "bash", "-c", ENTRYPOINT, "bash", secret, tool, target], cwd=tmp_path)
        assert target.read_text(encoding="utf-8") == BEFORE.replace("before", value)
        passed += 1
    assert passed > 60


@pytest.mark.parametrize("value", ["a ;b", "--", "--existing"])
def test_a_secret_that_is_refused_really_does_not_get_through(tmp_path: Path, value: str) -> None:
    need("bash")
    with pytest.raises(Unrepresentable):
        docker_secret.write(value)
    target, secret = tmp_path / "zulip-secrets.conf", tmp_path / "secret"
    target.write_text(BEFORE, encoding="utf-8")
    secret.write_text(value, encoding="utf-8")
    for _ in range(2):
        reader.run([find("bash") or "bash", "-c", ENTRYPOINT, "bash", secret, crudini(), target], cwd=tmp_path)
    assert f"email_password = {value}\n" not in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("release", reader.COMPOSES)
@pytest.mark.parametrize(
    ("target", "file"), [("docker-12", "compose.override.yaml"), ("docker-11", "docker-compose.override.yml")]
)
def test_docker_compose_hands_every_value_on(tmp_path: Path, target: str, file: str, release: str) -> None:
    # Sixteen at a time: each run of Compose takes a fraction of a second.
    for value in VALUES[::5]:
        try:
            export = made(profile(username=value, name=value), target, Secret(value))
        except Unrepresentable:
            continue
        for one in export.files:
            (tmp_path / one.path).write_text(one.text, encoding="utf-8")
        base = tmp_path / "compose.yaml"
        base.write_text("name: chat\nservices:\n  zulip:\n    image: zulip\n", encoding="utf-8")
        project = reader.compose(release, tmp_path, "compose.yaml", file)
        environment = project["services"]["zulip"]["environment"]
        legacy = target == "docker-11"
        settings: dict[str, object] = {}
        exec(docker_zulip.interpret(environment.get("ZULIP_CUSTOM_SETTINGS", "")), settings)
        for name in ("EMAIL_HOST_USER", "INSTALLATION_NAME"):
            if (variable := environment.get(f"SETTING_{name}")) is not None:
                settings[name] = docker_zulip.read(variable, legacy=legacy, string=name == "EMAIL_HOST_USER")
        assert (settings["EMAIL_HOST_USER"], settings["INSTALLATION_NAME"]) == (value, value)
        assert project["services"]["zulip"]["hostname"] == "chat.example.com"
        if legacy:
            assert environment["SECRETS_email_password"] == value


async def test_django_reads_every_password_and_user_that_is_exported(tmp_path: Path) -> None:
    value = PASSWORD.reveal()
    files = write(
        tmp_path, made(profile(username=value, name="Büro {x} %s"), "bare", Secret(value), administrator="admin@example.com")
    )
    settings = (await drive("zulip", "django_send.py", "read", *files))["settings"]
    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == (value, value)
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"], settings["INSTALLATION_NAME"]) == (
        "smtp.example.net",
        587,
        "Büro {x} %s",
    )
    assert settings["DEFAULT_FROM_EMAIL"] == "admin@example.com"
