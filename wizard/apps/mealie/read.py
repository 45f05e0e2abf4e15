"""Mealie's mail settings where they already stand: a compose file, an env file, its .env."""

from __future__ import annotations

from wizard.apps.environment import Reader
from wizard.apps.mealie.keys import KEYS
from wizard.dialects import python_dotenv
from wizard.lint.found import Found

_READER = Reader(
    kind="mealie",
    own=frozenset({"SMTP_AUTH_STRATEGY", "SMTP_FROM_EMAIL", "SMTP_FROM_NAME"}),
    known=frozenset(key.name for key in KEYS),
    bare_label=python_dotenv.READER,
    bare="python",
    any_case=True,
)


def read(text: str, filename: str) -> Found | None:
    """The settings in a file; None = it is none of Mealie's. Raises FileError, with the line, for one that can't be read."""
    return _READER.read(text, filename)


def read_named(text: str, filename: str) -> Found | None:
    """The settings in an env file that is said to be Mealie's. Raises FileError, with the line."""
    return _READER.read_named(text, filename)
