"""A line that is slow on purpose: TCP and UDP proxies on loopback that hold back every answer, and count.

The way there costs nothing and the way back `delay` seconds, so that a round trip takes `delay`, TLS included. What is counted
is what a client can't hide: how often it had to wait for an answer before it said the next thing.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Self

DELAY = 0.05
"""Seconds: a server on the same continent."""
_CHUNK = 1 << 16


@dataclass
class Visit:
    """One connection. `turns`: dependent round trips, answers that came before the client said its next thing."""

    turns: int = 0
    said: bool = True
    """Whether the client said something since the last answer; a greeting is waited for too."""


class SlowTcp:
    """A TCP port in front of another one. For `async with`."""

    def __init__(self, host: str, port: int, delay: float = DELAY, at: int = 0) -> None:
        self._target = (host, port)
        self._delay = delay
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = at
        self.visits: list[Visit] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        visit = Visit()
        self.visits.append(visit)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        _no_delay(writer)
        _no_delay(far_writer)
        back = asyncio.create_task(self._back(far_reader, writer, visit))
        try:
            while data := await reader.read(_CHUNK):
                visit.said = True
                far_writer.write(data)
        except (OSError, asyncio.CancelledError):
            pass  # either side has gone: the other one goes too
        finally:
            far_writer.transport.abort()
            back.cancel()
            await asyncio.wait({back})
            writer.transport.abort()

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, visit: Visit) -> None:
        loop = asyncio.get_running_loop()
        last = loop.time()

        def deliver(data: bytes) -> None:
            if writer.transport.is_closing():
                return
            if visit.said:
                visit.said = False
                visit.turns += 1
            if data:
                writer.write(data)
            else:
                writer.close()

        with contextlib.suppress(OSError):
            while True:
                data = await reader.read(_CHUNK)
                # Never before what came earlier, should the clock be coarse.
                last = max(last, loop.time() + self._delay)
                loop.call_at(last, deliver, data)
                if not data:
                    return


class SlowUdp(asyncio.DatagramProtocol):
    """A UDP port in front of another one. For `async with`."""

    def __init__(self, host: str, port: int, delay: float = DELAY, at: int = 0) -> None:
        self._target = (host, port)
        self._delay = delay
        self._transport: asyncio.DatagramTransport | None = None
        self._far: dict[object, asyncio.DatagramTransport] = {}
        self.port = at
        self.asked = 0

    async def __aenter__(self) -> Self:
        made, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", self.port))
        made.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self._transport = made
        self.port = made.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for far in self._far.values():
            far.abort()
        if self._transport is not None:
            self._transport.abort()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.asked += 1
        asyncio.ensure_future(self._pass_on(data, addr))  # noqa: RUF006 - ends by itself, with the datagram

    async def _pass_on(self, data: bytes, addr: object) -> None:
        if addr not in self._far:
            loop = asyncio.get_running_loop()
            made, _ = await loop.create_datagram_endpoint(lambda: _Back(self, addr), remote_addr=self._target)
            self._far[addr] = made
            loop.call_later(20 * self._delay + 1, self._forget, addr)
        self._far[addr].sendto(data)

    def _forget(self, addr: object) -> None:
        if (far := self._far.pop(addr, None)) is not None:
            far.abort()

    def answer(self, data: bytes, addr: object) -> None:
        """Hold an answer back, then deliver it."""
        assert self._transport is not None
        asyncio.get_running_loop().call_later(self._delay, self._transport.sendto, data, addr)


class _Back(asyncio.DatagramProtocol):
    def __init__(self, line: SlowUdp, addr: object) -> None:
        self._line = line
        self._addr = addr

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._line.answer(data, self._addr)


def _no_delay(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
