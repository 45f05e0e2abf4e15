"""Is the DKIM key published and usable? `dkim.key`, one finding a selector; one for the domain where no selector is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard import dns_rule
from wizard.diagnosis.dkim import Key, KeyState
from wizard.diagnosis.pattern import spell
from wizard.diagnosis.sender_domain import SenderDomain
from wizard.diagnosis.statement import listed, state
from wizard.finding import Finding, Status
from wizard.records import Answer, RecordSet
from wizard.text import printable

_STATUS = {
    KeyState.OK: Status.PASS,
    KeyState.WEAK: Status.WARN,
    KeyState.UNUSABLE: Status.FAIL,
    KeyState.REVOKED: Status.FAIL,
    KeyState.MALFORMED: Status.FAIL,
}


def judge_keys(domain: SenderDomain) -> Iterator[Finding]:
    """What is published, then what is missing: a provider's other selectors only where none of them has a key."""
    works = any(key.state.verifies for key in domain.keys.values())
    found = 0
    for selector, key in domain.keys.items():
        if key.state is KeyState.ABSENT:
            if selector in domain.own_selectors:
                found += 1
                yield _missing(domain, selector, key)
            continue
        if key.state is KeyState.REVOKED and works and selector not in domain.own_selectors:
            continue  # a rotation: the provider keeps the other key alive
        if domain.is_guess(selector):
            if key.state.verifies or not (works or key.state is KeyState.REVOKED):
                found += 1
                yield _guessed(domain, selector, key)
            continue
        found += 1
        yield _judged(domain, selector, key)
    if found and works:
        return
    for selector in domain.unanswered:
        found += 1
        title = f"DNS gave no clear answer about the DKIM key {selector} of {domain.name}"
        seen = domain.records.dkim[selector].detail
        yield state("dkim.key", Status.UNKNOWN, title, cause="dns-answer-missing", subject=selector, seen=seen)
    if not found:
        yield _none_found(domain)


def _judged(domain: SenderDomain, selector: str, key: Key) -> Finding:
    record = domain.records.dkim[selector]
    if domain.points_elsewhere(selector):
        title = (
            f"the DKIM name {selector} of {domain.name} points to {printable(record.target or '')}, not to {domain.provider_name}"
        )
        why = (
            f"Whoever is behind that name signs with it; {domain.provider_name} needs a name of its own, or takes this one over."
        )
        return state("dkim.key", Status.WARN, title, cause="dkim-missing", subject=selector, seen=_shown(record), why=why)
    status = _STATUS[key.state]
    words = {KeyState.OK: "is usable", KeyState.WEAK: "works, but is short"}.get(key.state, "can't be used")
    cause = None if key.state.verifies else "dkim-key-unusable"
    fix = "Ask for a 2048 bit key where the key was made, and publish that one." if key.state is KeyState.WEAK else ""
    title = f"the DKIM key {selector} of {domain.name} {words}"
    return state(
        "dkim.key", status, title, cause=cause, subject=selector, seen=_shown(record), why=_sentence(key.reason), fix=fix
    )


def _guessed(domain: SenderDomain, selector: str, key: Key) -> Finding:
    """A key at a name that nobody gave: good as it is, but nothing says that mail is signed with it."""
    usable = key.state.verifies
    title = f"{domain.name} publishes a DKIM key at {selector}, found by trying usual names" + (
        "" if usable else "; it can't be used"
    )
    why = f"Whether {domain.provider_name} signs with it, a received message tells: the s= of its DKIM-Signature header."
    if key.state is not KeyState.OK:
        why = f"{_sentence(key.reason)} {why}"
    fix = f"Once you know, {_name_it(domain, selector)}."
    return state(
        "dkim.key",
        Status.PASS if key.state is KeyState.OK else Status.WARN,
        title,
        cause=None if usable else "dkim-key-unusable",
        subject=selector,
        seen=_shown(domain.records.dkim[selector]),
        why=why,
        fix=fix,
    )


