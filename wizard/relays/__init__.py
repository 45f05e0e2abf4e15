"""Local relays in front of a provider, one package each, found by looking in this folder.

A relay takes an app's mail on this server without a login and without encryption, and does what the provider wants in the
app's place: TLS with a checked certificate, the login, a full name in the greeting.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Protocol, cast

from wizard.app import Export
from wizard.errors import UsageError
from wizard.model import Profile
from wizard.provider import Provider
from wizard.relays.advice import advised
from wizard.relays.place import behind
from wizard.secret import Secret

__all__ = ["Relay", "advised", "behind", "find", "load_all"]


class Relay(Protocol):
    """What each relay's package offers."""

    ID: str
    TITLE: str

    def export(self, profile: Profile, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
        """A complete configuration that takes mail on this server and relays all of it to the setup's server.

        `form`: where the secret goes, as for an app. `secret` None = a placeholder is written and said so. Raises Unrepresentable
        where the relay can't hold a value or can't do what the setup says, UsageError for a form that is none.
        """


@functools.cache
def load_all() -> dict[str, Relay]:
    """Every relay by id, in the order of their titles."""
    found = [
        cast(Relay, importlib.import_module(f"{__name__}.{entry.name}"))
        for entry in pkgutil.iter_modules(__path__)
        if entry.ispkg
    ]
    return {relay.ID: relay for relay in sorted(found, key=lambda relay: relay.TITLE)}


def find(id: str) -> Relay:
    """One relay by its id. Raises UsageError for one that there is not."""
    known = load_all()
    if id not in known:
        raise UsageError(f"there is no relay {id!r}", f"known: {', '.join(known)}")
    return known[id]
