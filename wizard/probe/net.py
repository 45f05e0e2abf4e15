"""The seam between a probe and a network: what a probe needs from one, in three methods."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Protocol

from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.text import NOTHING, Foreign


@dataclass(frozen=True, slots=True)
class Resolution:
    """The addresses of a host name as the apps would see them."""

    answer: Answer
    addresses: tuple[Address, ...] = ()
    detail: Foreign = NOTHING


class Net(Protocol):
    """A network. The real one is `wizard.probe.system.SystemNet`; the demo's maps real-looking hosts onto loopback."""

    @property
    def ca_files(self) -> tuple[str, ...]:
        """PEM files of CAs to trust beside the system's (the demo's own; empty for the real network)."""

    async def resolve(self, host: str) -> Resolution:
        """Every IPv4 and IPv6 address of a name; an address literal is its own answer. Never raises for a failed look-up."""

    async def connect(self, address: Address, port: int) -> socket.socket:
        """A connected, non-blocking TCP socket. Raises OSError; sets no limit of its own, is cancelled instead."""

    async def query(self, name: str, type: str) -> RecordSet:
        """One DNS question (TXT, MX, CNAME, A, AAAA, PTR), CNAMEs followed. Never raises for a failed look-up."""
