"""`smtp-wizard import FILE … --as N`: a setup from settings that an app already has."""

from __future__ import annotations

import argparse
import os

from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, choose_format, talk
from wizard.cli.parser import offer_formats
from wizard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wizard.files import Places
    from wizard.secret import Secret, SecretRef
    from wizard.settings.adoption import Adopted


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text")
    parser.add_argument("files", nargs="+", metavar="FILE", help="the files of one app: settings.py and zulip-secrets.conf, …")
    parser.add_argument("--app", metavar="A", help="the app that reads them, where their content does not tell")
    parser.add_argument("--as", dest="name", metavar="N", required=True, help="the name of the new setup")
    parser.add_argument(
        "--keep", metavar="REF", help="copy the password to vault:NAME or keyring:NAME, instead of leaving it there"
    )
    parser.add_argument("--replace", action="store_true", help="replace a setup of this name")


def run(args: argparse.Namespace) -> int:
    """Make the setup, save it, and say what could not be carried over."""
    from wizard.again import Again
    from wizard.cli.selection import places, shared
    from wizard.files import path_of
    from wizard.profiles import Profiles
    from wizard.settings.adoption import adopt

    choose_format(args)
    store = Profiles(places(args))
    if os.path.exists(store.path(args.name)) and not args.replace:
        raise UsageError(f"there is a setup {args.name} already", "choose another name, or add --replace")
    paths = [path_of(file) for file in dict.fromkeys(args.files)]
    adopted = _kept(args, adopt(paths, args.name, args.app))
    path = store.save(adopted.profile)
    profile = adopted.profile
    answer(str(path))
    login = f", as {profile.auth.username}" if profile.auth else ", without a login"
    talk(f"{profile.name}: {profile.server}, {profile.server.encryption.words}{login}, sender {profile.from_address}")
    if profile.auth is not None:
        talk(f"password: {profile.auth.secret}")
    for note in adopted.notes:
        talk(f"note: {note}")
    _warn(args, paths)
    talk(f"next: {Again(options=shared(args)).command(profile.name)}")
    return ExitCode.OK


def _warn(args: argparse.Namespace, paths: Sequence[Path]) -> None:
    """Say what is wrong with the files: the setup has taken it over."""
    from wizard.again import quoted
    from wizard.files import shown
    from wizard.finding import Status
    from wizard.settings.linting import lint
    from wizard.settings.rendered import in_words

    for report in lint(paths, args.app):
        bad = [flaw for flaw in report.flaws if flaw.status in (Status.FAIL, Status.WARN)]
        for flaw in bad:
            talk(f"{'warning' if flaw.status is Status.FAIL else 'note'}: {shown(report.path)}: {in_words(flaw)}")
        if bad:
            app = f" --app {quoted(args.app)}" if args.app else ""
            talk(f"how to mend it: smtp-wizard lint {quoted(str(report.path))}{app}")


def _kept(args: argparse.Namespace, adopted: Adopted) -> Adopted:
    """The password where it was asked to be, or where it can stay; else it is asked for until it is set."""
    from dataclasses import replace

    from wizard.cli.selection import places
    from wizard.secret import Keeper, SecretRef

    auth = adopted.profile.auth
    if auth is None:
        return adopted
    if args.keep:
        ref = SecretRef.parse(args.keep)
        if not ref.writable:
            raise UsageError(f"nothing can be kept in {ref}", "accepted: vault:NAME, keyring:NAME")
        _keep(places(args), ref, adopted.secret or _read(places(args), auth.secret))
        return replace(adopted, profile=replace(adopted.profile, auth=replace(auth, secret=ref)), secret=None)
    if adopted.secret is None:
        return adopted
    note = f"It is asked for each time until you keep it: run import again with --keep vault:{adopted.profile.name} --replace."
    profile = replace(adopted.profile, auth=replace(auth, secret=SecretRef(Keeper.ASK)))
    return replace(adopted, profile=profile, notes=(*adopted.notes, note), secret=None)


def _read(places: Places, ref: SecretRef) -> Secret:
    from wizard.cli.loop import complete
    from wizard.cli.prompt import prompt
    from wizard.secret_store import SecretStore

    return complete(SecretStore(places).read(ref, unlock=prompt()))


def _keep(places: Places, ref: SecretRef, secret: Secret) -> None:
    from wizard.cli.loop import complete
    from wizard.cli.prompt import prompt
    from wizard.secret_store import SecretStore

    complete(SecretStore(places).keep(ref, secret, unlock=prompt()))
