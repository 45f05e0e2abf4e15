"""How the benchmarks measure: interleaved rounds, medians, processes with their peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# An installed program has its modules compiled. Where this shell forbids that (PYTHONDONTWRITEBYTECODE), a folder of our own
# serves every Python alike, the base lines too; --uncompiled leaves it out.
_COMPILED = tempfile.TemporaryDirectory(prefix="smtp-wizard-bench-compiled-")
COMPILED = {"PYTHONPYCACHEPREFIX": _COMPILED.name, "PYTHONDONTWRITEBYTECODE": ""}
Work = Callable[[], float]
"""Does something once; milliseconds."""


def interleaved(works: Mapping[str, Work], rounds: int, *, best: bool = False) -> dict[str, float]:
    """The median of each, taken in turn round after round: what slows the machine down for a while slows all of them.

    `best`: the shortest instead, for a machine on which others are busy.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(work())
    choose = min if best else statistics.median
    return {name: choose(values) for name, values in taken.items()}


@dataclass(frozen=True)
class Ended:
    """A process that is over. `mb`: its peak resident size."""

    ms: float
    code: int
    out: str
    err: str
    mb: float


def process(command: Sequence[str], env: Mapping[str, str] | None = None, limit: float = 120.0) -> Ended:
    """Run a process to its end, or kill it at `limit` seconds (code -9). Blocks; may be called from any thread."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, env={**os.environ, **COMPILED, **(env or {})}, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=ROOT
        )
        over = threading.Timer(limit, child.kill)
        over.start()
        # Not child.wait: only wait4 tells the peak of this one child.
        _, status, usage = os.wait4(child.pid, 0)
        over.cancel()
        ms = (time.perf_counter() - started) * 1000
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
        return Ended(ms, child.returncode, out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace"), peak)


def python(*words: str) -> list[str]:
    """A command line for this Python."""
    return [sys.executable, *words]


def line(name: str, value: float, unit: str, base: float | None = None, budget: str = "") -> None:
    """One printed row: a value, its ratio to a base line, and what is aimed at."""
    ratio = f"{value / base:7.2f} ×" if base else " " * 9
    print(f"  {name:<58} {value:9.1f} {unit:<3} {ratio}  {budget}".rstrip())
