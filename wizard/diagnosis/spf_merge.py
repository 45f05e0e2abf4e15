"""An SPF record with one more term in it: what stands there is kept, the new term goes before `all`. Pure text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ALL = re.compile(r"[+\-?~]?all", re.IGNORECASE)
_REDIRECT = re.compile(r"redirect=", re.IGNORECASE)
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
STARTER = "v=spf1 {terms} ~all"


def merge(records: Sequence[bytes], terms: Sequence[str]) -> str:
    """The one record to publish instead of `records` (none, one or, wrongly, several) so that `terms` are in it.

    A record that is no plain ASCII is not carried on: what it means can't be told.
    """
    kept = [text.split() for text in map(_text, records) if text]
    words: list[str] = []
    for text in kept:
        fresh = (word for word in text[1:] if word.lower() not in map(str.lower, words))
        # Behind a first `all` nothing is evaluated, so the terms of a second record go before it.
        place = _end(words)
        words[place:place] = [word for word in fresh if not (_ALL.fullmatch(word) and place < len(words))]
    new = [term for term in terms if term.lower().lstrip("+") not in {word.lower().lstrip("+") for word in words}]
    if not words:
        return STARTER.format(terms=" ".join(new)).replace("  ", " ")
    place = _end(words)
    return " ".join(["v=spf1", *words[:place], *new, *words[place:]])


def _end(words: Sequence[str]) -> int:
    """Where a term still counts: before `all`, else before a redirect, else at the end."""
    ends = [place for place, word in enumerate(words) if _ALL.fullmatch(word)]
    ends = ends or [place for place, word in enumerate(words) if _REDIRECT.match(word)]
    return ends[0] if ends else len(words)


def _text(record: bytes) -> str:
    text = record.decode("latin-1")
    return text if _PRINTABLE.fullmatch(text) else ""
