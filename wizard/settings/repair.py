"""The repairs that can be made without asking what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.apps import load_all
from wizard.dialects.sheet import apply
from wizard.errors import FileError
from wizard.lint.flaw import Flaw, Surroundings
from wizard.settings.change import Change
from wizard.settings.linting import Report, lint_text

_ROUNDS = 30
"""Repairs of one file; each is followed by a new look at it."""


def repair(report: Report, app: str | None = None) -> Change | None:
    """The change that makes every safe repair of a file; None for a file that no app knows."""
    if report.found is None:
        return None
    after, _ = (report.text, ()) if report.is_broken else repair_text(report.text, str(report.path), app)
    keys = {key.name for key in load_all()[report.found.kind].KEYS if key.secret}
    secrets = frozenset(text for one in report.found.settings if one.key in keys for text in (one.value, one.raw) if text)
    return Change(report.path, report.text.encode(), after.encode(), secrets=secrets)


def repair_text(
    text: str, filename: str, app: str | None = None, around: Surroundings | None = None
) -> tuple[str, tuple[Flaw, ...]]:
    """The text with every safe repair made, and what was repaired. A repair that leaves as much wrong as before is left out."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    done: list[Flaw] = []
    refused: set[tuple[str, str | None]] = set()
    for _ in range(_ROUNDS):
        _, flaws = lint_text(text, filename, app, around)
        flaw = next((one for one in flaws if one.is_safe and (one.cause, one.key) not in refused), None)
        if flaw is None:
            break
        after = _repaired(text, flaw, flaws, filename, app, around)
        if after is None:
            refused.add((flaw.cause, flaw.key))
        else:
            text = after
            done.append(flaw)
    return mark + text, tuple(done)


def _repaired(
    text: str, flaw: Flaw, before: Sequence[Flaw], filename: str, app: str | None, around: Surroundings | None
) -> str | None:
    try:
        after = apply(text, flaw.edits)
        _, flaws = lint_text(after, filename, app, around)
    except FileError:
        return None
    is_gone = (flaw.cause, flaw.key) not in {(one.cause, one.key) for one in flaws}
    return after if is_gone and len(flaws) < len(before) else None
