"""Asks before a person's own file is changed: on a terminal, or by a line on standard input."""

from __future__ import annotations

import sys

from wizard.cli.output import talk
from wizard.errors import UsageError


def confirm(question: str, *, is_given: bool) -> bool:
    """Whether to go on. Raises UsageError where nobody can be asked and `--yes` was not given."""
    if is_given:
        return True
    if sys.stdin is None:
        raise UsageError("there is nobody to ask", "add --yes to change the file without asking")
    talk(f"{question} [y/N]")
    answer = sys.stdin.readline(100)
    if not answer and not sys.stdin.isatty():
        raise UsageError("there is nobody to ask, so nothing was changed", "add --yes to change the file without asking")
    return answer.strip().lower() in ("y", "yes")
