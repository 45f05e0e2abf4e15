"""The secret on its way to where the person wants it kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.errors import SecretError
from wizard.secret import Keeper

if TYPE_CHECKING:
    from wizard.setup.flow import Flow

_OPEN_BUT_WITHOUT = "the vault holds no secret"


async def try_passphrase(flow: Flow) -> None:
    """Open the vault that is there already, before anything is sent. Raises SecretError for a passphrase that does not fit."""
    if not flow.draft.login or flow.draft.keeper != Keeper.VAULT.value or not flow.places.vault.exists():
        return
    try:
        await flow.store.read(flow.draft.secret_ref(), unlock=lambda question: flow.passphrase)
    except SecretError as error:
        if not error.message.startswith(_OPEN_BUT_WITHOUT):
            raise


async def keep(flow: Flow) -> str:
    """Put the typed secret where the draft says, and say where that is. Raises SecretError."""
    ref = flow.draft.secret_ref()
    if flow.secret is None or not flow.draft.login:
        return ""
    if not ref.writable:
        return "the password is asked for each time" if ref.keeper is Keeper.ASK else f"the password stays in {ref}"
    await flow.store.keep(ref, flow.secret, passphrase=flow.passphrase)
    return f"the password is kept in {ref}"
