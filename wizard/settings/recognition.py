"""Which app a settings file belongs to, told by what stands in it and not by its name alone."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from wizard import apps
from wizard.app import Key
from wizard.dialects.sheet import Value
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.dialects.sheet.lines import EnvSheet
from wizard.errors import FileError, UsageError
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.found import Found
from wizard.lint.meaning import Meaning
from wizard.model import App

_ENV_READERS = {"env-file": "compose", "docker-run": "docker-run", "bare": "{bare}"}
_BARE_READERS = {"docmost": "node", "mealie": "python"}
"""What reads the .env of an app that is installed on the server itself."""


class Reading(Protocol):
    """`read.py` of an app."""

    def read(self, text: str, filename: str) -> Found | None: ...


class Understanding(Protocol):
    """`meaning.py` of an app."""

    def understand(self, found: Found) -> Meaning: ...

    def answers(self, found: Found) -> Mapping[str, Value]: ...


class Judging(Protocol):
    """`lint.py` of an app."""

    KEYS: tuple[Key, ...]

    def judge(self, bench: Bench, hosts: Iterable[str]) -> Iterator[Flaw]: ...


def reading(kind: str) -> Reading:
    """How an app's files are read."""
    return cast(Reading, importlib.import_module(f"wizard.apps.{kind}.read"))


def meaning(kind: str) -> Understanding:
    """What an app's settings mean."""
    return cast(Understanding, importlib.import_module(f"wizard.apps.{kind}.meaning"))


def judging(kind: str) -> Judging:
    """The rules of an app."""
    return cast(Judging, importlib.import_module(f"wizard.apps.{kind}.lint"))


def kinds(app: str | None = None) -> tuple[str, ...]:
    """The apps to look for: all, or the one that is named. Raises UsageError."""
    known = tuple(apps.load_all())
    if app is None:
        return known
    if app not in known:
        raise UsageError(f"there is no app {app!r}", f"known: {', '.join(known)}")
    return (app,)


def recognise(text: str, filename: str, app: str | None = None) -> Found | None:
    """The app that most speaks for and what the file says to it; None = no app knows it.

    Raises FileError where an app knows the file but can't read it, with the line.
    """
    found: list[Found] = []
    problems: list[FileError] = []
    for kind in kinds(app):
        try:
            one = _read(kind, text, filename, is_named=kind == app)
        except FileError as error:
            problems.append(error)
        else:
            found += [one] if one is not None else []
    if not found and problems:
        raise problems[0]
    return max(found, key=lambda one: one.score) if found else None


def _read(kind: str, text: str, filename: str, *, is_named: bool) -> Found | None:
    """What a file says to one app; an env file that shows no app is that of the one that was named."""
    found = reading(kind).read(text, filename)
    named: Callable[[str, str], Found | None] | None = getattr(reading(kind), "read_named", None)
    return named(text, filename) if found is None and is_named and named is not None else found


def claimant(path: Path, founds: Iterable[Found]) -> str | None:
    """The app whose compose file names this one as its env file; None = none of them does."""
    for found in founds:
        sheet = found.sheet
        names = sheet.names("env_file") if isinstance(sheet, ComposeSheet) else ()
        if any(os.path.normpath(Path(found.file).parent / name) == os.path.normpath(path) for name in names):
            return found.kind
    return None


def recognise_as(text: str, filename: str, app: App) -> Found | None:
    """What a file says to one app of a setup: an env file that does not show who reads it is read as the setup has it."""
    found = recognise(text, filename, app.kind)
    reader = _ENV_READERS.get(app.target, "").format(bare=_BARE_READERS.get(app.kind, ""))
    if found is None or found.format != "env" or found.is_reader_certain or not reader:
        return found
    sheet = EnvSheet(text, reader)
    names = {one.name: one for one in found.settings}
    settings = tuple(
        replace(one, key=names[one.key].key, spelt=names[one.key].spelt) for one in sheet.entries if one.key in names
    )
    return replace(found, target=app.target, sheet=sheet, settings=settings)
