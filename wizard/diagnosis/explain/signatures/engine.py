"""Signatures: what is recognised in an entry, and which causes that speaks for. The data stands in the TOML files beside.

A signature matches when every kind of condition that it has holds: one of `any`, each of `all`, none of `none`, one of `code`,
one of `enhanced`. Its `causes` then have weights (0 to 100) that depend on the facts: hints, and what the text itself says.
"""

from __future__ import annotations

import re
from typing import Any

from wizard.diagnosis.explain.signatures.address import MAIL_PORTS, is_loopback
from wizard.diagnosis.explain.signatures.reader import load_all
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.diagnosis.explain.signatures.signature import About, Facts, Match, Signature
from wizard.step import Stage

__all__ = ["Facts", "Match", "matches"]


def may_match(reading: Reading, *, alone: bool, hinted: bool) -> bool:
    """Whether `matches` may find anything. Cheap where nothing in an entry speaks of mail, as in nearly all of a long log."""
    return _is_open(reading, alone=alone, hinted=hinted) or any(
        _position(signature, reading) is not None for signature in load_all() if signature.about in _BY_ITSELF
    )


def _is_open(reading: Reading, *, alone: bool, hinted: bool) -> bool:
    """Whether there is anything by which a signature that any service's error may show can be about mail."""
    return bool(alone or hinted or reading.is_mail or reading.ports & MAIL_PORTS or any(code.sure for code in reading.codes))


_BY_ITSELF = frozenset({About.MAIL, About.ALWAYS})


def matches(reading: Reading, facts: Facts, *, alone: bool = False, only_replies: bool = False) -> list[Match]:
    """Every signature that the entry shows, with the weights that hold under these facts."""
    found = []
    for signature in load_all():
        if only_replies and not signature.reply:
            continue
        position = _position(signature, reading)
        if position is None or not (only_replies or _is_about_mail(signature, reading, facts, position, alone)):
            continue
        weights = _weights(signature, reading, facts)
        if weights:
            found.append(Match(signature, reading.line_at(position), weights))
    return found


def _position(signature: Signature, reading: Reading) -> int | None:
    """Where the signature matches, or None."""
    if signature.codes and not any(code.value in signature.codes and code.sure for code in reading.codes):
        return None
    if signature.enhanced and not any(code.startswith(signature.enhanced) for code in reading.enhanced):
        return None
    if signature.stages and not signature.stages & reading.stages:
        return None
    if (signature.flag and not getattr(reading, signature.flag)) or (signature.unless and getattr(reading, signature.unless)):
        return None
    position = 0
    if signature.any is not None:
        found = signature.any.search(reading.text)
        if found is None:
            return None
        position = found.start()
        if reading.text is not reading.said and (said := signature.any.search(reading.said)):
            position = said.start()
    elif signature.enhanced:
        position = min((reading.raw.find(code) for code in reading.enhanced if code.startswith(signature.enhanced)), default=0)
    elif signature.codes:
        position = max(
            0, min((reading.raw.find(str(code.value)) for code in reading.codes if code.value in signature.codes), default=0)
        )
    if any(pattern.search(reading.text) is None for pattern in signature.all):
        return None
    if signature.none is not None and signature.none.search(reading.text):
        return None
    return position


def _is_about_mail(signature: Signature, reading: Reading, facts: Facts, position: int, alone: bool) -> bool:
    if signature.about == About.ALWAYS:
        return True
    if signature.about == About.MAIL:
        return not (reading.is_foreign and not reading.is_mail and _only_other_mail(reading))
    near = reading.is_about_mail_at(position)
    sure = any(code.sure for code in reading.codes)
    if near is not None and not (near is False and sure and not reading.is_foreign):
        return near
    if signature.about == About.WEAK:
        return facts.hinted or sure
    elsewhere = signature.stage in _NETWORK_STAGES and reading.is_of_program
    return facts.hinted or (alone and not elsewhere)


_NETWORK_STAGES = frozenset({Stage.DNS, Stage.CONNECT})
_OTHER_MAIL = re.compile(r"\bimaps?\b|imap[4_-]|\bpop3|managesieve")


def _only_other_mail(reading: Reading) -> bool:
    """IMAP and POP are mail too, but not the sending of it."""
    return bool(_OTHER_MAIL.search(reading.raw))


def _weights(signature: Signature, reading: Reading, facts: Facts) -> dict[str, int]:
    """For each cause, the weight of the last row whose conditions hold: general rows stand first in the data."""
    weights: dict[str, int] = {}
    for row in signature.causes:
        if all(_holds(name, wanted, reading, facts) for name, wanted in row.when):
            weights[row.cause] = row.weight
    return {cause: weight for cause, weight in weights.items() if weight > 0}


def _holds(name: str, wanted: Any, reading: Reading, facts: Facts) -> bool:
    if name == "has":
        return bool(wanted.search(reading.text))
    if name == "lacks":
        return not wanted.search(reading.text)
    if name == "loopback":
        return (reading.has_loopback or is_loopback(facts.host)) is wanted
    if name == "ipv6":
        return reading.has_ipv6 is wanted
    if name == "seen_stage":
        return any(stage.value in wanted for stage in reading.stages)
    if name == "code":
        return any(code.value in wanted for code in reading.codes)
    actual = getattr(facts, name)
    return actual in wanted if isinstance(wanted, tuple) else actual == wanted
