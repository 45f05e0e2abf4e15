"""DMARC (RFC 9989): which policy holds for a domain, and which domains are aligned. Pure.

The policy is found by the DNS tree walk of section 4.10, no Public Suffix List needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wizard.records import Answer, RecordSet
from wizard.text import Foreign, printable

# 4.7: the value is case-sensitive, and nothing may stand before the tag.
_VERSION = re.compile(rb"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)")
_LOOKS_LIKE = re.compile(rb"dmarc", re.IGNORECASE)
_POLICIES = ("none", "quarantine", "reject")
_MILDER = {"reject": "quarantine", "quarantine": "none", "none": "none"}


@dataclass(frozen=True, slots=True)
class Policy:
    """One DMARC record and what it means for the domain asked about."""

    at: str
    """The domain that publishes it: the one asked about or one above."""
    record: Foreign
    policy: str
    """none · quarantine · reject, for the domain asked about."""
    strict_dkim: bool = False
    strict_spf: bool = False
    testing: bool = False
    """t=y: receivers are asked to do one step less."""
    reports: bool = False
    """Whether rua= asks for reports."""
    faults: tuple[str, ...] = ()
    """In our words."""

    @property
    def effective(self) -> str:
        """What happens to mail that fails."""
        return _MILDER[self.policy] if self.testing else self.policy


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the tree walk found. `unclear`: the record that would decide was not answered for."""

    domain: str
    policy: Policy | None
    organization: str
    """The organizational domain; relaxed alignment compares it."""
    unclear: bool = False
    doubled: tuple[str, ...] = ()
    """Domains with more than one DMARC record: receivers ignore them all."""
    near_miss: Foreign | None = None
    """A text at _dmarc.DOMAIN that is meant as a record and is none."""
    target: str | None = None
    """Where _dmarc.DOMAIN points, where it is a CNAME."""


@dataclass(frozen=True, slots=True)
class _Found:
    domain: str
    record: Foreign
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def psd(self) -> str:
        return self.tags.get("psd", "u").lower()


def discover(domain: str, answers: Sequence[RecordSet]) -> Discovery:
    """Read the answers of the tree walk, `_dmarc.DOMAIN` first, then its parents downwards to one label."""
    found: list[_Found] = []
    doubled: list[str] = []
    near_miss: Foreign | None = None
    unclear_at: list[str] = []
    for answer in answers:
        name = answer.name.rstrip(".").lower().removeprefix("_dmarc.")
        records = [value for value in answer.values if _VERSION.match(value.raw)]
        if answer.answer is Answer.UNCLEAR:
            unclear_at.append(name)
        elif len(records) > 1:
            doubled.append(name)
        elif not records and name == domain:
            near_miss = next((value for value in answer.values if _LOOKS_LIKE.search(value.raw)), None)
        elif records:
            found.append(_Found(name, records[0], tags(records[0].text)))
            # psd=n says "this is the organization", psd=y of a parent that it lies one label below: both end the walk.
            if found[-1].psd == "n" or (found[-1].psd == "y" and name != domain):
                break
    organization = _organization(domain, found)
    own = next((item for item in found if item.domain == domain), None)
    source = own or next((item for item in found if item.domain == organization), None) or (found[-1] if found else None)
    # A silent parent matters only where the domain says nothing itself.
    unclear = domain in unclear_at or (own is None and bool(unclear_at))
    target = next((answer.target for answer in answers[:1]), None)
    policy = _policy(domain, source) if source and not unclear else None
    return Discovery(domain, policy, organization, unclear, tuple(doubled), near_miss, target)


def tags(record: str) -> dict[str, str]:
    """Tag → value; the first of a double one counts, and unknown ones are kept (receivers ignore them)."""
    result: dict[str, str] = {}
    for part in record.split(";"):
        name, sign, value = part.partition("=")
        if sign and name.strip():
            result.setdefault(name.strip().lower(), value.strip())
    return result


def _organization(domain: str, found: Sequence[_Found]) -> str:
    """4.10.2: psd=n names it; below a psd=y it is one label longer; else the record with the fewest labels has it."""
    if not found:
        return domain
    last = found[-1]
    if last.psd == "y" and last.domain != domain:
        labels = domain.split(".")
        return ".".join(labels[-(last.domain.count(".") + 2) :])
    return last.domain


def _policy(domain: str, source: _Found) -> Policy:
    given = source.tags
    word = given.get("p", "").lower() if source.domain == domain else given.get("sp", given.get("p", "")).lower()
    faults: list[str] = []
    if "p" not in given:
        faults.append("there is no p=, which counts as p=none")
    elif given["p"].lower() not in _POLICIES:
        faults.append(f"p={printable(given['p'], 40)} is no policy (none, quarantine, reject) and counts as none")
    for tag, allowed in (("adkim", "rs"), ("aspf", "rs"), ("t", "yn")):
        if tag in given and given[tag].lower() not in (*allowed,):
            faults.append(f"{tag}={printable(given[tag], 40)} is neither {allowed[0]} nor {allowed[1]}")
    rua = given.get("rua", "")
    if rua and not all(uri.strip().lower().startswith("mailto:") for uri in rua.split(",")):
        faults.append(f"rua={printable(rua, 80)}: reports go to mailto: addresses")
    return Policy(
        at=source.domain,
        record=source.record,
        policy=word if word in _POLICIES else "none",
        strict_dkim=given.get("adkim", "r").lower() == "s",
        strict_spf=given.get("aspf", "r").lower() == "s",
        testing=given.get("t", "n").lower() == "y",
        reports=bool(rua),
        faults=tuple(faults),
    )


def is_aligned(sender: str, authenticated: str, organization: str, *, strict: bool) -> bool:
    """Whether an authenticated domain counts for the From domain `sender` (4.10.3), whose organizational domain is given.

    Relaxed: both lie in one organization. Strict: they are the same.
    """
    if sender == authenticated:
        return True
    return not strict and (authenticated == organization or authenticated.endswith(f".{organization}"))
