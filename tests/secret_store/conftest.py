"""What the tests of the secret store share: a store of one's own with a cheap vault, and a keyring that was never asked."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from tests.secret_service import empty_secret_service, secret_service
from wizard.files import Places
from wizard.secret import Secret, SecretRef
from wizard.secret_store import SecretStore
from wizard.secret_store.vault import Vault

__all__ = ["empty_secret_service", "secret_service"]

CHEAP = 2**4
"""scrypt's N in tests: what is tested is not how long it takes."""


@pytest.fixture(autouse=True)
def keyring_not_chosen_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """`keyring` finds its backends and settles on one once a process; each test has an environment of its own."""
    import keyring.backend
    import keyring.core

    with contextlib.suppress(KeyError):  # nothing found yet
        keyring.backend.get_all_keyring.reset()
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)


PASSPHRASE = Secret("correct horse battery staple")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A new vault, open."""
    vault = Vault(tmp_path / "config" / "secrets.vault", cost=CHEAP)
    vault.create(PASSPHRASE)
    return vault


def again(vault: Vault) -> Vault:
    """The same file, as another run of the program meets it."""
    return Vault(vault.path, cost=CHEAP)


def opened(vault: Vault) -> Vault:
    """The same file, opened by another run of the program."""
    other = again(vault)
    other.open_with_passphrase(PASSPHRASE)
    return other


HIDDEN = "s3cret-that-is-never-shown"


def ref(text: str) -> SecretRef:
    """A reference as it stands in a profile."""
    return SecretRef.parse(text)


def private(path: Path, content: str | bytes) -> Path:
    """A file that nobody else can read."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o600)
    return path


@pytest.fixture
def store(tmp_path: Path) -> SecretStore:
    return SecretStore(Places(tmp_path / "config"), vault_cost=CHEAP)
