"""Docmost sends everything from one address."""

from __future__ import annotations

from wizard.model import App, Identity, Profile

DEFAULT_NAME = "Docmost"


def identities(profile: Profile, app: App) -> tuple[Identity, ...]:
    """The one sender of invitations, mentions and forgotten passwords."""
    return (
        Identity(
            app.name,
            profile.from_address,
            profile.from_address,
            profile.from_name or DEFAULT_NAME,
            app.name,
            purpose="invitations, notifications and forgotten passwords",
        ),
    )
