"""Coolify sends everything from one address."""

from __future__ import annotations

from wizard.model import App, Identity, Profile

DEFAULT_NAME = "Coolify"


def identities(profile: Profile, app: App) -> tuple[Identity, ...]:
    """The one sender of invitations, password mails and, where the team uses these settings, notifications."""
    return (
        Identity(
            app.name,
            profile.from_address,
            profile.from_address,
            profile.from_name or DEFAULT_NAME,
            app.name,
            purpose="invitations, forgotten passwords and notifications",
        ),
    )
