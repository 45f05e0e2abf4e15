"""A second connection beside a conversation that is stuck: is it only the wrong kind of encryption?"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, replace

from wizard.evidence import Halt, Reply, Speaks, TlsFacts, TlsProblem
from wizard.model import Encryption, Endpoint
from wizard.probe import handshake, look, ports
from wizard.probe.net import Net
from wizard.probe.talk import Stopped, Talk
from wizard.probe.wire import Wire
from wizard.reach import Address

_TLS_FIRST = frozenset({443, 465, 994, 2465, 8465})
"""Ports on which a client that waits for a greeting has most likely mixed something up (RFC 8314)."""
_OLD = frozenset({"TLS 1.0", "TLS 1.1"})


@dataclass(frozen=True, slots=True)
class Second:
    """Where a second connection would go, and as whom it greets."""

    net: Net
    peer: Address
    port: int
    host: str
    ehlo: str

    async def look(self, *, tls: bool) -> look.Look:
        """A short look in one mode; never raises for what the server does."""
        return await look.look(self.net, self.peer, self.port, self.host, self.ehlo, tls=tls)


def patience(endpoint: Endpoint, connecting: float) -> float | None:
    """Seconds of silence after which a look at the other mode is worth a second connection; None = never.

    `connecting`: seconds that the connection took. Servers that make others wait for their greeting (Postfix's postscreen 6 s,
    sendmail's greet_pause mostly 5) take who says something before it for a spammer; they stand on the port between servers.
    """
    if endpoint.encryption is Encryption.IMPLICIT_TLS or endpoint.port == ports.RELAY:
        return None
    if endpoint.encryption is Encryption.NONE and endpoint.port not in _TLS_FIRST:
        return None
    return max(look.PATIENCE, 2 * connecting)


async def first_words(talk: Talk, second: Second, wait: float | None) -> Reply | None:
    """The greeting; None = while it did not come, a second look found that the port waits for TLS.

    So the wrong mode is known after `wait` seconds (None: no look) and a few round trips, not after the whole limit. Whoever
    has begun to speak is looked at no further. Raises Stopped.
    """
    waiting = asyncio.create_task(talk.reply())
    looking: asyncio.Task[look.Look] | None = None
    try:
        await asyncio.wait({waiting}, timeout=wait)
        if not waiting.done() and not talk.spoke:
            looking = asyncio.create_task(second.look(tls=True))
            await asyncio.wait({waiting, looking}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done() and looking.result().speaks is Speaks.IMPLICIT_TLS:
                return None
        return await waiting
    finally:
        tasks = {task for task in (waiting, looking) if task is not None and not task.done()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if waiting.done() and not waiting.cancelled():
            waiting.exception()  # seen here, also where something else ends this


async def shake_hands(wire: Wire, context: ssl.SSLContext, second: Second, endpoint: Endpoint, limit: float) -> TlsFacts:
    """The handshake. Where it ends without a reason, or with one that sounds so, see whether only old versions are taken.

    Raises Stopped where the server said nothing or left.
    """
    left: Stopped | None = None
    try:
        facts = await handshake.encrypt(wire, endpoint.host, context, limit)
    except Stopped as stop:
        if stop.halt not in (Halt.CLOSED, Halt.RESET) or wire.answer:
            raise
        left, facts = stop, TlsFacts(problem=TlsProblem.TOO_OLD, detail=stop.detail)
    if facts.problem is not TlsProblem.TOO_OLD:
        return facts
    wire.close()
    starttls = endpoint.encryption is Encryption.STARTTLS
    version = await look.version_of(second.net, second.peer, second.port, second.host, second.ehlo, starttls=starttls)
    if left is not None and version not in _OLD:
        raise left
    return replace(facts, version=version)
