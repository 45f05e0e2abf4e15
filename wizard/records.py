"""What DNS says: facts about a domain's records, with no opinion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wizard.text import NOTHING, Foreign


class Answer(StrEnum):
    FOUND = "found"
    ABSENT = "absent"
    UNCLEAR = "unclear"
    """Timed out, SERVFAIL, refused: nothing is known."""


@dataclass(frozen=True, slots=True)
class RecordSet:
    """The answer to one DNS question. TXT values are the joined strings; others their text form."""

    name: str
    type: str
    answer: Answer
    values: tuple[Foreign, ...] = ()
    target: str | None = None
    """The name at the end of a CNAME chain, where there was one."""
    ms: float | None = None
    detail: Foreign = NOTHING
    is_nonexistent: bool = False
    """Whether there is no such name at all (NXDOMAIN), whatever type was asked for; False = there is, or nothing is known."""


@dataclass(frozen=True, slots=True)
class SpfWalk:
    """The whole tree of a domain's SPF record (RFC 7208), counted, never evaluated for just one address.

    `result` None = walked to the end; else `none`, `permerror` or `temperror` with `error` in our words.
    """

    domain: str
    record: Foreign | None
    result: str | None = None
    error: str = ""
    lookups: int = 0
    voids: int = 0
    includes: tuple[str, ...] = ()
    """Every include: and redirect= target met, in order."""
    policy: str = ""
    """The qualifier of `all`: `-`, `~`, `?`, `+` or empty."""
    provider: str | None = None
    """For the chosen provider: all · some · none of its networks pass, or unclear; None = not asked."""
    others: tuple[Foreign, ...] = ()
    """Further SPF records at the same name; any of them is an error."""
    notes: tuple[str, ...] = ()
    """Oddities that RFC 7208 permits, in our words."""
    provider_cost: int | None = None
    """The look-ups that the provider's include costs, its own included; None = not known."""


@dataclass(frozen=True, slots=True)
class Reverse:
    """The reverse DNS of an address that mail is sent from."""

    address: str
    names: RecordSet
    """The PTR records."""
    forward: Mapping[str, Answer] = field(default_factory=dict)
    """By name: FOUND = it leads back to the address, ABSENT = it does not."""


@dataclass(frozen=True, slots=True)
class DomainRecords:
    """What DNS says about one sender domain."""

    domain: str
    mx: RecordSet
    spf: tuple[SpfWalk, ...] = ()
    """For the domain, and for the provider's own place (send.example.com) where it has one."""
    dkim: Mapping[str, RecordSet] = field(default_factory=dict)
    """By selector: the TXT at SELECTOR._domainkey.DOMAIN, CNAMEs followed."""
    dmarc: tuple[RecordSet, ...] = ()
    """The tree walk of RFC 9989: _dmarc.DOMAIN first, then its parents."""
    reverse: tuple[Reverse, ...] = ()
    """For a relay of one's own: the addresses it sends from."""
    addresses: RecordSet | None = None
    """The A records, asked where there is no MX: a host of the domain's own name takes its mail then (RFC 5321 5.1)."""
    guessed: Mapping[str, RecordSet] = field(default_factory=dict)
    """By selector: usual ones that were tried because nobody named one; those with a record stand in `dkim` too."""

    @property
    def exists(self) -> bool | None:
        """Whether the domain is there, with or without records; None = not known."""
        return None if self.mx.answer is Answer.UNCLEAR else not self.mx.is_nonexistent
