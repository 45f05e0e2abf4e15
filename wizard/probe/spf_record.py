"""An SPF record taken apart (RFC 7208 section 4.5, 4.6.1, 5 and 6): pure, strict, and with errors in our own words."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from wizard.probe.spf_macro import SpfSyntaxError, check_domain, check_macros
from wizard.text import printable

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

COUNTED = frozenset({"include", "a", "mx", "ptr", "exists"})
"""Mechanisms that cost a DNS look-up; `redirect=` does as well (4.6.4)."""

_KINDS = ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists")
_MECHANISM = re.compile(rf"([+\-?~]?)({'|'.join(_KINDS)})(?:([:/])(.*))?", re.IGNORECASE | re.DOTALL)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.\-]*)=(.*)", re.IGNORECASE | re.DOTALL)
_DUAL_CIDR = re.compile(r"(?:/(0|[1-9]\d{0,2}))?(?://(0|[1-9]\d{0,2}))?")
_WITH_CIDR = re.compile(r"(.*?)((?:/\d*)?(?://\d*)?)", re.DOTALL)
_DOTTED = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_PREFIX = re.compile(r"0|[1-9]\d{0,2}")


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism. `domain` may hold macros; None = the domain whose record this is."""

    text: str
    qualifier: str
    """`+`, `-`, `~` or `?`."""
    kind: str
    domain: str | None = None
    network: Network | None = None
    prefix4: int = 32
    prefix6: int = 128


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """A well-formed record."""

    mechanisms: tuple[Mechanism, ...]
    """Those that are evaluated: nothing behind `all` is."""
    redirect: str | None = None
    exp: str | None = None
    ignored: tuple[str, ...] = ()
    """Terms that stand there without effect: behind `all`, a redirect beside `all`, modifiers that nobody knows."""

    @property
    def policy(self) -> str:
        """The qualifier of `all`, or empty."""
        last = self.mechanisms[-1] if self.mechanisms else None
        return last.qualifier if last and last.kind == "all" else ""


def select(values: Iterable[bytes]) -> tuple[bytes, ...]:
    """The SPF records among TXT values (4.5)."""
    return tuple(value for value in values if value.lower() == b"v=spf1" or value[:7].lower() == b"v=spf1 ")


def parse(record: bytes) -> SpfRecord:
    """Take a record that begins with v=spf1 apart. Raises SpfSyntaxError, which a receiver calls permerror."""
    try:
        text = record.decode("ascii")
    except UnicodeDecodeError:
        raise SpfSyntaxError("the record holds characters that are not ASCII") from None
    mechanisms: list[Mechanism] = []
    modifiers: dict[str, str] = {}
    ignored: list[str] = []
    for term in filter(None, text.split(" ")[1:]):
        match = _MECHANISM.fullmatch(term)
        if match:
            mechanism = _mechanism(term, match)  # behind `all` it has no effect, yet an error in it spoils the record (4.6)
            if _ended(mechanisms):
                ignored.append(term)
            else:
                mechanisms.append(mechanism)
        elif not _modify(term, modifiers):
            ignored.append(term)
    if _ended(mechanisms) and "redirect" in modifiers:
        ignored.append(f"redirect={modifiers.pop('redirect')}")
    return SpfRecord(tuple(mechanisms), modifiers.get("redirect"), modifiers.get("exp"), tuple(ignored))


def _ended(mechanisms: list[Mechanism]) -> bool:
    return bool(mechanisms) and mechanisms[-1].kind == "all"


def _modify(term: str, modifiers: dict[str, str]) -> bool:
    """Take a modifier in; False = it is legal and unknown, so it has no effect (6)."""
    match = _MODIFIER.fullmatch(term)
    if not match:
        raise SpfSyntaxError(f"{_shown(term)}: {_unknown(term)}")
    name, value = match[1].lower(), match[2]
    if name not in ("redirect", "exp"):
        check_macros(value)
        return False
    if name in modifiers:
        raise SpfSyntaxError(f"{name}= stands there twice")
    check_domain(value, term)
    modifiers[name] = value
    return True


def _mechanism(term: str, match: re.Match[str]) -> Mechanism:
    qualifier, kind, mark, argument = match[1] or "+", match[2].lower(), match[3], match[4] or ""
    if kind == "all":
        if mark:
            raise SpfSyntaxError(f"{_shown(term)}: nothing may follow all")
        return Mechanism(term, qualifier, kind)
    if kind in ("ip4", "ip6"):
        return Mechanism(term, qualifier, kind, network=_network(term, kind, mark, argument))
    if kind in ("a", "mx"):
        domain, cidr = argument if mark == ":" else None, f"/{argument}" if mark == "/" else ""
        if domain is not None:
            parts = _WITH_CIDR.fullmatch(domain)
            domain, cidr = (parts[1], parts[2]) if parts else (domain, "")
            check_domain(domain, term)
        prefix4, prefix6 = _prefixes(term, cidr)
        return Mechanism(term, qualifier, kind, domain, prefix4=prefix4, prefix6=prefix6)
    if mark == "/":
        raise SpfSyntaxError(f"{_shown(term)}: no network size is allowed here")
    if mark is None and kind == "ptr":
        return Mechanism(term, qualifier, kind)
    check_domain(argument, term)
    return Mechanism(term, qualifier, kind, argument)


def _prefixes(term: str, cidr: str) -> tuple[int, int]:
    match = _DUAL_CIDR.fullmatch(cidr)
    prefix4, prefix6 = (int(match[1] or 32), int(match[2] or 128)) if match else (99, 999)
    if prefix4 > 32 or prefix6 > 128:
        raise SpfSyntaxError(f"{_shown(term)}: no network size (/0 to /32, //0 to //128)")
    return prefix4, prefix6


def _network(term: str, kind: str, mark: str | None, argument: str) -> Network:
    address, slash, prefix = argument.partition("/")
    other = "ip6" if kind == "ip4" else "ip4"
    try:
        if mark != ":" or (slash and not _PREFIX.fullmatch(prefix)):
            raise ValueError(argument)
        if kind == "ip6":
            return ipaddress.IPv6Network(argument, strict=False)
        if not _DOTTED.fullmatch(address):
            raise ValueError(argument)
        return ipaddress.IPv4Network(argument, strict=False)
    except ValueError:
        hint = f", {other}: is the word for this one" if mark == ":" and _is_address(address, other) else ""
        raise SpfSyntaxError(f"{_shown(term)}: no IPv{kind[2]} address or network{hint}") from None


def _is_address(text: str, kind: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == int(kind[2])
    except ValueError:
        return False


def _unknown(term: str) -> str:
    word = re.split(r"[:/]", term.lstrip("+-~?"))[0].lower()
    close = difflib.get_close_matches(word, _KINDS, 1, 0.7) if len(word) < 30 else []
    if _is_address(term.split("/")[0], "ip4"):
        return "an address needs ip4: before it"
    return f"no term of SPF; {close[0]} was meant, perhaps" if close else "no term of SPF"


def _shown(term: str) -> str:
    return printable(term, 120)
