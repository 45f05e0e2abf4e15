"""Runs the asynchronous part of a verb, so that a signal ends it tidily: no socket and no task stays behind."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

ENDING = (signal.SIGTERM, signal.SIGHUP)


def complete(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`. SIGTERM and SIGHUP cancel it and leave with 128+n; Ctrl+C becomes KeyboardInterrupt.

    A signal that whoever started us has ignored (`nohup`) stays ignored.
    """
    before = {number: handler for number in ENDING if (handler := signal.getsignal(number)) is not signal.SIG_IGN}
    try:
        return asyncio.run(_watched(work, tuple(before)))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _watched(work: Coroutine[Any, Any, T], ending: Sequence[int]) -> T:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_report)
    task = asyncio.ensure_future(work)
    caught: list[int] = []

    def leave(number: int) -> None:
        caught.append(number)
        task.cancel()

    for number in ending:
        loop.add_signal_handler(number, leave, number)
    try:
        return await task
    except asyncio.CancelledError:
        if caught:
            raise SystemExit(128 + caught[0]) from None
        raise


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Leaving on purpose (a signal while a question stands on the screen) is no fault to be told, whichever task it ends."""
    if not isinstance(context.get("exception"), SystemExit | KeyboardInterrupt):
        loop.default_exception_handler(context)
