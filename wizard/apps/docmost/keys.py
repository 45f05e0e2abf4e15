"""Everything that is known about Docmost's mail settings, one row each."""

from __future__ import annotations

from wizard.app import Key

_ENV = "apps/server/src/integrations/environment/environment.service.ts"
_CHECK = "apps/server/src/integrations/environment/environment.validation.ts"
_NODE = "Node.js"
_GONE = "Docmost has no such setting"

KEYS: tuple[Key, ...] = (
    Key(
        "MAIL_DRIVER",
        "enum",
        "environment",
        "log",
        "How mail leaves. Unset: every mail is dropped, without a word. With any other word, SMTP too, Docmost does not start.",
        ("smtp", "postmark"),
        source=_CHECK,
    ),
    Key(
        "MAIL_FROM_ADDRESS",
        "address",
        "environment",
        meaning="The sender of every mail, in the header and in the envelope. Without it mail comes from <undefined>.",
        sender=True,
        source=_ENV,
    ),
    Key(
        "MAIL_FROM_NAME",
        "str",
        "environment",
        "Docmost",
        "The name before the sender's address. With a colon or parentheses in it, quotes must stand in the value.",
        source=_ENV,
    ),
    Key(
        "MAIL_BLOCKED_RECIPIENT_DOMAINS",
        "list",
        "environment",
        meaning="Domains that nothing is sent to, without a word; commas between them.",
        versions="since May 2026",
        source=_ENV,
    ),
    Key("SMTP_HOST", "str", "environment", "localhost", "The mail server.", source=_ENV),
    Key("SMTP_PORT", "int", "environment", "587, or 465 with SMTP_SECURE", "Its port. It implies no encryption.", source=_ENV),
    Key("SMTP_USERNAME", "str", "environment", meaning="The user name. Empty, or without a password: no login.", source=_ENV),
    Key("SMTP_PASSWORD", "str", "environment", meaning="The password.", secret=True, source=_ENV),
    Key(
        "SMTP_SECURE",
        "bool",
        "environment",
        "false",
        "true = implicit TLS. Anything else, also TLS, yes and 1, means false: STARTTLS if the server offers it.",
        ("true", "false"),
        source=_ENV,
    ),
    Key(
        "SMTP_IGNORETLS",
        "bool",
        "environment",
        "false",
        "true = no STARTTLS, even if the server offers it.",
        ("true", "false"),
        versions="0.4.0 and newer",
        source=_ENV,
    ),
    Key("POSTMARK_TOKEN", "str", "environment", meaning="For MAIL_DRIVER=postmark, Postmark's API.", secret=True, source=_ENV),
    Key(
        "APP_URL",
        "str",
        "environment",
        meaning="The address that people open. Links in invitations are made from it.",
        source=_ENV,
    ),
    Key(
        "NODE_EXTRA_CA_CERTS",
        "path",
        "environment",
        meaning="PEM file with a CA to trust beside the built-in ones. Read when the process starts, so never from .env.",
        source=_NODE,
    ),
    Key(
        "NODE_TLS_REJECT_UNAUTHORIZED",
        "bool",
        "environment",
        "1",
        "0 = no certificate is checked, for anything that Docmost connects to.",
        ("0", "1"),
        source=_NODE,
    ),
    Key("SMTP_AUTH", "bool", "environment", ignored_because=_GONE, source="docmost/docmost issue 119"),
    Key("SMTP_PASSWORD_FILE", "path", "environment", ignored_because="Docmost reads no secret from a file"),
    Key("SMTP_USER", "str", "environment", ignored_because=f"{_GONE}; it is called SMTP_USERNAME"),
    Key("SMTP_FROM", "address", "environment", ignored_because=f"{_GONE}; it is called MAIL_FROM_ADDRESS"),
    Key("SMTP_ENCRYPTION", "str", "environment", ignored_because=f"{_GONE}; SMTP_SECURE and SMTP_IGNORETLS decide"),
)
