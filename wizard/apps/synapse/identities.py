"""Synapse's one identity: header and envelope are both `notif_from`, for every mail that it sends."""

from __future__ import annotations

from wizard.model import App, Identity, Profile


def identities(profile: Profile, app: App) -> tuple[Identity, ...]:
    """One pair."""
    address = profile.from_address
    return (Identity(app.name, address, address, profile.from_name, app.name, purpose="every mail"),)
