"""Mealie sends everything from one address."""

from __future__ import annotations

from wizard.model import App, Identity, Profile

DEFAULT_NAME = "Mealie"


def identities(profile: Profile, app: App) -> tuple[Identity, ...]:
    """The one sender of tests, invitations and forgotten passwords."""
    return (
        Identity(
            app.name,
            profile.from_address,
            profile.from_address,
            profile.from_name or DEFAULT_NAME,
            app.name,
            purpose="invitations, forgotten passwords and test mails",
        ),
    )
