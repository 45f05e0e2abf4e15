"""`smtp-wizard secret set|where|delete N`: the password of a setup. It is typed or piped in, never given as an argument."""

from __future__ import annotations

import argparse
import os
import sys

from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, choose_format
from wizard.cli.parser import Parser, offer_formats
from wizard.errors import SecretError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from wizard.model import Login, Profile
    from wizard.secret import Secret


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text")
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True, parser_class=Parser)
    keep = actions.add_parser("set", help="keep a new password where the setup says; typed, or read from standard input")
    keep.add_argument("name", metavar="N")
    keep.add_argument(
        "--key-file",
        metavar="FILE",
        help="let this file open the vault too, for a timer (made if it is not there); whoever reads both has the password",
    )
    where = actions.add_parser("where", help="say where it is kept, and whether it can be read")
    where.add_argument("name", metavar="N")
    delete = actions.add_parser("delete", help="remove it from where it is kept")
    delete.add_argument("name", metavar="N")
    for one in (keep, where, delete):
        offer_formats(one, "text")


def run(args: argparse.Namespace) -> int:
    """Do one of the three."""
    from wizard.cli.selection import choose

    choose_format(args)
    (profile,) = choose(args, [args.name])
    if profile.auth is None:
        raise UsageError(f"{profile.name} has no login, so there is no password", "its file has no [auth] table")
    return {"set": _set, "where": _where, "delete": _delete}[args.action](args, profile, profile.auth)


def _set(args: argparse.Namespace, profile: Profile, auth: Login) -> int:
    from wizard.cli.loop import complete
    from wizard.cli.prompt import ask_twice, is_possible, prompt
    from wizard.cli.selection import places
    from wizard.files import path_of
    from wizard.secret import Keeper
    from wizard.secret_store import SecretStore

    if not auth.secret.writable:
        raise UsageError(
            f"{profile.name} keeps its password in {auth.secret}, which this program only reads",
            'change it there, or write secret = "vault:NAME" into the setup',
        )
    if args.key_file and auth.secret.keeper is not Keeper.VAULT:
        raise UsageError("--key-file opens a vault, and this password is not in one", f"it is kept in {auth.secret}")
    secret = _new_secret(f"New password ({auth.username} at {profile.server.host})")

    # A passphrase that was mistyped once would lock the new vault for good.
    is_new = auth.secret.keeper is Keeper.VAULT and not os.path.exists(places(args).vault) and is_possible()
    passphrase = ask_twice("Choose a passphrase for the new vault") if is_new else None

    async def keep() -> None:
        store = SecretStore(places(args))
        await store.keep(auth.secret, secret, passphrase=passphrase, unlock=prompt())
        if args.key_file:
            await store.add_key_file(path_of(args.key_file), unlock=prompt())

    complete(keep())
    answer(f"kept in {auth.secret}")
    return ExitCode.OK


def _new_secret(question: str) -> Secret:
    from wizard.cli import prompt
    from wizard.secret import Secret

    if prompt.is_possible():
        return prompt.ask_twice(question)
    if sys.stdin is None or sys.stdin.isatty():
        raise SecretError("there is nobody to type the password", "pipe it in: pass show smtp/chat | smtp-wizard secret set NAME")
    raw = sys.stdin.buffer.readline(64 << 10)
    try:
        # One line, so that `echo` and a file with a line end at its end both give what was meant.
        value = raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise SecretError("what was piped in is not UTF-8 text") from None
    if not value:
        raise SecretError("nothing was piped in, so nothing is kept")
    return Secret(value)


def _where(args: argparse.Namespace, profile: Profile, auth: Login) -> int:
    from wizard.cli.credential import read
    from wizard.cli.loop import complete
    from wizard.cli.prompt import prompt
    from wizard.cli.selection import places
    from wizard.secret import Keeper
    from wizard.secret_store import SecretStore

    if auth.secret.keeper is Keeper.ASK:
        answer("ask: kept nowhere, asked for each time")
        return ExitCode.OK

    async def look() -> Secret | SecretError:
        return await read(SecretStore(places(args)), profile, auth, prompt())

    found = complete(look())
    answer(str(auth.secret))
    if isinstance(found, SecretError):
        raise found
    return ExitCode.OK


def _delete(args: argparse.Namespace, profile: Profile, auth: Login) -> int:
    from wizard.cli.loop import complete
    from wizard.cli.selection import places
    from wizard.secret_store import SecretStore

    complete(SecretStore(places(args)).delete(auth.secret))
    answer(f"deleted from {auth.secret}")
    return ExitCode.OK
