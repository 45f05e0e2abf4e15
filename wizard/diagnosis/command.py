"""The catalogue's commands for this case: what is known stands in the place of its placeholder, so that they can be pasted."""

from __future__ import annotations

import re
from dataclasses import replace

from wizard.catalogue import fill
from wizard.finding import Case, Finding, Fix

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?", re.ASCII)
"""One word to every shell, and to no program an option: a name may come from a text that somebody else wrote."""
_BY_SUBJECT = ("spf.", "dmarc.", "mx.")
"""The checks whose subject is a domain."""


def filled(fix: Fix, *, implicit: bool = False, **known: str | int | None) -> Fix:
    """A remedy whose commands name this server and port. `implicit`: the port speaks TLS from the first byte."""
    words = {name.upper(): str(value) for name, value in known.items() if value and _PLAIN.fullmatch(str(value))}
    return replace(fix, commands=tuple(_filled(command, words, implicit) for command in fix.commands)) if fix.commands else fix


def filled_in(finding: Finding, case: Case, *, implicit: bool) -> Finding:
    """A finding whose commands name what it is about: server and port, the setup, and the domain, selector or address."""
    if not finding.fix.commands or finding.where:  # those of `place` are whole, with a person's own words in them
        return finding
    server, subject = case.profile.server, finding.subject
    fix = filled(
        finding.fix,
        implicit=implicit,
        server=server.host,
        port=server.port,
        name=case.profile.name,
        domain=_domain(finding, case),
        selector=subject if finding.id == "dkim.key" else None,
        public_address=subject if finding.id == "ptr.record" and subject and "." in subject else None,
    )
    return replace(finding, fix=fix)


def _domain(finding: Finding, case: Case) -> str | None:
    """The domain that a finding speaks of; None where it names none."""
    if finding.id.startswith(_BY_SUBJECT):
        return finding.subject
    if finding.cause == "recipient-invalid":
        return (case.profile.recipient or "").rpartition("@")[2]
    identity = next((one for one in case.identities if one.id == finding.subject), None)
    return identity.envelope.rpartition("@")[2] if identity else None


def _filled(command: str, words: dict[str, str], implicit: bool) -> str:
    if implicit:
        command = command.replace(" -starttls smtp", "").replace(" smtp://", " smtps://")
    return fill(command, words)
