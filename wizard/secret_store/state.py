"""What a keeper is like on this machine, and how a person is asked for something secret."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from wizard.errors import SecretError
from wizard.secret import Keeper, Secret

LONGEST = 64 << 10
"""Bytes; nothing longer is a password, and nothing longer is read into memory in search of one."""

SHORTEST_PASSPHRASE = 8
"""Characters of a new vault's passphrase. One that is there already opens its vault whatever its length."""

Prompt = Callable[[str], "Secret | None | Awaitable[Secret | None]"]
"""Asks the person for something secret: takes the question in words, gives the answer, or None if they would rather not."""


@dataclass(frozen=True, slots=True)
class KeeperState:
    """Whether a keeper can be used here. `why` is what a page shows beside it: what it is, or why it can't be used."""

    keeper: Keeper
    usable: bool
    why: str


def suggest(states: Sequence[KeeperState]) -> Keeper:
    """Which keeper to offer first: the desktop's keyring, else our vault, else asking each time."""
    usable = {state.keeper for state in states if state.usable}
    return next((keeper for keeper in (Keeper.KEYRING, Keeper.VAULT) if keeper in usable), Keeper.ASK)


def decode(raw: bytes, where: str) -> Secret:
    """The secret in bytes that stood in `where`: UTF-8, without exactly one line end. Raises SecretError."""
    if len(raw) > LONGEST:
        raise SecretError(f"{where} is longer than any password", "see that it is the right one")
    if raw.endswith(b"\n"):
        raw = raw[:-1].removesuffix(b"\r")
    # A decoding error would carry the bytes along in its chain, so it is asked about instead of caught.
    text = raw.decode("utf-8", "surrogateescape")
    if not is_text(text):
        raise SecretError(f"{where} is not UTF-8 text", "keep the password as plain text there")
    if not text:
        raise SecretError(f"{where} is empty", "put the password there")
    return Secret(text)


def require_new_passphrase(passphrase: Secret) -> None:
    """Raises SecretError for what can't open a vault, or would not guard one: a copied file can be tried for years."""
    require_passphrase(passphrase)
    if len(passphrase.reveal()) < SHORTEST_PASSPHRASE:
        raise SecretError(
            f"the passphrase is shorter than {SHORTEST_PASSPHRASE} characters: whoever copies the vault could guess it",
            "choose one of several words",
        )


def require_passphrase(passphrase: Secret) -> None:
    """Raises SecretError for what can't be one."""
    if not is_text(passphrase.reveal()):
        raise SecretError("the passphrase is not valid text", "type it instead of pasting it")
    if not passphrase:
        raise SecretError("the passphrase is empty", "choose one that you can remember, of several words")


def is_text(value: str) -> bool:
    """Whether a value can be written as UTF-8 (what the environment held as other bytes can't)."""
    return not any("\ud800" <= character <= "\udfff" for character in value)