def _missing(domain: SenderDomain, selector: str, key: Key) -> Finding:
    record = domain.records.dkim[selector]
    title = f"{domain.name} has no DKIM key at {selector}"
    why = f"Mail signed with this selector fails DKIM everywhere: {key.reason}."
    if record.target:
        why = f"The name is a CNAME to {printable(record.target)}, where no key is (any more)."
    fix = f"Publish the key or CNAME that {domain.provider_name} shows for it as {selector}._domainkey.{domain.name}."
    return state("dkim.key", Status.FAIL, title, cause="dkim-missing", subject=selector, seen=_shown(record), why=why, fix=fix)


def _none_found(domain: SenderDomain) -> Finding:
    provider, asked = domain.provider, tuple(domain.records.dkim) or tuple(domain.records.guessed)
    tried = f"nothing at {listed([f'{name}._domainkey' for name in asked])}" if asked else ""
    if provider is None:
        title = f"the DKIM selector of your mail server for {domain.name} is not known"
        why = "A DKIM key can be looked up only by its name, and it stands at none of the usual ones."
        if any(record.answer is Answer.UNCLEAR for record in domain.records.guessed.values()):
            why, tried = "A DKIM key can be looked up only by its name, and DNS gave no clear answer at the usual ones.", ""
        return state("dkim.key", Status.UNKNOWN, title, subject=domain.name, seen=tried, why=why, fix=_find_selector(domain))
    name = domain.provider_name
    if dns_rule.knows_selectors(provider):
        records = listed([f"{selector}._domainkey.{domain.name}" for selector in dns_rule.selectors(provider)])
        fix = f"Switch DKIM on for {domain.name} at {name} (if it is new there, add it first), then publish {records} as shown."
        title = f"{domain.name} has no DKIM key of {name}"
        why = provider.said("dkim.alt", provider.dkim.alt)
        return state("dkim.key", Status.FAIL, title, cause="dkim-missing", subject=domain.name, seen=tried, why=why, fix=fix)
    pattern = spell(provider.dkim.selector_pattern)
    hint = (
        f"It looks like {pattern}."
        if pattern
        else provider.said("dkim.note", provider.dkim.note) or provider.said("dkim.alt", provider.dkim.alt)
    )
    why = f"{name} gives each account a selector of its own, so it can't be guessed. {hint}".strip()
    if provider.kind == "local":
        why = "Whether your relay signs, and with which selector, is its own affair (OpenDKIM, rspamd, maddy)."
    fix = f"{name}'s panel shows the DKIM record of {domain.name}: its selector stands before ._domainkey. {_named(domain)}."
    if provider.kind == "local":
        fix = _find_selector(domain)
    title = f"the DKIM selector of {domain.name} at {name} is not known"
    return state("dkim.key", Status.UNKNOWN, title, subject=domain.name, seen=tried, why=why, fix=fix)


def _find_selector(domain: SenderDomain) -> str:
    return (
        "Send yourself a message, open its source, and look for DKIM-Signature: the word after s= is the selector. "
        f"{_named(domain)}. If there is no such header, nothing is signed: "
        "switch DKIM on at your mail server."
    )


def _name_it(domain: SenderDomain, selector: str) -> str:
    """What makes a selector known, where the check is made: in the wizard it has a field."""
    if domain.is_wizard:
        return f"add {selector} to the field DKIM selectors"
    return f'name it in the setup: [domains."{domain.name}"] dkim_selectors = ["{selector}"]'


def _named(domain: SenderDomain) -> str:
    words = "add it to the field DKIM selectors" if domain.is_wizard else _name_it(domain, "THAT WORD")
    return f"{words[:1].upper()}{words[1:]}"


def _shown(record: RecordSet) -> str:
    return listed([printable(value.raw, 200) for value in record.values], 2)


def _sentence(words: str) -> str:
    # A tag such as p= is written as it stands in the record.
    first = words[:1] if re.match(r"\w+=", words) else words[:1].upper()
    return f"{first}{words[1:]}." if words else ""
