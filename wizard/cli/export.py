"""`smtp-wizard export N`: a setup in the app's own words, shown, written, or put into a file that is already there."""

from __future__ import annotations

import argparse

from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, choose_format, talk
from wizard.cli.parser import offer_formats
from wizard.errors import SecretError, Unrepresentable, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wizard.app import Export
    from wizard.check import Knowledge
    from wizard.model import Profile
    from wizard.secret import Secret

FORMS = ("inline", "file", "env")


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text")
    parser.add_argument("name", nargs="?", metavar="N", help="a saved setup")
    parser.add_argument("--app", metavar="NAME", help="only this app of the setup, by its name or kind")
    parser.add_argument("--target", metavar="T", help="for this way of running the app, instead of the setup's own")
    parser.add_argument(
        "--secret", choices=FORMS, help="put the password into the settings, a file of its own, or the environment"
    )
    parser.add_argument("--relay", metavar="R", help="put a local relay in between, postfix or maddy, and export for both")
    parser.add_argument("--write", metavar="DIR", help="write the files below DIR; a backup is left of what is replaced")
    parser.add_argument(
        "--into", metavar="FILE", action="append", help="change an existing file of the app in place; a backup is left"
    )
    parser.add_argument("--undo", metavar="FILE", action="append", help="put back what a file was before the last change")
    parser.add_argument("--yes", action="store_true", help="with --into and --undo: don't ask")
    parser.add_argument("--diff", action="store_true", help="with --write or --into: only show what would change")


def run(args: argparse.Namespace) -> int:
    """Print the files, or write them, and say what to do with them."""
    from wizard.check import learn, narrow
    from wizard.cli import relay
    from wizard.cli.selection import choose

    choose_format(args)
    _require_one_way(args)
    if args.undo:
        from wizard.cli.into import put_back

        return put_back(args)
    (profile,) = choose(args, [args.name])
    profile = _retarget(narrow(profile, args.app), args.target)
    if not profile.apps and not args.relay:
        raise UsageError(f"{profile.name} has no app to export to", "add one with: smtp-wizard setup --profile " + profile.name)
    known = learn(profile)  # refuses a target or a provider that does not exist
    secret = _secret(args, profile)
    if args.into:
        from wizard.cli.into import edit

        return edit(args, profile, secret)
    made = relay.exports(known, secret, args.relay, args.secret or "auto") if args.relay else _exports(args, known, secret)
    _warn(made, known)
    if args.write:
        _write(args, made, secret)
    else:
        answer("\n".join(_files(made)))
    if not args.diff:
        _tell(made)
        for line in () if args.relay else relay.advice(known, secret):
            talk(line)
    return ExitCode.OK


def _require_one_way(args: argparse.Namespace) -> None:
    """Raise UsageError for words that don't go together."""
    if args.undo and (args.name or args.into or args.write):
        raise UsageError("--undo stands alone", "for example: smtp-wizard export --undo homeserver.yaml")
    if args.into and args.write:
        raise UsageError("--into changes a file, --write makes new ones", "choose one of them")
    if args.relay and args.into:
        raise UsageError("--relay makes new files, --into changes one", "choose one of them; --relay goes with --write")
    if args.diff and not (args.write or args.into):
        raise UsageError(
            "--diff compares with files that are there", "add --write DIR or --into FILE; with --diff nothing is written"
        )
    if not args.name and not args.undo:
        raise UsageError("which setup?", "smtp-wizard profiles list names them")


def _retarget(profile: Profile, target: str | None) -> Profile:
    from dataclasses import replace

    if target is None:
        return profile
    if len(profile.apps) > 1:
        raise UsageError(
            "--target needs to know which app it is for", f"add --app, one of: {', '.join(a.name for a in profile.apps)}"
        )
    return replace(profile, apps=tuple(replace(app, target=target) for app in profile.apps))


def _secret(args: argparse.Namespace, profile: Profile) -> Secret | None:
    """Read only where it is going to be written: files that are just looked at get a placeholder."""
    from wizard.cli.credential import read_all
    from wizard.cli.loop import complete
    from wizard.cli.selection import places

    if profile.auth is None or not (args.secret or args.write or args.into):
        return None
    (secret,) = complete(read_all([profile], places(args)))
    if isinstance(secret, SecretError):
        raise secret
    return secret


def _exports(args: argparse.Namespace, known: Knowledge, secret: Secret | None) -> dict[str, Export]:
    from wizard import apps
    from wizard.cli import relay

    try:
        return apps.export_all(known.profile, secret, known.provider, args.secret or "auto")
    except Unrepresentable as error:
        raise relay.offered(error, known) from None


def _files(made: Mapping[str, Export]) -> Iterator[str]:
    """Every file under a header line, as `head` prints several."""
    for name, export in made.items():
        for file in export.files:
            yield f"==> {name}: {file.path} (mode {file.mode:04o}) <=="
            yield file.text


def _write(args: argparse.Namespace, made: Mapping[str, Export], secret: Secret | None) -> None:
    """Show what is there against what would be written, a file with the password by its name; write it unless --diff is given."""
    from datetime import UTC, datetime

    from wizard.files import path_of
    from wizard.setup import writing

    folder = path_of(args.write)
    planned = writing.planned(folder, made, secret)
    for line in [line for one in planned for line in one.difference()]:
        (answer if args.diff else talk)(line)
    for exposure in filter(None, (one.exposure() for one in planned)):
        talk(f"note: {exposure}")
    for path in () if args.diff else writing.write(folder, made, datetime.now(UTC)):
        answer(str(path))


def _warn(made: Mapping[str, Export], known: Knowledge) -> None:
    """Say what `lint` will find wrong with these files: the setup itself is to be mended then."""
    from wizard.settings.rendered import of_exports

    for mistake in of_exports(made, known.profile.apps):
        talk(f"{'warning' if mistake.is_sure else 'note'}: {mistake}")


def _tell(made: Mapping[str, Export]) -> None:
    """What to do with the files."""
    for name, export in made.items():
        for title, lines in (
            (f"make {name} use it", export.apply),
            ("let the app itself send a test mail", export.test),
            ("note", export.notes),
            ("what the app can't express", export.limits),
        ):
            if lines:
                talk(f"{title}:")
                for line in lines:
                    talk(f"  {line}")
    talk("to see that the live file says the same: smtp-wizard lint FILE")
