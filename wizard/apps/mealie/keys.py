"""Everything that is known about Mealie's mail settings, one row each. Names are read in any case."""

from __future__ import annotations

from wizard.app import Key

_SETTINGS = "mealie/core/settings/settings.py"
_SENDERS = "mealie/services/email/email_senders.py"
_ENTRY = "docker/entry.sh, since v2.4.2"
_FILE = "A file in the container that holds {}; it wins over {}. Newlines at its end are lost."

KEYS: tuple[Key, ...] = (
    Key("SMTP_HOST", "str", "environment", meaning="The mail server. Without it mail is off.", source=_SETTINGS),
    Key(
        "SMTP_PORT",
        "int",
        "environment",
        "587",
        "Its port. It implies no encryption: 465 with TLS waits 10 seconds and fails. Empty: mail is off.",
        source=_SETTINGS,
    ),
    Key(
        "SMTP_FROM_NAME",
        "str",
        "environment",
        "Mealie",
        "The name before the sender's address, put into the header as it is: quotes must stand in the value. Empty: mail is off.",
        source=_SENDERS,
    ),
    Key(
        "SMTP_FROM_EMAIL",
        "address",
        "environment",
        meaning="The sender of every mail, in the header and in the envelope. A bare address.",
        sender=True,
        source=_SENDERS,
    ),
    Key(
        "SMTP_AUTH_STRATEGY",
        "enum",
        "environment",
        "TLS",
        "The encryption, not the login: TLS is STARTTLS, SSL is implicit TLS. Any other word means none. Empty: mail is off.",
        ("TLS", "SSL", "NONE"),
        source=_SENDERS,
    ),
    Key(
        "SMTP_USER",
        "str",
        "environment",
        meaning="The user name. Only together with SMTP_PASSWORD; half a pair switches mail off.",
        source=_SETTINGS,
    ),
    Key("SMTP_PASSWORD", "str", "environment", meaning="The password.", secret=True, source=_SETTINGS),
    Key(
        "SMTP_HOST_FILE",
        "path",
        "environment",
        meaning=_FILE.format("the server", "SMTP_HOST"),
        versions="2.4.2 and newer",
        source=_ENTRY,
    ),
    Key(
        "SMTP_PORT_FILE",
        "path",
        "environment",
        meaning=_FILE.format("the port", "SMTP_PORT"),
        versions="2.4.2 and newer",
        source=_ENTRY,
    ),
    Key(
        "SMTP_USER_FILE",
        "path",
        "environment",
        meaning=_FILE.format("the user name", "SMTP_USER"),
        versions="2.4.2 and newer",
        source=_ENTRY,
    ),
    Key(
        "SMTP_PASSWORD_FILE",
        "path",
        "environment",
        meaning=_FILE.format("the password", "SMTP_PASSWORD"),
        versions="2.4.2 and newer",
        source=_ENTRY,
    ),
    Key(
        "SMTP_FROM_NAME_FILE",
        "path",
        "environment",
        ignored_because="entry.sh knows _FILE for SMTP_HOST, _PORT, _USER and _PASSWORD only",
    ),
    Key(
        "SMTP_FROM_EMAIL_FILE",
        "path",
        "environment",
        ignored_because="entry.sh knows _FILE for SMTP_HOST, _PORT, _USER and _PASSWORD only",
    ),
    Key(
        "SMTP_AUTH_STRATEGY_FILE",
        "path",
        "environment",
        ignored_because="entry.sh knows _FILE for SMTP_HOST, _PORT, _USER and _PASSWORD only",
    ),
    Key(
        "/run/secrets/smtp_password",
        "str",
        "docker secret",
        meaning="A docker secret called like a key, in any case, is read without a _FILE variable. Blanks at its ends are lost.",
        secret=True,
        source="pydantic-settings secrets_dir",
    ),
    Key("SMTP_TLS", "bool", "environment", ignored_because="SMTP_AUTH_STRATEGY replaced it in version 1", versions="before 1"),
    Key(
        "BASE_URL",
        "str",
        "environment",
        "http://localhost:8080",
        "The address that people open. Links in invitations and password mails are made from it.",
        source=_SETTINGS,
    ),
)

FILE_KEYS = tuple(key.name.removesuffix("_FILE") for key in KEYS if key.name.endswith("_FILE") and not key.ignored_because)
"""Keys that may come from a file in the container."""
