"""Is a DMARC policy published, and will what is sent this way pass it? `dmarc.policy`, `dmarc.alignment`.

DMARC passes when DKIM or SPF passes for a domain that is aligned with the From address (RFC 9989 4.10.3). This is a
prediction from what is published; only a delivered message proves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard import dns_rule
from wizard.diagnosis.dmarc import Policy
from wizard.diagnosis.sender_domain import Outlook, SenderDomain
from wizard.diagnosis.statement import listed, state
from wizard.finding import Finding, Status
from wizard.text import printable

_STARTER = "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"
_WORDS = {
    "none": "mail that fails is delivered all the same",
    "quarantine": "mail that fails goes to spam",
    "reject": "mail that fails is refused",
}


def starter(domain: str) -> str:
    """A first DMARC record: it changes nothing and brings reports."""
    return _STARTER.format(domain=domain)


def judge_dmarc(domain: SenderDomain, envelopes: Sequence[SenderDomain | None]) -> Iterator[Finding]:
    """Both checks for a From domain. `envelopes` are the domains its mail has in MAIL FROM; None = one that was not looked up."""
    yield _policy(domain)
    yield _alignment(domain, envelopes)


# ---------------------------------------------------------------- dmarc.policy


def _policy(domain: SenderDomain) -> Finding:
    found, name = domain.dmarc, domain.name
    if found.policy is None and found.unclear:
        title = f"DNS gave no clear answer about DMARC of {name}"
        seen = next((str(record.detail) for record in domain.records.dmarc if record.detail), "")
        return state("dmarc.policy", Status.UNKNOWN, title, cause="dns-answer-missing", subject=name, seen=seen)
    if found.policy is None:
        return _no_policy(domain)
    policy, place = found.policy, f"_dmarc.{found.policy.at}"
    notes = [*policy.faults]
    if policy.at != name:
        notes.append(f"it stands at {place} and holds for {name} too")
    elif found.target:
        notes.append(f"{place} is a CNAME to {printable(found.target)}: change it there")
    if policy.testing:
        notes.append("t=y asks receivers to be one step milder")
    if not policy.reports:
        notes.append("without rua= nobody tells you what fails")
    why = f"{_WORDS[policy.effective].capitalize()}. {f'Worth knowing: {listed(notes)}.' if notes else ''}".strip()
    status = Status.WARN if policy.faults else Status.PASS
    return state("dmarc.policy", status, f"DMARC of {name} says p={policy.policy}", subject=name, seen=policy.record, why=why)


def _no_policy(domain: SenderDomain) -> Finding:
    found, name = domain.dmarc, domain.name
    fix = f"Publish this TXT record at _dmarc.{name}: {starter(name)}"
    status, seen, why = Status.WARN, "", ""
    title = f"{name} has no DMARC record"
    if name in found.doubled:
        status, title = Status.FAIL, f"{name} has more than one DMARC record, so receivers ignore all of them"
        seen = listed([printable(value.raw, 200) for value in domain.records.dmarc[0].values], 3)
        fix = f"Keep one of the records at _dmarc.{name}, and delete the others."
    elif found.near_miss is not None:
        title = f"the text at _dmarc.{name} is no DMARC record"
        seen = str(found.near_miss)
        why = "A DMARC record begins with v=DMARC1 and a semicolon, in just these capitals; anything else is ignored."
    if dns_rule.wants_dmarc(domain.provider):
        status = Status.FAIL
        why = f"{domain.provider_name} sends only for domains that have one."
    return state("dmarc.policy", status, title, cause="dmarc-missing", subject=name, seen=seen, why=why, fix=fix)


# ---------------------------------------------------------------- dmarc.alignment


def _alignment(domain: SenderDomain, envelopes: Sequence[SenderDomain | None]) -> Finding:
    dkim, spf = domain.dkim_outlook, _worst(domain, envelopes)
    name, sender = domain.name, domain.provider_name
    policy = domain.dmarc.policy
    seen = f"DKIM in alignment: {dkim.value}; SPF in alignment: {spf.value}"
    if Outlook.YES in (dkim, spf):
        by = " and ".join(word for word, outlook in (("DKIM", dkim), ("SPF", spf)) if outlook is Outlook.YES)
        why = ""
        if dkim is Outlook.YES and not domain.is_owned:
            why = f"This holds once {sender} signs as {name}: a key is published; a delivered message shows the signature."
        return state(
            "dmarc.alignment", Status.PASS, f"mail from {name} should pass DMARC by {by}", subject=name, seen=seen, why=why
        )
    if Outlook.UNKNOWN in (dkim, spf):
        title = f"whether mail from {name} passes DMARC is not known"
        fix = "Send a message to a mailbox elsewhere and look at its Authentication-Results header: dmarc=pass is the proof."
        return state("dmarc.alignment", Status.UNKNOWN, title, subject=name, seen=seen, why=_doubt(domain, dkim, spf), fix=fix)
    return _fails(domain, policy, seen)


def _fails(domain: SenderDomain, policy: Policy | None, seen: str) -> Finding:
    name, sender = domain.name, domain.provider_name
    effective = policy.effective if policy else ""
    if effective in ("reject", "quarantine"):
        what = "refused" if effective == "reject" else "put into spam"
        title = f"mail from {name} will be {what}: it fails DMARC, and the policy is p={policy.policy if policy else ''}"
        fix = f"Set up DKIM of {sender} for {name}, or send from a domain that {sender} signs for."
        return state("dmarc.alignment", Status.FAIL, title, cause="dmarc-reject", subject=name, seen=seen, fix=fix)
    title = f"neither DKIM nor SPF of {sender} covers {name}"
    why = "No policy asks receivers to refuse such mail, but large ones put it into spam or refuse it by rules of their own."
    fix = f"Set up DKIM of {sender} for {name}."
    return state("dmarc.alignment", Status.WARN, title, cause="spf-fail", subject=name, seen=seen, why=why, fix=fix)


def _worst(domain: SenderDomain, envelopes: Sequence[SenderDomain | None]) -> Outlook:
    """SPF of every envelope domain in use: one that fails is enough for mail to be lost."""
    outlooks = {envelope.spf_outlook(domain) if envelope else _unseen(domain) for envelope in envelopes or (domain,)}
    return next((outlook for outlook in (Outlook.NO, Outlook.UNKNOWN) if outlook in outlooks), Outlook.YES)


def _unseen(domain: SenderDomain) -> Outlook:
    """An envelope domain that was not looked up matters only where it is kept."""
    return domain.spf_outlook(domain) if domain.keeps_envelope is False else Outlook.UNKNOWN


def _doubt(domain: SenderDomain, dkim: Outlook, spf: Outlook) -> str:
    parts: list[str] = []
    if dkim is Outlook.UNKNOWN:
        parts.append("the DKIM key it is signed with is not known")
    if spf is Outlook.UNKNOWN:
        where = (
            "depends on a setting at the provider" if domain.provider and not domain.keeps_envelope else "can't be told from here"
        )
        parts.append(f"whether SPF counts {where}")
    text = " and ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
