"""What `lint` calls a mistake in files that are about to be written for an app: then it is the setup that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.app import Export
from wizard.errors import FileError
from wizard.finding import Status
from wizard.lint.flaw import Flaw, Surroundings
from wizard.lint.found import Found
from wizard.lint.secrecy import is_placeholder
from wizard.model import App
from wizard.settings.change import Change
from wizard.settings.linting import judge
from wizard.settings.recognition import recognise_as
from wizard.settings.surroundings import variables

PLACE = "secret-in-shared-file"
"""About who may read a file, not about what it says: the person chose where the password goes."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A flaw in one of an app's files."""

    app: str
    """The app's name in the setup."""
    file: str
    flaw: Flaw

    @property
    def is_sure(self) -> bool:
        """Whether the app will fail by it; else it only looks like a mistake."""
        return self.flaw.status is Status.FAIL

    def __str__(self) -> str:
        return f"{self.file}: {in_words(self.flaw)}"


def of_exports(made: Mapping[str, Export], apps: Sequence[App]) -> Iterator[Mistake]:
    """Each mistake in new files. An export that is none of the apps', as a relay's, is passed over."""
    for app in apps:
        if app.name in made:
            export = made[app.name]
            yield from _mistakes(replace(app, target=export.target), [(Path(file.path), file.text) for file in export.files])


def of_changes(changes: Sequence[Change], app: App) -> Iterator[Mistake]:
    """Each sure mistake in files as they are to become; what only looks like one in a person's own file is for `lint` to tell."""
    rows = [(change.path, change.after.decode("utf-8", "surrogateescape").removeprefix("\ufeff")) for change in changes]
    found = _mistakes(app, rows, [name for path, _ in rows for name in variables(path)])
    yield from (mistake for mistake in found if mistake.is_sure)


def _mistakes(app: App, files: Sequence[tuple[Path, str]], sibling: Iterable[str] = ()) -> Iterator[Mistake]:
    founds = [found for path, text in files if (found := _found(app, path, text)) is not None]
    for found in founds:
        around = Surroundings(sibling=frozenset(sibling), companions=tuple(one for one in founds if one is not found))
        for flaw in judge(found, around):
            is_wrong = flaw.status in (Status.FAIL, Status.WARN) and flaw.cause != PLACE
            if is_wrong and not _is_placeholder(found, flaw):
                yield Mistake(app.name, found.file, flaw)


def _found(app: App, path: Path, text: str) -> Found | None:
    """A bare password is a file too, and one that nobody can read was refused before."""
    try:
        return recognise_as(text, str(path), app)
    except FileError:
        return None


def _is_placeholder(found: Found, flaw: Flaw) -> bool:
    """Whether it is about a password that an export without one leaves open."""
    return any(one.name == flaw.key and is_placeholder(one.value or "") for one in found.settings)


def in_words(flaw: Flaw) -> str:
    """A mistake in one line."""
    return f"{flaw.place}{flaw.title}. {flaw.why}"
