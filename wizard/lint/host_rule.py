"""The server's name: written as a name, not the container itself, and not a near miss of a provider's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard import field
from wizard.errors import UsageError
from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.meaning import Part
from wizard.lint.role import Role
from wizard.lint.spelling import distance
from wizard.model import is_loopback

_OTHER_PROTOCOL = re.compile(r"^(?:imap|imaps|pop|pop3)\d*\.", re.IGNORECASE)
_SHORTEST = 11
"""Letters of a name below which a near miss is a coincidence."""


def judge(bench: Bench, hosts: Iterable[str] = ()) -> Iterator[Flaw]:
    """`hosts`: the names of all providers' servers."""
    part = bench.meaning.part(Role.HOST)
    if part is None or not part.is_known or not part.value or part.one is None or not bench.meaning.is_on:
        return
    host = part.value
    if host.startswith("/run/secrets/") or (host.startswith("/") and "secret" in host):
        why = f"{host} is the path of a file, and the app takes it for the name of a server."
        yield bench.flaw(
            "wrong-host", part, why, f"Set {part.key}_FILE to it, where the app reads files, or write the name itself."
        )
    elif problem := _malformed(host):
        repaired = _repair(host)
        settings = ((part.one.name, repaired),) if repaired else ()
        yield bench.flaw("wrong-host", part, problem, settings=settings, safe=bool(repaired))
    elif bench.found.is_contained and is_loopback(host):
        yield _localhost(bench, part)
    elif _OTHER_PROTOCOL.match(host):
        yield bench.flaw(
            "wrong-host", part, f"{host} is called like a server for fetching mail, not for sending it.", status=Status.WARN
        )
    elif bench.provider is None and (near := _near(host, hosts)):
        why = f"{host} is one letter off {near}."
        yield bench.flaw("wrong-host", part, why, settings=((part.one.name, near),), status=Status.WARN)


def _localhost(bench: Bench, part: Part) -> Flaw:
    why = f"The app runs in a container, and there {part.value} is the container itself, where no mail server listens."
    return bench.flaw("localhost-in-container", part, why)


def _malformed(host: str) -> str:
    """What is wrong with the form of a name; empty = nothing."""
    if host != host.strip():
        return "Blanks at the ends are part of the name."
    if host[:1] in "\"'" or host[-1:] in "\"',;":
        return "Quotes or a comma are part of the name here."
    try:
        field.host(host)
    except UsageError as error:
        return f"{error.message[:1].upper()}{error.message[1:]}."
    return ""


def _repair(host: str) -> str:
    """The name that was meant, where that is plain; empty otherwise."""
    bare = host.strip().strip("\"',;").strip()
    bare = re.sub(r"^[a-z]+://", "", bare, flags=re.IGNORECASE).rstrip("/")
    try:
        return bare if field.host(bare) and bare != host else ""
    except UsageError:
        return ""


def _near(host: str, hosts: Iterable[str]) -> str:
    """The one known server that this name misses by a letter."""
    name = host.lower()
    if len(name) < _SHORTEST:
        return ""
    close = sorted({known for known in hosts if known != name and distance(name, known, 1) <= 1})
    return close[0] if len(close) == 1 else ""
