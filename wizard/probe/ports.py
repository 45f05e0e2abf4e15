"""What each port of a host speaks: all ports together, the expected mode first.

The other mode (TLS on a plain port, plain text on a TLS port) is looked at only after a refusal or about 300 ms of silence.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from wizard.evidence import PortFacts, Speaks
from wizard.model import Encryption
from wizard.probe import wording
from wizard.probe.connect import Reaching
from wizard.probe.look import LIMIT, PATIENCE, Look, look, look_at, name_of
from wizard.probe.net import Net
from wizard.reach import Address, Reach

OnPort = Callable[[PortFacts], None]
EHLO = "localhost"
AT_ONCE = 64
RELAY = 25
"""The port between servers (RFC 5321 4.5.4.2): no server waits for TLS there."""
_USUALLY_TLS = frozenset({443, 465, 993, 995, 2465, 8465})
"""Only decides which mode is looked at first where none is expected; the answer never depends on it."""
_FAILURES = (
    (Reach.REFUSED, Speaks.REFUSED),
    (Reach.DENIED, Speaks.UNREACHABLE),
    # Before the family without a way: a machine without IPv6 would hide that the port keeps silent over IPv4.
    (Reach.TIMEOUT, Speaks.FILTERED),
    (Reach.UNREACHABLE, Speaks.UNREACHABLE),
)


def unheard(facts: PortFacts) -> None:
    """An OnPort for callers that don't watch."""


async def survey(
    host: str,
    expected: Mapping[int, Encryption | None],
    net: Net,
    on_port: OnPort = unheard,
    ehlo: str = EHLO,
    *,
    limit: float | None = None,
) -> tuple[PortFacts, ...]:
    """Look at every port of `expected` at once; each is told as soon as it is known, after `limit` (LIMIT) seconds at the latest.

    It is told again where what became of the other address family is known later. `ehlo` is the name to greet with. Nothing is
    verified, and nothing but a greeting is sent, over one family. The result is in the order of `expected`.
    """
    started = time.monotonic()
    resolution = await net.resolve(host)
    try:
        name = wording.greeting_name(ehlo)
    except wording.NotEncodable:
        name = EHLO
    gate = asyncio.Semaphore(AT_ONCE)

    async def ask(port: int, encryption: Encryption | None) -> PortFacts:
        async with gate:
            return await _Port(host, port, resolution.addresses, net, name, limit or LIMIT).ask(encryption, on_port)

    if not resolution.addresses:
        ms = _ms(started)
        absent = tuple(PortFacts(port, Speaks.UNREACHABLE, ms, resolution.detail, "the name has no address") for port in expected)
        for facts in absent:
            on_port(facts)
        return absent
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(port, encryption)) for port, encryption in expected.items()]
    return tuple(task.result() for task in tasks)


class _Port:
    """One port while it is looked at."""

    def __init__(self, host: str, port: int, addresses: Sequence[Address], net: Net, ehlo: str, limit: float) -> None:
        self.host = host
        self.port = port
        self.addresses = addresses
        self.net = net
        self.ehlo = ehlo
        self.limit = limit
        self.started = time.monotonic()

    @property
    def _left(self) -> float:
        """Seconds that it may still take."""
        return self.started + self.limit - time.monotonic()

    async def ask(self, encryption: Encryption | None, on_port: OnPort) -> PortFacts:
        tls = self.port in _USUALLY_TLS if encryption is None else encryption is Encryption.IMPLICIT_TLS
        reaching = Reaching(self.net, self.addresses, self.port, self.limit)
        sock = None
        try:
            sock = await self._reach(reaching)
            if sock is None or reaching.peer is None:
                await reaching.rest(self._left)
                seen = {attempt.reach for attempt in reaching.attempts}
                facts = self._facts(next((speaks for reach, speaks in _FAILURES if reach in seen), Speaks.FILTERED))
            else:
                facts = await self._look(sock, reaching.peer, tls)
            facts = replace(facts, attempts=reaching.attempts)
            on_port(facts)
            await reaching.rest(self._left)
            whole = replace(facts, attempts=reaching.attempts)
            if whole != facts:
                on_port(whole)
            return whole
        finally:
            # Here, not in the look: a task that is cancelled before its first step closes nothing.
            if sock is not None:
                sock.close()
            await reaching.close()

    async def _reach(self, reaching: Reaching) -> socket.socket | None:
        try:
            async with asyncio.timeout(self.limit):
                return await reaching.first()
        except TimeoutError:
            return None

    async def _look(self, sock: socket.socket, peer: Address, tls: bool) -> PortFacts:
        tasks = {asyncio.create_task(look_at(sock, self.host, self.ehlo, tls=tls))}
        try:
            done, _ = await asyncio.wait(tasks, timeout=max(PATIENCE, 2 * (time.monotonic() - self.started)))
            if done and (found := done.pop().result()).speaks is not None:
                return self._facts(found.speaks, found)
            if tls or self.port != RELAY:  # there postscreen takes a handshake before its greeting for a spammer's
                tasks.add(asyncio.create_task(look(self.net, peer, self.port, self.host, self.ehlo, tls=not tls)))
            return await self._first_answer(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _first_answer(self, tasks: set[asyncio.Task[Look]]) -> PortFacts:
        """The first look that led somewhere; SILENT at the limit, not later."""
        pending = set(tasks)
        looks: list[Look] = []
        while pending and (left := self._left) > 0:
            _, pending = await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            looks = [task.result() for task in tasks - pending]
            if found := next((item for item in looks if item.speaks is not None), None):
                return self._facts(found.speaks or Speaks.OTHER, found)
        if pending or any(item.silent for item in looks):
            return self._facts(Speaks.SILENT)
        said = next((item for item in looks if item.banner), looks[0] if looks else Look(None))
        if said.what or name_of(said.banner):
            return self._facts(Speaks.OTHER, said)
        # A mail server that refuses this machine or is overloaded does so too: it is no sign of another service.
        return self._facts(Speaks.SILENT, Look(None, said.banner, "hangs up without a word"))

    def _facts(self, speaks: Speaks, found: Look | None = None) -> PortFacts:
        found = found or Look(speaks)
        return PortFacts(self.port, speaks, _ms(self.started), found.banner, found.what)


def _ms(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 3)
