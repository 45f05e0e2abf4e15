"""A small DNS server on loopback for the demo world and for tests: real messages over real UDP and TCP, from a table of names."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

ADDRESS = "127.0.0.1"
TTL = 60
_UDP_ROOM = 512
"""RFC 1035: what fits into UDP where the client announces no more."""
_CHAIN = 16
_MOST_TCP = 100
_PORT_TRIES = 10
_IDLE = 30.0


class Trouble(Enum):
    """What a name does instead of answering."""

    SERVFAIL = "servfail"
    REFUSED = "refused"
    SILENT = "silent"
    """Never answers, over UDP and TCP alike."""


SERVFAIL, REFUSED, SILENT = Trouble.SERVFAIL, Trouble.REFUSED, Trouble.SILENT

_RCODE = {SERVFAIL: dns.rcode.SERVFAIL, REFUSED: dns.rcode.REFUSED}

Entry = Sequence[str] | Trouble | Mapping[str, Trouble | Sequence[str]]
"""What stands at one name: records as in a zone file (`MX 10 mail.example.com`), a trouble for every type, or one or the other by
type (`{"TXT": SILENT, "MX": ["10 mail.example.com"]}`)."""


def txt(value: str | bytes) -> str:
    """A TXT record in zone-file form, any bytes and any length: cut into strings of 255 bytes, odd bytes as \\DDD."""
    data = value.encode() if isinstance(value, str) else value
    pieces = [data[start : start + 255] for start in range(0, len(data), 255)] or [b""]
    return "TXT " + " ".join(f'"{"".join(map(_escaped, piece))}"' for piece in pieces)


def _escaped(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03d}"


@dataclass(frozen=True, slots=True)
class Query:
    """One question as it came in, name in lower case without the last dot."""

    name: str
    type: str
    over: str
    """udp · tcp."""


class DnsServer:
    """Answers for every name in `records`; other names do not exist (NXDOMAIN), names above a listed one are empty.

    A name `*.example.com` stands for whatever else is below. CNAMEs are followed inside the table, as a resolver would.
    A record that can't be parsed raises ValueError.

        async with DnsServer({"example.com": ["MX 10 mail.example.com", 'TXT "v=spf1 -all"'], "slow.example.com": SILENT}) as dns:
            SystemNet(resolver=f"{dns.address}:{dns.port}")
    """

    def __init__(self, records: Mapping[str, Entry]) -> None:
        self.address = ADDRESS
        self.port = 0
        self.queries: list[Query] = []
        """Everything asked, in order. A question repeated over TCP because the answer was too long is there twice."""
        self._table: dict[str, Entry] = {}
        self._above: set[str] = set()
        for name, entry in records.items():
            self.put(name, entry)
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def count(self, name: str | None = None, type: str | None = None) -> int:
        """How many questions came over UDP, of one name and type if given: one for each time that somebody wanted to know."""
        return sum(query.over == "udp" and name in (None, query.name) and type in (None, query.type) for query in self.queries)

    def put(self, name: str, entry: Entry) -> None:
        """Say something (else) at a name, from the next question on."""
        name = name.rstrip(".").lower()
        if isinstance(entry, Mapping):
            rows = [(kind, text) for kind, part in entry.items() if not isinstance(part, Trouble) for text in part]
        else:
            rows = [] if isinstance(entry, Trouble) else [_row(text) for text in entry]
        for kind, text in rows:
            _rdata(kind, text)
        self._table[name] = entry
        labels = name.split(".")
        self._above |= {".".join(labels[start:]) for start in range(1, len(labels))}

    async def __aenter__(self) -> Self:
        udp = await self._listen()
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(lambda: _Udp(self), sock=udp)
        return self

    async def _listen(self) -> socket.socket:
        """TCP on any free port, and a UDP socket on the same number, which somebody else may hold."""
        for _ in range(_PORT_TRIES):
            self._tcp = await asyncio.start_server(self._serve, self.address, 0)
            self.port = self._tcp.sockets[0].getsockname()[1]
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.setblocking(False)
            try:
                udp.bind((self.address, self.port))
            except OSError:
                udp.close()
                self._tcp.close()
            else:
                return udp
        raise OSError(f"no port on {self.address} is free for both UDP and TCP")

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._udp:
            self._udp.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        if self._tcp:
            self._tcp.close()
            await self._tcp.wait_closed()

    def answer(self, wire: bytes, over: str) -> bytes | None:
        """The reply to one message; None for silence and for what is no question."""
        try:
            message = dns.message.from_wire(wire)
        except (dns.exception.DNSException, ValueError):
            return None
        if message.flags & dns.flags.QR or len(message.question) != 1:
            return None
        asked = message.question[0]
        name, kind = _plain(asked.name), dns.rdatatype.to_text(asked.rdtype)
        self.queries.append(Query(name, kind, over))
        response = dns.message.make_response(message, recursion_available=True)
        response.flags |= dns.flags.AA
        if self._fill(response, name, kind) is Trouble.SILENT:
            return None
        room = 65535 if over == "tcp" else max(_UDP_ROOM, message.payload)
        try:
            return response.to_wire(max_size=room)
        except dns.exception.TooBig:
            response.answer.clear()
            response.flags |= dns.flags.TC
            return response.to_wire()

    def _fill(self, response: dns.message.Message, name: str, kind: str) -> Trouble | None:
        """Put the records of `name` into the response, along its CNAMEs."""
        for _ in range(_CHAIN):
            found = self._find(name, kind)
            alias = self._find(name, "CNAME") if kind != "CNAME" and found == [] else None
            if isinstance(found, Trouble):
                response.set_rcode(_RCODE.get(found, dns.rcode.NOERROR))
                return found
            if found is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
                return None
            if not isinstance(alias, list) or not alias:
                if found:
                    response.answer.append(_rrset(name, kind, found))
                return None
            chain = _rrset(name, "CNAME", alias)
            response.answer.append(chain)
            name = _plain(chain[0].target)
        response.set_rcode(dns.rcode.SERVFAIL)
        return SERVFAIL

    def _find(self, name: str, kind: str) -> list[dns.rdata.Rdata] | Trouble | None:
        """The records of one type; [] = the name has none, None = no such name."""
        entry = self._table.get(name)
        if entry is None and name in self._above:
            return []
        labels = name.split(".")
        wildcards = (".".join(["*", *labels[start:]]) for start in range(1, len(labels)))
        entry = entry if entry is not None else next((self._table[key] for key in wildcards if key in self._table), None)
        if entry is None or isinstance(entry, Trouble):
            return entry
        if isinstance(entry, Mapping):
            part = entry.get(kind, ())
            return part if isinstance(part, Trouble) else [_rdata(kind, text) for text in part]
        return [_rdata(kind, text) for row, text in map(_row, entry) if row == kind]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= _MOST_TCP:
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            async with asyncio.timeout(_IDLE):
                while True:
                    length = int.from_bytes(await reader.readexactly(2), "big")
                    reply = self.answer(await reader.readexactly(length), "tcp")
                    if reply is not None:
                        writer.write(len(reply).to_bytes(2, "big") + reply)
                        await writer.drain()
        except (asyncio.IncompleteReadError, OSError, TimeoutError):
            return  # the client has gone, or says nothing more: either way this conversation is over
        finally:
            writer.transport.abort()
            self._open.discard(writer)


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, server: DnsServer) -> None:
        self.server = server
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = self.server.answer(data, "udp")
        if reply is not None and self.transport is not None:
            self.transport.sendto(reply, addr)


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _row(text: str) -> tuple[str, str]:
    kind, _, rest = text.strip().partition(" ")
    return kind.upper(), rest


def _rdata(kind: str, text: str) -> dns.rdata.Rdata:
    try:
        return dns.rdata.from_text(dns.rdataclass.IN, kind, text, origin=dns.name.root, relativize=False)
    except dns.exception.DNSException as error:
        raise ValueError(f"no {kind} record: {text[:60]!r}: {error}") from error


def _rrset(name: str, kind: str, rows: list[dns.rdata.Rdata]) -> dns.rrset.RRset:
    rrset = dns.rrset.RRset(dns.name.from_text(name), dns.rdataclass.IN, dns.rdatatype.from_text(kind))
    for row in rows:
        rrset.add(row, TTL)
    return rrset
