"""The secrets of the profiles of one run, read where each is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from wizard.cli.prompt import prompt, prompt_once
from wizard.errors import SecretError
from wizard.files import Places
from wizard.model import Login, Profile
from wizard.secret import Secret
from wizard.secret_store import Prompt, SecretStore

_AT_ONCE = 8


async def read_all(profiles: Sequence[Profile], places: Places) -> list[Secret | SecretError | None]:
    """One for each profile: its secret, why it can't be had, or None where no login is wanted.

    Questions come one after the other, whatever is read from files and keyrings at the same time.
    """
    store = SecretStore(places)
    gate = asyncio.Semaphore(_AT_ONCE)
    unlock = prompt_once()

    async def one(profile: Profile) -> Secret | SecretError | None:
        if profile.auth is None:
            return None
        async with gate:
            return await read(store, profile, profile.auth, unlock)

    return list(await asyncio.gather(*(one(profile) for profile in profiles)))


async def read(store: SecretStore, profile: Profile, auth: Login, unlock: Prompt | None) -> Secret | SecretError:
    """The secret of one login, asked for where the profile says so and a person is there; `unlock` asks for the vault."""
    from wizard.secret import Keeper

    is_asked = auth.secret.keeper is Keeper.ASK
    try:
        return await store.read(auth.secret, unlock=prompt(f"{auth.username} at {profile.server.host}") if is_asked else unlock)
    except SecretError as error:
        return error
