"""SMTP lines over a Wire: commands out, replies in, every wait and every size with a limit."""

from __future__ import annotations

import asyncio
import re
import ssl
import time

from wizard.evidence import Halt, Reply
from wizard.probe.recorder import Recorder
from wizard.probe.wire import Wire
from wizard.text import NOTHING, Foreign

MAX_LINE = 8192
"""Bytes of one reply line. RFC 5321 4.5.3.1.5 allows 512; real servers say more."""
MAX_LINES = 500
MAX_REPLY = 1 << 16
_LINE = re.compile(rb"([2-5]\d\d)(?:([ \t-])(.*))?", re.DOTALL)
_FOREIGN_START = re.compile(rb"[^2-5]|[2-5][^0-9]|[2-5]\d[^0-9]")


class Stopped(Exception):
    """The conversation can't go on: why, and what came. Never leaves this room."""

    def __init__(self, halt: Halt, detail: Foreign = NOTHING, reply: Reply | None = None) -> None:
        super().__init__(halt)
        self.halt = halt
        self.detail = detail
        self.reply = reply


class Talk:
    """One SMTP conversation. `limit` is in seconds and holds for a whole reply, however slowly its bytes drip."""

    def __init__(self, wire: Wire, recorder: Recorder, limit: float) -> None:
        self.wire = wire
        self.recorder = recorder
        self.limit = limit
        self.unsolicited = 0
        self.spoke = False
        """Whether a byte ever came."""

    async def command(self, line: str, limit: float | None = None) -> Reply:
        """One command and its reply. Raises Stopped."""
        await self.send(line)
        return await self.reply(limit)

    async def send(self, *lines: str) -> None:
        """Commands in one go; their replies are read one by one. Raises Stopped."""
        self.drop()
        for line in lines:
            self.recorder.asked(line)
        await self._write("".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape"))

    async def send_secretly(self, line: bytes, shown: str) -> None:
        """A line that the recorder is told no more of than `shown`. Raises Stopped."""
        self.drop()
        self.recorder.asked(shown)
        await self._write(line + b"\r\n")

    async def reply(self, limit: float | None = None) -> Reply:
        """The next reply; its code is that of the last line (RFC 5321 4.2.1). Raises Stopped."""
        started = time.perf_counter()
        lines: list[Foreign] = []
        size = 0
        try:
            async with asyncio.timeout(self.limit if limit is None else limit):
                while True:
                    raw = await self._line(lines)
                    size += len(raw)
                    shown = self.recorder.heard(raw)
                    match = _LINE.fullmatch(raw)
                    if match is None:
                        raise Stopped(Halt.NOT_SMTP, shown, Reply(0, (*lines, shown), _ms(started)))
                    lines.append(self.recorder.foreign(match[3] or b""))
                    if match[2] != b"-":
                        return Reply(int(match[1]), tuple(lines), _ms(started))
                    if len(lines) >= MAX_LINES or size > MAX_REPLY:
                        raise Stopped(Halt.FLOOD, lines[0])
        except TimeoutError:
            raise Stopped(Halt.TIMEOUT if self.spoke else Halt.SILENT, self._rest()) from None
        except OSError as error:
            raise broken(error) from error

    def drop(self) -> None:
        """Drop and count what came unasked: it could be taken for the answer to the next command."""
        if dropped := self.wire.drop():
            self.unsolicited += dropped
            self.recorder.event(f"{dropped} bytes that nobody asked for, dropped")

    def leave(self) -> None:
        """RSET is not needed: QUIT ends a transaction. Its answer is not waited for."""
        self.recorder.asked("QUIT")
        self.wire.send_now(b"QUIT\r\n")

    async def _write(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(self.limit):
                await self.wire.send(data)
        except TimeoutError:
            raise Stopped(Halt.TIMEOUT) from None
        except OSError as error:
            raise broken(error) from error

    async def _line(self, lines: list[Foreign]) -> bytes:
        buffer = self.wire.buffer
        while (end := buffer.find(b"\n", 0, MAX_LINE)) < 0:
            if len(buffer) >= MAX_LINE:
                raise Stopped(Halt.FLOOD, self.recorder.heard(bytes(buffer[:200])))
            if not lines and len(buffer) >= 3 and _FOREIGN_START.match(buffer):
                shown = self._rest()  # no digit to begin with: a line end may never come
                raise Stopped(Halt.NOT_SMTP, shown, Reply(0, (shown,)))
            if not await self.wire.receive():
                raise Stopped(Halt.CLOSED, self._rest())
            self.spoke = True
        line = bytes(buffer[:end]).removesuffix(b"\r")
        del buffer[: end + 1]
        return line

    def _rest(self) -> Foreign:
        rest = bytes(self.wire.buffer[:MAX_LINE])
        return self.recorder.heard(rest) if rest else NOTHING


def broken(error: OSError) -> Stopped:
    """What an error of a connection says about its end."""
    if isinstance(error, ssl.SSLError):
        wanted = "CERTIFICATE_REQUIRED" in (error.reason or "")
        return Stopped(Halt.TLS if wanted else Halt.CLOSED, Foreign.of(plain_words(error)))
    halt = Halt.RESET if isinstance(error, ConnectionResetError) else Halt.CLOSED
    return Stopped(halt, Foreign.of(error.strerror or str(error)))


def plain_words(error: ssl.SSLError) -> str:
    """OpenSSL's words for an error, without its codes and the place in its source."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return re.sub(r" \(_ssl\.c:\d+\)$|^\[SSL: \w+\] ", "", error.strerror or str(error))


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
