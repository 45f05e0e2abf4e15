"""The secret on its way to where the person wants it kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wizard.errors import SecretError
from wizard.secret import Keeper, Secret, SecretRef

if TYPE_CHECKING:
    from wizard.setup.flow import Flow

_OPEN_BUT_WITHOUT = "the vault holds no secret"


def is_vault_new(flow: Flow) -> bool:
    """Whether a vault would be made: then a passphrase that was mistyped once would lock it for good."""
    return not os.path.exists(flow.places.vault)


async def try_passphrase(flow: Flow) -> None:
    """Open the vault that is there already, before anything is sent. Raises SecretError for a passphrase that does not fit."""
    if not flow.draft.login or flow.draft.keeper != Keeper.VAULT.value or is_vault_new(flow):
        return
    try:
        await flow.store.read(flow.draft.secret_ref(), unlock=lambda question: flow.passphrase)
    except SecretError as error:
        if not error.message.startswith(_OPEN_BUT_WITHOUT):
            raise


async def keep(flow: Flow) -> tuple[SecretRef, str]:
    """Put the secret where it belongs: the place, and where something was put there, that in words. Raises SecretError."""
    draft, secret = flow.draft, flow.secret
    ref = draft.secret_ref()
    if ref.writable and draft.profile_name() != draft.opened:
        # The setup that was opened stays as it is, with its password; one that others share stays shared.
        if secret is None and ref.name == draft.opened:
            found = await flow.usable_secret()
            secret = found if isinstance(found, Secret) else None
        if secret is not None:
            ref = SecretRef(ref.keeper, draft.profile_name())
    if secret is None:
        # A password for another server may stand under this name: then none is named.
        is_another = str(ref) == draft.kept and not draft.is_kept()
        return SecretRef(Keeper.ASK) if is_another else ref, ""
    if not ref.writable:
        return ref, "the password is asked for each time" if ref.keeper is Keeper.ASK else f"the password stays in {ref}"
    await flow.store.keep(ref, secret, passphrase=flow.passphrase)
    return ref, f"the password is kept in {ref}"
