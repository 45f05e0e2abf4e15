"""A network without sockets: DNS answers from a table, for what is tested by the hundred. Names without an entry do not exist."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wizard.probe.net import Resolution
from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.text import Foreign

UNCLEAR = object()
"""Instead of values: the server does not answer."""


class ZoneNet:
    """A `Net` that answers DNS questions from `{name: {type: [values]}}` and counts them."""

    ca_files: tuple[str, ...] = ()

    def __init__(self, zone: Mapping[str, Any]) -> None:
        self.zone: dict[str, Any] = {name.lower(): entry for name, entry in zone.items()}
        self.asked: Counter[tuple[str, str]] = Counter()

    async def query(self, name: str, type: str) -> RecordSet:
        self.asked[name.lower(), type] += 1
        target: str | None = None
        for _ in range(8):
            entry = self.zone.get((target or name).lower())
            if entry is UNCLEAR:
                return RecordSet(name, type, Answer.UNCLEAR, target=target, detail=Foreign(b"SERVFAIL"))
            rows = entry.get(type, ()) if isinstance(entry, Mapping) else ()
            if rows is UNCLEAR:
                return RecordSet(name, type, Answer.UNCLEAR, target=target, detail=Foreign(b"timed out"))
            if rows and isinstance(rows, Sequence):
                values = tuple(Foreign.of(row) for row in rows)
                return RecordSet(name, type, Answer.FOUND, values, target)
            alias = entry.get("CNAME") if isinstance(entry, Mapping) else None
            if not alias:
                break
            target = str(alias[0])
        return RecordSet(name, type, Answer.ABSENT, target=target)

    async def resolve(self, host: str) -> Resolution:
        answers = [await self.query(host, type) for type in ("A", "AAAA")]
        found = [Address(value.text, 6 if ":" in value.text else 4) for answer in answers for value in answer.values]
        return Resolution(Answer.FOUND if found else Answer.ABSENT, tuple(found))

    async def connect(self, address: Address, port: int) -> socket.socket:
        raise ConnectionRefusedError(f"{address.ip} is no place in this test")
