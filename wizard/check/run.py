"""Many profiles in one run: side by side, at most so many at once, told in the order in which they were given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import wizard
from wizard.again import BY_NAME, Again
from wizard.check.examination import check
from wizard.check.inquiry import at_once
from wizard.errors import SecretError
from wizard.finding import Consent, Result, Run
from wizard.model import Profile
from wizard.probe.net import Net
from wizard.probe.request import Limits
from wizard.secret import Secret
from wizard.step import OnStep, unheard

MOST = 64
"""Profiles that are looked at side by side."""


@dataclass(frozen=True, slots=True)
class Job:
    """A profile, and its secret where one is needed and at hand."""

    profile: Profile
    secret: Secret | SecretError | None = None
    again: Again = BY_NAME
    """How to make this check of it once more."""


async def run(
    jobs: Sequence[Job],
    *,
    net: Net,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    app: str | None = None,
    limits: Limits | None = None,
    on_step: Callable[[str], OnStep] = lambda profile: unheard,
    most: int = MOST,
    consent: Collection[Consent] = (),
) -> Run:
    """Check every profile. `on_step` is asked for the listener of each profile, by its name."""
    started = datetime.now(UTC)
    results: list[Result | None] = [None] * len(jobs)
    waiting = iter(enumerate(jobs))

    async def work() -> None:
        # One shared iterator: a worker takes the next profile when it has done one, and no task waits for its turn.
        for at, job in waiting:
            results[at] = await check(
                job.profile,
                net=net,
                secret=job.secret,
                only=only,
                skip=skip,
                app=app,
                limits=limits,
                on_step=on_step(job.profile.name),
                consent=consent,
                again=job.again,
            )

    async with at_once() as tasks:
        for _ in range(min(most, len(jobs))):
            tasks.create_task(work())
    return Run(started, wizard.__version__, tuple(result for result in results if result is not None))
