"""The same check once more: the command line that makes it, as a person pastes it into a shell."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from wizard.text import printable


@dataclass(frozen=True, slots=True)
class Again:
    """The words of the command line that make the same check once more."""

    setup: tuple[str, ...] = ()
    """What says which setup where its name alone does not: `--profile-file` and the file."""
    options: tuple[str, ...] = ()
    """Where setups are kept, how long to wait, which checks: all that shaped this run but the name server."""
    resolver: str = ""
    """The name server that was asked; empty = the system's own."""
    is_wizard: bool = False
    """Whether the check is made by the wizard, where an answer belongs in a field of its page, not in a file."""

    def command(self, setup: str, *, app: str = "", resolver: str = "") -> str:
        """The command that checks a setup once more, for a shell. `resolver` replaces the name server that was asked."""
        words = ["smtp-wizard", "check", *(self.setup or (setup,)), *self.options]
        words += ["--app", app] if app else []
        asked = resolver or self.resolver
        words += ["--resolver", asked] if asked else []
        return " ".join(map(quoted, words))


BY_NAME = Again()
"""Nothing but the name of the setup says how."""


def quoted(word: str) -> str:
    """A word for a shell, always printable: what is not (an escape in the name of a folder) is spelt as bash reads it."""
    if printable(word, len(word)) == word:
        return shlex.quote(word)
    return f"$'{''.join(map(_spelt, word))}'"


def _spelt(char: str) -> str:
    if char in "\\'":
        return f"\\{char}"
    if printable(char) == char:
        return char
    return "".join(f"\\x{octet:02x}" for octet in char.encode("utf-8", "surrogateescape"))
