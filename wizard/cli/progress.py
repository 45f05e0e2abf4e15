"""Steps told on stderr while they happen."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from wizard.cli.output import is_watched, talk
from wizard.step import OnStep, Step, StepState, unheard

_WORDS = {StepState.OK: "ok", StepState.FAILED: "FAIL", StepState.UNKNOWN: "unknown", StepState.SKIPPED: "skipped"}


def teller(args: argparse.Namespace, several: bool = False) -> Callable[[str], OnStep]:
    """A listener for each profile that tells finished steps; silent where nobody looks. `several`: lines name their profile."""
    if not is_watched(args):
        return lambda profile: unheard

    def of(profile: str) -> OnStep:
        name = f"{profile}: " if several else ""

        def tell(step: Step) -> None:
            if step.state is StepState.RUNNING:
                return
            took = f"  {step.ms:.0f} ms" if step.ms is not None else ""
            talk(f"  {name}{_WORDS[step.state]:<8} {step.words}{took}")

        return tell

    return of
