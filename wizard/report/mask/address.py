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
_ZONE = re.compile(r"%\w(?:[\w.-]*\w)?")
_LONGEST = 45
_GROUPS = 9
"""Eight and a port. More of them without `::` are a fingerprint."""


@dataclass(frozen=True, slots=True)
class Place:
    """One address in a text."""

    start: int
    end: int
    address: ipaddress.IPv4Address | ipaddress.IPv6Address

    @property
    def is_everybodys(self) -> bool:
        """Whether it says nothing of a person: the machine itself (Docker's resolver too), or no address at all."""
        mapped = getattr(self.address, "ipv4_mapped", None)
        meant = mapped or self.address
        return bool(meant.is_loopback or meant.is_unspecified)


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
    at = first = _first(text, run)
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
    return character.isalnum() or character == "_"


def _first(text: str, run: re.Match[str]) -> int:
    """Where in a run an address may begin: after the end of a word that is no part of it."""
    group = run.group().index(":")
    if run.start() and _is_of_word(text[run.start() - 1]) and _LABEL.fullmatch(run.group(), 0, group):
        return group
    return max(0, group - 4)


def _longest(row: str, start: int) -> tuple[int, ipaddress.IPv6Address] | None:
    for end in range(min(len(row), start + _LONGEST), start + 1, -1):
        if end == len(row) or row[end] == ":" or row[end - 1] == ":":
            try:
                return end, ipaddress.IPv6Address(row[start:end])
            except ValueError:
                continue
    return None
