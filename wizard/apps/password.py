"""The password on its way into an export: which forms a target takes, and what stands there while none is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wizard.errors import Unrepresentable, UsageError
from wizard.model import Profile
from wizard.secret import Secret

PLACEHOLDER = "PUT-THE-PASSWORD-HERE"
"""Stands where a password goes while none is at hand."""
MISSING = f"No password was at hand: put it where {PLACEHOLDER} stands, spelt as the file's reader wants it."
_WORDS = {"inline": "among the other settings", "env": "in an env file", "file": "in a file of its own"}


@dataclass(frozen=True, slots=True)
class Password:
    """What to write where the password goes. `text` None = the setup has no login."""

    text: str | None = field(repr=False)
    real: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """Says so when it is a placeholder."""
        return (MISSING,) if self.text is not None and not self.real else ()


def choose_form(form: str, offered: Sequence[str], what: str) -> str:
    """The form to write; `auto` = the first offered, which is the safest. Raises UsageError that says which are possible."""
    if form == "auto":
        return offered[0]
    if form in offered:
        return form
    accepted = ", ".join(f"{one} ({_WORDS[one]})" for one in offered)
    raise UsageError(f"{what} can't take the password as {form!r}", f"accepted: {accepted}")


def take(profile: Profile, secret: Secret | None, app: str) -> Password:
    """The password, or the placeholder. Raises Unrepresentable for an empty one: apps take it for "no login"."""
    if profile.auth is None:
        return Password(None, False)
    if secret is None:
        return Password(PLACEHOLDER, False)
    if not secret:
        raise Unrepresentable(f"{app} takes an empty password for no login, and says nothing", "give the password, or no login")
    return Password(secret.reveal(), True)


def in_plain_text(path: str) -> str:
    """Said wherever a file holds the password itself."""
    return f"The password stands in {path} in plain text; keep it out of version control."
