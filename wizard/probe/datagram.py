"""A DNS question as one datagram to one name server, written by hand; the answer's bytes come back unread.

The question goes out before the DNS library is loaded, which takes as long as the answer; and questions that are asked at the
same time share a socket, which halves what each costs. Whatever is out of the ordinary is left to the library.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import struct

PAYLOAD = 1232
"""EDNS size that passes everywhere (DNS Flag Day 2020); without EDNS long TXT records cost a second question over TCP."""
_TYPES = {"A": 1, "CNAME": 5, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
_LABEL = r"[a-z0-9_-]{1,63}"
_PLAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_LONGEST = 253
_HEADER = struct.Struct("!HHHHHH")
_RECURSE = 0x0100
_IS_ANSWER = 0x8000
_OPT = b"\0" + struct.pack("!HHIH", 41, PAYLOAD, 0, 0)
"""RFC 6891 6.1.2."""


_SHARED = 64
"""Questions that share a socket: so many answers fit into the room that the system gives one, should all come at once."""


class Post:
    """Questions to one name server. Sockets, each at a port of the system's choice, are open only while answers are due."""

    def __init__(self, address: str, port: int) -> None:
        self._place = (address, port)
        self._boxes: list[_Box] = []

    async def ask(self, name: str, type: str, seconds: float) -> bytes | None:
        """The answer as it came; None where it can't be asked so, or nothing that fits came within `seconds`."""
        if type not in _TYPES or len(name) > _LONGEST or not _PLAIN.fullmatch(name):
            return None
        labels = b"".join(bytes((len(label),)) + label for label in name.encode("ascii").split(b"."))
        question = labels + b"\0" + struct.pack("!HH", _TYPES[type], 1)
        try:
            box = self._box()
        except OSError:
            return None
        try:
            async with asyncio.timeout(seconds):
                return await box.ask(question)
        except OSError:  # TimeoutError is one
            return None
        finally:
            if not box.due:
                box.close()
                self._boxes.remove(box)

    def _box(self) -> _Box:
        for box in self._boxes:
            if len(box.due) < _SHARED:
                return box
        self._boxes.append(_Box(self._place))
        return self._boxes[-1]


class _Box:
    """One socket, and the questions whose answers are to come to it."""

    def __init__(self, place: tuple[str, int]) -> None:
        self.due: dict[int, tuple[bytes, asyncio.Future[bytes | None]]] = {}
        self._loop = asyncio.get_running_loop()
        self._sock = socket.socket(socket.AF_INET6 if ":" in place[0] else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._sock.setblocking(False)
            self._sock.connect(place)  # so that only this name server is heard
            self._loop.add_reader(self._sock, self._hear)
        except BaseException:
            self._sock.close()
            raise

    async def ask(self, question: bytes) -> bytes | None:
        """Raises OSError."""
        number, due = self._number(), self._loop.create_future()
        self.due[number] = (question, due)
        try:
            self._sock.send(_HEADER.pack(number, _RECURSE, 1, 0, 0, 1) + question + _OPT)
            answer: bytes | None = await due
            return answer
        finally:
            del self.due[number]

    def close(self) -> None:
        self._loop.remove_reader(self._sock)
        self._sock.close()

    def _number(self) -> int:
        # Not to be guessed: whoever knows it could answer in the name server's place (RFC 5452 9.2).
        while (number := int.from_bytes(os.urandom(2))) in self.due:
            pass
        return number

    def _hear(self) -> None:
        for _ in range(_SHARED):
            try:
                data = self._sock.recv(1 << 16)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # nobody listens there; it can't be told whose question this was about
                self._give_up()
                return
            if len(data) < _HEADER.size:
                continue
            number, flags, questions, *_ = _HEADER.unpack_from(data)
            question, due = self.due.get(number, (b"", None))
            echoed = data[_HEADER.size : _HEADER.size + len(question)].lower() == question.lower()
            if due is not None and not due.done() and flags & _IS_ANSWER and questions == 1 and echoed:
                due.set_result(data)

    def _give_up(self) -> None:
        for _, due in self.due.values():
            if not due.done():
                due.set_result(None)
