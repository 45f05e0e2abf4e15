"""The catalogue's commands for this case: what is known stands in the place of its placeholder, so that they can be pasted."""

from __future__ import annotations

import re
from dataclasses import replace

from wizard.catalogue import fill
from wizard.finding import Finding, Fix

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?", re.ASCII)
"""What a shell takes for one word and no program for an option: names may come from a pasted text, and who pastes a command obeys it."""
_BY_SUBJECT = ("spf.", "dmarc.", "mx.")
"""The checks whose subject is a domain."""


def filled(fix: Fix, *, implicit: bool = False, **known: str | int | None) -> Fix:
    """A remedy whose commands name this server and port. `implicit`: the port speaks TLS from the first byte."""
    words = {name.upper(): str(value) for name, value in known.items() if value and _PLAIN.fullmatch(str(value))}
    return replace(fix, commands=tuple(_filled(command, words, implicit) for command in fix.commands)) if fix.commands else fix


def filled_in(finding: Finding, *, server: str, port: int, implicit: bool) -> Finding:
    """A finding whose commands name this server and port, and the domain that it is about."""
    if not finding.fix.commands:
        return finding
    domain = finding.subject if finding.id.startswith(_BY_SUBJECT) else None
    return replace(finding, fix=filled(finding.fix, implicit=implicit, server=server, port=port, domain=domain))


def _filled(command: str, words: dict[str, str], implicit: bool) -> str:
    if implicit:
        command = command.replace(" -starttls smtp", "").replace(" smtp://", " smtps://")
    return fill(command, words)
