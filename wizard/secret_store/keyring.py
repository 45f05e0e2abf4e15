"""The desktop's keyring, where it can be reached without a window that nobody answers.

`keyring` picks a backend by itself, and packages beside it change that choice: some ask on the terminal, some write plain text,
one throws the secret away. So only backends named here are used. A locked collection is never opened: that shows a prompt on a
desktop, and over SSH nobody is there to answer it (https://github.com/mitya57/secretstorage/issues/33).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

from wizard.errors import SecretError
from wizard.patience import wait_for
from wizard.secret import Keeper, Secret
from wizard.secret_store.state import KeeperState
from wizard.text import printable

SERVICE = "smtp-wizard"
PROBE, READ, WRITE = 3.0, 5.0, 10.0
"""Seconds."""

_SECRET_SERVICE = frozenset({"keyring.backends.SecretService.Keyring", "keyring.backends.libsecret.Keyring"})
# KWallet's own backend can't be asked whether it is open without opening it; since 5.97 it speaks Secret Service as well.
_TRUSTED = _SECRET_SERVICE | {"keyring.backends.macOS.Keyring"}

_NOWHERE = "no desktop keyring is reachable over SSH on this server"
_LATER = "keep the password in the vault instead, or be asked each time"

_T = TypeVar("_T")


async def state() -> KeeperState:
    """Whether the keyring can be used, found out without ever opening a prompt."""
    try:
        usable, why = await wait_for(_probe, PROBE, "secret:keyring-probe")
    except TimeoutError:
        usable, why = False, f"the desktop keyring did not answer within {PROBE:g} s"
    return KeeperState(Keeper.KEYRING, usable, why)


async def read(name: str) -> Secret:
    """The secret of this name. Raises SecretError, also where the keyring is locked."""
    value = await _work(lambda backend: backend.get_password(SERVICE, name), READ)
    if value is None:
        raise SecretError(f"the desktop keyring holds no secret for {name}", f"keep it there: smtp-wizard secret set {name}")
    return Secret(value)


async def keep(name: str, secret: Secret) -> None:
    """Put a secret there and read it back. Raises SecretError unless the same comes back."""

    def put(backend: Any) -> bool:
        backend.set_password(SERVICE, name, secret.reveal())
        kept = backend.get_password(SERVICE, name)
        return kept is not None and Secret(kept) == secret

    if not await _work(put, WRITE):
        raise SecretError("the desktop keyring did not keep the secret", _LATER)


async def delete(name: str) -> None:
    """Take a secret out. Raises SecretError where there is none."""

    def take(backend: Any) -> bool:
        if backend.get_password(SERVICE, name) is None:
            return False
        backend.delete_password(SERVICE, name)
        return True

    if not await _work(take, WRITE):
        raise SecretError(f"the desktop keyring holds no secret for {name}")


async def _work(work: Callable[[Any], _T], seconds: float) -> _T:
    """Use the keyring, if the probe says that it answers at once."""
    found = await state()
    if not found.usable:
        raise SecretError(found.why, _LATER)
    outcome: _T | str
    try:
        outcome = await wait_for(lambda: _guarded(work), seconds, "secret:keyring")
    except TimeoutError:
        raise SecretError(
            f"the desktop keyring did not answer within {seconds:g} s", "see whether it asks something on the desktop"
        ) from None
    if isinstance(outcome, _Failure):
        raise SecretError(f"the desktop keyring refused: {outcome}", _LATER)
    return outcome


class _Failure(str):
    """Why the keyring refused, in our words. Its own exceptions go no further: what they hold is not known."""


def _guarded(work: Callable[[Any], _T]) -> _T | _Failure:
    backend = _trusted()
    if backend is None:
        return _Failure(_NOWHERE)
    # Backends raise whatever their bus, library or desktop raises (https://github.com/jaraco/keyring/issues/514).
    try:
        return work(backend)
    except Exception as error:
        return _Failure(_WORDS.get(type(error).__name__, f"it answered with an error of the kind {type(error).__name__}"))


_WORDS = {
    "KeyringLocked": "it is locked",
    "InitError": "it has no collection, and making one asks on the desktop",
    "NoKeyringError": "there is none",
    "PasswordSetError": "it did not take the password",
    "PasswordDeleteError": "it holds no such secret",
}


def _name_of(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _chosen() -> Any:
    """The backend that `keyring` settles on; out of several in a chain, the trusted one. May raise anything."""
    import keyring
    import keyring.backend

    backend = keyring.get_keyring()
    if _name_of(backend) == "keyring.backends.chainer.ChainerBackend":
        members = sorted(keyring.backend.get_all_keyring(), key=lambda member: -member.priority)
        return next((member for member in members if _name_of(member) in _TRUSTED), backend)
    return backend


def _trusted() -> Any | None:
    with contextlib.suppress(Exception):
        backend = _chosen()
        return backend if _name_of(backend) in _TRUSTED else None
    return None


def _probe() -> tuple[bool, str]:
    """Blocks for up to a second (a bus that says nothing). Whether it can be used, and why (not), in words."""
    try:
        name = _name_of(_chosen())
    except ImportError:
        return False, "the Python package keyring, or the backend chosen for it, is not installed"
    except Exception as error:
        return False, f"keyring can't be set up here ({type(error).__name__}): see keyringrc.cfg and PYTHON_KEYRING_BACKEND"
    if name == "keyring.backends.fail.Keyring":
        return False, _NOWHERE
    if name not in _TRUSTED:
        return False, f"the keyring chosen here ({printable(name, 80)}) is no desktop keyring that can be trusted with a password"
    if name in _SECRET_SERVICE:
        return _probe_secret_service()
    return True, "the keyring of this user's desktop, open while you are logged in there"


def _probe_secret_service() -> tuple[bool, str]:
    try:
        import secretstorage
        import secretstorage.exceptions
    except ImportError:
        return False, "the Python package SecretStorage is not installed"
    try:
        with contextlib.closing(secretstorage.dbus_init()) as bus:
            # The default alias, looked up but not created: nothing here can open a prompt.
            collection = secretstorage.Collection(bus)
            label = printable(collection.get_label(), 60)
            if collection.is_locked():
                return False, f'the desktop keyring "{label}" is locked; unlock it on the desktop first'
            return True, f'the desktop keyring "{label}", open while you are logged in there'
    except secretstorage.exceptions.ItemNotFoundException:
        return False, "the desktop keyring has no collection yet, and making one asks on the desktop"
    except Exception as error:
        return False, f"the desktop keyring did not answer as expected ({type(error).__name__})"
