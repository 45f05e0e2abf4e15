"""What a report that is posted in public does not name: hosts, mail addresses, IP addresses and accounts."""

from __future__ import annotations

import re

from wizard.finding import Run
from wizard.report.mask.address import Place, places
from wizard.report.mask.everybodys import FILE_ENDINGS, ORDINARY, is_everybodys, is_public_authority, is_role, is_word
from wizard.report.mask.home import OTHERS, own_home, without_home
from wizard.report.mask.own import ADDRESS, LETTER, accounts, domains, greeted_with, identities, machines

_DOMAIN = rf"(?:[{LETTER}-]+\.)+[^\W\d_][{LETTER}-]+"
_NAMED = re.compile(
    r"\b(?P<key>CN|OU|O)=(?P<value>[^=\n]{1,200}?)(?=, [A-Za-z]{1,20}=|, (?:issued|which)\b|: |$| is missing| in it)"
)
"""A part of a certificate's name that is no host: who made it, or for whom."""
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
        greeted = {name.lower() for name in (*greeted_with(run), *machines(run))}
        bare = {
            host for host in hosts | greeted if host and not re.search(r"[.:\s]", host) and not is_everybodys(host)
        } - ORDINARY
        # A machine called by one bare word looks like any other word, so it is known only from the setup and the greeting.
        words = "|".join(map(re.escape, sorted(bare, key=len, reverse=True))) or "(?!)"
        self._bare = re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)
        self._name = re.compile(
            rf"(?P<address>{ADDRESS.pattern.replace('?P<domain>', '?:')})|(?P<domain>{_DOMAIN})"
            rf"|(?<![{LETTER}.-])(?:{words})(?![{LETTER}-])|(?<=/)(?:{words})(?=[_-])|(?<=\b\d\d\d-)(?:{words})(?![{LETTER}-])",
            re.IGNORECASE,
        )
        named = {_registered(name) for name in (*hosts, *greeted, *domains(run)) if not is_everybodys(name)}
        self._known = tuple(name for name in named if "." in name)
        self._identities = frozenset(identities(run))
        names = "|".join(map(re.escape, sorted(accounts(run), key=len, reverse=True))) or "(?!)"
        self._account = re.compile(rf"(?<![{LETTER}])(?:{names})(?![{LETTER}])")

    def __call__(self, text: str) -> str:
        """The text with stand-ins."""
        if "… (" in text:
            text = _CUT_OFF.sub("", text)
        text = OTHERS.sub(self._folder, without_home(text, self._home))
        text = self._account.sub(lambda found: self._stand_in(found.group(), "account-{}"), text)
        return self._without_addresses(self._name.sub(self._named, _NAMED.sub(self._authority, text)))

    def _named(self, found: re.Match[str]) -> str:
        name = found.group()
        if found["address"]:
            return name if is_role(name) else self._stand_in(name, "address-{}@example.org")
        if not found["domain"]:
            return self._host(name)
        if is_everybodys(name) or name in self._identities:
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

    def _authority(self, found: re.Match[str]) -> str:
        known = is_public_authority(found.string) or ("." in found["value"] and " " not in found["value"])
        return found.group() if known else f"{found['key']}={self._stand_in(found['value'], 'authority-{}')}"

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


def _registered(name: str) -> str:
    """The last two labels, which a domain shares with its hosts."""
    return ".".join(name.lower().rstrip(".").split(".")[-2:])
