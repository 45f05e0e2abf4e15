"""Which profile a command line means."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass

from wizard.errors import UsageError, WizardError
from wizard.files import Places, path_of
from wizard.model import Profile
from wizard.profiles import Profiles, read_profile


def places(args: argparse.Namespace) -> Places:
    """The configuration folder."""
    return Places.at(args.config_dir)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A setup, and the words that choose it again wherever the command is run."""

    profile: Profile
    words: tuple[str, ...]


def choose(args: argparse.Namespace, names: Sequence[str]) -> list[Profile]:
    """The named profiles, or the only one there is. Raises UsageError or FileError; several are told together."""
    return [chosen.profile for chosen in choose_any(args, names)]


def choose_any(args: argparse.Namespace, names: Sequence[str], files: Sequence[str] = ()) -> list[Chosen]:
    """The named profiles, and those in files. Raises as `choose`."""
    store = Profiles(places(args))
    found: list[Chosen] = []
    problems: list[WizardError] = []
    for name in dict.fromkeys(names if names or files else [_only(store)]):
        try:
            found.append(Chosen(store.load(name), (name,)))
        except WizardError as error:
            problems.append(error)
    for file in dict.fromkeys(files):
        try:
            found.append(Chosen(read_profile(path_of(file)), ("--profile-file", _anywhere(file))))
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


def shared(args: argparse.Namespace) -> tuple[str, ...]:
    """The options that hold for every verb, so that they mean the same from any folder; without the name server and the looks."""
    words: list[str] = []
    if args.config_dir is not None:
        words += ["--config-dir", _anywhere(args.config_dir)]
    if args.timeout is not None:
        words += ["--timeout", str(args.timeout).removesuffix(".0")]
    return tuple(words)


def _anywhere(path: str) -> str:
    return os.path.abspath(path_of(path))


def _only(store: Profiles) -> str:
    names = store.names()
    if len(names) == 1:
        return names[0]
    if names:
        raise UsageError("there are several setups; which one?", f"saved here: {', '.join(names)}")
    raise UsageError(f"no setup is saved in {store.folder}", "make one with: smtp-wizard setup")
