"""The encryption against the port: what the provider documents for it, else what the port is for by RFC 8314 and by habit."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.meaning import Mode, Part
from wizard.lint.role import Role
from wizard.model import Encryption

IMPLICIT_PORTS = frozenset({465, 2465, 8465, 994})
PLAIN_FIRST_PORTS = frozenset({25, 587, 588, 2525, 2587, 8025})
"""Where a server greets in plain text, and STARTTLS may follow."""
_OTHER_PROTOCOLS = {110: "POP3", 143: "IMAP", 993: "IMAP", 995: "POP3", 80: "the web", 443: "the web", 22: "SSH", 53: "DNS"}


def judge(bench: Bench) -> Iterator[Flaw]:
    """Mode and port."""
    port, part, mode = bench.meaning.port, bench.meaning.part(Role.TLS), bench.meaning.mode
    if not bench.meaning.is_on:
        return
    yield from _port(bench)
    if port is None or part is None or mode is None or _stands_twice(bench):
        return
    expected = expect(bench, port)
    if expected is Encryption.IMPLICIT_TLS and mode is not Mode.IMPLICIT:
        yield _starttls_there(bench, part, port, mode)
    elif expected is not Encryption.IMPLICIT_TLS and expected is not None and mode is Mode.IMPLICIT:
        yield _implicit_there(bench, part, port)
    elif mode is Mode.NONE and not _is_relay(bench):
        yield from _clear(bench, part, port, expected)


def _stands_twice(bench: Bench) -> bool:
    """Whether port or encryption is said twice: which of them is meant has to be settled first."""
    parts = (bench.meaning.part(Role.PORT), bench.meaning.part(Role.TLS))
    said = [one.name for one in bench.found.settings]
    return any(part is not None and part.one is not None and said.count(part.one.name) > 1 for part in parts)


def expect(bench: Bench, port: int) -> Encryption | None:
    """The encryption that a port wants, STARTTLS for every one that greets in clear; None where nothing is known of it."""
    documented = {known.port: known.encryption for known in bench.provider.ports} if bench.provider else {}
    if port in documented:
        return documented[port]
    if port in IMPLICIT_PORTS:
        return Encryption.IMPLICIT_TLS
    return Encryption.STARTTLS if port in PLAIN_FIRST_PORTS else None


def _port(bench: Bench) -> Iterator[Flaw]:
    port, part = bench.meaning.port, bench.meaning.part(Role.PORT)
    if port is None or part is None or part.one is None:
        return
    documented = [known.port for known in bench.provider.ports] if bench.provider and bench.provider.kind != "local" else []
    if port in documented:
        return
    if port in _OTHER_PROTOCOLS:
        yield bench.flaw("wrong-port", part, f"Port {port} is for {_OTHER_PROTOCOLS[port]}, not for handing in mail.")
    elif documented and bench.provider:
        shown = ", ".join(map(str, documented))
        why = f"{bench.provider.name} documents no port {port}; documented: {shown}."
        yield bench.flaw("wrong-port", part, why, status=Status.WARN)


def _starttls_there(bench: Bench, part: Part, port: int, mode: Mode) -> Flaw:
    why = (
        f"Port {port} expects TLS from the first byte, but these settings mean {mode.value}: both sides wait until one gives up."
    )
    return bench.flaw(
        "starttls-on-implicit-tls-port",
        part,
        why,
        settings=bench.meaning.ways.get(Mode.IMPLICIT, ()),
        safe=_is_documented(bench, port),
    )


def _implicit_there(bench: Bench, part: Part, port: int) -> Flaw:
    why = (
        f"A server greets in plain text on port {port}, but these settings begin with TLS: it fails with a wrong version number."
    )
    return bench.flaw(
        "implicit-tls-on-starttls-port",
        part,
        why,
        settings=bench.meaning.ways.get(Mode.STARTTLS) or bench.meaning.ways.get(Mode.OPPORTUNISTIC, ()),
        safe=_is_documented(bench, port),
    )


def _clear(bench: Bench, part: Part, port: int, expected: Encryption | None) -> Iterator[Flaw]:
    """No encryption where the provider wants it, or where a password would cross the network readable."""
    demands = bench.provider is not None and expected is Encryption.STARTTLS and bench.provider.kind not in ("local", "dev")
    user = bench.meaning.part(Role.USER)
    logs_in = user is not None and user.is_there
    if not demands and not (logs_in and port != 25 and not is_near(bench.meaning.text(Role.HOST))):
        return
    who = bench.provider.name if demands and bench.provider else "A server on the internet"
    why = f"These settings mean no encryption. {who} takes a login after TLS only; without it others can read the password."
    settings = bench.meaning.ways.get(Mode.STARTTLS) or bench.meaning.ways.get(Mode.OPPORTUNISTIC, ())
    yield bench.flaw("tls-required-first", part, why, settings=settings, status=Status.FAIL if demands else Status.WARN)


def is_near(host: str) -> bool:
    """Whether a host is in the same house: loopback, a private address, a name without a dot, or one that is local by its end."""
    name = host.strip().lower().strip("[]")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith((".local", ".lan", ".internal", ".home", ".localhost", ".localdomain", ".arpa"))
    return address.is_private or address.is_loopback or address.is_link_local


def _is_documented(bench: Bench, port: int) -> bool:
    return bench.provider is not None and any(known.port == port for known in bench.provider.ports)


def _is_relay(bench: Bench) -> bool:
    return bench.provider is not None and bench.provider.auth == "ip_allowlist"
