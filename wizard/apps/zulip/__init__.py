"""Zulip, run with docker-zulip or installed on the server itself.

Sources: zulip/zulip (settings template, computed_settings, send_email) and zulip/docker-zulip (entrypoint 12.1-0 and 11.6).
"""

from __future__ import annotations

from wizard.app import Target
from wizard.apps.zulip.answers import SETTINGS, suggest
from wizard.apps.zulip.behaviour import behaviour
from wizard.apps.zulip.export import export
from wizard.apps.zulip.identities import identities
from wizard.apps.zulip.keys import KEYS

ID = "zulip"
TITLE = "Zulip"
TARGETS = (
    Target("docker-12", "Docker, compose.override.yaml (docker-zulip 12 and newer)"),
    Target("docker-11", "Docker, docker-compose.yml (docker-zulip 11 and older)"),
    Target("bare", "Installed on the server, /etc/zulip"),
)

__all__ = ["ID", "KEYS", "SETTINGS", "TARGETS", "TITLE", "behaviour", "export", "identities", "suggest"]
