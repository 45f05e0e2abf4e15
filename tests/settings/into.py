"""Setups, and files that they are put into."""

from __future__ import annotations

import shutil
from pathlib import Path

from wizard.model import App, Encryption, Endpoint, Login, Profile
from wizard.secret import Secret, SecretRef

FILES = Path(__file__).parent.parent / "data" / "lint" / "files"
GOLDEN = Path(__file__).parent.parent / "golden" / "into"
PASSWORD = Secret("n$w #Pa55 'word")
TARGETS = {
    "homeserver.yaml": ("synapse", "homeserver"),
    "docker-compose.yml": ("mealie", "compose"),
    "settings.py": ("zulip", "bare"),
    "zulip-secrets.conf": ("zulip", "bare"),
    "zulip-compose.yml": ("zulip", "docker-11"),
    "docmost.env": ("docmost", "bare"),
}
"""File → the app and the way of running it."""


def setup(
    kind: str,
    target: str,
    *,
    host: str = "smtp.eu.mailgun.org",
    encryption: Encryption = Encryption.STARTTLS,
    login: bool = True,
    from_name: str = "Example Chat",
) -> Profile:
    auth = Login("postmaster@example.org", SecretRef.parse("ask")) if login else None
    port = {Encryption.IMPLICIT_TLS: 465, Encryption.STARTTLS: 587, Encryption.NONE: 25}[encryption]
    app = App("app", kind, target, "app.example.org")
    return Profile("app", Endpoint(host, port, encryption), "noreply@example.org", from_name, auth=auth, apps=(app,))


def copy(name: str, folder: Path) -> Path:
    """A file of the collection in a folder of the test's own."""
    path = folder / name
    shutil.copyfile(FILES / name, path)
    path.chmod(0o640)
    return path
