"""Where IP addresses stand in a text, whatever is glued to them: a port, a colon, a label such as `ip6:`, a bracket."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

_IP4 = re.compile(r"(?<!\d\.)(?<!\bv)\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d+\.\d)")
"""Four numbers, also before a fifth (`tcpdump` writes the port so); longer rows are OIDs."""
_RUN = re.compile(r"(?:[0-9A-Fa-f]*:){2,}(?:\d{1,3}(?:\.\d{1,3}){3}(?!\d)|[0-9A-Fa-f]*)")
"""Characters of an IPv6 address, perhaps with a label before and a port or the colon of a sentence after it."""
_LABEL = re.compile(r"[a-f]+|[46]", re.IGNORECASE)
"""What the first group of a run is where it ends a word (`code:2001:db8::1`, `ip6:2001:db8::1`)."""
_WORD = re.compile(r":[a-f]+$", re.IGNORECASE)
"""What the last group is where it begins one (`std::bad_alloc`)."""
_ESCAPE = re.compile(r"\\x(?:1b\[|9b)[\d;?]*[A-Za-z]$")
"""A spelt-out colour: its last letter is glued to what follows, and no part of it."""
_ZONE = re.compile(r"%\w(?:[\w.-]*\w)?")
_DIGITS = 4
"""Of one group."""
_LONGEST = 45
_GROUPS = 9
"""Eight and a port. More of them without `::` are a fingerprint."""
_PUBLIC = frozenset({"9.9.9.9", "149.112.112.112", "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4"})
"""Name servers for everybody, which our own advice asks."""


@dataclass(frozen=True, slots=True)
class Place:
    """One address in a text."""

    start: int
    end: int
    address: ipaddress.IPv4Address | ipaddress.IPv6Address

    @property
    def is_everybodys(self) -> bool:
        """Whether it says nothing of a person: the machine itself (Docker's resolver too), a public resolver, or none."""
        mapped = getattr(self.address, "ipv4_mapped", None)
        meant = mapped or self.address
        return bool(meant.is_loopback or meant.is_unspecified or str(meant) in _PUBLIC)


def places(text: str) -> Iterator[Place]:
    """All addresses in a text, from left to right."""
    done = 0
    for run in _RUN.finditer(text):
        for found in _in_run(text, run):
            yield from _four(text, done, found.start)
            yield found
            done = found.end
    yield from _four(text, done, len(text))


def _four(text: str, start: int, end: int) -> Iterator[Place]:
    for found in _IP4.finditer(text, start, end):
        # Some loggers write leading zeros, which `ipaddress` refuses.
        plain = ".".join(str(int(part)) for part in found.group().split("."))
        try:
            yield Place(found.start(), found.end(), ipaddress.IPv4Address(plain))
        except ValueError:
            continue


def _in_run(text: str, run: re.Match[str]) -> Iterator[Place]:
    row = run.group()
    if _is_of_word(text[run.end() : run.end() + 1]) and (word := _WORD.search(row)):
        row = row[: word.start() + 1]
    if "::" not in row and row.strip(":").count(":") >= _GROUPS:
        return
    group = row.index(":")
    nearest = max(0, group - _DIGITS)
    # The end of a word before it is no part of it (`code:2001:db8::1`), unless there is no address without it.
    after_word = list(_from(text, run, row, group)) if _ends_word(text, run) else []
    yield from after_word or _from(text, run, row, nearest)


def _from(text: str, run: re.Match[str], row: str, first: int) -> Iterator[Place]:
    at = first
    while at < len(row) - 1:
        begins = at == first or row[at - 1] == ":" or row.startswith("::", at)
        found = _longest(row, at) if begins else None
        if found is None:
            at += 1
            continue
        end, address = found
        zone = _ZONE.match(text, run.start() + end)
        yield Place(run.start() + at, zone.end() if zone else run.start() + end, address)
        at = end


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"  # none at the ends of a text


def _ends_word(text: str, run: re.Match[str]) -> bool:
    before = text[max(0, run.start() - 16) : run.start()]
    is_glued = _is_of_word(before[-1:]) and not _ESCAPE.search(before)
    return is_glued and _LABEL.fullmatch(run.group(), 0, run.group().index(":")) is not None


def _longest(row: str, start: int) -> tuple[int, ipaddress.IPv6Address] | None:
    for end in range(min(len(row), start + _LONGEST), start + 1, -1):
        if end == len(row) or row[end] == ":" or row[end - 1] == ":":
            try:
                return end, ipaddress.IPv6Address(row[start:end])
            except ValueError:
                continue
    return None
