"""What a report that is posted in public does not name: hosts, mail addresses, IP addresses and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.finding import Run
from wizard.report.mask.address import Place, places
from wizard.report.mask.everybodys import FILE_ENDINGS, ORDINARY, is_everybodys, is_role, is_word
from wizard.report.mask.home import OTHERS, own_home, without_home

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
        self._names: dict[str, dict[str, str]] = {}
        self._home = own_home()
        hosts = {result.endpoint.rpartition(":")[0].lower() for result in run.results if result.endpoint}
        greeted = {name.lower() for name in _greeted_with(run)}
        bare = {
            host for host in hosts | greeted if host and not re.search(r"[.:\s]", host) and not is_everybodys(host)
        } - ORDINARY
        # A machine called by one bare word looks like any other word, so it is known only from the setup and the greeting.
        words = "|".join(map(re.escape, sorted(bare, key=len, reverse=True))) or "(?!)"
        self._bare = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)
        self._name = re.compile(
            rf"(?P<address>{_ADDRESS.pattern.replace('?P<domain>', '?:')})|(?P<domain>{_DOMAIN})"
            rf"|(?<![{_LETTER}.-])(?:{words})(?![{_LETTER}-])|(?<=/)(?:{words})(?=[_-])",
            re.IGNORECASE,
        )
        named = {_registered(name) for name in (*hosts, *greeted, *_domains(run)) if not is_everybodys(name)}
        self._known = tuple(name for name in named if "." in name)

    def __call__(self, text: str) -> str:
        """The text with stand-ins."""
        if "… (" in text:
            text = _CUT_OFF.sub("", text)
        text = OTHERS.sub(self._folder, without_home(text, self._home))
        return self._without_addresses(self._name.sub(self._named, text))

    def _named(self, found: re.Match[str]) -> str:
        name = found.group()
        if found["address"]:
            return name if is_role(name) else self._stand_in(name, "address-{}@example.org")
        if not found["domain"]:
            return self._host(name)
        if is_everybodys(name):
            return name
        # A spelt-out escape sequence may be glued on before a name of the run, and anything of a file after it.
        low = name.lower()
        end = max((low.rfind(known) + len(known) for known in self._known if known in low), default=0)
        if end == len(low) or not is_word(found):
            return self._host(name)
        if end:
            return self._host(name[:end]) + name[end:]
        is_file = low.rpartition(".")[2] in FILE_ENDINGS
        return self._bare.sub(lambda word: self._host(word.group()), name) if is_file else name

    def _host(self, name: str) -> str:
        return self._stand_in(name, "host-{}.example.org")

    def _folder(self, found: re.Match[str]) -> str:
        return found["parent"] + self._stand_in(found["account"], "account-{}")

    def _without_addresses(self, text: str) -> str:
        parts, done = [], 0
        for place in places(text):
            parts += [text[done : place.start], self._ip(text, place)]
            done = place.end
        return "".join((*parts, text[done:]))

    def _ip(self, text: str, place: Place) -> str:
        return text[place.start : place.end] if place.is_everybodys else self._stand_in(str(place.address), "ip-{}")

    def _stand_in(self, name: str, form: str) -> str:
        named = self._names.setdefault(form, {})
        return named.setdefault(name.lower(), form.format(len(named) + 1))


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
