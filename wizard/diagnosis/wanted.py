"""For each domain: which records it has, which it should have, and the exact text to copy where there is one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from wizard import dns_rule
from wizard.diagnosis.alignment import starter
from wizard.diagnosis.dkim import KeyState
from wizard.diagnosis.pattern import spell
from wizard.diagnosis.sender_domain import SenderDomain
from wizard.diagnosis.spf import LOOKUPS, terms
from wizard.diagnosis.spf_merge import merge
from wizard.provider import Provider
from wizard.records import Answer, DomainRecords, RecordSet, SpfWalk
from wizard.text import printable

_SHOWN = 4000
"""Characters of a record that are shown: it is to be copied, so more than of other foreign text."""
_STRING = 255
_TTL = 3600


@dataclass(frozen=True, slots=True)
class WantedRecord:
    """One record: what is there and what should be."""

    purpose: str
    """spf · dkim · dmarc · mx · return-path · verification."""
    name: str
    type: str
    have: tuple[str, ...]
    """What is published, printable."""
    want: str
    """The value to copy; where it differs by account, where to find it, in words. Empty = nothing is wanted."""
    state: str
    """ok · missing · wrong · unknown · optional."""
    note: str = ""
    exact: bool = True
    """Whether `want` is the record itself and no description."""
    needed: bool = True
    """Whether mail is refused or distrusted without it; else its lack only costs something."""


def wanted(
    domain: str,
    provider: Provider | None,
    walk: SpfWalk | None,
    records: DomainRecords,
    *,
    selectors: Sequence[str] = (),
    username: str = "",
) -> tuple[WantedRecord, ...]:
    """Have, want and missing of one domain. `walk` None = the domain's own among `records`; `selectors` are the person's."""
    if walk is not None and walk.domain == domain and walk not in records.spf:
        records = replace(records, domain=domain, spf=(walk, *records.spf))
    sender = SenderDomain(records, provider, tuple(selectors), username)
    if sender.is_owned or not dns_rule.delivers(provider):
        return ()
    return (*_spf(sender), *_dkim(sender), _dmarc(sender), _mx(sender), *_provider_records(sender))


# ---------------------------------------------------------------- spf


def _spf(domain: SenderDomain) -> Iterator[WantedRecord]:
    deciding = domain.deciding_walk
    if deciding is not None:
        yield _deciding(domain, deciding)
    walk = domain.walk
    if walk is not None and walk is not deciding:
        note = f"{domain.provider_name} sends with an envelope domain of its own: nothing is needed here"
        useless = [name for name in dns_rule.legacy_includes(domain.provider) if name in walk.includes]
        if useless:
            note = f"include:{useless[0]} does nothing any more and can go"
        broken = walk.result == "permerror"
        mended = merge(_raw(walk), ()) if walk.others else ""
        yield WantedRecord(
            "spf", walk.domain, "TXT", _texts(walk), mended, "wrong" if broken else "optional", walk.error if broken else note
        )


def _deciding(domain: SenderDomain, walk: SpfWalk) -> WantedRecord:
    named = terms(domain)
    exact = bool(named)
    new = named or (() if walk.record else ("<ip4: of the sending server, or its provider's include>",))
    want = merge(_raw(walk), () if walk.provider == "all" else new)
    note, state = "", "ok"
    if walk.result == "temperror" or (walk.result is None and walk.provider in (None, "unclear")):
        state, note = "unknown", walk.error or "whether it names the sending server is not known from here"
        exact = exact and walk.provider is not None
        want = merge(_raw(walk), ()) if walk.record else want
    elif walk.result == "none":
        state = "missing" if domain.keeps_envelope is not None or domain.provider is None else "optional"
    elif walk.result == "permerror":
        state, note = "wrong", walk.error
        exact = bool(walk.others) or walk.lookups > LOOKUPS
        want = want if exact else f"the record as it is, with this put right: {walk.error}"
    elif walk.provider != "all":
        state = "wrong" if domain.keeps_envelope is not None else "optional"
        note = _cost(walk)
    return WantedRecord("spf", walk.domain, "TXT", _texts(walk), want, state, note, exact or state == "ok")


def _cost(walk: SpfWalk) -> str:
    if walk.provider_cost is None:
        return ""
    after = walk.lookups + walk.provider_cost
    much = f"; {LOOKUPS} are allowed, so something has to go" if after > LOOKUPS else ""
    return f"DNS look-ups: {walk.lookups} before, {after} after{much}"


# ---------------------------------------------------------------- dkim


def _dkim(domain: SenderDomain) -> Iterator[WantedRecord]:
    names = list(domain.records.dkim)
    works = any(key.state.verifies for key in domain.keys.values())
    targets = domain.provider.dkim.targets if domain.provider else {}
    for selector in names:
        key = domain.keys.get(selector)
        # An absent selector of the provider's is not wanted where another works, or is the usual one, or names vary by account.
        spare = works or not domain.expects_keys or (targets and selector not in targets)
        if key and key.state is KeyState.ABSENT and selector not in domain.own_selectors and spare:
            continue
        yield _key(domain, selector)
    if not works and not domain.expects_keys and not domain.unanswered:
        yield _unknown_selector(domain)


def _key(domain: SenderDomain, selector: str) -> WantedRecord:
    record, key = domain.records.dkim[selector], domain.keys.get(selector)
    name = f"{selector}._domainkey.{domain.name}"
    alias, have = record.target, _values(record)
    if alias:
        have = (f"CNAME {printable(alias)}", *have)
    kind, want, exact = _key_target(domain, selector)
    if key is None:
        return WantedRecord("dkim", name, kind, have, want, "unknown", "DNS gave no clear answer", exact)
    if key.state.verifies and not domain.points_elsewhere(selector):
        note = "" if key.state is KeyState.OK else key.reason
        if domain.is_guess(selector):
            note = "; ".join(filter(None, (note, "found by trying usual names: whether mail is signed with it is not known")))
        return WantedRecord(
            "dkim", name, "CNAME" if alias else "TXT", have, printable(alias, _SHOWN) if alias else have[0], "ok", note
        )
    if key.state is KeyState.ABSENT:
        return WantedRecord("dkim", name, kind, have, want, "missing", "", exact)
    reason = f"points to {printable(alias or '')}" if domain.points_elsewhere(selector) else key.reason
    return WantedRecord("dkim", name, kind, have, want, "wrong", reason, exact)


def _key_target(domain: SenderDomain, selector: str) -> tuple[str, str, bool]:
    """Type and value of a DKIM record, and whether the value can be copied as it is."""
    provider = domain.provider
    if provider is None or provider.kind == "local":
        return "TXT", "<the key that your mail server made for this selector>", False
    kind = "CNAME" if provider.dkim.record_type.startswith("CNAME") else "TXT"
    target = dns_rule.key_target(provider, selector, domain.name)
    if target:
        return kind, f"{target}.", True
    like = spell(provider.dkim.target_pattern, selector) if kind == "CNAME" else ""
    return kind, f"<shown in {domain.provider_name}'s panel{f', like {like}' if like else ''}>", False


def _unknown_selector(domain: SenderDomain) -> WantedRecord:
    kind, want, _ = _key_target(domain, "")
    pattern = spell(domain.provider.dkim.selector_pattern) if domain.provider else ""
    note = f"the selector differs by account{f' (like {pattern})' if pattern else ''}: it stands in the panel, next to the value"
    if domain.provider is None or domain.provider.kind == "local":
        note = "the selector stands in the signing settings of your mail server"
    return WantedRecord("dkim", f"<selector>._domainkey.{domain.name}", kind, (), want, "unknown", note, exact=False)


# ---------------------------------------------------------------- dmarc, mx, the provider's own


def _dmarc(domain: SenderDomain) -> WantedRecord:
    found, name = domain.dmarc, f"_dmarc.{domain.name}"
    have = _values(domain.records.dmarc[0]) if domain.records.dmarc else ()
    if found.target:
        have = (f"CNAME {printable(found.target)}", *have)
    if found.policy is None and found.unclear:
        return WantedRecord("dmarc", name, "TXT", have, starter(domain.name), "unknown", "DNS gave no clear answer")
    if found.policy is None:
        wrong = domain.name in found.doubled or found.near_miss is not None
        note = "more than one record: keep one" if domain.name in found.doubled else ""
        return WantedRecord("dmarc", name, "TXT", have, starter(domain.name), "wrong" if wrong else "missing", note)
    note = "; ".join(found.policy.faults)
    if found.policy.at != domain.name:
        note = f"the record of {found.policy.at} holds here too"
    want = printable(found.policy.record.raw, _SHOWN)
    return WantedRecord(
        "dmarc", f"_dmarc.{found.policy.at}", "TXT", have or (want,), want, "wrong" if found.policy.faults else "ok", note
    )


def _mx(domain: SenderDomain) -> WantedRecord:
    answer = domain.records.mx
    have = _values(answer)
    if answer.answer is Answer.UNCLEAR:
        return WantedRecord("mx", domain.name, "MX", (), "", "unknown", "DNS gave no clear answer", exact=False)
    if answer.answer is Answer.FOUND:
        return WantedRecord("mx", domain.name, "MX", have, have[0], "ok")
    note = "without it bounces and answers are lost"
    return WantedRecord(
        "mx", domain.name, "MX", (), "<10 and the host that takes the domain's mail>", "missing", note, exact=False, needed=False
    )


def _provider_records(domain: SenderDomain) -> Iterator[WantedRecord]:
    provider = domain.provider
    path = dns_rule.return_path(provider, domain.name)
    if path and not (domain.place and domain.place.needed):
        walk = domain.place_walk if domain.place and domain.place.name == path[0] else None
        there = walk is not None and walk.result is None
        note = "brings SPF into alignment" if not there else ""
        have = _texts(walk) if walk else ()
        yield WantedRecord("return-path", path[0], "CNAME", have, f"{path[1]}.", "ok" if there else "optional", note)
    if provider and provider.verification:
        note = "what the panel asks for to verify the domain; it is not looked up here"
        yield WantedRecord("verification", domain.name, "", (), provider.verification, "unknown", note, exact=False)


def _raw(walk: SpfWalk) -> list[bytes]:
    return [record.raw for record in (walk.record, *walk.others) if record is not None]


def _texts(walk: SpfWalk) -> tuple[str, ...]:
    return tuple(printable(record, _SHOWN) for record in _raw(walk))


def _values(record: RecordSet) -> tuple[str, ...]:
    return tuple(printable(value.raw, _SHOWN) for value in record.values)


# ---------------------------------------------------------------- a zone file


def zone_file(records: Iterable[WantedRecord]) -> str:
    """The records as a zone file (RFC 1035 5.1): what is missing or wrong as lines to take over, the rest as comments."""
    lines: list[str] = []
    for record in records:
        label = f"; {record.purpose}: {record.state}{f', {record.note}' if record.note else ''}"
        lines.append(printable(label, _SHOWN))
        takes = record.state in ("missing", "wrong")
        value = _quoted(record.want) if record.type == "TXT" else record.want
        if record.want and record.exact:
            lines.append(f"{'' if takes else '; '}{record.name}. {_TTL} IN {record.type} {value}")
        elif record.want:
            lines.append(printable(f"; {record.name} {record.type}: {record.want}", _SHOWN))
    return "\n".join(lines) + "\n" if lines else ""


def _quoted(text: str) -> str:
    """A TXT value in strings of 255 characters, with what a zone file would take for its own spelt \\DDD."""
    pieces = [text[start : start + _STRING] for start in range(0, len(text), _STRING)] or [""]
    escaped = (
        "".join(c if " " <= c <= "~" and c not in '"\\' else "".join(f"\\{b:03d}" for b in c.encode()) for c in piece)
        for piece in pieces
    )
    strings = " ".join(f'"{piece}"' for piece in escaped)
    return f"( {strings} )" if len(pieces) > 1 else strings
