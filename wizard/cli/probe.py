"""`smtp-wizard probe HOST [PORT …]`: what the ports of a server speak. No login, nothing sent."""

from __future__ import annotations

import argparse
from typing import Any

from wizard import field
from wizard.cli.exit_code import ExitCode
from wizard.cli.loop import complete
from wizard.cli.network import network
from wizard.cli.output import answer, answer_json, choose_format, is_watched, table, talk
from wizard.cli.parser import offer_formats
from wizard.evidence import PortFacts, Speaks
from wizard.model import Encryption
from wizard.probe.net import Net, Resolution
from wizard.records import Answer

_WORDS = {
    Speaks.IMPLICIT_TLS: "implicit TLS",
    Speaks.STARTTLS: "STARTTLS",
    Speaks.PLAIN: "SMTP without encryption",
    Speaks.REFUSED: "refuses connections",
    Speaks.UNREACHABLE: "can't be reached",
    Speaks.SILENT: "connected, but silent",
    Speaks.FILTERED: "no connection: blocked or down",
    Speaks.OTHER: "something else",
}


def declare(parser: argparse.ArgumentParser) -> None:
    """The verb's own words."""
    offer_formats(parser, "text", "json")
    parser.add_argument("host", metavar="HOST", help="name or address of the server; HOST:PORT does as well")
    parser.add_argument("ports", nargs="*", metavar="PORT", help="ports to look at (without them: the usual ones)")


def run(args: argparse.Namespace) -> int:
    """Look at the ports, show what they speak, and exit by what can be used."""
    form = choose_format(args)
    host, port = field.server(args.host)
    asked = [*([port] if port else []), *(field.port(port) for port in args.ports)]
    resolution, facts = complete(_look(args, network(args), host, asked))
    if form == "json":
        answer_json({"schema": 1, "host": host, "ports": [_row(row) for row in facts]})
    elif facts:
        answer(table([_cells(row) for row in facts]))
    if not facts:
        words = "there is no server called" if resolution.answer is Answer.ABSENT else "no name server could tell the address of"
        talk(f"{words} {host}")
        return ExitCode.FAIL if resolution.answer is Answer.ABSENT else ExitCode.UNKNOWN
    return _outcome(facts, bool(asked))


async def _look(args: argparse.Namespace, net: Net, host: str, asked: list[int]) -> tuple[Resolution, tuple[PortFacts, ...]]:
    from wizard.probe.ports import survey

    resolution = await net.resolve(host)
    if resolution.answer is not Answer.FOUND:
        return resolution, ()

    def tell(facts: PortFacts) -> None:
        if is_watched(args):
            talk(f"  port {facts.port}: {_words(facts)}")

    return resolution, await survey(host, _expected(host, asked), net, tell)


def _expected(host: str, asked: list[int]) -> dict[int, Encryption | None]:
    from wizard import providers
    from wizard.check.survey import USUAL_PORTS

    provider = providers.by_host(host)
    usual = USUAL_PORTS | ({row.port: row.encryption for row in provider.ports} if provider else {})
    return {port: usual.get(port) for port in asked} if asked else dict(sorted(usual.items()))


def _outcome(facts: tuple[PortFacts, ...], asked: bool) -> ExitCode:
    """With named ports all of them must take mail, else one is enough; without any encryption it is a warning."""
    encrypted = [row.encryption not in (None, Encryption.NONE) for row in facts]
    takes_mail = [row.encryption is not None for row in facts]
    if not (all(takes_mail) if asked else any(takes_mail)):
        return ExitCode.FAIL
    return ExitCode.OK if (all(encrypted) if asked else any(encrypted)) else ExitCode.WARN


def _row(facts: PortFacts) -> dict[str, Any]:
    return {
        "port": facts.port,
        "speaks": facts.speaks.value,
        "encryption": facts.encryption.value if facts.encryption else None,
        "what": facts.what,
        "banner": str(facts.banner),
        "ms": round(facts.ms, 1),
        "attempts": [
            {"address": attempt.address.ip, "family": attempt.address.family, "reach": attempt.reach.value}
            for attempt in facts.attempts
        ],
    }


def _cells(facts: PortFacts) -> tuple[str, ...]:
    return (str(facts.port), _words(facts), f"{facts.ms:.0f} ms", str(facts.banner))


def _words(facts: PortFacts) -> str:
    """ "STARTTLS, silent over IPv6"."""
    from wizard.diagnosis.family import one_family

    what = f": {facts.what}" if facts.what and facts.speaks in (Speaks.OTHER, Speaks.SILENT) else ""
    return ", ".join(filter(None, (f"{_WORDS[facts.speaks]}{what}", one_family(facts))))
