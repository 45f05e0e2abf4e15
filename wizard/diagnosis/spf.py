"""Is there one well-formed SPF record, and does it name the provider, where that matters? `spf.record`, `spf.provider`.

Most transactional providers send with an envelope domain of their own: then SPF at the sender's domain decides nothing, and an
include there would only use up look-ups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard import dns_rule
from wizard.diagnosis.sender_domain import Outlook, SenderDomain
from wizard.diagnosis.spf_merge import merge
from wizard.diagnosis.statement import listed, state
from wizard.finding import Finding, Status
from wizard.model import is_seen_outside
from wizard.records import SpfWalk

_OPEN = re.compile(r"(?<![^ ])\+?all(?![^ ])", re.IGNORECASE)
LOOKUPS = 10
"""RFC 7208 4.6.4."""


def judge_spf(domain: SenderDomain) -> Iterator[Finding]:
    """Both checks for the record that decides; a broken one that decides nothing here is only warned of."""
    deciding = domain.deciding_walk
    if deciding is not None:
        yield _deciding_record(domain, deciding)
        if deciding.result in (None, "temperror"):
            yield _provider(domain, deciding)
    elif domain.keeps_envelope is False and not (domain.place and domain.place.needed):
        yield _elsewhere(domain)
    if domain.walk is not None and domain.walk is not deciding:
        yield _other_record(domain, domain.walk)


def terms(domain: SenderDomain) -> tuple[str, ...]:
    """What the deciding record should hold for this provider; empty where it is not known by name."""
    found = dns_rule.includes(domain.provider)
    seen = [reverse.address for reverse in domain.records.reverse if is_seen_outside(reverse.address)]
    sources = tuple(f"ip{6 if ':' in address else 4}:{address}" for address in seen)
    return ((f"include:{found[0]}",) if found else ()) + sources


# ---------------------------------------------------------------- spf.record


def _deciding_record(domain: SenderDomain, walk: SpfWalk) -> Finding:
    name = walk.domain
    match walk.result:
        case "temperror":
            return _unanswered(walk, "spf.record")
        case "none":
            return _missing(domain, walk)
        case "permerror":
            return _broken(walk, Status.FAIL, "Receivers can't use the record at all, so SPF passes for nobody.")
    if walk.policy == "+":
        why = "It ends in +all, which permits the whole internet to send as you: receivers give nothing for it."
        fix = f"End it in ~all: {_OPEN.sub('~all', str(walk.record))}"
        title = f"SPF at {name} permits everybody"
        return state("spf.record", Status.WARN, title, subject=name, seen=_shown(walk), why=why, fix=fix)
    return state(
        "spf.record",
        Status.PASS,
        f"SPF at {name} is well-formed, {_count(walk)}",
        subject=name,
        seen=_shown(walk),
        why=_notes(walk),
    )


def _missing(domain: SenderDomain, walk: SpfWalk) -> Finding:
    name, wanted = walk.domain, terms(domain)
    depends = domain.keeps_envelope is None and not (domain.place and domain.place.needed)
    if depends and (domain.provider is None or domain.provider.spf.needed != "yes"):
        if domain.provider is None:
            why = "Whether it matters depends on the envelope domain that your mail server uses; usually that is the sender's."
            return _absent(domain, name, Status.UNKNOWN if domain.dkim_outlook is Outlook.UNKNOWN else Status.WARN, why, ())
        why = domain.provider.envelope.note
        return state(
            "spf.record", Status.PASS, f"no SPF record at {name}; {domain.provider_name} needs none there", subject=name, why=why
        )
    status = Status.WARN if domain.dkim_outlook is Outlook.YES or depends else Status.FAIL
    return _absent(
        domain, name, status, f"{_upper(domain.provider_name)} sends with an address of {name} in the envelope.", wanted
    )


def _absent(domain: SenderDomain, name: str, status: Status, why: str, wanted: tuple[str, ...]) -> Finding:
    text = f"Publish this TXT record at {name}: {merge((), wanted)}" if wanted else ""
    if not wanted and domain.provider is not None:
        text = f"Publish a TXT record at {name} that names the sending server ({domain.provider.spf.mechanism})."
    cause = None if status is Status.UNKNOWN else "spf-missing"
    return state("spf.record", status, f"{name} has no SPF record", cause=cause, subject=name, why=why, fix=text)


def _broken(walk: SpfWalk, status: Status, why: str) -> Finding:
    name = walk.domain
    if walk.lookups > LOOKUPS:
        cause, title = "spf-too-many-lookups", f"SPF at {name} needs {walk.lookups} DNS look-ups, {LOOKUPS} are allowed"
    elif walk.others:
        cause, title = "spf-permerror", f"{name} has {len(walk.others) + 1} SPF records, one is allowed"
    else:
        cause, title = "spf-permerror", f"SPF at {name} has an error: {walk.error}"
    fix = ""
    if walk.others and walk.record is not None:
        one = merge([walk.record.raw, *(other.raw for other in walk.others)], ())
        fix = f"Delete all of them and publish this one instead: {one}"
    return state("spf.record", status, title, cause=cause, subject=name, seen=_shown(walk), why=why, fix=fix)


def _other_record(domain: SenderDomain, walk: SpfWalk) -> Finding:
    """The record at the sender's domain where the provider does not use it."""
    name = walk.domain
    why = f"{_upper(domain.provider_name)} sends with an envelope domain of its own, so this record decides nothing here."
    match walk.result:
        case "temperror":
            # Not known, and of no consequence: an unknown verdict for it would be noise.
            return state("spf.record", Status.PASS, f"SPF at {name} does not matter here", subject=name, seen=walk.error, why=why)
        case "none":
            return state("spf.record", Status.PASS, f"no SPF record at {name}, and none is needed", subject=name, why=why)
        case "permerror":
            return _broken(walk, Status.WARN, f"{why} It harms whatever else sends as {name}.")
    return state(
        "spf.record",
        Status.PASS,
        f"SPF at {name} is well-formed, {_count(walk)}",
        subject=name,
        seen=_shown(walk),
        why=_notes(walk) or why,
    )


