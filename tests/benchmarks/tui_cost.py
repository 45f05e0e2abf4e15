"""What the wizard costs on a terminal, beside the barest Textual form of three inputs: python tests/benchmarks/tui_cost.py

Both run in a pseudo-terminal of 80x24, turn by turn. Medians, and ratios that hold on any machine; a slow one never fails here.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path

ROUNDS = 5
QUIET = 0.4
"""Seconds without a byte after which a frame counts as painted."""
BARE = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="host")
        yield Input(placeholder="port")
        yield Input(placeholder="password", password=True)
    def on_mount(self):
        self.query(Input).first().focus()
Bare().run()
"""
LINE = "print('hello')"


@dataclass
class Cost:
    """What one program took."""

    first_byte: list[float] = field(default_factory=list)
    first_frame: list[float] = field(default_factory=list)
    first_bytes: list[int] = field(default_factory=list)
    key_bytes: list[int] = field(default_factory=list)
    key_ms: list[float] = field(default_factory=list)
    tab_bytes: list[int] = field(default_factory=list)
    idle_bytes: list[int] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


class Program:
    """A program in a terminal."""

    def __init__(self, arguments: list[str], home: str) -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": home}
            environment.pop("NO_COLOR", None)
            os.execve(sys.executable, [sys.executable, *arguments], environment)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.began = time.monotonic()

    def read(self, quiet: float = QUIET, limit: float = 15.0, until: bytes = b"") -> tuple[bytes, float, float]:
        """Everything until it is quiet, or until these bytes came; and when the first and the last of it came."""
        data, first, last = b"", 0.0, 0.0
        start = time.monotonic()
        while time.monotonic() - start < limit:
            ready, _, _ = select.select([self.handle], [], [], quiet if data or not until else limit)
            if not ready:
                if not until:
                    break
                continue
            try:
                more = os.read(self.handle, 1 << 16)
            except OSError:
                break
            data += more
            last = time.monotonic()
            first = first or last
            if until and until in data:
                break
        return data, first, last

    def press(self, keys: bytes) -> tuple[int, float]:
        """Bytes and milliseconds that a key costs."""
        start = time.monotonic()
        os.write(self.handle, keys)
        data, first, _ = self.read(0.15)
        return len(data), (first - start) * 1000 if data else 0.0

    def memory(self) -> float:
        """Resident megabytes."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0]) / 1024

    def end(self) -> None:
        os.write(self.handle, b"\x11")
        self.read(0.3, 3)
        os.close(self.handle)
        os.waitpid(self.pid, 0)


def measure(cost: Cost, arguments: list[str], ready: bytes, way: bytes, home: str) -> None:
    """One round: start, first frame, keys, Tabs, silence."""
    program = Program(arguments, home)
    data, first, painted = program.read(until=ready)
    rest, _, _ = program.read()
    cost.first_byte.append((first - program.began) * 1000)
    cost.first_frame.append((painted - program.began) * 1000)
    cost.first_bytes.append(len(data) + len(rest))
    for key in way:
        program.press(bytes([key]))
    for key in b"chat.example.com":
        size, ms = program.press(bytes([key]))
        cost.key_bytes.append(size)
        cost.key_ms.append(ms)
    cost.tab_bytes.extend(program.press(b"\t")[0] for _ in range(3))
    data, _, _ = program.read(1.5, 2.0)
    cost.idle_bytes.append(len(data))
    cost.memory.append(program.memory())
    program.end()


def bare_line(home: str) -> float:
    """Milliseconds to the first byte of a bare interpreter."""
    found = []
    for _ in range(ROUNDS):
        program = Program(["-c", LINE], home)
        _, first, _ = program.read(0.2, 2)
        found.append((first - program.began) * 1000)
        os.close(program.handle)
        os.waitpid(program.pid, 0)
    return statistics.median(found)


def main() -> None:
    """Print the table."""
    bare, ours = Cost(), Cost()
    with tempfile.TemporaryDirectory() as home:
        line = bare_line(home)
        for _ in range(ROUNDS):
            measure(bare, ["-c", BARE], b"port", b"", home)
            measure(ours, ["-m", "wizard", "--config-dir", home, "--resolver", "127.0.0.1:9"], b"Set up mail", b"\rz", home)
    print(f"{'':<28}{'bare form':>12}{'wizard':>12}{'ratio':>8}   budget")
    for title, name, digits, budget in (
        ("first useful frame, ms", "first_frame", 0, "<= 1.25 x"),
        ("first page, bytes", "first_bytes", 0, "<= 10,000"),
        ("a typed key, bytes", "key_bytes", 0, "<= 150"),
        ("key to paint, ms", "key_ms", 1, "<= 1.2 x"),
        ("a Tab, bytes", "tab_bytes", 0, "<= 2,000"),
        ("idle for 1.5 s, bytes", "idle_bytes", 0, "0"),
        ("memory, MB", "memory", 1, "<= 1.4 x"),
    ):
        left, right = (statistics.median(getattr(cost, name)) for cost in (bare, ours))
        ratio = f"{right / left:>8.2f}" if left else f"{'':>8}"
        print(f"{title:<28}{left:>12,.{digits}f}{right:>12,.{digits}f}{ratio}   {budget}")
    first = statistics.median(ours.first_byte)
    print(f"{'first byte, ms':<28}{line:>12,.0f}{first:>12,.0f}{first / line:>8.2f}   <= 2 x a bare interpreter")


if __name__ == "__main__":
    main()
