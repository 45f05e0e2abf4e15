"""Our own encrypted file, for servers without a desktop keyring. It opens with a passphrase, or with a key file for timers.

What it guards against: somebody who gets hold of the file (a backup, a copied home folder). What it can't: somebody who can read
both the file and the key file, or the memory of this process; and an older copy of the whole file put back is not noticed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from wizard.errors import FileError, SecretError
from wizard.files import write_private
from wizard.secret import Keeper, Secret
from wizard.secret_store import cipher, document
from wizard.secret_store.document import KEY_FILE, PASSPHRASE, Document, Slot
from wizard.secret_store.file import read_bytes
from wizard.secret_store.state import KeeperState, require_new_passphrase, require_passphrase

COST = 2**17
"""scrypt's N for new slots."""
LOCK_LIMIT = 5.0
"""Seconds to wait for another program that is writing."""
_SHORTEST_KEY = 32
"""Bytes of a key file."""


class Vault:
    """Everything here blocks (scrypt; another writer, for up to `LOCK_LIMIT`) and raises SecretError."""

    def __init__(self, path: Path, *, cost: int = COST) -> None:
        self.path = path
        self._cost = cost
        self._key: tuple[bytes, bytes] | None = None
        """(id of the vault, its key), while it is open."""

    def __repr__(self) -> str:
        return f"Vault({str(self.path)!r}, {'open' if self._key else 'locked'})"

    @property
    def exists(self) -> bool:
        # Unlike Path.exists, this raises nothing for a folder that may not be looked into.
        return os.path.exists(self.path)

    def state(self) -> KeeperState:
        """Whether it can be used, without opening it."""
        if self.exists:
            try:
                kinds = {slot.kind for slot in document.load(self.path).slots}
            except SecretError as error:
                return KeeperState(Keeper.VAULT, False, error.message)
            ways = " or ".join(
                words for kind, words in ((PASSPHRASE, "its passphrase"), (KEY_FILE, "its key file")) if kind in kinds
            )
            return KeeperState(Keeper.VAULT, True, f"an encrypted file, opened with {ways}")
        folder = next(parent for parent in self.path.parents if os.path.exists(parent))
        if not os.access(folder, os.W_OK | os.X_OK):
            return KeeperState(Keeper.VAULT, False, f"no vault can be made: {folder} is not writable for this user")
        return KeeperState(Keeper.VAULT, True, "an encrypted file, opened with a passphrase that you choose")

    # ---------------------------------------------------------------- opening

    def is_open(self) -> bool:
        """Whether items can be read now. A vault that was replaced on disk is closed again."""
        return self._key is not None and self.exists and document.load(self.path).id == self._key[0]

    def open_with_passphrase(self, passphrase: Secret) -> None:
        require_passphrase(passphrase)
        content = document.load(self.path)
        found = (self._try(content, slot, passphrase=passphrase) for slot in content.slots if slot.kind == PASSPHRASE)
        self._keep_key(
            content, next((key for key in found if key), None), "this passphrase does not open the vault", "type it again"
        )

    def open_with_key_file(self, path: Path) -> None:
        content, key_file = document.load(self.path), _read_key_file(path)
        found = (self._try(content, slot, key_file=key_file) for slot in content.slots if slot.kind == KEY_FILE)
        hint = "name the key file that was made for this vault"
        self._keep_key(content, next((key for key in found if key), None), f"the key file {path} does not open the vault", hint)

    def create(self, passphrase: Secret) -> None:
        """A new, empty vault. Refused where there is one, and for a passphrase that would not guard it."""
        require_new_passphrase(passphrase)
        with self._writing():
            if self.exists:
                raise SecretError(f"there is a vault already: {self.path}", "open it with its passphrase")
            key = cipher.new_key()
            content = Document(secrets.token_bytes(16))
            self._save(replace(content, slots=(self._slot(content, key, passphrase=passphrase),)))
            self._key = (content.id, key)

    # ---------------------------------------------------------------- items

    def get(self, name: str) -> Secret | None:
        """The secret kept under a name, None where there is none."""
        content = document.load(self.path)
        key = self._opened(content)
        if name not in content.items:
            return None
        plain = cipher.unseal(key, content.items[name], content.belongs_to(name))
        if plain is None:
            raise SecretError(
                f"what the vault holds for {name} was altered or moved", f"keep it anew: smtp-wizard secret set {name}"
            )
        return Secret(plain.decode())

    def set(self, name: str, secret: Secret) -> None:
        """Keep a secret under a name; one that is there is replaced."""
        with self._writing():
            content = document.load(self.path)
            sealed = cipher.seal(self._opened(content), secret.reveal().encode(), content.belongs_to(name))
            self._save(replace(content, items={**content.items, name: sealed}))

    def delete(self, name: str) -> bool:
        """Take a secret out; False where there is none. Needs no passphrase: whoever may write the file could do it as well."""
        with self._writing():
            content = document.load(self.path)
            if name not in content.items:
                return False
            self._save(replace(content, items={kept: sealed for kept, sealed in content.items.items() if kept != name}))
            return True

    # ---------------------------------------------------------------- a further way to open it

    def add_key_file(self, path: Path) -> None:
        """Let a key file open this vault too. A file that is not there is made, private, from 32 random bytes."""
        if not os.path.exists(path):
            try:
                write_private(path, secrets.token_hex(_SHORTEST_KEY) + "\n", 0o400)
            except FileError as error:
                raise SecretError(error.message, *error.hints) from None
        key_file = _read_key_file(path)
        with self._writing():
            content = document.load(self.path)
            if len(content.slots) >= document.MOST_SLOTS:
                raise SecretError(f"the vault has {len(content.slots)} ways to open it already", "start a new one")
            slot = self._slot(content, self._opened(content), key_file=key_file)
            self._save(replace(content, slots=(*content.slots, slot)))

    # ---------------------------------------------------------------- keys

    def _opened(self, content: Document) -> bytes:
        if self._key is None or self._key[0] != content.id:
            raise SecretError(
                "the vault is locked",
                "type its passphrase, or name a key file in SMTP_WIZARD_VAULT_KEY_FILE for runs that nobody watches",
            )
        return self._key[1]

    def _keep_key(self, content: Document, key: bytes | None, wrong: str, hint: str) -> None:
        if key is None:
            raise SecretError(wrong, hint)
        self._key = (content.id, key)

    def _slot(self, content: Document, key: bytes, *, passphrase: Secret | None = None, key_file: Secret | None = None) -> Slot:
        kind, cost = (PASSPHRASE, self._cost) if passphrase else (KEY_FILE, 0)
        slot = Slot(kind, cost, cipher.new_salt())
        opener = self._opener(slot, passphrase, key_file)
        return replace(slot, sealed=cipher.seal(opener, key, slot.belongs_to(content.id)))

    def _try(
        self, content: Document, slot: Slot, *, passphrase: Secret | None = None, key_file: Secret | None = None
    ) -> bytes | None:
        opener = self._opener(slot, passphrase, key_file)
        return cipher.unseal(opener, slot.sealed, slot.belongs_to(content.id))

    def _opener(self, slot: Slot, passphrase: Secret | None, key_file: Secret | None) -> bytes:
        """The key that a slot is sealed with."""
        if key_file is not None:
            return cipher.key_of_file(key_file.reveal().encode(), slot.salt)
        assert passphrase is not None
        try:
            return cipher.key_of_passphrase(passphrase.reveal(), slot.salt, slot.cost)
        except MemoryError:
            pass
        raise SecretError(
            f"opening the vault needs {slot.cost * 1024 >> 20} MB of memory, which are not free", "use a key file instead"
        )

    # ---------------------------------------------------------------- writing

    def _save(self, content: Document) -> None:
        try:
            document.save(self.path, content)
        except FileError as error:
            raise SecretError(error.message, *error.hints) from None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, across processes and threads; a lock that is not let go of is not waited for for ever."""
        lock = self.path.with_name(f"{self.path.name}.lock")
        try:
            lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise SecretError(
                f"can't write beside the vault {self.path}: {error.strerror}", "see that this user may write there"
            ) from None
        try:
            _take(handle)
            yield
        finally:
            os.close(handle)


def _take(handle: int) -> None:
    deadline = time.monotonic() + LOCK_LIMIT
    while True:
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if time.monotonic() >= deadline:
            raise SecretError("another program is using the vault", "wait until it is done, then try again")
        time.sleep(0.01)


def _read_key_file(path: Path) -> Secret:
    """A key file's content, at least 32 characters of text, private."""
    raw = read_bytes(path, shared=False).strip()
    text = raw.decode("latin-1")
    if len(raw) < _SHORTEST_KEY:
        raise SecretError(f"{path} is no key file for a vault", f"it must hold at least {_SHORTEST_KEY} random bytes")
    return Secret(text)
