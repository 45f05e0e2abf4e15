"""One client of a scripted server: lines in, lines out, and what a broken server does to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct

MAX_LINE = 1 << 16
FLOOD_LIMIT = 64 << 20
"""Bytes after which even a flood ends, should the client never leave."""
PACE = 0.02
"""Seconds between two bytes of a drip."""


class Gone(Exception):
    """The client left, or the script closes here."""


class Peer:
    """A connection, plain or encrypted."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._socket = writer.get_extra_info("socket")  # asked for now: a transport that has ended tells nothing any more
        self._buffer = bytearray()

    async def line(self) -> bytes:
        """The next line of the client, without its end. Raises Gone."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > MAX_LINE:
                raise Gone
            await self._more()
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer[:] = rest
        return line.removesuffix(b"\r")

    async def say(self, text: str | bytes) -> None:
        """Send a reply; CR LF is added. Raises Gone."""
        await self.send((text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text) + b"\r\n")

    async def send(self, data: bytes) -> None:
        """Send bytes as they are. Raises Gone."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except (OSError, RuntimeError):
            raise Gone from None

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """The server's side of a handshake. Raises Gone."""
        self._buffer.clear()
        try:
            await self._writer.start_tls(context)
        except (OSError, RuntimeError, EOFError):
            raise Gone from None

    async def until(self, released: asyncio.Event) -> None:
        """Say nothing until released. Raises Gone when the client leaves first."""
        waiting = asyncio.ensure_future(released.wait())
        try:
            while not released.is_set():
                reading = asyncio.ensure_future(self._more())
                try:
                    await asyncio.wait({waiting, reading}, return_when=asyncio.FIRST_COMPLETED)
                    if reading.done():
                        reading.result()
                finally:
                    reading.cancel()
                    await asyncio.wait({reading})
        finally:
            waiting.cancel()

    async def flood(self, chunk: bytes) -> None:
        """Send the same over and over until the client has had enough."""
        many = chunk * max(1, (1 << 15) // len(chunk))
        for _ in range(FLOOD_LIMIT // len(many)):
            await self.send(many)
            await asyncio.sleep(0)  # the client lives in the same loop
        raise Gone

    async def drip(self, data: bytes) -> None:
        """One byte at a time, until all is said or the client leaves."""
        for byte in data:
            await self.send(bytes((byte,)))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._more(), PACE)

    def reset(self) -> None:
        """Leave with RST instead of FIN."""
        raw = self._writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    @property
    def is_gone(self) -> bool:
        """Whether the connection has given its socket back."""
        return bool(self._socket.fileno() == -1)

    def close(self) -> None:
        """Leave; what was written is still delivered."""
        with contextlib.suppress(RuntimeError):
            self._writer.close()

    def abort(self) -> None:
        """Leave at once. A transport that closed by itself, after its last bytes had gone, has no loop to do it in."""
        if not self.is_gone:
            self._writer.transport.abort()

    async def _more(self) -> None:
        try:
            data = await self._reader.read(1 << 16)
        except (OSError, RuntimeError):
            raise Gone from None
        if not data:
            raise Gone
        self._buffer += data
