"""What the DNS records of every sender domain make of its mail: `spf.*`, `dkim.key`, `dmarc.*`, `mx.record`, `ptr.record`.

An answer that did not come is `unknown`, never a missing record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard import dns_rule
from wizard.diagnosis.alignment import judge_dmarc
from wizard.diagnosis.key import judge_keys
from wizard.diagnosis.resolver import CAUSE, knows_no_public_name
from wizard.diagnosis.sender_domain import SenderDomain, sender_domains
from wizard.diagnosis.spf import judge_spf
from wizard.diagnosis.statement import listed, state
from wizard.finding import Case, Finding, Fix, Status
from wizard.model import is_loopback, is_seen_outside
from wizard.records import Answer, Reverse
from wizard.text import printable


def judge(case: Case) -> Iterator[Finding]:
    """Every domain in the evidence, each in the part it plays: From address, envelope, or both."""
    domains = {domain.name: domain for domain in sender_domains(case)}
    senders = {_home(identity.from_address) for identity in case.identities} or {*domains}
    envelopes = {_home(identity.envelope) for identity in case.identities} or {*domains}
    owners = dict(case.owners)
    for name, domain in domains.items():
        if not dns_rule.delivers(case.provider):
            yield _caught(domain)
            continue
        if domain.is_owned or name in owners:
            yield from _not_yours(domain, owners.get(name, domain.provider_name))
            continue
        found: list[Finding] = []
        if name in envelopes or domain.keeps_envelope is not True:
            found.extend(judge_spf(domain))
        if name in senders:
            found.extend(judge_keys(domain))
            used = {_home(identity.envelope) for identity in case.identities if _home(identity.from_address) == name}
            found.extend(judge_dmarc(domain, [domains.get(envelope) for envelope in sorted(used)]))
        found.append(_mail_host(domain))
        yield from _unknown(found) if knows_no_public_name(case) else found
    if domains and case.provider and case.provider.kind == "local":
        yield from _reverse_names([reverse for domain in domains.values() for reverse in domain.records.reverse])


def _unknown(found: list[Finding]) -> Iterator[Finding]:
    """What a name server without public names says of records is no news about them; `dns.host` says why."""
    for finding in found:
        # That a provider's envelope needs no record was not looked up.
        if finding.status is Status.SKIPPED or (finding.id, finding.status) == ("spf.provider", Status.PASS):
            yield finding
            continue
        title = f"not known: the name server here knows no public name, and so not {finding.subject or 'this one'}"
        why = "dns.host says why, and what to do."
        known = replace(finding, status=Status.UNKNOWN, title=printable(title), cause=CAUSE, why=why)
        yield replace(known, seen="", fix=Fix(), links=(), details=())


def _home(address: str) -> str:
    return address.rpartition("@")[2].rstrip(".").lower()


def _caught(domain: SenderDomain) -> Finding:
    title = f"nothing leaves {domain.provider_name}, so the DNS records of {domain.name} do not matter"
    return state("dmarc.alignment", Status.SKIPPED, title, subject=domain.name)


def _not_yours(domain: SenderDomain, owner: str) -> Iterator[Finding]:
    """A public mail domain: only its owner signs for it."""
    name = domain.name
    title = f"{name} belongs to {owner}: its DNS records are not yours to set, and need no work"
    for check in ("spf.record", "dkim.key"):
        yield state(check, Status.SKIPPED, title, subject=name)
    if domain.is_owned:
        yield state("dmarc.alignment", Status.PASS, f"{owner} itself sends for {name}, in alignment", subject=name)
        return
    title = f"mail from {name} through {domain.provider_name} fails DMARC: only {owner} can sign for {name}"
    why = f"{name} belongs to {owner}. Receivers put such mail into spam or refuse it, and nothing in DNS can change that."
    fix = f"Send from a domain of your own, or send {name} through {owner}'s server."
    policy = domain.dmarc.policy
    cause = "dmarc-reject" if policy and policy.effective != "none" else "spf-fail"
    yield state("dmarc.alignment", Status.FAIL, title, cause=cause, subject=name, why=why, fix=fix)


def _mail_host(domain: SenderDomain) -> Finding:
    name, answer, own = domain.name, domain.records.mx, domain.records.addresses
    hosts = [value.text.strip() for value in answer.values]
    if answer.answer is Answer.UNCLEAR or (answer.answer is Answer.ABSENT and own and own.answer is Answer.UNCLEAR):
        title = f"DNS gave no clear answer about the MX of {name}"
        return state("mx.record", Status.UNKNOWN, title, cause="dns-answer-missing", subject=name, seen=answer.detail)
    if answer.answer is Answer.FOUND and len(hosts) == 1 and hosts[0].rstrip(".").strip() == "0":
        title = f"{name} says that it takes no mail at all (MX 0 .)"
        why = "Receivers may refuse mail from a domain that can't be answered (RFC 7505), and bounces are lost."
        return state("mx.record", Status.WARN, title, cause="mx-missing", subject=name, seen=hosts[0], why=why)
    if answer.answer is Answer.FOUND:
        shown = listed([printable(host.split()[-1].rstrip("."), 100) for host in hosts if host.split()], 3)
        return state("mx.record", Status.PASS, f"{name} receives mail at {shown}", subject=name)
    if own and own.answer is Answer.FOUND:
        title = f"{name} has no MX, so mail for it goes to its own address"
        why = "That is allowed (RFC 5321 5.1), and it works only if a mail server listens there."
        return state("mx.record", Status.WARN, title, cause="mx-missing", subject=name, seen=own.values[0], why=why)
    return state("mx.record", Status.WARN, f"{name} can't receive mail: no MX record", cause="mx-missing", subject=name)


def _reverse_names(found: list[Reverse]) -> Iterator[Finding]:
    """Each address once, however many domains it sends for."""
    # A network's own addresses have no reverse name that others could see, whatever the server is called outside.
    public = {reverse.address: reverse for reverse in found if is_seen_outside(reverse.address) or is_loopback(reverse.address)}
    yield from map(_reverse, public.values())
    if not public:
        yield _reverse_unknown()


def _reverse(reverse: Reverse) -> Finding:
    address, answers = reverse.address, reverse.forward.values()
    if reverse.names.answer is Answer.UNCLEAR or (Answer.UNCLEAR in answers and Answer.FOUND not in answers):
        title = f"DNS gave no clear answer about the reverse name of {address}"
        seen = reverse.names.detail
        return state("ptr.record", Status.UNKNOWN, title, cause="dns-answer-missing", subject=address, seen=seen)
    names = [printable(value.text.rstrip("."), 100) for value in reverse.names.values]
    if not names:
        return state("ptr.record", Status.FAIL, f"{address} has no reverse name", cause="ptr-missing", subject=address)
    if Answer.FOUND not in answers:
        title = f"the reverse name of {address} does not lead back to it"
        return state("ptr.record", Status.FAIL, title, cause="ptr-missing", subject=address, seen=listed(names, 3))
    good = next(name for name, answer in reverse.forward.items() if answer is Answer.FOUND)
    return state("ptr.record", Status.PASS, f"{address} is {good}, and back", subject=address)


def _reverse_unknown() -> Finding:
    title = "the public address that your relay sends from is not known here, so neither is its reverse name"
    why = "Receivers refuse mail from an address without one. A relay that passes all its mail on to a provider needs none."
    fix = "On the relay: find its public address, then see that its reverse name leads back to it."
    return state("ptr.record", Status.UNKNOWN, title, why=why, fix=fix, commands=("dig +short -x PUBLIC_ADDRESS",))
