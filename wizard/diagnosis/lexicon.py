"""What the words of a text say about its cause, learned from labelled texts: the lexicon behind the signatures.

A signature knows a wording; the lexicon knows which words, pairs and triples of words stood in texts of which cause, and so has
an opinion on wordings that nobody wrote a signature for. It is a multinomial logistic regression (one weight a word and cause,
a softmax over them), learned by `tests/lexicon.py` from `tests/data/explain/`, and stored in `lexicon.json` beside.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from wizard.diagnosis.signatures.reading import Reading
from wizard.diagnosis.signatures.signature import Facts

NONE = "none"
"""The class of texts in which no cause of outgoing mail can be named."""
_LONGEST = 6000
"""Characters of an entry that are read."""
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.])")
_NAMES = (
    (re.compile(r"https?://\S+"), " url "),
    (re.compile(r"[\w.+-]+@[\w.-]+"), " addr "),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), " ip "),
    (re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|net|org|de|fr|io|eu|nl|ch|cn|ru|test|local|internal)\b"), " host "),
)
"""Whose they are says nothing; that they stand there does."""
_WORD = re.compile(r"[a-z_][\w']*|\d+|[^\x00-\x7f]")
_NUMBERS = frozenset(
    {"25", "465", "587", "2525", "1025", "110", "143", "993", "995", "61", "99", "101", "111", "113", *map(str, range(400, 600))}
)
"""Numbers that mean something: ports, reply codes, errnos."""
SCALE = 100
"""Weights are stored as whole hundredths."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What is stored: one weight a feature and cause, and one a cause."""

    causes: tuple[str, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, list[int]]
    """A feature → how rare it is (its inverse document frequency), then cause, weight, cause, weight …"""


def features(reading: Reading, facts: Facts) -> tuple[str, ...]:
    """What the lexicon looks at: words, pairs and triples of them, stages, and what is known beside the text. Each once."""
    return tuple(dict.fromkeys((*_phrases(reading), *_circumstances(reading, facts))))


def _phrases(reading: Reading) -> Iterator[str]:
    text = _STATUS.sub(r" status\1x\2x\3 ", reading.text[:_LONGEST])
    for pattern, stand_in in _NAMES:
        text = pattern.sub(stand_in, text)
    words = [word for word in _WORD.findall(text) if not word.isdigit() or word in _NUMBERS]
    yield from words
    yield from map(" ".join, itertools.pairwise(words))
    yield from map(" ".join, zip(words, words[1:], words[2:], strict=False))


def _circumstances(reading: Reading, facts: Facts) -> Iterator[str]:
    named = {
        "app": facts.app.partition(":")[0],
        "provider": facts.provider,
        "kind": facts.kind,
        "port": facts.port,
        "mode": facts.mode,
        "encryption": facts.encryption,
        "mismatch": facts.mismatch,
        "known": facts.known_host,
        "elsewhere": facts.host_elsewhere,
        "loopback": reading.has_loopback,
        "ipv6": reading.has_ipv6,
        "mail": reading.is_mail,
        "foreign": reading.is_foreign,
    }
    # That something was not said tells nothing: people who ask about no mail error at all say least.
    yield from (f"={name}:{value}" for name, value in named.items() if value)
    yield from (f"=stage:{stage.value}" for stage in sorted(reading.stages))


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely each cause is by the words alone; they add up to 1, with NONE among them."""

    shares: Mapping[str, float]
    words: tuple[str, ...]
    """The features of the text that the lexicon knows."""


def opinion(reading: Reading, facts: Facts) -> Opinion:
    """The lexicon's opinion on a text. Never raises for what it holds."""
    learned = load()
    known = [(feature, row) for feature in features(reading, facts) if (row := learned.weights.get(feature)) is not None]
    size = math.sqrt(sum(row[0] ** 2 for _, row in known)) or 1.0
    sums = [float(bias) for bias in learned.bias]
    for _, row in known:
        part = row[0] / size
        for at in range(1, len(row), 2):
            sums[row[at]] += row[at + 1] * part
    highest = max(sums)
    parts = [math.exp((value - highest) / SCALE) for value in sums]
    total = sum(parts)
    return Opinion(
        {cause: part / total for cause, part in zip(learned.causes, parts, strict=True)}, tuple(feature for feature, _ in known)
    )


def telling(met: Opinion, cause: str, most: int = 3) -> tuple[str, ...]:
    """The words that speak most for a cause: what it was recognised by, for people."""
    learned = load()
    at = learned.causes.index(cause)
    weighed: dict[str, int] = {}
    for feature in met.words:
        row = learned.weights[feature]
        weight = next((row[place + 1] * row[0] for place in range(1, len(row), 2) if row[place] == at), 0)
        if weight > 0 and not feature.startswith("="):
            weighed[feature] = weight
    best: list[str] = []
    for feature in sorted(weighed, key=lambda name: (-weighed[name], name)):
        if not any(feature in other or other in feature for other in best):
            best.append(feature)
    return tuple(best[:most])


@functools.cache
def load() -> Learned:
    data = json.loads(files(__package__).joinpath("lexicon.json").read_text("utf-8"))
    return Learned(tuple(data["causes"]), tuple(data["bias"]), data["weights"])
