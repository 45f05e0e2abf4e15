"""Mealie, in a container or installed on the server itself.

Sources: mealie-recipes/mealie (settings.py, email_senders.py, entry.sh) between v2.1 and v3.28, tried with pydantic-settings
2.13.1, python-dotenv 1.2.2 and smtplib.
"""

from __future__ import annotations

from wizard.app import Setting, Target
from wizard.apps.mealie.behaviour import behaviour
from wizard.apps.mealie.export import export
from wizard.apps.mealie.identities import identities
from wizard.apps.mealie.keys import KEYS

ID = "mealie"
TITLE = "Mealie"
TARGETS = (
    Target("compose", "Docker Compose, compose.override.yaml"),
    Target("env-file", "Docker Compose, env_file"),
    Target("docker-run", "docker run --env-file"),
    Target("secrets", "Docker Compose, the password as a docker secret"),
    Target("bare", "Installed on the server, .env"),
)
SETTINGS = (
    Setting("service", "Service in the compose file", "mealie", "As it is called below services: in your compose file.", "text"),
    Setting(
        "old_build",
        "Mealie 3.8 or older",
        False,
        "Old builds never send without a login over TLS, and check no certificate.",
        "switch",
    ),
)

__all__ = ["ID", "KEYS", "SETTINGS", "TARGETS", "TITLE", "behaviour", "export", "identities"]
