"""Docmost's mail settings where they already stand: a compose file, an env file, its .env."""

from __future__ import annotations

from wizard.apps.docmost.keys import KEYS
from wizard.apps.environment import Reader
from wizard.dialects import npm_dotenv
from wizard.lint.found import Found

_READER = Reader(
    kind="docmost",
    own=frozenset({"MAIL_DRIVER", "SMTP_SECURE", "SMTP_IGNORETLS", "MAIL_BLOCKED_RECIPIENT_DOMAINS"}),
    known=frozenset(key.name for key in KEYS),
    bare_label=npm_dotenv.READER,
    bare="node",
    hints=frozenset({"SMTP_USERNAME", "MAIL_FROM_ADDRESS", "APP_SECRET"}),
)


def read(text: str, filename: str) -> Found | None:
    """The settings in a file; None = it is none of Docmost's. Raises FileError, with the line, for one that can't be read."""
    return _READER.read(text, filename)


def read_named(text: str, filename: str) -> Found | None:
    """The settings in an env file that is said to be Docmost's. Raises FileError, with the line."""
    return _READER.read_named(text, filename)
