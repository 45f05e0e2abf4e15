"""`smtp-wizard dns N|DOMAIN`: the records of a sender domain: have, want, missing, with the text to copy."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

from wizard.cli.exit_code import ExitCode
from wizard.cli.output import answer, answer_json, choose_format, fit_terminal, talk
from wizard.cli.parser import offer_formats
from wizard.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wizard.check import Knowledge
    from wizard.diagnosis.wanted import WantedRecord
    from wizard.provider import Provider
    from wizard.records import DomainRecords

_SHAPES = {"ok": "+", "missing": "x", "wrong": "x", "unknown": "?", "optional": "-"}


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text", "json")
    parser.add_argument("name", metavar="N|DOMAIN", help="a saved setup, or a domain")
    parser.add_argument("--provider", metavar="P", help="who sends for the domain (smtp-wizard providers lists them)")
    parser.add_argument("--selector", action="append", default=[], metavar="S", help="a DKIM selector; repeatable")


def run(args: argparse.Namespace) -> int:
    """Look up, show, and exit by the worst state."""
    from wizard.cli.loop import complete

    form = choose_format(args)
    subject = _subject(args)
    provider = subject.provider
    found = complete(_look(args, subject))
    if form == "json":
        answer_json({"schema": 1, "domains": [_document(records, provider, rows) for records, rows in found]})
    else:
        _explain(subject)
        fit_terminal()
        answer("\n".join(line for records, rows in found for line in _lines(records, subject.sender, rows)))
    rows = [row for _, wanted in found for row in wanted]
    lacking = [row for row in rows if row.state in ("missing", "wrong")]
    if any(row.needed for row in lacking) or any(records.exists is False for records, _ in found):
        return ExitCode.FAIL
    if any(row.state == "unknown" for row in rows):
        return ExitCode.UNKNOWN
    return ExitCode.WARN if lacking else ExitCode.OK


@dataclass(frozen=True)
class _Subject:
    """What is looked at: domains with their selectors, who sends for them, and the setup that says so."""

    domains: Mapping[str, Sequence[str]]
    provider: Provider | None
    known: Knowledge | None = None

    @property
    def sender(self) -> str:
        """Who sends, for people; empty where nobody said so."""
        if self.provider is not None:
            return self.provider.name
        return self.known.profile.server.host if self.known else ""


def _explain(subject: _Subject) -> None:
    """What the answer can't tell by itself."""
    from wizard import providers

    if not subject.sender:
        talk("--provider says who sends for the domain; without it only what is there is judged")
    for domain, owner in providers.owners():
        if domain in subject.domains:
            talk(f"{domain} belongs to {owner}: its records are not yours to set")


def _subject(args: argparse.Namespace) -> _Subject:
    from wizard import field, providers
    from wizard.cli.selection import choose, places
    from wizard.profiles import Profiles

    provider = providers.find(args.provider) if args.provider else None
    own = tuple(field.selector(name) for name in args.selector)
    names = Profiles(places(args)).names()
    if args.name in names:
        from wizard.check import learn
        from wizard.check.inquiry import sender_domains

        (profile,) = choose(args, [args.name])
        known = learn(profile)
        known = replace(known, provider=provider or known.provider)
        chosen = {domain: (*profile.selectors.get(domain, ()), *own) for domain in sender_domains(known.identities)}
        return _Subject(chosen, known.provider, known)
    if "." not in args.name:
        saved = f"saved setups: {', '.join(names)}" if names else "no setup is saved yet"
        raise UsageError(f"{args.name!r} is neither a saved setup nor a domain", saved, "a domain looks like example.com")
    return _Subject({field.domain(args.name): own}, provider)


async def _look(args: argparse.Namespace, subject: _Subject) -> list[tuple[DomainRecords, tuple[WantedRecord, ...]]]:
    import asyncio

    from wizard.check.inquiry import look_up_domain
    from wizard.cli.network import network
    from wizard.cli.progress import teller
    from wizard.diagnosis.wanted import wanted
    from wizard.probe.records import look_up

    net, known, provider = network(args), subject.known, subject.provider
    tell = teller(args, several=len(subject.domains) > 1)
    found = await asyncio.gather(
        *(
            look_up_domain(known, domain, names, net, tell(domain))
            if known
            else look_up(domain, names, net, provider=provider, on_step=tell(domain))
            for domain, names in subject.domains.items()
        )
    )
    username = known.profile.auth.username if known and known.profile.auth else ""
    return [
        (records, wanted(records.domain, provider, None, records, selectors=names, username=username))
        for records, names in zip(found, subject.domains.values(), strict=True)
    ]


def _document(records: DomainRecords, provider: Provider | None, rows: Sequence[WantedRecord]) -> dict[str, object]:
    return {
        "domain": records.domain,
        "exists": records.exists,
        "provider": provider.id if provider else None,
        "records": [
            {
                "purpose": row.purpose,
                "name": row.name,
                "type": row.type,
                "state": row.state,
                "have": list(row.have),
                "want": row.want,
                "exact": row.exact,
                "note": row.note,
            }
            for row in rows
        ],
    }


def _lines(records: DomainRecords, sender: str, rows: Sequence[WantedRecord]) -> Iterator[str]:
    from wizard.report.text import labelled, wrap

    yield f"{records.domain}, sent by {sender}" if sender else f"{records.domain}, no provider named"
    yield ""
    if records.exists is False:
        yield f"x {records.domain} does not exist in DNS (NXDOMAIN)"
        yield from wrap("do", "Check how it is spelt and that it is registered. The records below would be its first.")
        yield ""
    if not rows:
        yield "  nothing is needed here: this provider or server delivers no mail for a domain of yours"
    for row in rows:
        yield f"{_SHAPES.get(row.state, '?')} {row.state:<9}{row.purpose:<13}{row.type:<6}{row.name}"
        yield from (labelled("have", value) for value in row.have)
        if row.want and row.state != "ok" and row.want not in row.have:
            yield from [labelled("want", row.want)] if row.exact else wrap("want", row.want)
        if row.note:
            yield from wrap("note", row.note)
    yield ""
