"""Setups to put a relay in front of."""

from __future__ import annotations

from dataclasses import replace

from tests.apps.setups import app, profile
from wizard.model import App, Encryption, Profile

IN_A_CONTAINER = app("mealie", "compose")
ON_THE_HOST = replace(app("docmost", "bare"), name="docs")


def setup(encryption: Encryption = Encryption.STARTTLS, *apps: App, login: bool = True, **changes: object) -> Profile:
    """The apps' own test setup with other apps, changed."""
    return replace(profile(encryption, login=login), apps=apps, **changes)  # type: ignore[arg-type]


def on(base: Profile, host: str, port: int, ca_file: str | None = None) -> Profile:
    """The same setup on another server."""
    return replace(base, server=replace(base.server, host=host, port=port, ca_file=ca_file))
