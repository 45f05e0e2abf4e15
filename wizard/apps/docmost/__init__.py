"""Docmost, in a container or installed on the server itself.

Sources: docmost/docmost v0.95 (environment.service.ts, mail.provider.ts, smtp.driver.ts), tried with @nestjs/config 4.0.4,
dotenv 17.4.1, dotenv-expand 12.0.3 and nodemailer 9.0.1.
"""

from __future__ import annotations

from wizard.app import Setting, Target
from wizard.apps.docmost.behaviour import behaviour
from wizard.apps.docmost.export import export
from wizard.apps.docmost.identities import identities
from wizard.apps.docmost.keys import KEYS

ID = "docmost"
TITLE = "Docmost"
TARGETS = (
    Target("compose", "Docker Compose, compose.override.yaml"),
    Target("env-file", "Docker Compose, env_file"),
    Target("docker-run", "docker run --env-file"),
    Target("bare", "Installed on the server, .env"),
)
SETTINGS = (
    Setting("service", "Service in the compose file", "docmost", "As it is called below services: in your compose file.", "text"),
)

__all__ = ["ID", "KEYS", "SETTINGS", "TARGETS", "TITLE", "behaviour", "export", "identities"]
