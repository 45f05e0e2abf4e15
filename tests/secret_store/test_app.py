"""A secret where the app itself keeps it, read as the app reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.secret_store.conftest import HIDDEN, private, ref
from tests.secret_store.leak import everything
from wizard.errors import SecretError
from wizard.secret import Secret
from wizard.secret_store import SecretStore

ZULIP = f"[secrets]\nsecret_key = x\nemail_password = {HIDDEN}\n\n[other]\nkey = elsewhere\n"
SYNAPSE = f"server_name: x\nemail:\n  smtp_pass: '{HIDDEN}'\n  smtp_port: 587\n  empty: ''\n"
COMPOSE = f'# mail\nSMTP_HOST=smtp.example.com\nSMTP_PASSWORD="{HIDDEN}"\n'


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("zulip-secrets.conf", ZULIP, "email_password"),
        ("homeserver.yaml", SYNAPSE, "email.smtp_pass"),
        (".env", COMPOSE, "SMTP_PASSWORD"),
        ("mealie.env", COMPOSE, "SMTP_PASSWORD"),
    ],
)
async def test_the_secret_is_found_where_the_app_keeps_it(
    store: SecretStore, tmp_path: Path, name: str, content: str, key: str
) -> None:
    assert await store.read(ref(f"app:{private(tmp_path / name, content)}#{key}")) == Secret(HIDDEN)


async def test_another_section_of_an_ini_file_can_be_named(store: SecretStore, tmp_path: Path) -> None:
    path = private(tmp_path / "a.ini", ZULIP)
    assert await store.read(ref(f"app:{path}#other.key")) == Secret("elsewhere")


@pytest.mark.parametrize(
    ("name", "content", "key", "said"),
    [
        ("a.conf", ZULIP, "nope", "has no nope"),
        ("a.conf", f"[secrets]\na = {HIDDEN}\na = {HIDDEN}\n", "a", "can't be read as an INI file"),
        ("a.conf", f"{HIDDEN} without a section\n", "a", "can't be read as an INI file"),
        ("a.yaml", SYNAPSE, "email.nope", "has no email.nope"),
        ("a.yaml", SYNAPSE, "email.smtp_pass.deeper", "has no"),
        ("a.yaml", SYNAPSE, "email.smtp_port", "is no text"),
        ("a.yaml", SYNAPSE, "email.empty", "is empty"),
        ("a.yaml", f"email: [{HIDDEN}", "email", "can't be read as YAML"),
        (".env", COMPOSE, "NOPE", "has no NOPE"),
        (".env", f'SMTP_PASSWORD="{HIDDEN}', "SMTP_PASSWORD", "can't be read as an env file"),
    ],
)
async def test_what_is_not_in_the_apps_file_is_named_without_quoting_it(
    store: SecretStore, tmp_path: Path, name: str, content: str, key: str, said: str
) -> None:
    with pytest.raises(SecretError, match=said) as caught:
        await store.read(ref(f"app:{private(tmp_path / name, content)}#{key}"))
    assert HIDDEN not in everything(caught.value)


async def test_bytes_that_are_no_text_are_refused(store: SecretStore, tmp_path: Path) -> None:
    path = private(tmp_path / "a.conf", f"[secrets]\na = {HIDDEN}".encode() + b"\xff")
    with pytest.raises(SecretError, match="not UTF-8") as caught:
        await store.read(ref(f"app:{path}#a"))
    assert HIDDEN not in everything(caught.value)
