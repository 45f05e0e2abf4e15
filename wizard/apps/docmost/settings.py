"""A setup in the words of Docmost's environment: the one place that maps it, for every way of running Docmost."""

from __future__ import annotations

from wizard.apps.docmost.identities import DEFAULT_NAME
from wizard.dialects import from_header
from wizard.errors import Unrepresentable
from wizard.model import Encryption, Profile

USER = "SMTP_USERNAME"
PASSWORD = "SMTP_PASSWORD"
CA = "NODE_EXTRA_CA_CERTS"
CA_IN_CONTAINER = "/etc/ssl/certs/smtp-ca.pem"


def make_settings(profile: Profile, password: str | None) -> dict[str, str]:
    """Variable → value, the login as a pair or not at all. Raises Unrepresentable."""
    encryption = profile.server.encryption
    settings = {
        "MAIL_DRIVER": "smtp",
        "SMTP_HOST": profile.server.host,
        "SMTP_PORT": str(profile.server.port),
        "SMTP_SECURE": "true" if encryption is Encryption.IMPLICIT_TLS else "false",
        "SMTP_IGNORETLS": "true" if encryption is Encryption.NONE else "false",
        "MAIL_FROM_ADDRESS": profile.from_address,
        "MAIL_FROM_NAME": from_header.write(profile.from_name or DEFAULT_NAME),
    }
    if profile.auth is not None and password is not None:
        if not profile.auth.username:
            raise Unrepresentable("with an empty user name Docmost sends without a login", "give a user name, or no login")
        settings[USER] = profile.auth.username
        settings[PASSWORD] = password
    return settings
