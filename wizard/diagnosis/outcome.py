"""What becomes of a mail that an app sends: the words of the prediction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wizard.step import Stage


class Outcome(StrEnum):
    SENT = "sent"
    ERROR = "error"
    HANG = "hang"
    SILENT_DROP = "silent-drop"
    """Nothing is sent and nothing is said."""
    UNKNOWN = "unknown"
    """Our own conversation did not get far enough to tell."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """`error_class` as the library names it, empty unless an error. `cause`: id in the catalogue. `risk`: sent, not safely."""

    outcome: Outcome
    error_class: str = ""
    note: str = ""
    cause: str | None = None
    risk: bool = False
    stage: Stage | None = None
    seconds: float | None = None
    """How long it takes to fail, where it is a time-out."""
