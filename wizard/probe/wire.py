"""The bytes of one connection, plain or under TLS, on a non-blocking socket.

TLS runs over memory buffers instead of asyncio's transports: so the certificate can be looked at also when it was refused, the
first bytes of a server that talks plain text instead of TLS are seen, and a cancelled conversation has exactly one thing to
close.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl

CHUNK = 1 << 16
_ROUNDS = 64
"""Reads for which bytes that nobody asked for are drained at once; what comes after them is left to the next time."""
_SEEN = 512


class Wire:
    """A connected socket. Whoever makes one closes it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._error: OSError | None = None
        self.buffer = bytearray()
        """What came and was not read yet, decrypted."""
        self.answer = b""
        """The first bytes that came instead of, or as, the server's half of a handshake."""

    @property
    def tls(self) -> ssl.SSLObject | None:
        """TLS as far as it came; also after a handshake that failed."""
        return self._tls

    async def send(self, data: bytes) -> None:
        """Raises OSError (ssl.SSLError is one)."""
        if self._error:
            raise self._error
        if self._tls is None:
            await asyncio.get_running_loop().sock_sendall(self._sock, data)
            return
        self._tls.write(data)
        try:
            await self._flush()
        except OSError as error:
            self.drop()  # an alert that came before says why
            raise (self._error if isinstance(self._error, ssl.SSLError) else error) from None

    async def receive(self) -> bool:
        """Wait for more bytes in `buffer`; False = the server closed. Raises OSError."""
        if self._error:
            raise self._error
        data = await self._decrypted() if self._tls else await self._raw()
        self.buffer += data
        return bool(data)

    async def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Our side of a handshake. Raises ssl.SSLError, ConnectionError when the server leaves, ValueError for a bad name."""
        if self._error:
            raise self._error
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
            except ssl.SSLError:
                self._flush_now()
                raise
            else:
                await self._flush()
                return
            raw = await self._raw()
            if not raw:
                raise ConnectionAbortedError("the server closed the connection during the handshake")
            if len(self.answer) < _SEEN:
                self.answer += raw[: _SEEN - len(self.answer)]
            self._incoming.write(raw)

    def drop(self) -> int:
        """Throw away what came though nothing was due; how many bytes. Never waits."""
        dropped = len(self.buffer) + (self._count(b"") if self._tls else 0)
        self.buffer.clear()
        for _ in range(_ROUNDS):
            try:
                raw = self._sock.recv(CHUNK)
            except (BlockingIOError, InterruptedError):
                break
            except OSError as error:
                self._error = error
                break
            if not raw:
                break
            dropped += self._count(raw)
        return dropped

    def close(self) -> None:
        """Close at once; may be called again."""
        self._sock.close()

    def send_now(self, data: bytes) -> None:
        """Send without waiting, for a farewell whose answer does not matter."""
        with contextlib.suppress(OSError):
            if self._tls is None:
                self._sock.send(data)
            else:
                self._tls.write(data)
                self._flush_now()

    def _count(self, raw: bytes) -> int:
        if self._tls is None:
            return len(raw)
        self._incoming.write(raw)
        count = 0
        try:
            while data := self._tls.read(CHUNK):
                count += len(data)
        except (ssl.SSLWantReadError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            pass
        except ssl.SSLError as error:
            self._error = error  # an alert is said once
        return count

    async def _decrypted(self) -> bytes:
        assert self._tls is not None
        while True:
            try:
                return self._tls.read(CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                return b""
            raw = await self._raw()
            if raw:
                self._incoming.write(raw)
            else:
                self._incoming.write_eof()

    async def _raw(self) -> bytes:
        return await asyncio.get_running_loop().sock_recv(self._sock, CHUNK)

    async def _flush(self) -> None:
        if data := self._outgoing.read():
            await asyncio.get_running_loop().sock_sendall(self._sock, data)

    def _flush_now(self) -> None:
        if data := self._outgoing.read():
            with contextlib.suppress(OSError):
                self._sock.send(data)
