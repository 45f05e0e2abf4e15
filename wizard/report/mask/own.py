"""What a run itself shows to be somebody's own: names of machines, domains, accounts and identities. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.finding import Result, Run
from wizard.model import SAME_AS_SECRET

_OF_DOMAINS = ("spf.", "dkim.", "dmarc.", "mx.")
"""Checks whose subject is a domain."""
_OF_IDENTITIES = ("sender.", "message.")
"""Checks whose subject is an identity."""
LETTER = r"\w\u0300-\u036f"
"""Of a name in any script, also where an accent is a character of its own."""
_LOCAL = rf"""(?:"(?:[^"\\]|\\.){{1,250}}?\\?"|[{LETTER}.!#$%&'*+/=?^`{{|}}~-]+)"""
ADDRESS = re.compile(rf"{_LOCAL}@(?:(?P<domain>(?:[{LETTER}-]+\.)*[{LETTER}-]+)|\[[\w:.%-]+\])")
_BANNER = re.compile(r"220[ -](?P<name>[A-Za-z0-9][\w-]*)\s.*\bE?SMTP\b")
_HELLO = re.compile(r"250[ -](?P<name>[A-Za-z0-9][\w-]*)")
_SHARED = frozenset(
    {"admin", "administrator", "api", "apikey", "email", "info", "login", "mail", "noreply", "no-reply", "postmaster", "resend"}
    | {"root", "sender", "sendmail", "smtp", "smtp-relay", "test", "user", "username"}
)
"""User names that providers hand out to everybody, or that many choose."""
_SHORTEST = 3


def greeted_with(run: Run) -> Iterator[str]:
    """The names that this machine greeted with."""
    for result in run.results:
        yield from (text.partition(" ")[2].strip() for text in _said(result, ">") if text.upper().startswith(("EHLO ", "HELO ")))


def machines(run: Run) -> Iterator[str]:
    """What a server without a domain calls itself, in its greeting or its answer to EHLO."""
    for result in run.results:
        asked = False
        for line in result.transcript:
            text = str(line.text)
            if line.dir == ">":
                asked = text.upper().startswith(("EHLO ", "HELO "))
            elif line.dir == "<" and (found := (_HELLO if asked else _BANNER).match(text)):
                asked = False
                yield found["name"]


def domains(run: Run) -> Iterator[str]:
    """The domains that the run is about: those of its records and of its addresses."""
    for result in run.results:
        texts = [*_said(result, ">"), *(step.words for step in result.steps)]
        for finding in result.findings:
            if finding.id.startswith(_OF_DOMAINS) and finding.subject:
                yield finding.subject
            texts += [finding.title, finding.seen]
        yield from (found["domain"] for text in texts for found in ADDRESS.finditer(text) if found["domain"])


def accounts(run: Run) -> Iterator[str]:
    """The user names of logins, where they are somebody's own and no addresses."""
    for result in run.results:
        name = result.username
        if len(name) >= _SHORTEST and name.lower() not in _SHARED and name != SAME_AS_SECRET and "@" not in name:
            yield name


def identities(run: Run) -> Iterator[str]:
    """The ids of identities (`chat.noreply`), which look like hosts and are the person's own words for their apps."""
    for result in run.results:
        yield from (one.subject for one in result.findings if one.subject and one.id.startswith(_OF_IDENTITIES))


def _said(result: Result, side: str) -> list[str]:
    return [str(line.text) for line in result.transcript if line.dir == side]
