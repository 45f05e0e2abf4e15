"""The keepers that are only read, systemd, file, environment and asking, and what is said of all of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.secret_store.conftest import HIDDEN, private, ref
from tests.secret_store.leak import everything
from wizard.errors import SecretError
from wizard.files import Places
from wizard.secret import Keeper, Secret
from wizard.secret_store import KeeperState, SecretStore, suggest
from wizard.secret_store.state import decode

# ---------------------------------------------------------------- file


@pytest.mark.parametrize(
    ("content", "value"),
    [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a b ", " a b "), ("a\nb\n", "a\nb"), ("\ufeffa", "\ufeffa")],
)
async def test_exactly_one_line_end_is_taken_off(store: SecretStore, tmp_path: Path, content: str, value: str) -> None:
    path = private(tmp_path / "secret", content)
    assert (await store.read(ref(f"file:{path}"))).reveal() == value


@given(st.text(min_size=1).filter(lambda value: not value.endswith(("\n", "\r"))))
def test_every_text_comes_back_from_a_file(value: str) -> None:
    assert decode(f"{value}\n".encode(), "it").reveal() == value


async def test_a_file_that_everybody_can_read_is_refused(store: SecretStore, tmp_path: Path) -> None:
    path = private(tmp_path / "secret", HIDDEN)
    path.chmod(0o644)
    with pytest.raises(SecretError, match="everybody on this machine can read") as caught:
        await store.read(ref(f"file:{path}"))
    assert f"chmod o-rwx {path}" in caught.value.hints[0]
    path.chmod(0o640)
    assert await store.read(ref(f"file:{path}")) == Secret(HIDDEN)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (HIDDEN.encode() + b"\xff", "not UTF-8"),
        (b"x" * 70_000, "longer than any password"),
    ],
)
async def test_a_file_that_holds_no_password_is_named(store: SecretStore, tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SecretError, match=said) as caught:
        await store.read(ref(f"file:{private(tmp_path / 'secret', content)}"))
    assert HIDDEN not in everything(caught.value)


async def test_what_is_no_file_is_refused_without_waiting(store: SecretStore, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name, said in (
        ("pipe", "not an ordinary file"),
        (".", "not an ordinary file"),
        ("gone", "No such file"),
        ("a\0b", "not a file name"),
    ):
        with pytest.raises(SecretError, match=said):
            await store.read(ref(f"file:{tmp_path}/{name}"))


# ---------------------------------------------------------------- systemd


async def test_a_credential_is_read_from_the_folder_that_systemd_names(tmp_path: Path) -> None:
    (tmp_path / "smtp-password").write_text("s3cret#1\n$x")
    service = SecretStore(Places(tmp_path), environ={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert (await service.read(ref("systemd:smtp-password"))).reveal() == "s3cret#1\n$x"
    with pytest.raises(SecretError, match="no credential named other"):
        await service.read(ref("systemd:other"))


@pytest.mark.parametrize("name", ["../etc/passwd", "a/b", "..", "/etc/passwd"])
async def test_a_credential_stays_inside_its_folder(tmp_path: Path, name: str) -> None:
    service = SecretStore(Places(tmp_path), environ={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    with pytest.raises(SecretError, match="no / in its name"):
        await service.read(ref(f"systemd:{name}"))


async def test_outside_a_service_the_way_in_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="handed over no credentials") as caught:
        await SecretStore(Places(tmp_path), environ={}).read(ref("systemd:smtp"))
    assert "LoadCredentialEncrypted=smtp" in caught.value.hints[0]


# ---------------------------------------------------------------- environment


@pytest.mark.parametrize(("value", "said"), [(None, "is not set"), ("", "is empty"), (f"{HIDDEN}\udcff", "not UTF-8")])
async def test_a_variable_that_holds_no_password_is_named(tmp_path: Path, value: str | None, said: str) -> None:
    environ = {} if value is None else {"SMTP_PASSWORD": value}
    with pytest.raises(SecretError, match=said) as caught:
        await SecretStore(Places(tmp_path), environ=environ).read(ref("env:SMTP_PASSWORD"))
    assert HIDDEN not in everything(caught.value)


async def test_a_variable_is_taken_exactly(tmp_path: Path) -> None:
    environ = {"SMTP_PASSWORD": " $a\n"}
    assert (await SecretStore(Places(tmp_path), environ=environ).read(ref("env:SMTP_PASSWORD"))).reveal() == " $a\n"


# ---------------------------------------------------------------- ask, and all of them


async def test_asking_takes_a_prompt_that_waits_or_not(store: SecretStore) -> None:
    async def later(question: str) -> Secret:
        return Secret(question)

    assert await store.read(ref("ask"), unlock=later) == Secret("Password")
    assert await store.read(ref("ask"), unlock=lambda question: Secret("x")) == Secret("x")


@pytest.mark.parametrize("answer", [None, Secret("")])
async def test_nobody_to_ask_is_no_secret_at_hand(store: SecretStore, answer: Secret | None) -> None:
    with pytest.raises(SecretError, match="no secret at hand"):
        await store.read(ref("ask"))
    with pytest.raises(SecretError, match="no secret at hand"):
        await store.read(ref("ask"), unlock=lambda question: answer)


async def test_every_keeper_says_what_it_is_or_why_not(store: SecretStore) -> None:
    states = await store.keepers()
    assert {state.keeper for state in states} == set(Keeper)
    assert all(state.why and state.why.isprintable() for state in states)
    assert not next(state for state in states if state.keeper is Keeper.SYSTEMD).usable


def test_the_keyring_is_suggested_first_then_the_vault_then_asking() -> None:
    states = [KeeperState(keeper, True, "") for keeper in Keeper]
    assert suggest(states) is Keeper.KEYRING
    assert suggest(states[1:]) is Keeper.VAULT
    assert suggest([]) is Keeper.ASK


async def test_a_folder_that_can_not_be_written_to_offers_no_vault(monkeypatch: pytest.MonkeyPatch, store: SecretStore) -> None:
    # Tests may run as root, for whom every folder is writable.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    vault = next(state for state in await store.keepers() if state.keeper is Keeper.VAULT)
    assert not vault.usable
    assert "is not writable" in vault.why


@pytest.mark.parametrize("text", ["systemd:x", "file:/x", "env:X", 'command:["x"]', "app:/x#y", "ask"])
async def test_what_is_only_read_is_never_written(store: SecretStore, text: str) -> None:
    for attempt in (store.keep(ref(text), Secret("x")), store.delete(ref(text))):
        with pytest.raises(SecretError, match="only read"):
            await attempt


@pytest.mark.parametrize("value", ["", "\udcff", "x" * 70_000])
async def test_what_is_no_password_is_not_kept(store: SecretStore, value: str) -> None:
    with pytest.raises(SecretError) as caught:
        await store.keep(ref("vault:chat"), Secret(value), passphrase=Secret("a passphrase"))
    assert not value or value not in everything(caught.value)
