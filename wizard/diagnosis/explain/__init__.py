"""Explains a pasted error, log or traceback: ranked causes, groups of repeats, the one missing fact, warnings.

Works on any text, a line at a time, with bounded memory. Causes come from the signatures and from the providers' known replies.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.catalogue import cause as look_up
from wizard.diagnosis.explain.credentials import Finder
from wizard.diagnosis.explain.entries import cut
from wizard.diagnosis.explain.question import Question, question_for
from wizard.diagnosis.explain.surroundings import Book, Hints
from wizard.diagnosis.explain.unwrap import unfolded
from wizard.diagnosis.explain.verdict import Judge, Verdict, best_first
from wizard.diagnosis.explain.wording import links_of, why_and_fix
from wizard.finding import Fix
from wizard.provider import Provider

_RIVAL = 0.3
"""A cause that is less likely than this part of the first one is not worth a person's time."""
_MOST_RIVALS = 2
_LIKELY = 0.4
"""Words alone that make a cause less sure than this make a guess."""
_HIDDEN = "error-hidden-by-app"

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
    tell_apart: str = ""
    """How to tell it from its look-alikes."""
    links: tuple[str, ...] = ()
    """Where to read on, the most helpful page first."""
    by_words: bool = False
    """Whether no signature knows what was said: the words are only like those of texts with this cause."""

    @property
    def is_guess(self) -> bool:
        """Whether it is too little to be called likely."""
        return self.by_words and self.score < _LIKELY


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
    left_out: int = 0
    """Further errors that came after so many different ones that they were only counted."""

    @property
    def rivals(self) -> tuple[Ranked, ...]:
        """What else the main error may mean, as far as it is worth a look."""
        first, *others = self.causes or (None,)
        if first is None:
            return ()
        main = self.groups[0].causes
        return tuple(one for one in others if one.cause in main and one.score >= _RIVAL * first.score)[:_MOST_RIVALS]

    @property
    def doubt(self) -> str:
        """How to tell the first cause from its look-alikes, where some of them remain and no question asks for the difference."""
        if self.question is not None or not self.causes:
            return ""
        first = self.causes[0]
        alike = any(one.cause in first.look_alikes or first.cause in one.look_alikes for one in self.rivals)
        return first.tell_apart if alike else ""

    @property
    def further(self) -> tuple[Ranked, ...]:
        """The causes of other errors in the same text: no rivals of the first, but problems of their own."""
        known = {one.cause: one for one in self.causes}
        told = {self.causes[0].cause, *(one.cause for one in self.rivals)} if self.causes else set()
        leading = dict.fromkeys(group.causes[0] for group in self.groups if group.causes)
        return tuple(
            known[id] for id in leading if id not in told and id in known and known[id].score >= _RIVAL * self.causes[0].score
        )


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
    verdicts = sorted(_telling(judge.groups.values()), key=lambda verdict: -_importance(verdict))
    for verdict in verdicts:
        _hide(verdict, finder)
    ranked = _rank(verdicts, given)
    groups = tuple(Group(verdict.seen, verdict.count, best_first(verdict.weights)) for verdict in verdicts)
    question = _question(verdicts[0]) if verdicts else None
    return Explanation(ranked, groups, question, finder.warnings(), judge.left_out)


def _hide(verdict: Verdict, finder: Finder) -> None:
    """Takes out of its words the secrets that only a later line told of."""
    verdict.seen = finder.hide(verdict.seen)
    verdict.matched = {cause: finder.hide(words) for cause, words in verdict.matched.items()}
    verdict.details = {cause: finder.hide(words) for cause, words in verdict.details.items()}


def _telling(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Those that tell a reason; only where none does is it hidden, and only where none is recognised is one guessed at."""
    found = list(verdicts)
    if any(verdict.recognised for verdict in found):
        found = [verdict for verdict in found if verdict.recognised or max(verdict.weights.values()) >= 100 * _LIKELY]
    return [verdict for verdict in found if best_first(verdict.weights)[0] != _HIDDEN] or found


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
    why = " ".join(part for part in (why, verdict.details.get(id, "")) if part)
    return Ranked(
        id,
        round(score / 100, 2),
        entry.title,
        why,
        fix,
        verdict.matched.get(id, ""),
        entry.look_alikes,
        entry.tell_apart,
        links_of(entry, verdict.facts, verdict.provider),
        by_words=id not in verdict.recognised,
    )
