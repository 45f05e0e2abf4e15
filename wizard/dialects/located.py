"""One setting found in a file: what it is called, what its reader makes of it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Located:
    """`line` counts from 1 and is the line of the key. A line of a file names at most one setting."""

    key: str
    """As the file spells it: a variable, or a dotted path such as `services.mealie.environment.SMTP_HOST`."""
    value: str | None
    """As the app will see it; None = named without a value (in an env file: inherited from the caller)."""
    line: int
    raw: str = ""
    """The value as it is written, quotes and all."""
    spelt: str = ""
    """The name in the file, where it differs from `key`: `SETTING_EMAIL_HOST` for `EMAIL_HOST`."""
    ignored: bool = False
    """Whether it stands where the app does not look for it: a setting of docker-zulip without its prefix."""

    @property
    def name(self) -> str:
        """The name as the file spells it."""
        return self.spelt or self.key
