"""Everything that this program raises on purpose.

A failed mail server is a result, never an exception: these are for input that is refused and for files that can't be used.

    WizardError
    ├── UsageError        the command line, or a value typed into a field
    ├── FileError         a file that can't be read, parsed or written
    ├── SecretError       a secret that can't be had or kept
    └── Unrepresentable   a value that a file format has no spelling for
"""

from __future__ import annotations


class WizardError(Exception):
    """One line that says what happened, and hints that say the next step.

    The message is lower case, without a full stop; `cli` prints it as `error:` and each hint as `hint:`.
    """

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.message = message
        self.hints = hints

    @property
    def line(self) -> str:
        """Message and hints in one line, for a place that has no more."""
        return " · ".join((self.message, *self.hints))


class UsageError(WizardError):
    """Wrong input, from the command line or a field."""


class FileError(WizardError):
    """A file of the person's or ours that can't be used as it is."""


class SecretError(WizardError):
    """A secret that can't be read or kept where it was to be."""


class Unrepresentable(WizardError):
    """A value that the target format can't hold; the hints say what can."""
