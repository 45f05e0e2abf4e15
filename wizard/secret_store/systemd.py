"""A credential that systemd handed to this service (LoadCredential=, LoadCredentialEncrypted=)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from wizard.errors import SecretError
from wizard.secret import Keeper, Secret
from wizard.secret_store.file import read_bytes
from wizard.secret_store.state import KeeperState, decode

FOLDER = "CREDENTIALS_DIRECTORY"


def state(environ: Mapping[str, str]) -> KeeperState:
    if environ.get(FOLDER):
        return KeeperState(Keeper.SYSTEMD, True, "a credential that systemd hands to this service")
    return KeeperState(
        Keeper.SYSTEMD, False, "this is no systemd service with credentials; for checks by a timer it is the best place"
    )


def read(name: str, environ: Mapping[str, str]) -> Secret:
    """The credential of this name. Raises SecretError."""
    if name in (".", "..") or "/" in name:
        raise SecretError("a systemd credential has no / in its name", "for example systemd:smtp-password")
    folder = environ.get(FOLDER)
    if not folder:
        raise SecretError(
            f"systemd handed over no credentials ({FOLDER} is not set)",
            f"run this from a unit that has LoadCredentialEncrypted={name}:…",
        )
    path = Path(folder) / name
    if not os.path.exists(path):
        raise SecretError(f"systemd handed over no credential named {name}", f"add LoadCredentialEncrypted={name}:… to the unit")
    # systemd keeps the folder private; the mode of the file in it says nothing more.
    return decode(read_bytes(path, shared=True), f"the systemd credential {name}")
