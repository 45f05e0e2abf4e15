"""Coolify, whose mail settings live encrypted in its own database: set over its API, with tinker, or by hand.

Sources: coollabsio/coolify v4.3.10 and earlier 4.x (SmtpTransportFactory, InstanceSettings, settings/email of the API), tried
with Symfony Mailer 7.4.
"""

from __future__ import annotations

from wizard.app import Setting, Target
from wizard.apps.coolify.behaviour import behaviour
from wizard.apps.coolify.export import export
from wizard.apps.coolify.identities import identities
from wizard.apps.coolify.keys import KEYS

ID = "coolify"
TITLE = "Coolify"
TARGETS = (
    Target("api", "Over its API, a file and curl (4.3.10 and newer)"),
    Target("tinker", "On its server, with artisan tinker (every version 4)"),
    Target("form", "By hand, a sheet with every field"),
)
SETTINGS = (
    Setting(
        "before_4_3_10",
        "Coolify older than 4.3.10",
        False,
        "Old versions have no API for mail and no EHLO field, and treat encryption in two ways at once.",
        "switch",
    ),
    Setting(
        "team_notifications",
        "Use it for the team's notifications too",
        True,
        "Without it notifications of deployments and backups need settings of their own: Coolify's default.",
        "switch",
    ),
)

__all__ = ["ID", "KEYS", "SETTINGS", "TARGETS", "TITLE", "behaviour", "export", "identities"]
