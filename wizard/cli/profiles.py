"""`smtp-wizard profiles list|show|delete`: the saved setups."""

from __future__ import annotations

import argparse
from typing import Any

from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, answer_json, choose_format, table, talk
from wizard.cli.parser import Parser, offer_formats
from wizard.errors import FileError
from wizard.files import Places
from wizard.model import Profile
from wizard.profiles import Profiles, dump


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True, parser_class=Parser)
    listing = actions.add_parser("list", help="all of them, one a line")
    show = actions.add_parser("show", help="one of them, as its file has it")
    delete = actions.add_parser("delete", help="remove one; its password stays where it is kept")
    offer_formats(parser, "text", "json")
    offer_formats(listing, "text", "json")
    for one in (show, delete):
        one.add_argument("name", metavar="N")
        offer_formats(one, "text")


def run(args: argparse.Namespace) -> int:
    """List, show or delete. Listing a broken one exits with 3."""
    profiles = Profiles(Places.at(args.config_dir))
    if args.action == "list":
        return _list(args, profiles)
    choose_format(args)
    return _show(profiles, args.name) if args.action == "show" else _delete(profiles, args.name)


def _list(args: argparse.Namespace, profiles: Profiles) -> int:
    form = choose_format(args)
    rows = [_row(profiles, name) for name in profiles.names()]
    if form == "json":
        answer_json({"schema": 1, "profiles": rows})
    elif rows:
        answer(table([_cells(row) for row in rows]))
    else:
        talk(f"no setup is saved in {profiles.folder}; make one with: smtp-wizard setup")
    return ExitCode.UNKNOWN if any(row["problem"] for row in rows) else ExitCode.OK


def _row(profiles: Profiles, name: str) -> dict[str, Any]:
    try:
        return _facts(profiles.load(name))
    except FileError as error:
        nothing = dict.fromkeys(("server", "encryption", "provider", "from", "secret"))
        return {"name": name, **nothing, "apps": [], "problem": "; ".join((error.message, *error.hints))}


def _facts(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "server": str(profile.server),
        "encryption": profile.server.encryption.value,
        "provider": profile.provider,
        "from": profile.from_address,
        "secret": str(profile.auth.secret) if profile.auth else None,
        "apps": [{"name": app.name, "kind": app.kind, "target": app.target} for app in profile.apps],
        "problem": None,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    if row["problem"]:
        return (row["name"], "can't be used:", row["problem"], "")
    apps = ", ".join(app["name"] if app["name"] == app["kind"] else f"{app['name']} ({app['kind']})" for app in row["apps"])
    return (row["name"], row["server"], row["from"], apps)


def _show(profiles: Profiles, name: str) -> int:
    answer(dump(profiles.load(name)))
    return ExitCode.OK


def _delete(profiles: Profiles, name: str) -> int:
    try:
        auth = profiles.load(name).auth
    except FileError:
        auth = None  # a file that can't be read can still be removed
    path = profiles.delete(name)
    answer(f"deleted {path}")
    if auth is not None and auth.secret.writable:
        talk(f"its password is still kept as {auth.secret}")
    return ExitCode.OK
