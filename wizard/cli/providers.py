"""`smtp-wizard providers [ID]`: what is known about mail providers."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from wizard import providers
from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, answer_json, choose_format, table
from wizard.cli.parser import offer_formats
from wizard.provider import Provider

_LOGINS = {
    "required": "user name and password",
    "ip_allowlist": "none: it knows this machine by its address",
    "none": "none",
    "xoauth2_only": "OAuth2 only: no password works",
}
_NO_NOTE = {"none": "none", "pattern": "shown in your account there", "opaque": "shown in your account there"}


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text", "json")
    parser.add_argument("id", nargs="?", metavar="ID", help="one provider in full (without it: all, one a line)")


def run(args: argparse.Namespace) -> int:
    """One line each, or one of them in full."""
    form = choose_format(args)
    chosen = [providers.find(args.id)] if args.id else list(providers.load_all().values())
    if form == "json":
        answer_json({"schema": 1, "providers": [_facts(provider) for provider in chosen]})
    elif args.id:
        answer("\n".join(_page(chosen[0])))
    else:
        answer(table([(provider.id, provider.name, provider.kind, _host(provider)) for provider in chosen]))
    return ExitCode.OK


def _host(provider: Provider) -> str:
    host = provider.regions[0].host if provider.regions else ""
    return f"{host} and {len(provider.regions) - 1} more" if len(provider.regions) > 1 else host


def _facts(provider: Provider) -> dict[str, Any]:
    return {
        "id": provider.id,
        "name": provider.name,
        "kind": provider.kind,
        "docs": provider.docs,
        "auth": provider.auth,
        "regions": [{"name": region.name, "host": region.host} for region in provider.regions],
        "ports": [
            {"port": row.port, "encryption": row.encryption.value, "recommended": row.recommended, "note": row.note}
            for row in provider.ports
        ],
        "username": {"type": provider.username.type, "value": provider.username.value, "note": provider.username.note},
        "secret": provider.secret.label,
        "sender": {"rule": provider.sender.rule, "note": provider.sender.note},
        "sandbox": provider.sandbox,
        "limits": dict(provider.limits),
        "traps": list(provider.traps),
        "sources": list(provider.sources),
        "unsure": list(provider.unsure),
    }


def _page(provider: Provider) -> Iterator[str]:
    """What a person needs; where it was learned is left to JSON."""
    yield f"{provider.name} ({provider.id}, {provider.kind})"
    yield f"  {provider.docs}"
    yield ""
    for region in provider.regions:
        yield f"  host      {region.host}  {region.name}"
    for row in provider.ports:
        usual = ", the usual one" if row.recommended else ""
        yield f"  port      {row.port}  {row.encryption.words}{usual}{f'  ({row.note})' if row.note else ''}"
    for label, words in (
        ("login", _LOGINS.get(provider.auth, provider.auth)),
        ("user", _user(provider)),
        ("password", "" if provider.auth == "none" else provider.secret.label),
        ("sender", _sender(provider)),
        ("sandbox", provider.said("sandbox", provider.sandbox)),
        *(("limit", words) for words in _limits(provider)),
        *(("beware", caution) for caution in providers.warnings(provider, datetime.now(UTC).date())),
    ):
        if words:
            yield textwrap.fill(
                words,
                100,
                initial_indent=f"  {label:<10}",
                subsequent_indent=" " * 12,
                break_long_words=False,
                break_on_hyphens=False,
            )


def _user(provider: Provider) -> str:
    """Never the pattern that programs compare with."""
    rule = provider.username
    form = {
        "fixed": rule.value,
        "email": "the full e-mail address",
        "same_as_password": "the same as the password",
    }.get(rule.type, "")
    like = f"like {rule.default}" if rule.type == "pattern" and rule.default else ""
    note = provider.said("username.note", rule.note)
    return "; ".join(part for part in (form, note, like) if part) or _NO_NOTE.get(rule.type, "")


def _sender(provider: Provider) -> str:
    rule = provider.said("sender.rule", provider.sender.rule)
    note = provider.said("sender.note", provider.sender.note)
    return f"{rule}. {note}" if note else rule


def _limits(provider: Provider) -> Iterator[str]:
    for name, words in provider.limits.items():
        said = provider.said(f"limits.{name}", words)
        yield said if name == "note" else f"{name.replace('_', ' ')}: {said}"
