"""The one missing fact, when two look-alikes remain."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from wizard.diagnosis.explain.signatures.engine import Facts

_CLOSE = 0.12
"""Causes whose scores differ by less than this are look-alikes that the text can't tell apart."""
_CLOSE_WHEN_UNSURE = 0.21
_SURE = 0.65


@dataclass(frozen=True, slots=True)
class Question:
    """What to find out, and between which causes the answer decides."""

    ask: str
    decides: tuple[str, ...]


@functools.cache
def _table() -> tuple[tuple[frozenset[str], str, tuple[str, ...]], ...]:
    data = tomllib.loads(files("wizard.diagnosis.explain.signatures").joinpath("question.toml").read_text("utf-8"))
    return tuple((frozenset(row["between"]), row["ask"], tuple(row.get("needs", ()))) for row in data["question"])


def question_for(ranked: Sequence[tuple[str, float]], facts: Facts, named: str) -> Question | None:
    """A question about the causes that are as likely as the first, or None when the first stands alone.

    `named`: the cause that the answer begins with; the question must be about it.
    """
    if not ranked:
        return None
    top = ranked[0][1]
    margin = _CLOSE if top >= _SURE else _CLOSE_WHEN_UNSURE
    close = [cause for cause, score in ranked if top - score <= margin]
    for between, ask, needs in _table():
        decides = tuple(cause for cause in close if cause in between)
        if named in decides and len(decides) > 1 and (not needs or any(not getattr(facts, fact) for fact in needs)):
            return Question(ask, decides)
    return None
