"""Explains a pasted error, log or traceback: ranked causes, groups of repeats, the one missing fact, warnings.

Works on any text, a line at a time, with bounded memory. Causes come from the signatures and from the providers' known replies.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.catalogue import cause as look_up
from wizard.diagnosis.credentials import Finder
from wizard.diagnosis.entries import cut
from wizard.diagnosis.question import Question, question_for
from wizard.diagnosis.surroundings import Book, Hints
from wizard.diagnosis.unwrap import unfolded
from wizard.diagnosis.verdict import Judge, Verdict, best_first
from wizard.diagnosis.wording import why_and_fix
from wizard.finding import Fix
from wizard.provider import Provider

__all__ = ["Explanation", "Group", "Hints", "Question", "Ranked", "explain"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One cause for the whole input."""

    cause: str
    score: float
    """0 to 1."""
    title: str
    why: str
    fix: Fix
    matched: str
    """What was recognised, in plain words."""
    look_alikes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The same error, however often it came."""

    seen: str
    count: int
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`causes` empty = no mail error that we know."""

    causes: tuple[Ranked, ...] = ()
    groups: tuple[Group, ...] = ()
    question: Question | None = None
    warnings: tuple[str, ...] = ()


def explain(
    lines: Iterable[str] | str, hints: Hints | None = None, providers: Mapping[str, Provider] | None = None
) -> Explanation:
    """Causes of the mail errors in a text, best first. Never raises for what the text holds.

    `lines` may be an open file: it is read once, a line at a time. `providers` are the known providers by id.
    """
    given = hints or Hints()
    finder = Finder()
    judge = Judge(given, Book(providers or {}))
    for entry in cut(io.StringIO(unfolded(lines)) if isinstance(lines, str) else lines, finder):
        judge.take(entry)
    verdicts = sorted(judge.groups.values(), key=lambda verdict: -_importance(verdict))
    ranked = _rank(verdicts, given)
    groups = tuple(Group(verdict.seen, verdict.count, best_first(verdict.weights)) for verdict in verdicts)
    question = _question(verdicts[0]) if verdicts else None
    return Explanation(ranked, groups, question, finder.warnings())


def _question(verdict: Verdict) -> Question | None:
    """About the main error only: causes of different errors are no look-alikes."""
    weights = verdict.recognised or verdict.weights
    ranked = [(cause, weights[cause] / 100) for cause in best_first(weights)]
    return question_for(ranked, verdict.facts, best_first(verdict.weights)[0])


def _importance(verdict: Verdict) -> float:
    return max(verdict.weights.values()) + _bonus(verdict.count)


def _bonus(count: int) -> float:
    """What repeats matters more, but never makes a general sentence weigh more than a clear reply."""
    return min(20.0, 4 * math.log2(count))


def _rank(verdicts: list[Verdict], hints: Hints) -> tuple[Ranked, ...]:
    """Causes over all groups. A cause that only a minor group shows stands below the main group's."""
    scores: dict[str, float] = {}
    origin: dict[str, Verdict] = {}
    for verdict in verdicts:
        bonus = _bonus(verdict.count)
        for cause, weight in verdict.weights.items():
            score = min(99.0, weight + bonus)
            if score > scores.get(cause, 0.0):
                scores[cause] = score
                origin[cause] = verdict
    return tuple(_ranked(cause, scores[cause], origin[cause], hints) for cause in best_first(scores))


def _ranked(id: str, score: float, verdict: Verdict, hints: Hints) -> Ranked:
    entry = look_up(id)
    why, fix = why_and_fix(entry, verdict.facts, verdict.provider, hints)
    return Ranked(id, round(score / 100, 2), entry.title, why, fix, verdict.matched.get(id, ""), entry.look_alikes)
