"""`export N --into FILE` and `export --undo FILE`: changes in a file that somebody wrote, shown first."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from wizard.again import quoted
from wizard.cli.confirmation import confirm
from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, talk
from wizard.errors import UsageError
from wizard.files import path_of, shown
from wizard.model import App, Profile
from wizard.secret import Secret
from wizard.settings import change as change_of
from wizard.settings.change import Change, difference, write
from wizard.settings.editing import Plan, plan
from wizard.settings.rendered import of_changes


def edit(args: argparse.Namespace, profile: Profile, secret: Secret | None) -> int:
    """Show what would change in each file, ask, and write it; with --diff only show it."""
    plans = [_plan(args, profile, path_of(file), secret) for file in args.into]
    lines = [line for each in plans for line in _differences(each)]
    changes = [change for each in plans for change in each.changes if change.is_needed]
    for each in plans:
        for mistake in of_changes(each.changes, each.app):
            talk(f"warning: {mistake}")
    if args.diff:
        answer("\n".join(lines))
    elif changes:
        for line in lines:
            talk(line)
        if not confirm("write this?", is_given=args.yes):
            talk("nothing was changed")
            return ExitCode.OK
        _write(changes)
    for each in plans:
        for note in each.notes:
            talk(f"note: {note}")
    if args.diff or not changes:
        talk("nothing has to change" if not changes else "nothing was written")
        return ExitCode.OK
    for each in plans:
        _tell(each)
    return ExitCode.OK


def _plan(args: argparse.Namespace, profile: Profile, path: Path, secret: Secret | None) -> Plan:
    return plan(profile, _app_of(profile, path), path, secret, form=args.secret or "auto")


def _app_of(profile: Profile, path: Path) -> App:
    """The app of the setup that the file belongs to. Raises UsageError."""
    from wizard.files import read_text
    from wizard.settings.linting import LIMIT
    from wizard.settings.recognition import recognise

    if len(profile.apps) == 1:
        return profile.apps[0]
    found = recognise(read_text(path, LIMIT).removeprefix("\ufeff"), str(path))
    mine = [app for app in profile.apps if found is not None and app.kind == found.kind]
    if len(mine) != 1:
        raise UsageError(f"which app is {path} for?", f"add --app, one of: {', '.join(app.name for app in profile.apps)}")
    return mine[0]


def _differences(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        yield from difference(change)


def _write(changes: Sequence[Change]) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    # The files beside come first: a compose file that names an env file which is not there yet can't be started.
    for change in reversed(changes):
        backup = write(change, now)
        answer(str(change.path))
        if backup is not None:
            talk(f"as it was: {shown(backup)}; to put it back: smtp-wizard export --undo {change.path}")


def _tell(plan: Plan) -> None:
    """What makes it live, how to test it inside the app, and how to see that it is used."""
    path = plan.changes[0].path
    in_place = ("put ", "merge ", "replace the section", "Put ")
    steps = [step for step in plan.export.apply if not step.startswith(in_place)]
    for title, lines in (("make the app use it", steps), ("let the app itself send a test mail", plan.export.test)):
        if lines:
            talk(f"{title}:")
            for line in lines:
                talk(f"  {line}")
    talk(f"afterwards: smtp-wizard lint {quoted(str(path))}")


def put_back(args: argparse.Namespace) -> int:
    """Restore the newest backup of each file, after showing what that changes."""
    for file in args.undo:
        change, backup = change_of.undo(path_of(file))
        for line in difference(change):
            talk(line)
        if not confirm(f"put {shown(backup)} back?", is_given=args.yes):
            talk("nothing was changed")
            continue
        change_of.put_back(change, backup)
        answer(str(change.path))
    return ExitCode.OK
