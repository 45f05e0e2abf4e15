"""What every verb's exit code means. Programs rely on these numbers; they are Nagios's too."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Beside these: 128 + n when signal n ended the program."""

    OK = 0
    """Everything passed."""
    WARN = 1
    """Warnings, and nothing worse."""
    FAIL = 2
    """At least one failure."""
    UNKNOWN = 3
    """Something could not be told; or wrong usage; or a fault of this program."""
    INTERRUPTED = 130
    """Ctrl+C."""
    BROKEN_PIPE = 141
    """Whoever read the answer stopped reading."""


FAIL_ON = ("warn", "unknown", "fail", "never")
"""From which verdict on a run counts as failed, mildest first; `never` always exits 0."""

_SEVERITY = {"pass": 0, "warn": 1, "unknown": 2, "fail": 3}
_CODES = {"pass": ExitCode.OK, "warn": ExitCode.WARN, "fail": ExitCode.FAIL, "unknown": ExitCode.UNKNOWN}


def of_verdict(verdict: str, fail_on: str = "warn") -> ExitCode:
    """The exit code of a verdict; one that is milder than `fail_on` counts as 0."""
    if fail_on == "never" or _SEVERITY[verdict] < _SEVERITY[fail_on]:
        return ExitCode.OK
    return _CODES[verdict]
