"""The vault's file: JSON with sealed values, checked while it is read. Item names stand in it openly, values don't.

    {"format": "smtp-wizard vault", "version": 1, "id": …,
     "slots": [{"kind": "passphrase", "cost": 131072, "salt": …, "sealed": …}, {"kind": "key-file", "salt": …, "sealed": …}],
     "items": {"chat": …}}

Every slot holds the same random key, sealed by a passphrase or a key file; that key seals the items.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wizard.errors import FileError, SecretError
from wizard.files import open_ordinary, write_private

FORMAT, VERSION = "smtp-wizard vault", 1
PASSPHRASE, KEY_FILE = "passphrase", "key-file"
LIMIT = 4 << 20
"""Bytes of a whole vault."""
HIGHEST_COST = 2**20
"""scrypt's N. A file from elsewhere must not be able to ask for more than 1 GB of memory."""
MOST_SLOTS = 16


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to open the vault: its key, sealed. `cost` is scrypt's N, 0 for a key file."""

    kind: str
    cost: int
    salt: bytes
    sealed: bytes = b""

    def belongs_to(self, vault: bytes) -> bytes:
        """What the sealed key is bound to: nothing of a slot can be altered, and no slot works in another vault."""
        return _bound("slot", vault, self.kind, str(self.cost), self.salt.hex())


@dataclass(frozen=True, slots=True)
class Document:
    """A vault's whole content."""

    id: bytes
    slots: tuple[Slot, ...] = ()
    items: Mapping[str, bytes] = field(default_factory=dict)

    def belongs_to(self, name: str) -> bytes:
        """What the item `name` is bound to: two items that change places are both refused."""
        return _bound("item", self.id, name)


def _bound(kind: str, vault: bytes, *parts: str) -> bytes:
    return json.dumps([FORMAT, VERSION, kind, vault.hex(), *parts]).encode()


def load(path: Path) -> Document:
    """Read a vault. Raises SecretError: not there, not private, not ours, damaged."""
    raw = _read_private(path)
    try:
        data = json.loads(raw)
        if data["format"] != FORMAT:
            raise ValueError
        version = data["version"]
        document = _parse(data) if version == VERSION else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SecretError(
            f"the vault {path} is damaged, or no vault", "put a backup of it back, or move it away and start a new one"
        ) from None
    if document is None:
        raise SecretError(f"the vault {path} was written by a newer version of this program", "update this program first")
    return document


def save(path: Path, document: Document) -> None:
    """Write a vault, completely or not at all. Raises FileError."""
    slots = [
        {"kind": slot.kind, "cost": slot.cost, "salt": _text(slot.salt), "sealed": _text(slot.sealed)} for slot in document.slots
    ]
    items = {name: _text(sealed) for name, sealed in sorted(document.items.items())}
    data = {"format": FORMAT, "version": VERSION, "id": _text(document.id), "slots": slots, "items": items}
    text = json.dumps(data, indent=1) + "\n"
    if len(text) > LIMIT:
        raise FileError("the vault is full", "delete secrets that are not needed any more: smtp-wizard secret delete NAME")
    write_private(path, text)


def _read_private(path: Path) -> bytes:
    try:
        file, facts = open_ordinary(path)
    except FileError as error:
        raise SecretError(error.message, *error.hints) from None
    except FileNotFoundError:
        raise SecretError("there is no vault yet", "keep a password in one: smtp-wizard secret set NAME") from None
    except OSError as error:
        raise SecretError(f"can't read the vault {path}: {error.strerror}", "see that this user may read it") from None
    with file:
        if facts.st_uid != os.geteuid():
            raise SecretError(f"the vault {path} belongs to another user", "run this as the user it belongs to")
        if facts.st_mode & 0o077:
            raise SecretError(f"others on this machine can open the vault {path}", f"make it private: chmod 600 {path}")
        return file.read(LIMIT + 1)


def _parse(data: Mapping[str, Any]) -> Document:
    """Raises ValueError, KeyError or TypeError for anything that is no vault."""
    slots = tuple(_slot(row) for row in data["slots"])
    items = {name: _bytes(sealed) for name, sealed in data["items"].items()}
    if len(slots) > MOST_SLOTS:
        raise ValueError
    return Document(_bytes(data["id"]), slots, items)


def _slot(row: Mapping[str, Any]) -> Slot:
    slot = Slot(row["kind"], row["cost"], _bytes(row["salt"]), _bytes(row["sealed"]))
    if slot.kind not in (PASSPHRASE, KEY_FILE) or type(slot.cost) is not int or not 0 <= slot.cost <= HIGHEST_COST:
        raise ValueError
    if slot.kind == PASSPHRASE and (slot.cost < 2 or slot.cost & (slot.cost - 1)):
        raise ValueError
    return slot


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError from error
