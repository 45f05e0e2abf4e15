"""One sender domain seen through the provider that sends for it: what its records make of DKIM, SPF and DMARC. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from wizard import dns_rule
from wizard.diagnosis.dkim import Key, read_key
from wizard.diagnosis.dmarc import Discovery, discover, is_aligned
from wizard.dns_rule import Place
from wizard.finding import Case
from wizard.provider import Provider
from wizard.records import Answer, DomainRecords, SpfWalk

_HOST_SUFFIX = re.compile(r"([a-z0-9\-]+\.[a-z]{2,})(?=$|[|)])")
_PLACEHOLDER = re.compile(r"<[^>]*>")


class Outlook(Enum):
    """A prediction. *Unknown* is said wherever an answer or an account's setting is not known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SenderDomain:
    """The facts about one domain, with what follows from them worked out once, when it is asked for."""

    records: DomainRecords
    provider: Provider | None = None
    own_selectors: tuple[str, ...] = ()
    """DKIM selectors that the person named."""
    username: str = ""
    is_wizard: bool = False
    """Whether selectors are asked for by a field of the wizard."""

    @property
    def name(self) -> str:
        return self.records.domain

    @property
    def provider_name(self) -> str:
        """For people: without what stands in brackets."""
        if self.provider is None:
            return "your mail server"
        return "your relay" if self.provider.kind == "local" else self.provider.short_name

    @cached_property
    def is_owned(self) -> bool:
        return dns_rule.owns(self.provider, self.name)

    @cached_property
    def keeps_envelope(self) -> bool | None:
        return dns_rule.keeps_envelope(self.provider)

    @cached_property
    def place(self) -> Place | None:
        place = dns_rule.own_place(self.provider, self.name, self.username)
        return place if place and place.name != self.name else None

    @cached_property
    def walk(self) -> SpfWalk | None:
        """Of the domain itself."""
        return next((walk for walk in self.records.spf if walk.domain == self.name), None)

    @cached_property
    def place_walk(self) -> SpfWalk | None:
        return next((walk for walk in self.records.spf if self.place and walk.domain == self.place.name), None)

    @property
    def deciding_walk(self) -> SpfWalk | None:
        """The SPF record that receivers look at for mail sent this way; None where it is not the domain's to write."""
        if self.place and self.place.needed:
            return self.place_walk
        return self.walk if self.keeps_envelope is not False else None

    @cached_property
    def keys(self) -> Mapping[str, Key]:
        """By selector, for those with an answer."""
        answered = {name: record for name, record in self.records.dkim.items() if record.answer is not Answer.UNCLEAR}
        return {name: read_key(value.raw for value in record.values) for name, record in answered.items()}

    def is_guess(self, selector: str) -> bool:
        """Whether nobody named this selector: a key is there, and whether mail is signed with it is not known."""
        return selector in self.records.guessed and selector not in self.own_selectors

    @cached_property
    def unanswered(self) -> tuple[str, ...]:
        return tuple(name for name, record in self.records.dkim.items() if record.answer is Answer.UNCLEAR)

    @cached_property
    def dmarc(self) -> Discovery:
        return discover(self.name, self.records.dmarc)

    @cached_property
    def expects_keys(self) -> bool:
        """Whether a missing key is known to be missing: the person named the selectors, or the provider's never vary."""
        return bool(self.own_selectors) or (self.provider is not None and dns_rule.knows_selectors(self.provider))

    def points_elsewhere(self, selector: str) -> bool:
        """Whether a selector is a CNAME to somebody who is surely not the provider."""
        record = self.records.dkim.get(selector)
        if record is None or record.target is None or self.provider is None or selector in self.own_selectors:
            return False
        pattern = _PLACEHOLDER.sub("x", self.provider.dkim.target_pattern).replace("\\", "").strip("^$")
        suffixes = _HOST_SUFFIX.findall(pattern)
        known = bool(suffixes) and len(suffixes) == pattern.count("|") + 1
        target = record.target.rstrip(".").lower()
        return known and not any(target == suffix or target.endswith(f".{suffix}") for suffix in suffixes)

    @cached_property
    def dkim_outlook(self) -> Outlook:
        """Will mail carry a signature of this very domain that verifies? A published key is taken for a signature."""
        if self.is_owned:
            return Outlook.YES
        if self.provider and not dns_rule.signs(self.provider):
            return Outlook.NO
        usable = [
            name
            for name, key in self.keys.items()
            if key.state.verifies and not self.points_elsewhere(name) and not self.is_guess(name)
        ]
        if usable:
            return Outlook.YES
        if self.unanswered or not self.expects_keys:
            return Outlook.UNKNOWN
        return Outlook.NO

    def spf_outlook(self, sender: SenderDomain) -> Outlook:
        """Will SPF pass for an envelope of this domain, in alignment with the From domain `sender`?"""
        if self.is_owned:
            return Outlook.YES
        strict = bool(sender.dmarc.policy and sender.dmarc.policy.strict_spf)
        if self.place:
            return self._place_outlook(self.place, strict)
        if self.keeps_envelope is False:
            return self._rewritten_outlook(strict)
        if not is_aligned(sender.name, self.name, sender.dmarc.organization, strict=strict):
            return Outlook.NO if self.keeps_envelope else Outlook.UNKNOWN
        if self.keeps_envelope:
            return self._passes(self.walk)
        # A server of one's own keeps the envelope, and may send from other addresses than it listens on.
        own = self.provider is None and self._passes(self.walk) is Outlook.YES
        return Outlook.YES if own else Outlook.UNKNOWN

    def _place_outlook(self, place: Place, strict: bool) -> Outlook:
        walk = self.place_walk
        if walk is None or walk.result == "temperror":
            return Outlook.UNKNOWN
        if strict or walk.result is not None:
            return Outlook.NO
        # A place that needs no record of one's own got it with the provider's CNAME: it is the provider's own record.
        return self._passes(walk) if place.needed else Outlook.YES

    def _rewritten_outlook(self, strict: bool) -> Outlook:
        """The provider's envelope: at a name of the person's own that can't be guessed, or at the provider's."""
        may_align = self.provider is not None and self.provider.envelope.can_align
        # That name is set up together with the DKIM keys: where those are surely missing, it is missing too.
        return Outlook.UNKNOWN if may_align and not strict and self.dkim_outlook is not Outlook.NO else Outlook.NO

    @staticmethod
    def _passes(walk: SpfWalk | None) -> Outlook:
        if walk is None or walk.result == "temperror":
            return Outlook.UNKNOWN
        if walk.result is not None:
            return Outlook.NO
        return {"all": Outlook.YES, "none": Outlook.NO}.get(walk.provider or "", Outlook.UNKNOWN)


def sender_domains(case: Case) -> tuple[SenderDomain, ...]:
    """Every domain that was looked up, in order."""
    username = case.profile.auth.username if case.profile.auth else ""
    return tuple(
        SenderDomain(
            records,
            case.provider,
            tuple(case.profile.selectors.get(records.domain, ())),
            username,
            case.again.is_wizard,
        )
        for records in case.evidence.records
    )