# ---------------------------------------------------------------- spf.provider


def _elsewhere(domain: SenderDomain) -> Finding:
    place, name = domain.place, domain.provider_name
    title = f"{name} sends with an envelope domain of its own; SPF at {domain.name} needs nothing for it"
    if place and domain.place_walk and domain.place_walk.result is None:
        title = f"SPF for {name} comes with {place.name}"
    useless = [
        include for include in dns_rule.legacy_includes(domain.provider) if domain.walk and include in domain.walk.includes
    ]
    why = domain.provider.envelope.mode.replace("<domain>", domain.name) if domain.provider else ""
    if useless:
        why = f"include:{useless[0]} at {domain.name} is no longer used and can go: it only costs look-ups."
    return state("spf.provider", Status.PASS, title, subject=domain.name, why=why)


def _provider(domain: SenderDomain, walk: SpfWalk) -> Finding:
    name, sender = walk.domain, domain.provider_name
    wanted, seen = terms(domain), _shown(walk)
    if walk.provider == "all":
        return state("spf.provider", Status.PASS, f"SPF at {name} names {sender}", subject=name, seen=seen)
    if walk.result == "temperror" or walk.provider == "unclear":
        return _unanswered(walk, "spf.provider")
    if walk.provider is None:
        return _not_asked(domain, walk)
    if domain.provider is None:
        return _own_server(walk)
    text = f"Change the TXT record at {name} to: {merge([walk.record.raw], wanted)}" if walk.record and wanted else ""
    if walk.provider_cost and walk.lookups + walk.provider_cost > LOOKUPS:
        needed = walk.lookups + walk.provider_cost
        text += f" It then needs {needed} DNS look-ups, {LOOKUPS} are allowed: take out what no longer sends."
    if walk.provider == "some":
        why = f"Some of the networks that {sender} sends from pass, others don't: mail passes by luck."
        return state(
            "spf.provider",
            Status.WARN,
            f"SPF at {name} names {sender} in part",
            cause="spf-fail",
            subject=name,
            seen=seen,
            why=why,
            fix=text,
        )
    if domain.keeps_envelope is None and domain.provider.spf.needed != "yes":
        status = Status.PASS if domain.dkim_outlook is Outlook.YES else Status.UNKNOWN
        title = f"SPF at {name} does not name {sender}; whether it should depends on your account"
        return state("spf.provider", status, title, subject=name, seen=seen, why=domain.provider.envelope.note)
    hard = walk.policy == "-" and domain.keeps_envelope is not None
    status = Status.WARN if domain.dkim_outlook is Outlook.YES and not hard else Status.FAIL
    why = f"{_upper(sender)} sends with an address of {name} in the envelope, and the record does not permit its servers"
    why += " (-all: receivers are told to refuse them)." if hard else "."
    return state(
        "spf.provider",
        status,
        f"SPF at {name} does not name {sender}",
        cause="spf-fail",
        subject=name,
        seen=seen,
        why=why,
        fix=text,
    )


def _own_server(walk: SpfWalk) -> Finding:
    """The server that is logged in to is not in the record; whether it is also the one that sends, only its owner knows."""
    title = f"SPF at {walk.domain} does not name your mail server"
    why = "The address that it is reached at is not permitted. If it passes mail on from another address, that one counts."
    fix = "Add the address that the mail leaves from to the record, for example as ip4:ADDRESS, or a:HOST for the server's name."
    return state("spf.provider", Status.WARN, title, cause="spf-fail", subject=walk.domain, seen=_shown(walk), why=why, fix=fix)


def _not_asked(domain: SenderDomain, walk: SpfWalk) -> Finding:
    """Nothing to compare with: a server of one's own whose public addresses are not known here."""
    title = f"whether SPF at {walk.domain} permits your mail server is not known from here"
    why = "Its public address, or the provider it passes mail on to, has to be in the record."
    fix = "Look up the address that it sends from, and compare: it has to be covered by an ip4:, ip6:, a, mx or include: term."
    return state("spf.provider", Status.UNKNOWN, title, subject=walk.domain, seen=_shown(walk), why=why, fix=fix)


# ---------------------------------------------------------------- words


def _unanswered(walk: SpfWalk, check: str) -> Finding:
    error = walk.error or "no clear answer for a part of the record"
    title = f"DNS gave no clear answer about SPF at {walk.domain}"
    return state(check, Status.UNKNOWN, title, cause="dns-answer-missing", subject=walk.domain, seen=error)


def _shown(walk: SpfWalk) -> str:
    return listed([str(record) for record in (walk.record, *walk.others) if record is not None], 3)


def _count(walk: SpfWalk) -> str:
    return f"{walk.lookups} of {LOOKUPS} DNS look-ups"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _notes(walk: SpfWalk) -> str:
    return f"Worth knowing: {listed(list(walk.notes), 3)}." if walk.notes else ""
