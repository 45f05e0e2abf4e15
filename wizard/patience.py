"""Waiting for work that blocks, but only so long, and never at the end of the program."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")


async def in_daemon_thread(work: Callable[[], _T], name: str) -> _T:
    """What `work` returns or raises; cancelling leaves the thread to itself.

    The thread is a daemon: one of asyncio's own pool would hold up the end of the program for as long as it is stuck
    (measured: a keyring prompt that nobody answers kept the process alive until it was killed).
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[_T] = loop.create_future()

    def settle(result: Callable[[], None]) -> None:
        if not outcome.done():
            result()

    def run() -> None:
        try:
            value = work()
        except BaseException as error:
            settled = _failure(outcome, error)
        else:
            settled = _success(outcome, value)
        # The loop may be closed by now: then nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, settled)

    threading.Thread(target=run, daemon=True, name=name).start()
    return await outcome


async def wait_for(work: Callable[[], _T], seconds: float, name: str) -> _T:
    """The same; TimeoutError after `seconds`. Whatever is stuck is left behind."""
    return await asyncio.wait_for(in_daemon_thread(work, name), seconds)


def _success(outcome: asyncio.Future[_T], value: _T) -> Callable[[], None]:
    return lambda: outcome.set_result(value)


def _failure(outcome: asyncio.Future[_T], error: BaseException) -> Callable[[], None]:
    return lambda: outcome.set_exception(error)
