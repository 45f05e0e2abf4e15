"""What the ports of a server speak: looked at when a rule wants to know, or earlier, once the server has kept silent a while."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

from wizard.evidence import PortFacts
from wizard.model import Encryption, Endpoint
from wizard.probe.net import Net
from wizard.probe.request import Limits
from wizard.provider import Provider
from wizard.step import OnStep, Step, StepState

USUAL_PORTS: dict[int, Encryption | None] = {
    25: None,
    465: Encryption.IMPLICIT_TLS,
    587: Encryption.STARTTLS,
    2525: Encryption.STARTTLS,
}
"""Ports to look at beside those that the provider documents, and what is to be expected there."""
SILENCE = 2.0
"""Seconds without a word from the server after which its other ports are looked at while the conversation still waits."""
_WORDS = frozenset({"tls", "greeting"})
"""The steps of a conversation that end when the server has said something, or won't."""


def expected_ports(server: Endpoint, provider: Provider | None) -> dict[int, Encryption | None]:
    """The ports to look at: the usual ones, the provider's, and the chosen one."""
    documented = {row.port: row.encryption for row in provider.ports} if provider else {}
    # The chosen encryption is what is in doubt, so the documented or usual one is expected where there is one.
    return dict(sorted(({server.port: None} | USUAL_PORTS | documented).items()))


class Survey:
    """One look at all ports, made once at most. Used as long as its `while_open` holds."""

    def __init__(self, server: Endpoint, expected: Mapping[int, Encryption | None], net: Net, ehlo: str, limits: Limits) -> None:
        self._server = server
        self._expected = expected
        self._net = net
        self._ehlo = ehlo
        self._limits = limits
        self._task: asyncio.Task[tuple[PortFacts, ...]] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @contextlib.asynccontextmanager
    async def while_open(self) -> AsyncIterator[Survey]:
        """Nothing of it is under way any more when this ends."""
        try:
            yield self
        finally:
            self._stop_waiting()
            if self._task is not None:
                self._task.cancel()
                await asyncio.wait([self._task])

    def heard(self, on_step: OnStep) -> OnStep:
        """An OnStep for the conversation that passes everything on.

        SILENCE seconds after the first attempt to connect, the look at the ports begins.
        """
        loop = asyncio.get_running_loop()

        def hear(step: Step) -> None:
            if step.name == "connect" and step.state is StepState.RUNNING:
                self._timer = loop.call_later(SILENCE, self._begin)
            elif step.name in _WORDS and step.state is not StepState.RUNNING:
                self._stop_waiting()
            on_step(step)

        return hear

    async def facts(self) -> tuple[PortFacts, ...]:
        """What was seen, in the order of the ports. Looks now, where it has not begun yet."""
        self._stop_waiting()
        return await self._begin()

    def _begin(self) -> asyncio.Task[tuple[PortFacts, ...]]:
        if self._task is None:
            self._task = asyncio.create_task(self._look(), name=f"ports of {self._server.host}")
        return self._task

    async def _look(self) -> tuple[PortFacts, ...]:
        from wizard.probe.look import LIMIT
        from wizard.probe.ports import survey

        # A person who wants to wait less than usual means this, too.
        limit = min(LIMIT, self._limits.connect)
        return await survey(self._server.host, self._expected, self._net, ehlo=self._ehlo, limit=limit)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
