"""The desktop's keyring: a real one on a private bus, and everything that is none."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from tests.secret_service import SecretService
from wizard.errors import SecretError
from wizard.secret import Keeper, Secret, SecretRef
from wizard.secret_store import KeeperState, SecretStore, suggest

CHAT = SecretRef(Keeper.KEYRING, "chat")


async def keyring_state(store: SecretStore) -> KeeperState:
    return next(state for state in await store.keepers() if state.keeper is Keeper.KEYRING)


@pytest.mark.real
async def test_a_secret_comes_back_from_a_real_keyring(store: SecretStore, secret_service: SecretService) -> None:
    await store.keep(CHAT, Secret("pa ss#wörd$"))
    assert await store.read(CHAT) == Secret("pa ss#wörd$")
    await store.keep(CHAT, Secret("another"))
    assert await store.read(CHAT) == Secret("another")
    state = await keyring_state(store)
    assert state.usable
    assert "open while you are logged in" in state.why
    assert suggest(await store.keepers()) is Keeper.KEYRING


@pytest.mark.real
async def test_what_was_deleted_is_gone(store: SecretStore, secret_service: SecretService) -> None:
    await store.keep(CHAT, Secret("x"))
    await store.delete(CHAT)
    with pytest.raises(SecretError, match="holds no secret for chat"):
        await store.read(CHAT)
    with pytest.raises(SecretError, match="holds no secret for chat"):
        await store.delete(CHAT)


@pytest.mark.real
async def test_a_locked_keyring_is_not_usable_and_never_asks(store: SecretStore, secret_service: SecretService) -> None:
    await store.keep(CHAT, Secret("x"))
    secret_service.lock()
    state = await keyring_state(store)
    assert not state.usable
    assert "is locked" in state.why
    async with asyncio.timeout(30):
        for attempt in (store.read(CHAT), store.keep(CHAT, Secret("y")), store.delete(CHAT)):
            with pytest.raises(SecretError, match="is locked"):
                await attempt
    assert suggest(await store.keepers()) is Keeper.VAULT


@pytest.mark.real
async def test_a_keyring_without_a_collection_is_not_made_to_make_one(
    store: SecretStore, empty_secret_service: SecretService
) -> None:
    state = await keyring_state(store)
    assert not state.usable
    assert "no collection yet" in state.why
    with pytest.raises(SecretError, match="no collection yet"):
        await store.keep(CHAT, Secret("x"))


async def test_over_ssh_without_a_bus_it_says_so(store: SecretStore) -> None:
    assert await keyring_state(store) == KeeperState(
        Keeper.KEYRING, False, "no desktop keyring is reachable over SSH on this server"
    )
    with pytest.raises(SecretError, match="no desktop keyring is reachable"):
        await store.read(CHAT)


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("keyring.backends.null.Keyring", "no desktop keyring that can be trusted"),
        ("nope.Keyring", "not installed"),
        ("keyring.backends.fail.Keyring", "no desktop keyring is reachable"),
    ],
)
async def test_a_backend_that_would_lose_the_secret_is_refused(
    store: SecretStore, monkeypatch: pytest.MonkeyPatch, backend: str, said: str
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    state = await keyring_state(store)
    assert not state.usable
    assert said in state.why
    with pytest.raises(SecretError, match=said):
        await store.keep(CHAT, Secret("x"))


async def test_a_broken_keyringrc_is_named(store: SecretStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring.util.platform_ as platform

    (tmp_path / "keyringrc.cfg").write_text("garbage")
    monkeypatch.setattr(platform, "config_root", lambda: str(tmp_path))
    state = await keyring_state(store)
    assert not state.usable
    assert "keyringrc.cfg" in state.why


async def test_without_the_package_the_rest_still_works(store: SecretStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    states = {state.keeper: state for state in await store.keepers()}
    assert not states[Keeper.KEYRING].usable
    assert states[Keeper.VAULT].usable


async def test_a_bus_that_never_speaks_does_not_hold_anything_up(
    store: SecretStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "bus"
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={place}")
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(place))
        silent.listen()
        async with asyncio.timeout(30):
            assert not (await keyring_state(store)).usable


@pytest.fixture
def plain_backends(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Two keyring backends like those of keyrings.alt, which write plain text; what they were given."""
    from keyring.backend import KeyringBackend

    monkeypatch.setattr(KeyringBackend, "_classes", set(KeyringBackend._classes))
    written: dict[str, str] = {}

    class Plaintext(KeyringBackend):
        priority = 0.5

        def get_password(self, service: str, username: str) -> str | None:
            return written.get(username)

        def set_password(self, service: str, username: str, password: str) -> None:
            written[username] = password

    class Encrypted(Plaintext):
        priority = 0.6

    return written


async def test_plain_text_backends_beside_us_are_never_written_to(store: SecretStore, plain_backends: dict[str, str]) -> None:
    with pytest.raises(SecretError, match="no desktop keyring that can be trusted"):
        await store.keep(CHAT, Secret("x"))
    assert not plain_backends


@pytest.mark.real
async def test_the_desktops_keyring_is_picked_out_of_a_chain(
    store: SecretStore, plain_backends: dict[str, str], secret_service: SecretService
) -> None:
    import keyring

    assert type(keyring.get_keyring()).__name__ == "ChainerBackend"
    await store.keep(CHAT, Secret("x"))
    assert await store.read(CHAT) == Secret("x")
    assert not plain_backends
