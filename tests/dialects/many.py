"""Hundreds of hostile values, the same in every run: known traps alone, at each end of a word, and in pairs."""

from __future__ import annotations

import random

from tests.dialects.hostile import VALUES

_PIECES = (
    "'", '"', "`", "\\", "\\\\", "$", "$$", "${X}", "$X", "${", "}", "#", " #", " ", "\n", "\t", "%", "%s", ":", ": ",
    "-", "=", "~", ",", "\\n", "\\'", '\\"', "\\$", "é", "😀", "\xa0", "\u202e", "\u2028", "\x85", "\ufeff", "\x1b",
    "\x7f", "a", "yes", "0587", "{", "[", "&", "*", "!", "|", ">", "@", "?",
)  # fmt: skip


def many(count: int = 600) -> list[str]:
    """Every value of the list, each piece at the start, middle and end of a word, then random mixtures."""
    chance = random.Random(20260822)
    values = [*VALUES, *(f"{a}{piece}{b}" for piece in _PIECES for a, b in (("", ""), ("", "x"), ("x", "y"), ("x", "")))]
    while len(values) < count:
        values.append("".join(chance.choices(_PIECES, k=chance.randint(2, 7))))
    return list(dict.fromkeys(values))
