"""What `lint` calls a mistake in files that are about to be written for an app: then it is the setup that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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


def of_exports(made: Mapping[str, Export], apps: Sequence[App]) -> Iterator[str]:
    """A line for each mistake in new files. An export that is none of the apps', as a relay's, is passed over."""
    for app in apps:
        if app.name in made:
            export = made[app.name]
            yield from _lines(replace(app, target=export.target), [(Path(file.path), file.text) for file in export.files])


def of_changes(changes: Sequence[Change], app: App) -> Iterator[str]:
    """A line for each mistake in files as they are to become."""
    rows = [(change.path, change.after.decode("utf-8", "surrogateescape").removeprefix("\ufeff")) for change in changes]
    yield from _lines(app, rows, [name for path, _ in rows for name in variables(path)])


def _lines(app: App, files: Sequence[tuple[Path, str]], sibling: Iterable[str] = ()) -> Iterator[str]:
    founds = [found for path, text in files if (found := _found(app, path, text)) is not None]
    for found in founds:
        # Who may read a file is told where it is written.
        around = Surroundings(sibling=frozenset(sibling), companions=tuple(one for one in founds if one is not found))
        for flaw in judge(found, around):
            if flaw.status is Status.FAIL and not _is_placeholder(found, flaw):
                yield f"{found.file}: {in_words(flaw)}"


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
