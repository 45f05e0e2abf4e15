"""DNS questions asked once each, however many want to know, and all of them within one limit of time."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Protocol, Self

from wizard.records import Answer, RecordSet
from wizard.text import Foreign

SECONDS = 20.0
"""For everything about one domain; RFC 7208 4.6.4 wants at least that for one SPF check."""
MOST = 300
"""Different questions: a hostile SPF tree ends here."""


class Asks(Protocol):
    """What a look-up needs of a network; `Net` has it."""

    async def query(self, name: str, type: str) -> RecordSet:
        """One DNS question; never raises for a failed look-up."""


class Questions:
    """Asks through a network, remembers the answers, and answers UNCLEAR once its time or number is used up.

    async with Questions(net) as questions:
        await questions.query("example.com", "MX")
    """

    def __init__(self, net: Asks, *, seconds: float = SECONDS, most: int = MOST) -> None:
        self._net = net
        self._seconds = seconds
        self._most = most
        self._asked: dict[tuple[str, str], asyncio.Task[RecordSet]] = {}
        self._deadline = 0.0

    async def __aenter__(self) -> Self:
        self._deadline = asyncio.get_running_loop().time() + self._seconds
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        tasks = [task for task in self._asked.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def query(self, name: str, type: str) -> RecordSet:
        """The answer to one question, from memory where it was asked before."""
        key = (name.rstrip(".").lower(), type)
        if key not in self._asked:
            if len(self._asked) >= self._most:
                return RecordSet(key[0], type, Answer.UNCLEAR, detail=Foreign.of(f"more than {self._most} questions, not asked"))
            self._asked[key] = asyncio.create_task(self._ask(*key))
        # Several wait for one task: one of them being cancelled must not take the answer from the others.
        return await asyncio.shield(self._asked[key])

    async def _ask(self, name: str, type: str) -> RecordSet:
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._net.query(name, type)
        except TimeoutError:
            return RecordSet(name, type, Answer.UNCLEAR, detail=Foreign.of(f"no answer within {self._seconds:g} s"))
