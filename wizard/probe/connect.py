"""Reach one of a host's addresses: Happy Eyeballs (RFC 8305) in which every attempt is recorded.

The losing address family is tried beside the conversation and gets a moment more, so that "IPv6 does not work" can be told.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import time
from collections.abc import Iterable, Sequence

from wizard.probe.net import Net
from wizard.reach import Address, Attempt, Reach
from wizard.text import NOTHING, Foreign

HEAD_START = 0.25
"""Seconds before the next address is tried as well (RFC 8305 5)."""
GRACE = 1.0
"""Seconds that the losing family gets after the winner."""
MAX_ADDRESSES = 8

_REACH = {
    errno.ECONNREFUSED: Reach.REFUSED,
    errno.ECONNRESET: Reach.REFUSED,
    errno.ETIMEDOUT: Reach.TIMEOUT,
    errno.EACCES: Reach.DENIED,
    errno.EPERM: Reach.DENIED,
}


def _words(error: OSError) -> str:
    """The system's words; asyncio puts its own ("Connect call failed") in their place."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)


def interleave(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """The families in turn, each in the resolver's order, the first address staying first; at most MAX_ADDRESSES."""
    left = list(dict.fromkeys(addresses))
    order: list[Address] = []
    while left and len(order) < MAX_ADDRESSES:
        other = (item for item in left if not order or item.family != order[-1].family)
        order.append(next(other, left[0]))
        left.remove(order[-1])
    return tuple(order)


class Reaching:
    """The attempts to connect to one port. Use `first`, later `rest`, and in any case `close`."""

    def __init__(self, net: Net, addresses: Sequence[Address], port: int, limit: float) -> None:
        self._net = net
        self._order = interleave(addresses)
        self._port = port
        self._limit = limit
        self._tasks: dict[Address, asyncio.Task[None]] = {}
        self._done: dict[Address, Attempt] = {}
        self._sock: socket.socket | None = None
        self._late = False
        self.won_at = 0.0
        self.peer: Address | None = None

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """What became of each attempt, in the order in which they were begun."""
        return tuple(self._done[address] for address in self._tasks if address in self._done)

    async def first(self) -> socket.socket | None:
        """A socket to the first address that answers (now the caller's), or None when none does within the limit."""
        left = list(self._order)
        while left or not all(task.done() for task in self._tasks.values()):
            if left:
                self._begin(left.pop(0))
            running = [task for task in self._tasks.values() if not task.done()]
            await asyncio.wait(running, timeout=HEAD_START if left else None, return_when=asyncio.FIRST_COMPLETED)
            if self._sock is not None:
                break
        sock, self._sock = self._sock, None
        if sock is not None and self.peer is not None:
            self._settle(self.peer.family)
        return sock

    async def rest(self, seconds: float | None = None) -> None:
        """Wait for the losing family, so many seconds at most; where none are given, until GRACE seconds after the winner."""
        running = [task for task in self._tasks.values() if not task.done()]
        if running:
            left = self.won_at + GRACE - time.monotonic() if seconds is None else seconds
            await asyncio.wait(running, timeout=max(0.0, left))
        self._late = True
        await self.close()

    async def close(self) -> None:
        """End every attempt that is still under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def _settle(self, family: int) -> None:
        for address, task in self._tasks.items():
            if address.family == family:
                task.cancel()
        others = [address for address in self._order if address.family != family]
        if others and not any(address in self._tasks for address in others):
            self._begin(others[0])

    def _begin(self, address: Address) -> None:
        self._tasks[address] = asyncio.create_task(self._try(address), name=f"connect {address.ip}")

    async def _try(self, address: Address) -> None:
        started = time.monotonic()
        reach, detail = Reach.CONNECTED, NOTHING
        try:
            async with asyncio.timeout(self._limit):
                sock = await self._net.connect(address, self._port)
        except asyncio.CancelledError:
            # Only `close` and `_settle` cancel this task, and both want its record, not its exception.
            reach = Reach.TIMEOUT if self._late else Reach.CANCELLED
        except OSError as error:
            reach, detail = reach_of(error), Foreign.of(_words(error))
        else:
            if self.peer is None:
                self.peer, self._sock, self.won_at = address, sock, time.monotonic()
            else:
                sock.close()
        self._done[address] = Attempt(address, reach, round((time.monotonic() - started) * 1000, 3), detail)


def reach_of(error: OSError) -> Reach:
    """What an error of connect() says about the way there."""
    if isinstance(error, TimeoutError):
        return Reach.TIMEOUT
    return _REACH.get(error.errno or 0, Reach.UNREACHABLE)
