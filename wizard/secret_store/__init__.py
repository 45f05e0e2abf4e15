"""Where a password is kept: one file for each keeper, and one door to all of them.

Nothing is ever stored elsewhere than the person said, and never silently in plain text. Whatever blocks runs in a daemon thread
with a limit; whatever goes wrong is a SecretError in plain words that holds nothing of the secret.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wizard.errors import SecretError
from wizard.files import Places, path_of
from wizard.patience import wait_for
from wizard.secret import Keeper, Secret, SecretRef
from wizard.secret_store.state import LONGEST, KeeperState, Prompt, is_text, suggest

if TYPE_CHECKING:
    from wizard.secret_store.vault import Vault

__all__ = ["KEY_FILE_VARIABLE", "KeeperState", "Prompt", "SecretStore", "suggest"]

KEY_FILE_VARIABLE = "SMTP_WIZARD_VAULT_KEY_FILE"
"""Names the key file that opens the vault where nobody is there to type."""
READ_LIMIT = 5.0
"""Seconds for a file."""
VAULT_LIMIT = 60.0
"""Seconds for scrypt on a slow machine, and another writer."""

_T = TypeVar("_T")


class SecretStore:
    """All keepers of one configuration folder. A vault that was opened once stays open for as long as this object lives."""

    def __init__(
        self,
        places: Places,
        *,
        vault_key_file: Path | None = None,
        environ: Mapping[str, str] | None = None,
        vault_cost: int | None = None,
    ) -> None:
        """`vault_key_file`, else what `KEY_FILE_VARIABLE` names, opens the vault where nobody can type.

        `vault_cost` is scrypt's N for new slots.
        """
        self._environ = os.environ if environ is None else environ
        named = self._environ.get(KEY_FILE_VARIABLE)
        self._key_file = vault_key_file or (path_of(named) if named else None)
        self._places = places
        self._vault_cost = vault_cost
        self._cached_vault: Vault | None = None
        self._opening = asyncio.Lock()

    # ---------------------------------------------------------------- what can be used

    async def keepers(self) -> tuple[KeeperState, ...]:
        """Every keeper with whether it can be used here, and what a page says beside it. `suggest` picks one of them."""
        from wizard.secret_store import app, ask, command, env, file, keyring, systemd

        desktop, vault = await asyncio.gather(keyring.state(), self._work(lambda: self._vault().state(), READ_LIMIT, "the vault"))
        others = (systemd.state(self._environ), file.state(), env.state(), command.state(), app.state(), ask.state())
        return (desktop, vault, *others)

    # ---------------------------------------------------------------- reading

    async def read(self, ref: SecretRef, *, unlock: Prompt | None = None) -> Secret:
        """The secret behind a reference. Raises SecretError.

        `unlock` asks the person: for the vault's passphrase, or for the password itself where the reference is `ask`.
        """
        from wizard.secret_store import app, ask, command, env, file, keyring, systemd

        name = ref.name
        match ref.keeper:
            case Keeper.KEYRING:
                return await keyring.read(name)
            case Keeper.VAULT:
                return await self._read_vault(name, unlock)
            case Keeper.SYSTEMD:
                return await self._work(lambda: systemd.read(name, self._environ), READ_LIMIT, f"the credential {name}")
            case Keeper.FILE:
                return await self._work(lambda: file.read(name), READ_LIMIT, name)
            case Keeper.ENV:
                return env.read(name, self._environ)
            case Keeper.COMMAND:
                return await command.read(ref.argv)
            case Keeper.APP:
                return await self._work(lambda: app.read(name), READ_LIMIT, name)
            case Keeper.ASK:
                return await ask.read(unlock)

    async def _read_vault(self, name: str, unlock: Prompt | None) -> Secret:
        await self._open(unlock)
        secret = await self._work(lambda: self._vault().get(name), READ_LIMIT, "the vault")
        if secret is None:
            raise SecretError(f"the vault holds no secret for {name}", f"keep it there: smtp-wizard secret set {name}")
        return secret

    # ---------------------------------------------------------------- keeping

    async def keep(
        self, ref: SecretRef, secret: Secret, *, passphrase: Secret | None = None, unlock: Prompt | None = None
    ) -> None:
        """Put a secret into the keyring or the vault, and read it back. Raises SecretError.

        A vault that is not there yet is made, with `passphrase` or what `unlock` is answered.
        """
        _require_keepable(secret)
        match ref.keeper:
            case Keeper.KEYRING:
                from wizard.secret_store import keyring

                await keyring.keep(ref.name, secret)
            case Keeper.VAULT:
                await self._open(unlock, passphrase, create=True)
                await self._work(lambda: self._vault().set(ref.name, secret), VAULT_LIMIT, "the vault")
                if await self._work(lambda: self._vault().get(ref.name), READ_LIMIT, "the vault") != secret:
                    raise SecretError("the vault did not keep the secret", "see whether the disk is full")
            case _:
                raise _not_ours(ref)

    async def delete(self, ref: SecretRef) -> None:
        """Take a secret out of the keyring or the vault. Raises SecretError, also where there is none."""
        match ref.keeper:
            case Keeper.KEYRING:
                from wizard.secret_store import keyring

                await keyring.delete(ref.name)
            case Keeper.VAULT:
                if not await self._work(lambda: self._vault().delete(ref.name), VAULT_LIMIT, "the vault"):
                    raise SecretError(f"the vault holds no secret for {ref.name}")
            case _:
                raise _not_ours(ref)

    async def add_key_file(self, path: Path, *, passphrase: Secret | None = None, unlock: Prompt | None = None) -> None:
        """Let a key file open the vault too, for runs that nobody watches; it is made where it is not there. Raises SecretError.

        Whoever can read both the vault and this file has every password in it.
        """
        await self._open(unlock, passphrase)
        await self._work(lambda: self._vault().add_key_file(path), VAULT_LIMIT, "the vault")

    # ---------------------------------------------------------------- the vault

    def _vault(self) -> Vault:
        if self._cached_vault is None:
            from wizard.secret_store.vault import COST, Vault

            self._cached_vault = Vault(self._places.vault, cost=self._vault_cost or COST)
        return self._cached_vault

    async def _open(self, unlock: Prompt | None, passphrase: Secret | None = None, *, create: bool = False) -> None:
        """Open the vault unless it is open: with the passphrase given, the key file, or by asking; one question at a time."""
        async with self._opening:
            vault = self._vault()
            is_new = create and not vault.exists
            if not is_new and await self._work(vault.is_open, READ_LIMIT, "the vault"):
                return
            if not is_new and not vault.exists:
                raise SecretError("there is no vault yet", "keep a password in one: smtp-wizard secret set NAME")
            if passphrase is None and not is_new and self._key_file is not None:
                await self._open_with_key_file(vault, self._key_file, unlock)
                return
            await self._open_with_passphrase(vault, passphrase, unlock, is_new)

    async def _open_with_key_file(self, vault: Vault, key_file: Path, unlock: Prompt | None) -> None:
        try:
            await self._work(lambda: vault.open_with_key_file(key_file), VAULT_LIMIT, "the vault")
        except SecretError:
            if unlock is None:
                raise
            await self._open_with_passphrase(vault, None, unlock, False)

    async def _open_with_passphrase(self, vault: Vault, passphrase: Secret | None, unlock: Prompt | None, is_new: bool) -> None:
        from wizard.secret_store import ask

        question = "Choose a passphrase for the new vault" if is_new else "Passphrase of the vault"
        given = passphrase or await ask.ask(unlock, question)
        if not given:
            if is_new:
                raise SecretError("a new vault needs a passphrase", "make it once in a terminal, where it can be typed")
            raise SecretError(
                "the vault is locked",
                f"type the passphrase, or name a key file in {KEY_FILE_VARIABLE} for runs that nobody watches",
            )
        opener = vault.create if is_new else vault.open_with_passphrase
        await self._work(lambda: opener(given), VAULT_LIMIT, "the vault")

    async def _work(self, work: Callable[[], _T], seconds: float, place: str) -> _T:
        try:
            return await wait_for(work, seconds, "secret:work")
        except TimeoutError:
            raise SecretError(
                f"{place} did not answer within {seconds:g} s", "see whether its disk or network share hangs"
            ) from None


def _require_keepable(secret: Secret) -> None:
    value = secret.reveal()
    if not value:
        raise SecretError("the password is empty", "type it, or leave the login out altogether")
    if not is_text(value):
        raise SecretError("the password is not valid text", "type it instead of pasting it")
    if len(value.encode()) > LONGEST:
        raise SecretError("the password is longer than any password", "see that it is the right one")


def _not_ours(ref: SecretRef) -> SecretError:
    return SecretError(
        f"a password in {ref.keeper.value} is only read by this program", "change it where it is kept, or choose keyring or vault"
    )
