"""Judges the entries of a log one by one, each distinct one once, and adds up what repeats."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wizard.diagnosis.explain.detail import detail
from wizard.diagnosis.explain.dialogue import decisive
from wizard.diagnosis.explain.ending import completed
from wizard.diagnosis.explain.entries import Entry
from wizard.diagnosis.explain.known_reply import matching
from wizard.diagnosis.explain.signatures.engine import Facts, Match, matches, may_match
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.diagnosis.explain.surroundings import Book, Hints, facts_of, provider_of
from wizard.diagnosis.explain.weighing import together
from wizard.provider import Provider
from wizard.text import printable

_LEAST = 25
"""A cause below this weight is not named."""
_HEARD = 50
"""From here on a further signature for the same cause makes it surer."""
_SURE_ENOUGH = 80
"""A text that ends in the middle is not completed where it says this much already."""
_GUESSED = 0.86
_GUESSED_LESS = 0.06
"""What a completed end counts, and by how much each further guess counts less."""
MOST_CAUSES = 8
_MOST_GROUPS = 100
_REMEMBERED = 4096
"""Judged entries kept, so that the repeats of a log cost nothing."""
_SEEN_LENGTH = 300


@dataclass(slots=True)
class Verdict:
    """What one entry says: weight and recognised words by cause, and the line that shows it."""

    weights: dict[str, int]
    matched: dict[str, str]
    seen: str
    facts: Facts
    count: int = 0
    provider: Provider | None = None
    recognised: dict[str, int] = field(default_factory=dict)
    """What the signatures alone say: where they leave look-alikes, the text does, however usual its words are for one of them."""
    details: dict[str, str] = field(default_factory=dict)
    """By cause, what the text itself says of it: the refused name, the names in the certificate."""
    lines: dict[str, int] = field(default_factory=dict)
    """By cause, the line that a signature saw it in."""
    ruled_out: frozenset[str] = frozenset()


@dataclass(slots=True)
class Judge:
    """Judges entries one by one and adds them up."""

    hints: Hints
    book: Book
    cache: OrderedDict[str, Verdict | None] = field(default_factory=OrderedDict)
    groups: dict[str, Verdict] = field(default_factory=dict)
    left_out: int = 0

    def take(self, entry: Entry) -> None:
        key = _template(entry)
        if key in self.cache:
            self.cache.move_to_end(key)
            verdict = self.cache[key]
        else:
            verdict = self.cache[key] = self._judge(entry)
            if len(self.cache) > _REMEMBERED:
                self.cache.popitem(last=False)
        if verdict is None:
            return
        name = _name(verdict)
        known = self.groups.get(name)
        if known is not None:
            known.count += 1
        elif len(self.groups) < _MOST_GROUPS:
            verdict.count = 1
            self.groups[name] = verdict
        else:
            self.left_out += 1

    def _judge(self, entry: Entry) -> Verdict | None:
        reading = Reading(*decisive(entry.lines, entry.before), topical=entry.topical)
        if reading.is_fetching or reading.is_none_that_happened:
            return None
        verdict = self._weighed(reading, entry.alone) if entry.early or reading.tells_of_failure else None
        if entry.last and (verdict is None or max(verdict.weights.values()) < _SURE_ENOUGH):
            verdict = self._completed(entry, verdict)
        verdict = self._with_words(entry, reading, verdict)
        if verdict is not None and entry.app:
            verdict.facts = replace(verdict.facts, speaker=entry.app)
        return verdict

    def _with_words(self, entry: Entry, reading: Reading, verdict: Verdict | None) -> Verdict | None:
        """The verdict of the signatures, revised by what all the words say; without one, only of an entry that may matter."""
        speaks = reading.is_mail and (reading.tells_of_failure or self.hints.given)
        if verdict is None and not (entry.alone or speaks):
            return None
        facts = verdict.facts if verdict else facts_of(self.hints, reading, self.book)
        weights, words = together(verdict.weights if verdict else {}, reading, facts)
        if verdict:
            weights = {cause: weight for cause, weight in weights.items() if cause not in verdict.ruled_out}
        if not weights:
            return None
        details = {cause: told for cause in weights if (told := detail(cause, reading.lines))}
        if verdict is None:
            seen = _shown(reading, _line_of(words.get(best_first(weights)[0], ""), reading))
            provider = provider_of(self.hints, reading, self.book)
            return Verdict(weights, words, seen, facts, provider=provider, details=details)
        verdict.recognised, verdict.weights, verdict.details = verdict.weights, weights, details
        verdict.matched |= words
        best = best_first(weights)[0]
        if verdict.lines:
            at = verdict.lines.get(best)
            verdict.seen = _shown(reading, _line_of(words.get(best, ""), reading) if at is None else at)
        return verdict

    def _weighed(self, reading: Reading, alone: bool) -> Verdict | None:
        if not may_match(reading, alone=alone, hinted=self.hints.given):
            return None
        facts = facts_of(self.hints, reading, self.book)
        found = matches(reading, facts, alone=alone)
        provider = provider_of(self.hints, reading, self.book)
        weights, matched, lines = _added_up(found, reading)
        if found or any(code.sure for code in reading.codes) or facts.hinted:
            for known in matching(reading, provider, self.book.providers):
                if known.weight > weights.get(known.cause, 0):
                    weights[known.cause] = known.weight
                    owner = self.book.providers.get(known.provider)
                    matched[known.cause] = f'a reply known from {owner.name if owner else known.provider}: "{known.words}"'
        ruled_out = frozenset(cause for match in found for cause in match.signature.rules_out)
        weights = {cause: weight for cause, weight in weights.items() if weight >= _LEAST and cause not in ruled_out}
        if not weights:
            return None
        best = max(weights, key=lambda cause: weights[cause])
        seen = _shown(reading, lines.get(best, 0))
        return Verdict(weights, matched, seen, facts, provider=provider, lines=lines, ruled_out=ruled_out)

    def _completed(self, entry: Entry, verdict: Verdict | None) -> Verdict | None:
        """The same entry with its cut-off end completed, a little less sure for each further guess."""
        for rank, line in enumerate(completed(entry.lines[-1])):
            guess = self._weighed(Reading((*entry.lines[:-1], line), entry.before, topical=entry.topical), entry.alone)
            if guess is None:
                continue
            share = _GUESSED - rank * _GUESSED_LESS
            weights = {cause: int(weight * share) for cause, weight in guess.weights.items()}
            if verdict is None:
                verdict = guess
                verdict.weights, verdict.lines = {}, {}
                verdict.seen = printable(entry.lines[-1].strip(), _SEEN_LENGTH)
            for cause, weight in weights.items():
                if weight >= _LEAST and weight > verdict.weights.get(cause, 0):
                    verdict.weights[cause] = weight
                    verdict.matched[cause] = f"{guess.matched.get(cause, '')} (the text is cut off)"
        return verdict if verdict is not None and verdict.weights else None


def _shown(reading: Reading, at: int) -> str:
    """A line of the entry, for people."""
    return printable(reading.lines[at].strip(), _SEEN_LENGTH) if reading.lines else ""


def _line_of(words: str, reading: Reading) -> int:
    """The first line that holds most of the words that a cause was recognised by."""
    known = _QUOTED.findall(words)
    counts = [(sum(word in line for word in known), bool(line)) for line in reading.flat]
    return counts.index(max(counts)) if counts else 0


def _added_up(found: list[Match], reading: Reading) -> tuple[dict[str, int], dict[str, str], dict[str, int]]:
    """Weights by cause: the heaviest signature counts, each further one adds a little."""
    weights: dict[str, int] = {}
    matched: dict[str, str] = {}
    lines: dict[str, int] = {}
    for match in found:
        for cause, weight in match.weights.items():
            old = weights.get(cause, 0)
            if weight > old:
                matched[cause] = _matched(match, reading)
                lines[cause] = match.line
            weights[cause] = min(99, max(weight, old) + (2 if old and weight >= _HEARD else 0))
    return weights, matched, lines


def _matched(match: Match, reading: Reading) -> str:
    """For people: "535 5.7.8 at login: the login was refused"."""
    codes = [str(code.value) for code in reading.codes if code.sure or match.signature.reply]
    code = " ".join((*codes[:1], *reading.enhanced[:1]))
    stage = match.signature.stage
    where = {
        "auth": "at login",
        "mail-from": "at MAIL FROM",
        "rcpt-to": "at RCPT TO",
        "data": "after DATA",
        "ehlo": "at EHLO",
        "tls": "in TLS",
    }
    if code and match.signature.reply and stage is not None and stage in reading.stages and stage.value in where:
        code += f" {where[stage.value]}"
    return printable(f"{code}: {match.signature.seen}" if code and match.signature.reply else match.signature.seen)


def best_first(weights: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(weights, key=lambda cause: -weights[cause])[:MOST_CAUSES])


_QUOTED = re.compile(r'"([^"]+)"')
_KEPT = r"(?<![\w.])(?:[245]\d\d(?![\w.]\w)|[245]\.\d{1,2}\.\d{1,3}(?![\w.]))|(?:(?<=[\w\]]:)|(?<=[Pp]ort[ :=]))\d{2,5}(?![\w:.])"
_VARIABLE = re.compile(
    rf"""(?P<kept>{_KEPT})
    | 0x[0-9a-f]+ | \b[0-9a-f]{{8,}}\b | \b(?=[A-Z]*\d)[0-9A-Z]{{5,}}\b | <[^>]*> | [\w.+-]+@[\w.-]+ | \d+""",
    re.VERBOSE,
)
"""What differs from one repeat of an error to the next; reply codes, status codes and ports are kept."""


def _template(entry: Entry) -> str:
    """The entry without what differs from one repeat to the next."""
    kept = _VARIABLE.sub(lambda found: found["kept"] or "0", "\n".join(entry.lines))
    return f"{entry.alone}{entry.topical}{bool(entry.before)}{entry.app}{kept}"


def _name(verdict: Verdict) -> str:
    """What makes two errors the same for a person: the causes and the line without its numbers."""
    return "|".join(best_first(verdict.weights)[:3]) + "|" + _VARIABLE.sub("0", verdict.seen)[:160]
