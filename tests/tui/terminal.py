"""The wizard as a process of its own on a pseudo-terminal, with a terminal emulator looking at what it writes."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import AsyncIterator, Mapping, Sequence

import pyte

from tests.cli.program import environment

QUESTION = re.compile(rb"\x1b\[[<>=?][0-9;$]*[a-zA-Z]|\x1bP[^\x1b]*\x1b\\\\")
"""Questions and modes that a terminal takes without drawing anything, and that the emulator would print."""
KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "ctrl+q": "\x11", "down": "\x1b[B"}
KEYS |= {"f1": "\x1bOP", "f2": "\x1bOQ", "f4": "\x1bOS"}


class Terminal:
    """A program and the screen it draws on."""

    def __init__(self, process: asyncio.subprocess.Process, handle: int, size: tuple[int, int]) -> None:
        self.process = process
        self.raw = b""
        """Every byte that was written to the terminal."""
        self._handle = handle
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._more = asyncio.Event()
        self._is_open = True
        asyncio.get_running_loop().add_reader(handle, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self._handle, 1 << 16)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._handle)
        self.raw += data
        self._stream.feed(QUESTION.sub(b"", data))
        self._more.set()

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def see(self, words: str, seconds: float = 40) -> None:
        """Wait until these words stand on the screen."""
        try:
            async with asyncio.timeout(seconds):
                while words not in self.text:
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(f"never saw {words!r}:\n{self.text}") from None

    async def be_quiet(self, seconds: float) -> None:
        """Wait until nothing at all is written for so long."""
        async with asyncio.timeout(30):
            while True:
                self._more.clear()
                try:
                    await asyncio.wait_for(self._more.wait(), seconds)
                except TimeoutError:
                    return

    def type(self, text: str) -> None:
        """Type a text; keys by name stand in angle brackets."""
        for part in re.split(r"(<[a-z0-9+]+>)", text):
            os.write(self._handle, KEYS.get(part[1:-1], part).encode() if part.startswith("<") else part.encode())

    async def leave(self, seconds: float = 30) -> int:
        """Wait for the end of the program and of what it wrote; the exit code."""
        code = await asyncio.wait_for(self.process.wait(), seconds)
        while self._is_open:
            before = len(self.raw)
            self._read_rest()
            if len(self.raw) == before:
                break
        return code

    def _read_rest(self) -> None:
        os.set_blocking(self._handle, False)
        with contextlib.suppress(BlockingIOError, OSError):
            self.raw += os.read(self._handle, 1 << 16)

    def hang_up(self) -> None:
        """Close the terminal, as a dropped line does."""
        asyncio.get_running_loop().remove_reader(self._handle)
        os.close(self._handle)
        self._is_open = False

    def close(self) -> None:
        if self._is_open:
            self.hang_up()


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextlib.asynccontextmanager
async def terminal(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Terminal]:
    """Run Python with these arguments on a terminal of its own."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environment({}), "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})},
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    os.close(theirs)
    screen = Terminal(process, ours, size)
    try:
        yield screen
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        screen.close()
