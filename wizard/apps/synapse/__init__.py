"""Synapse, the Matrix homeserver. Source: element-hq/synapse 1.163.2 (emailconfig.py, send_email.py, mailer.py)."""

from __future__ import annotations

from wizard.app import Setting, Target
from wizard.apps.synapse.behaviour import behaviour
from wizard.apps.synapse.export import export
from wizard.apps.synapse.identities import identities
from wizard.apps.synapse.keys import KEYS

ID = "synapse"
TITLE = "Synapse (Matrix)"
TARGETS = (
    Target("homeserver", "homeserver.yaml"),
    Target("conf-d", "Debian package, a file of its own in /etc/matrix-synapse/conf.d"),
    Target("docker", "Docker, homeserver.yaml in the data folder"),
)
SETTINGS = (
    Setting(
        "app_name",
        "Name of the app in mails",
        default="Matrix",
        help='Stands in subjects and texts, such as "[Matrix] You have messages".',
        kind="text",
    ),
    Setting(
        "notifications",
        "Mail about missed messages",
        default=False,
        help="Off, as Synapse has it: only password resets and confirmations are sent.",
        kind="switch",
    ),
)

__all__ = ["ID", "KEYS", "SETTINGS", "TARGETS", "TITLE", "behaviour", "export", "identities"]
