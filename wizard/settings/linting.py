"""Mistakes in settings files, one file after the other."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wizard import providers
from wizard.errors import FileError
from wizard.files import read_text
from wizard.finding import Fix, Status, verdict
from wizard.lint import place_rule
from wizard.lint.flaw import Bench, Flaw, Surroundings, distinct
from wizard.lint.found import Found
from wizard.lint.role import Role
from wizard.settings.broken import Break, locate_break
from wizard.settings.recognition import claimant, judging, kinds, meaning, recognise
from wizard.settings.surroundings import look_around
from wizard.text import printable

LIMIT = 4 << 20
"""Bytes of a settings file."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one file."""

    path: Path
    found: Found | None
    flaws: tuple[Flaw, ...]
    text: str = ""
    is_broken: bool = False
    """Whether the app can't read the file at all."""

    @property
    def verdict(self) -> Status:
        """Pass where nothing is wrong; unknown where no app knows the file."""
        return verdict(flaw.status for flaw in self.flaws) if self.flaws else Status.PASS


def lint(paths: Sequence[Path], app: str | None = None) -> tuple[Report, ...]:
    """A report a file; several files of one app are looked at together. Raises UsageError for an app that is none."""
    kinds(app)
    opened = [_open(path, app) for path in paths]
    founds = tuple(report.found for report in opened if report.found is not None)
    claimed = {report.path: claimant(report.path, founds) for report in opened if report.found is None}
    opened = [_open(report.path, kind) if (kind := claimed.get(report.path)) else report for report in opened]
    founds = tuple(report.found for report in opened if report.found is not None)
    return tuple(_judged(report, founds) for report in opened)


def _open(path: Path, app: str | None) -> Report:
    try:
        text = read_text(path, LIMIT)
    except FileError as error:
        return Report(path, None, (_unreadable(error),))
    bare = text.removeprefix("\ufeff")
    try:
        found = recognise(bare, str(path), app)
    except FileError as error:
        guess = locate_break(bare, str(path), app, error)
        if guess is None:
            return Report(path, None, (_unreadable(error),), text)
        return Report(path, guess.found, (guess.flaw, *_beside(guess, look_around(path))), text, is_broken=True)
    if found is None:
        return Report(path, None, (_unknown(app),), text)
    return Report(path, found, (), text)


def _beside(guess: Break, around: Surroundings) -> tuple[Flaw, ...]:
    """What else is wrong with a file, its broken setting left aside."""
    return tuple(flaw for flaw in judge(guess.found, around) if flaw.key != guess.flaw.key and not flaw.edits)


def _judged(report: Report, founds: tuple[Found, ...]) -> Report:
    if report.found is None or report.is_broken:
        return report
    companions = tuple(one for one in founds if one is not report.found and one.kind == report.found.kind)
    around = replace(look_around(report.path), companions=companions)
    return replace(report, flaws=judge(report.found, around))


def _unreadable(error: FileError) -> Flaw:
    line = re.search(r"line (\d+)", error.message)
    status = Status.FAIL if line else Status.UNKNOWN
    return Flaw(
        "",
        status,
        "the file can't be read",
        printable(f"{error.message}.", 1000),
        Fix("; ".join(error.hints)),
        line=int(line[1]) if line else None,
    )


def _unknown(app: str | None) -> Flaw:
    why = f"Nothing in it looks like mail settings of {app or ', '.join(kinds())}."
    return Flaw(
        "", Status.UNKNOWN, "no app is known that reads this file", why, Fix("Name the app with --app, if it is one of them.")
    )


def lint_text(
    text: str, filename: str, app: str | None = None, around: Surroundings | None = None
) -> tuple[Found | None, tuple[Flaw, ...]]:
    """What a text says, and what is wrong with it. Raises FileError where it can't be read, UsageError."""
    found = recognise(text, filename, app)
    return (found, judge(found, around)) if found is not None else (None, ())


def judge(found: Found, around: Surroundings | None = None) -> tuple[Flaw, ...]:
    """Everything that is wrong with what was found."""
    bench = make_bench(found, around)
    rules = judging(found.kind)
    return distinct([*rules.judge(bench, _hosts()), *place_rule.judge(bench)])


def make_bench(found: Found, around: Surroundings | None = None) -> Bench:
    """The file with what is known about its mail server."""
    understood = meaning(found.kind).understand(found)
    host = understood.text(Role.HOST)
    return Bench(found, understood, judging(found.kind).KEYS, providers.by_host(host) if host else None, around)


@functools.cache
def _hosts() -> tuple[str, ...]:
    """The names of all providers' servers."""
    return tuple(
        sorted({region.host for provider in providers.load_all().values() for region in provider.regions} - {"localhost"})
    )
