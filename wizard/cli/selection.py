"""Which profile a command line means."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from wizard.errors import UsageError, WizardError
from wizard.files import Places, path_of
from wizard.model import Profile
from wizard.profiles import Profiles, read_profile


def places(args: argparse.Namespace) -> Places:
    """The configuration folder."""
    return Places.at(args.config_dir)


def choose(args: argparse.Namespace, names: Sequence[str], files: Sequence[str] = ()) -> list[Profile]:
    """The named profiles, those in files, or the only one there is. Raises UsageError or FileError; several are told together."""
    store = Profiles(places(args))
    if not names and not files:
        return [store.load(_only(store))]
    found: list[Profile] = []
    problems: list[WizardError] = []
    for name in dict.fromkeys(names):
        try:
            found.append(store.load(name))
        except WizardError as error:
            problems.append(error)
    for file in dict.fromkeys(files):
        try:
            found.append(read_profile(path_of(file)))
        except WizardError as error:
            problems.append(error)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise UsageError(
            f"{len(problems)} setups can't be used",
            *("; ".join((problem.message, *problem.hints)) for problem in problems),
        )
    return found


def _only(store: Profiles) -> str:
    names = store.names()
    if len(names) == 1:
        return names[0]
    if names:
        raise UsageError("there are several setups; which one?", f"saved here: {', '.join(names)}")
    raise UsageError(f"no setup is saved in {store.folder}", "make one with: smtp-wizard setup")
