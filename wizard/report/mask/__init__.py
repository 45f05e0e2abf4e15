"""What a report that is posted in public does not name: hosts, mail addresses and IP addresses, each with its own stand-in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.finding import CHECKS, Run
from wizard.model import is_loopback
from wizard.report.mask.address import Place, places

_FILE_ENDINGS = frozenset(
    {"yaml", "yml", "toml", "conf", "ini", "env", "txt", "json", "pem", "crt", "log", "service", "override", "html"}
)
"""What looks like a domain and is a file name, unless the run is about a domain of that name."""
_FILES = frozenset({"settings.py", "manage.py", "main.cf", "master.cf", "node.js"})
"""Files whose endings are countries too, and what is called as if it were one."""
_SAME_FOR_ALL = frozenset({"localhost", "localhost.localdomain", "host.docker.internal", "gateway.docker.internal"})
"""Names that tell nothing of a person, and that our own commands and advice need."""
_OF_DOMAINS = ("spf.", "dkim.", "dmarc.", "mx.")
"""Checks whose subject is a domain."""
_LETTER = r"\w\u0300-\u036f"
"""Of a name in any script, also where an accent is a character of its own."""
_LOCAL = rf"""(?:"(?:[^"\\]|\\.){{1,250}}?\\?"|[{_LETTER}.!#$%&'*+/=?^`{{|}}~-]+)"""
_ADDRESS = re.compile(rf"{_LOCAL}@(?:(?P<domain>(?:[{_LETTER}-]+\.)*[{_LETTER}-]+)|\[[\w:.%-]+\])")
_DOMAIN = rf"(?:[{_LETTER}-]+\.)+[^\W\d_][{_LETTER}-]+"
_CUT_OFF = re.compile(r"\S+(?=… \(\d+ more\))")
"""The word in which a long line was cut off: perhaps the beginning of a name."""


class Mask:
    """Replaces host names, mail addresses and IP addresses by stand-ins that are the same throughout one report.

    What is the same for everybody (this machine, Docker's names) stays, so that a printed command still works.
    """

    def __init__(self, run: Run) -> None:
        self._names: dict[str, str] = {}
        hosts = {result.endpoint.rpartition(":")[0] for result in run.results if result.endpoint}
        greeted = set(_greeted_with(run))
        bare = {host.lower() for host in hosts | greeted if host and not re.search(r"[.:\s]", host)} - _SAME_FOR_ALL
        # A machine called by one bare word looks like any other word, so it is known only from the setup and the greeting.
        words = "|".join(map(re.escape, sorted(bare, key=len, reverse=True))) or "(?!)"
        self._name = re.compile(
            rf"(?P<address>{_ADDRESS.pattern.replace('?P<domain>', '?:')})"
            rf"|(?P<domain>{_DOMAIN})|(?<![{_LETTER}.-])(?:{words})(?![{_LETTER}-])",
            re.IGNORECASE,
        )
        named = {_registered(name) for name in (*hosts, *greeted, *_domains(run))}
        self._known = tuple(name for name in named if "." in name)

    def __call__(self, text: str) -> str:
        """The text with stand-ins."""
        if "… (" in text:
            text = _CUT_OFF.sub("", text)
        return self._without_addresses(self._name.sub(self._named, text))

    def _named(self, found: re.Match[str]) -> str:
        name = found.group()
        if found["address"]:
            return self._stand_in(name, "address-{}@example.org")
        stem, _, ending = name.lower().rpartition(".")
        if found["domain"] and ending in _FILE_ENDINGS and not name.lower().endswith(self._known) and stem.endswith(self._known):
            return f"{self._stand_in(stem, 'host-{}.example.org')}.{ending}"  # a setup's file called after its host
        return name if found["domain"] and not self._is_host(name.lower()) else self._stand_in(name, "host-{}.example.org")

    def _is_host(self, name: str) -> bool:
        ending = name.rpartition(".")[2]
        if _registered(name) == "example.org" or name in _SAME_FOR_ALL or name in CHECKS or is_loopback(name):
            return False
        is_key = "_" in ending  # as in email.smtp_host; no domain ends so
        # Only its end is compared: a spelt-out escape sequence may be glued on before it.
        return name.endswith(self._known) or not (is_key or name in _FILES or ending in _FILE_ENDINGS)

    def _without_addresses(self, text: str) -> str:
        parts, done = [], 0
        for place in places(text):
            parts += [text[done : place.start], self._ip(text, place)]
            done = place.end
        return "".join((*parts, text[done:]))

    def _ip(self, text: str, place: Place) -> str:
        return text[place.start : place.end] if place.is_everybodys else self._stand_in(str(place.address), "ip-{}")

    def _stand_in(self, name: str, form: str) -> str:
        known = self._names.get(name.lower())
        if known is None:
            number = 1 + sum(1 for stand_in in self._names.values() if stand_in.startswith(form.partition("{")[0]))
            known = self._names[name.lower()] = form.format(number)
        return known


def _greeted_with(run: Run) -> Iterator[str]:
    """The names that this machine greeted with."""
    for result in run.results:
        said = [str(line.text) for line in result.transcript if line.dir == ">"]
        yield from (text.partition(" ")[2].strip() for text in said if text.upper().startswith(("EHLO ", "HELO ")))


def _domains(run: Run) -> Iterator[str]:
    """The domains that the run is about: those of its records and of its addresses."""
    for result in run.results:
        said = [str(line.text) for line in result.transcript if line.dir == ">"]
        texts = [*said, *(step.words for step in result.steps)]
        for finding in result.findings:
            if finding.id.startswith(_OF_DOMAINS) and finding.subject:
                yield finding.subject
            texts += [finding.title, finding.seen]
        yield from (found["domain"] for text in texts for found in _ADDRESS.finditer(text) if found["domain"])


def _registered(name: str) -> str:
    """The last two labels, which a domain shares with its hosts."""
    return ".".join(name.lower().rstrip(".").split(".")[-2:])
