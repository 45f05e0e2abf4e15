"""Work that blocks is waited for so long and no longer, and never holds up the end of the program."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from wizard.patience import wait_for


async def test_what_the_work_returns_or_raises_comes_out() -> None:
    assert await wait_for(lambda: 7, 5, "test") == 7
    with pytest.raises(ZeroDivisionError):
        await wait_for(lambda: 1 / 0, 5, "test")


async def test_the_loop_goes_on_while_the_work_blocks() -> None:
    gate = threading.Event()
    work = asyncio.create_task(wait_for(lambda: gate.wait(5), 5, "test"))
    gate.set()
    assert await work


async def test_stuck_work_is_left_behind_at_its_limit() -> None:
    gate = threading.Event()
    with pytest.raises(TimeoutError):
        await wait_for(lambda: gate.wait(30), 0.05, "test")
    gate.set()


async def test_cancelling_returns_at_once() -> None:
    gate, started = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        gate.wait(30)

    task = asyncio.create_task(wait_for(work, 30, "test"))
    await wait_for(lambda: started.wait(5), 5, "test")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()


def test_stuck_work_does_not_hold_up_the_end_of_the_program() -> None:
    program = """
import asyncio, threading
from wizard.patience import wait_for
async def main():
    try:
        await wait_for(threading.Event().wait, 0.05, "stuck")
    except TimeoutError:
        print("left behind")
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout == "left behind\n"
    assert done.stderr == ""
