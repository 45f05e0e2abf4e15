"""The vault as the store uses it: made with the first secret, opened once a run, by a person or a key file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.secret_store.conftest import CHEAP, PASSPHRASE
from wizard.errors import SecretError
from wizard.files import Places
from wizard.secret import Keeper, Secret, SecretRef
from wizard.secret_store import KEY_FILE_VARIABLE, SecretStore

CHAT = SecretRef(Keeper.VAULT, "chat")


async def test_the_first_secret_makes_the_vault(store: SecretStore) -> None:
    with pytest.raises(SecretError, match="no vault yet"):
        await store.read(CHAT)
    await store.keep(CHAT, Secret("x"), passphrase=PASSPHRASE)
    assert await store.read(CHAT) == Secret("x")


async def test_without_a_passphrase_no_vault_is_made(store: SecretStore, tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="a new vault needs a passphrase"):
        await store.keep(CHAT, Secret("x"))
    assert not (tmp_path / "config" / "secrets.vault").exists()


async def test_one_passphrase_serves_a_whole_run(store: SecretStore, tmp_path: Path) -> None:
    await store.keep(CHAT, Secret("x"), passphrase=PASSPHRASE)
    await store.keep(SecretRef(Keeper.VAULT, "wiki"), Secret("y"))
    later = SecretStore(Places(tmp_path / "config"), vault_cost=CHEAP)
    asked: list[str] = []

    async def unlock(question: str) -> Secret:
        asked.append(question)
        return PASSPHRASE

    refs = [CHAT, SecretRef(Keeper.VAULT, "wiki"), CHAT]
    found = await asyncio.gather(*(later.read(ref, unlock=unlock) for ref in refs))
    assert found == [Secret("x"), Secret("y"), Secret("x")]
    assert asked == ["Passphrase of the vault"]


@pytest.mark.parametrize("answer", [None, Secret("")])
async def test_no_answer_leaves_it_locked(store: SecretStore, tmp_path: Path, answer: Secret | None) -> None:
    await store.keep(CHAT, Secret("x"), passphrase=PASSPHRASE)
    later = SecretStore(Places(tmp_path / "config"), vault_cost=CHEAP)
    with pytest.raises(SecretError, match="the vault is locked"):
        await later.read(CHAT, unlock=lambda question: answer)
    with pytest.raises(SecretError, match="the vault is locked"):
        await later.read(CHAT)


async def test_a_timer_opens_it_with_the_key_file(store: SecretStore, tmp_path: Path) -> None:
    await store.keep(CHAT, Secret("x"), passphrase=PASSPHRASE)
    await store.add_key_file(tmp_path / "vault.key")
    environ = {KEY_FILE_VARIABLE: str(tmp_path / "vault.key")}
    by_name = SecretStore(Places(tmp_path / "config"), environ=environ)
    by_hand = SecretStore(Places(tmp_path / "config"), vault_key_file=tmp_path / "vault.key", environ={})
    for timer in (by_name, by_hand):
        assert await timer.read(CHAT) == Secret("x")


async def test_a_key_file_that_fails_is_told_or_made_up_for_by_asking(store: SecretStore, tmp_path: Path) -> None:
    await store.keep(CHAT, Secret("x"), passphrase=PASSPHRASE)
    timer = SecretStore(Places(tmp_path / "config"), vault_key_file=tmp_path / "gone.key", vault_cost=CHEAP)
    with pytest.raises(SecretError, match=r"can't read .*gone\.key"):
        await timer.read(CHAT)
    assert await timer.read(CHAT, unlock=lambda question: PASSPHRASE) == Secret("x")


async def test_forty_secrets_kept_at_once_are_all_there(store: SecretStore) -> None:
    refs = [SecretRef(Keeper.VAULT, f"item{number}") for number in range(40)]
    await store.keep(CHAT, Secret("x"), passphrase=PASSPHRASE)
    await asyncio.gather(*(store.keep(ref, Secret(ref.name)) for ref in refs))
    assert [await store.read(ref) for ref in refs] == [Secret(ref.name) for ref in refs]


async def test_a_deleted_secret_is_gone_from_the_vault(store: SecretStore) -> None:
    await store.keep(CHAT, Secret("x"), passphrase=PASSPHRASE)
    await store.delete(CHAT)
    for attempt in (store.read(CHAT), store.delete(CHAT)):
        with pytest.raises(SecretError, match="holds no secret for chat"):
            await attempt
