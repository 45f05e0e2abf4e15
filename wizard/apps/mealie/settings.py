"""A setup in the words of Mealie's environment: the one place that maps it, for every way of running Mealie."""

from __future__ import annotations

from wizard import field
from wizard.apps.mealie.behaviour import is_old
from wizard.apps.mealie.identities import DEFAULT_NAME
from wizard.dialects import from_header
from wizard.errors import Unrepresentable
from wizard.model import App, Encryption, Profile

STRATEGY = {Encryption.STARTTLS: "TLS", Encryption.IMPLICIT_TLS: "SSL", Encryption.NONE: "NONE"}
USER = "SMTP_USER"
PASSWORD = "SMTP_PASSWORD"


def make_settings(profile: Profile, app: App, password: str | None) -> dict[str, str]:
    """Variable → value, the login as a pair or not at all. Raises Unrepresentable."""
    settings = {
        "SMTP_HOST": profile.server.host,
        "SMTP_PORT": str(profile.server.port),
        "SMTP_AUTH_STRATEGY": STRATEGY[profile.server.encryption],
        "SMTP_FROM_NAME": from_header.write(profile.from_name or DEFAULT_NAME),
        "SMTP_FROM_EMAIL": field.address(profile.from_address, "sender address"),  # smtplib makes no punycode of a domain
    }
    if profile.auth is not None and password is not None:
        _require_ascii(profile.auth.username, "user name", app)
        _require_ascii(password, "password", app)
        settings[USER] = _require_filled(profile.auth.username)
        settings[PASSWORD] = password
    elif is_old(app) and profile.server.encryption is not Encryption.NONE:
        raise Unrepresentable(
            f"this build of Mealie sends no mail over {profile.server.encryption.words} without a login",
            "update Mealie, or use a server that takes a login",
            "without the setting old_build the export is made for a newer Mealie",
        )
    return settings


def _require_filled(username: str) -> str:
    if not username:
        raise Unrepresentable("with an empty user name Mealie sends no mail", "give a user name, or no login")
    return username


def _require_ascii(value: str, what: str, app: App) -> None:
    if is_old(app) and not value.isascii():
        raise Unrepresentable(
            f"this build of Mealie can't log in with letters beyond ASCII in the {what}",
            f"choose a {what} of plain letters, digits and signs, or update Mealie",
        )
