"""`smtp-wizard providers [ID]`: what is known about mail providers."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from typing import Any

from wizard import providers
from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, answer_json, choose_format, table
from wizard.cli.parser import offer_formats
from wizard.provider import Provider


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
    }


def _page(provider: Provider) -> Iterator[str]:
    yield f"{provider.name} ({provider.id}, {provider.kind})"
    yield f"  {provider.docs}"
    yield ""
    for region in provider.regions:
        yield f"  host      {region.host}  {region.name}"
    for row in provider.ports:
        usual = ", the usual one" if row.recommended else ""
        yield f"  port      {row.port}  {row.encryption.words}{usual}{f'  ({row.note})' if row.note else ''}"
    for label, words in (
        ("login", provider.auth),
        ("user", f"{provider.username.value or provider.username.type}  {provider.username.note}"),
        ("password", provider.secret.label),
        ("sender", provider.sender.note or provider.sender.rule),
        ("sandbox", provider.sandbox),
        *(("limit", f"{name}: {words}") for name, words in provider.limits.items()),
        *(("beware", trap) for trap in provider.traps),
        *(("source", source) for source in provider.sources),
    ):
        if words.strip():
            yield textwrap.fill(
                words.strip(),
                100,
                initial_indent=f"  {label:<10}",
                subsequent_indent=" " * 12,
                break_long_words=False,
                break_on_hyphens=False,
            )
