"""The login on its way into a relay's configuration."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field

from wizard.errors import Unrepresentable, UsageError
from wizard.model import SAME_AS_SECRET, Encryption, Profile
from wizard.provider import Provider
from wizard.secret import Secret

PLACEHOLDER = "PUT-THE-PASSWORD-HERE"
MISSING = f"No password was at hand: put it where {PLACEHOLDER} stands."


@dataclass(frozen=True, slots=True)
class Credentials:
    """What to log in with. `real` = a password was at hand; the user name may be the same secret."""

    username: str = field(repr=False)
    password: str = field(repr=False)
    real: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """Says so when it is a placeholder."""
        return () if self.real else (MISSING,)


def take(profile: Profile, secret: Secret | None) -> Credentials | None:
    """The login of a setup; None = it has none. Raises Unrepresentable for an empty one."""
    if profile.auth is None:
        return None
    if secret is not None and not secret:
        raise Unrepresentable("the password is empty", "give the password, or no login")
    password = secret.reveal() if secret else PLACEHOLDER
    username = password if profile.auth.username == SAME_AS_SECRET else profile.auth.username
    if not username:
        raise Unrepresentable("the user name is empty", "give a user name, or no login")
    return Credentials(username, password, secret is not None)


def choose_form(form: str, offered: Sequence[str], relay: str) -> str:
    """The form to write; `auto` = the first offered. Raises UsageError that says which are possible."""
    if form == "auto":
        return offered[0]
    if form not in offered:
        raise UsageError(f"{relay} can't take the password as {form!r}", f"accepted: {', '.join(offered)}")
    return form


def choose_mechanisms(profile: Profile, provider: Provider | None, able: Sequence[str], relay: str) -> tuple[str, ...]:
    """The mechanisms to log in with: the setup's own, else those that the provider is known to take. Raises Unrepresentable.

    `able`: what the relay can do, in the order of our own test, which takes the first that the server offers.
    """
    chosen = profile.auth.mechanism.upper() if profile.auth else "AUTO"
    known = tuple(word.upper() for word in provider.mechanisms) if provider else ()
    wanted = (chosen,) if chosen not in ("", "AUTO") else known
    usable = tuple(word for word in able if word in wanted) if wanted else tuple(able)
    if not usable:
        raise Unrepresentable(
            f"{relay} can't log in with {' or '.join(wanted)}", f"it can do {', '.join(able)}", "another relay may: see --relay"
        )
    return usable


def require_name(profile: Profile, relay: str) -> None:
    """Refuse an address where a certificate is checked: Postfix compares names only, and most certificates hold no address."""
    try:
        ipaddress.ip_address(profile.server.host)
    except ValueError:
        return
    if profile.server.encryption is not Encryption.NONE:
        raise Unrepresentable(
            f"{relay} checks the certificate against a name, and {profile.server.host} is an address",
            "give the server by its name; a line in /etc/hosts is enough",
        )
