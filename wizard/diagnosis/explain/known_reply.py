"""Recognises the replies that providers are known for, out of their tables, whatever stands around them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.provider import Provider

_WORD = re.compile(r"[a-z][a-z'-]+")
_VARIANTS = re.compile(r" / |…|\*\*\*|<[^>]*>|\[[^\]]*\]")
_LEAST_WORDS = 4
_WEIGHT = {"doc": 90, "secondary": 88, "memory": 78}
_ALSO = 5
"""How much less a further cause weighs that the same reply is known to have: little enough for a question to be asked."""
_FOREIGN_DISCOUNT = 12
"""A reply known from another provider, where the provider is not known."""


@dataclass(frozen=True, slots=True)
class Known:
    """One known reply, ready to compare: its words in order."""

    provider: str
    words: str
    cause: str
    weight: int
    sure: bool


def matching(reading: Reading, provider: Provider | None, providers: Mapping[str, Provider]) -> Iterator[Known]:
    """Known replies of this provider (or, where none is known, of any) that the entry holds."""
    text = " ".join(_WORD.findall(reading.text))
    candidates = (provider,) if provider is not None else tuple(providers.values())
    for candidate in candidates:
        for known in _replies(candidate):
            if known.words in text:
                yield (
                    known
                    if provider is not None
                    else Known(known.provider, known.words, known.cause, known.weight - _FOREIGN_DISCOUNT, known.sure)
                )


@functools.lru_cache(maxsize=256)
def _replies(provider: Provider) -> tuple[Known, ...]:
    found = []
    for error in provider.errors:
        if not error.cause:
            continue
        for variant in _VARIANTS.split(error.reply.lower()):
            words = _WORD.findall(variant)
            if len(words) >= _LEAST_WORDS:
                weight, sure = _WEIGHT.get(error.source, 78), error.source != "memory"
                found.append(Known(provider.id, " ".join(words[:9]), error.cause, weight, sure))
                found += [Known(provider.id, " ".join(words[:9]), cause, weight - _ALSO, sure) for cause in error.also]
    return tuple(found)
