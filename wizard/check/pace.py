"""What is loaded when: the conversation is the longest chain of round trips, and everything else fits into its waiting times."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib
import sys

from wizard import diagnosis
from wizard.patience import in_daemon_thread
from wizard.step import OnStep, Step, StepState

_MOMENT = 0.1
"""Seconds."""
_RECORDS = ("dns.asyncresolver", "wizard.probe.dns_answer", "wizard.probe.records")
"""By far the heaviest: else the first question to a name server would load it, and the conversation stand still meanwhile."""

_KEYS = ("cryptography.hazmat.primitives.serialization", "cryptography.hazmat.primitives.asymmetric.rsa")
"""What judges a DKIM key; most domains have one, and at the end nothing else would be left to wait for."""


class Pace:
    """Lets the conversation go first. Loading takes a fifth of a second of processor time, which nobody should wait for."""

    def __init__(self, on_step: OnStep) -> None:
        self.begun = asyncio.Event()
        """The conversation's first question is answered."""
        self.loaded = asyncio.Event()
        """What asks for DNS records is there."""
        self._on_step = on_step

    def hear(self, step: Step) -> None:
        """Pass a step on; the first that has an outcome is the sign."""
        if step.state is not StepState.RUNNING:
            self.begun.set()
        self._on_step(step)

    async def load(self, *, records: bool) -> None:
        """Load the rules, and before them what `records` needs, in a thread beside the conversation."""
        first = [name for name in _RECORDS if records and name not in sys.modules]
        rules = [name for name in (*diagnosis.rule_modules(), *(_KEYS if records else ())) if name not in sys.modules]
        if first or rules:
            with contextlib.suppress(TimeoutError):
                # A name server that is silent must not hold up the other questions to it.
                async with asyncio.timeout(_MOMENT):
                    await self.begun.wait()
        for names in (first, rules):
            if names:
                await in_daemon_thread(functools.partial(_load, names), "load")
            self.loaded.set()


def _load(names: list[str]) -> None:
    for name in names:
        importlib.import_module(name)
