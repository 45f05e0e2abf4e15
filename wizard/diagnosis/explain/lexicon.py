"""What the words of a text say about its cause, learned from labelled texts: the lexicon behind the signatures.

A signature knows a wording; the lexicon knows which words and pairs of words stood in texts of which cause, in general and with
each provider, and so has an opinion on wordings that nobody wrote a signature for. It is a linear support vector machine, one
against the rest (a weight a word and cause), learned by `tests/lexicon.py` from `tests/data/explain/`, and stored in
`lexicon.json` beside. Words are taken by their first letters: "authenticate" and "authentication" say the same.
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

from wizard.diagnosis.explain.signatures.reading import Reading, joined, without_boilerplate
from wizard.diagnosis.explain.signatures.signature import Facts
from wizard.diagnosis.explain.signatures.time_limit import without_time_limits
from wizard.diagnosis.explain.signatures.tongue import in_english

NONE = "none"
"""The class of texts in which no cause of outgoing mail can be named."""
_LONGEST = 6000
"""Characters of an entry that are read."""
_STEM = 5
"""Letters of a word that count."""
_SHARPNESS = 3.0
"""A cause whose sum is greater by 1 is e to this power as likely."""
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.])")
_NAMES = (
    (re.compile(r"https?://\S+"), " url "),
    (re.compile(r"[\w.+-]+@[\w.-]+"), " addr "),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), " ip "),
    (re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|net|org|de|fr|io|eu|nl|ch|cn|ru|test|local|internal)\b"), " host "),
)
"""Whose they are says nothing; that they stand there does."""
_STAND_INS = frozenset({"url", "addr", "ip", "host"})
_STATUS_WORD = re.compile(r"status(\d)x(\d+)x(\d+)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word of `SMTPSenderRefused` ends."""
_WORD = re.compile(r"status\dx\d+x\d+|[a-z][a-z']*|\d+|[^\x00-\x7f]")
_NUMBERS = frozenset(
    {"25", "465", "587", "2525", "1025", "110", "143", "993", "995", "61", "99", "101", "111", "113", *map(str, range(400, 600))}
)
"""Numbers that mean something: ports, reply codes, errnos."""
_REFUSED = 400
"""From this reply code on, a server says no."""
_LENGTHS = (("word", 40), ("line", 90), ("lines", 180), ("paragraph", 400))
"""What a text of fewer characters is."""
_MANY = 6
_SPEAKING = re.compile(r"[^\W\d_]{5}|\d{3}|[^\x00-\x7f]")
"""Words that say something to a person: "by" and "the" may be telling, but nobody would see why."""
SCALE = 100
"""Weights are stored as whole hundredths."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What is stored: one weight a feature and cause, and one a cause."""

    causes: tuple[str, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, list[int]]
    """A feature → how rare it is (its inverse document frequency), then cause, weight, cause, weight …"""


def features(reading: Reading, facts: Facts) -> dict[str, str]:
    """What the lexicon looks at, each with the words behind it.

    Stems, also as this provider's own (the same word means something else at another), pairs of stems, and what is known beside.
    """
    words = _words(reading)
    stems = [word if word.startswith("status") else word[:_STEM] for word in words]
    behind = [_STATUS_WORD.sub(r"\1.\2.\3", word) if word not in _STAND_INS else "" for word in words]
    found: dict[str, str] = {}
    for stem, word in zip(stems, behind, strict=True):
        found.setdefault(stem, word)
        if facts.provider:
            found.setdefault(f"{facts.provider}|{stem}", word)
    for pair, both in zip(itertools.pairwise(stems), itertools.pairwise(behind), strict=True):
        found.setdefault(" ".join(pair), " ".join(both) if all(both) else "")
    return found | dict.fromkeys(_circumstances(reading, facts), "")


def _words(reading: Reading) -> list[str]:
    lines = (" ".join(_CAMEL.sub(" ", without_time_limits(line)).split()).lower() for line in reading.lines)
    text = without_boilerplate(joined(" ".join(map(in_english, lines))))[:_LONGEST]
    text = _STATUS.sub(r" status\1x\2x\3 ", text)
    for pattern, stand_in in _NAMES:
        text = pattern.sub(stand_in, text)
    return [word for word in _WORD.findall(text) if not word.isdigit() or word in _NUMBERS]


def _circumstances(reading: Reading, facts: Facts) -> Iterator[str]:
    values = [code.value for code in reading.codes]
    named = {
        "app": facts.app.partition(":")[0],
        "provider": facts.provider,
        "kind": facts.kind,
        "port": facts.port,
        "mode": facts.mode,
        "encryption": facts.encryption,
        "mismatch": facts.mismatch,
        "known": facts.known_host,
        "misspelt": facts.misspelt_host,
        "elsewhere": facts.host_elsewhere,
        "loopback": reading.has_loopback,
        "ipv6": reading.has_ipv6,
        "mail": reading.is_mail,
        "foreign": reading.is_foreign,
        "web": reading.is_of_the_web,
        "program": reading.is_of_program,
        "fetching": reading.is_fetching,
        "reply": reading.has_reply,
        "calm": not reading.tells_of_failure,
        "other": not reading.is_mail,
        "fine": bool(values) and max(values) < _REFUSED,
        "refused": any(code.sure and code.value >= _REFUSED for code in reading.codes),
        "length": next((name for name, most in _LENGTHS if len(reading.raw) < most), "long"),
    }
    yield f"=failure words:{min(reading.failure_words, _MANY)}"
    # That something was not said tells nothing: people who ask about no mail error at all say least.
    yield from (f"={name}:{value}" for name, value in named.items() if value)
    yield from (f"=stage:{stage.value}" for stage in sorted(reading.stages))


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely each cause is by the words alone; they add up to 1, with NONE among them."""

    shares: Mapping[str, float]
    known: Mapping[str, str]
    """The features of the text that the lexicon knows, with the words behind each; "" where they are none of the text's."""


def opinion(reading: Reading, facts: Facts) -> Opinion:
    """The lexicon's opinion on a text. Never raises for what it holds."""
    learned = load()
    known = {feature: words for feature, words in features(reading, facts).items() if feature in learned.weights}
    rows = [learned.weights[feature] for feature in known]
    size = math.sqrt(sum(row[0] ** 2 for row in rows)) or 1.0
    sums = [float(bias) for bias in learned.bias]
    for row in rows:
        part = row[0] / size
        for at in range(1, len(row), 2):
            sums[row[at]] += row[at + 1] * part
    highest = max(sums)
    parts = [math.exp(_SHARPNESS * (value - highest) / SCALE) for value in sums]
    total = sum(parts)
    return Opinion({cause: part / total for cause, part in zip(learned.causes, parts, strict=True)}, known)


def telling(met: Opinion, cause: str, most: int = 3) -> tuple[str, ...]:
    """The words that speak most for a cause: what it was recognised by, for people."""
    learned = load()
    at = learned.causes.index(cause)
    weighed: dict[str, int] = {}
    for feature, words in met.known.items():
        row = learned.weights[feature]
        weight = next((row[place + 1] * row[0] for place in range(1, len(row), 2) if row[place] == at), 0)
        if _SPEAKING.search(words) and weight > weighed.get(words, 0):
            weighed[words] = weight
    best: list[str] = []
    for words in sorted(weighed, key=lambda name: (-weighed[name], name)):
        if not any(words in other or other in words for other in best):
            best.append(words)
    return tuple(best[:most])


@functools.cache
def load() -> Learned:
    data = json.loads(files(__package__).joinpath("lexicon.json").read_text("utf-8"))
    return Learned(tuple(data["causes"]), tuple(data["bias"]), data["weights"])
