"""The judgement: facts in, findings out. Pure functions over one `Case`; nothing here talks to a network or reads a clock.

A rule module is a file of this folder with `judge(case) -> Iterator[Finding]`, `ask(case) -> Iterator[FollowUp]`, or both.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from wizard.diagnosis.command import filled_in
from wizard.diagnosis.endpoint import spoken
from wizard.diagnosis.halt import unexplained
from wizard.diagnosis.statement import said_once
from wizard.evidence import Speaks
from wizard.finding import CHECKS, Case, Finding, FollowUp

_ORDER = {check: place for place, check in enumerate(CHECKS)}


def rule_modules() -> tuple[str, ...]:
    """The modules that may hold rules, by their full names; `explain`, for pasted text, is a package that no check loads."""
    return tuple(f"{__name__}.{entry.name}" for entry in pkgutil.iter_modules(__path__) if not entry.ispkg)


@functools.cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(importlib.import_module(name) for name in sorted(rule_modules()))


def _each(function: str, case: Case) -> Iterator[object]:
    for module in _modules():
        rule = getattr(module, function, None)
        if rule is not None:
            yield from rule(case)


def diagnose(case: Case) -> tuple[Finding, ...]:
    """Every finding about a case, in the order of `CHECKS`. A conversation that broke off always leaves one that is no pass."""
    found = [finding for finding in _each("judge", case) if isinstance(finding, Finding)]
    found.extend(unexplained(case, found))
    implicit = spoken(case) is Speaks.IMPLICIT_TLS
    found = [filled_in(finding, case, implicit=implicit) for finding in said_once(found)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.id]))


def follow_ups(case: Case) -> tuple[FollowUp, ...]:
    """The questions that rules would like answered, each once. A rule does not ask what the evidence answers already."""
    asked = [question for question in _each("ask", case) if isinstance(question, FollowUp)]
    wanted = {(question.ask, question.value): question for question in reversed(asked)}
    return tuple(reversed(wanted.values()))
