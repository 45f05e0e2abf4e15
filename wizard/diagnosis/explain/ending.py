"""A text that was cut off in the middle of a phrase: how it usually goes on. Pure.

People paste what fitted into a screenshot, a form or a log line. The last words decide, and half of them is often enough.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files

_LEAST = 4
"""Letters that must stand there before a guess is made."""
_LOOKED_AT = 80
_MOST_GUESSES = 3
_TELLING = frozenset({"connection", "operation", "timed", "connect:", "unexpectedly", "greylisting"})
"""First words that, whole and at the very end, promise one of the phrases; any other is just the last word of a sentence."""
_INTRODUCED = re.compile(r"(?:^|[:(\[\"'>|=-])\s*$")
_WORD = re.compile(r"(?<![\w{:\[/'])[\w{:\[/']")
_LETTER = re.compile(r"\w")


@functools.cache
def _beginnings() -> dict[str, tuple[str, ...]]:
    """Each beginning of a phrase, and the phrases that begin so, in the order of the file."""
    data = tomllib.loads(files("wizard.diagnosis.explain.signatures").joinpath("ending.toml").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    phrases: list[str] = data["phrases"]
    for phrase in phrases:
        for length in range(1, len(phrase)):
            beginning = phrase[:length].rstrip()
            if len(_LETTER.findall(beginning)) >= min(_LEAST, len(phrase) - 1) and phrase not in found.setdefault(beginning, []):
                found[beginning].append(phrase)
    whole = {word for phrase in phrases for word in (phrase, phrase.split()[0])} - _TELLING
    return {
        beginning: tuple(rest[:_MOST_GUESSES])
        for beginning, rest in found.items()
        if beginning not in whole and len(beginning) > 1
    }


def completed(line: str) -> tuple[str, ...]:
    """The line in small letters with its last phrase completed, likeliest first; () = it does not end in a known beginning."""
    text = " ".join(line.lower().split())
    tail = text[-_LOOKED_AT:]
    start = len(text) - len(tail)
    table = _beginnings()
    for word in _WORD.finditer(tail):
        if word.start() == 0 and start:
            continue
        beginning = tail[word.start() :]
        if beginning in _TELLING and not _INTRODUCED.search(tail[: word.start()]):
            continue
        rest = table.get(beginning)
        if rest:
            return tuple(text[: start + word.start()] + phrase for phrase in rest)
    return ()
