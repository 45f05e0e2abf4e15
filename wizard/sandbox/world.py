"""The demo world: a network in which every mail server and every name is a small one on this machine.

Host names look real and resolve to addresses that are set aside for documentation (RFC 5737, RFC 3849); the seam to the network
maps each of them, and any port, onto loopback. So no root is needed, and nothing can leave.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from wizard import providers
from wizard.model import Encryption
from wizard.probe.net import Resolution
from wizard.probe.system import SystemNet
from wizard.provider import Provider
from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.sandbox import zone
from wizard.sandbox.certificate import Authority
from wizard.sandbox.dns import DnsServer
from wizard.sandbox.fault import Fault, good, of_host
from wizard.sandbox.script import Fault as Break
from wizard.sandbox.script import Message, Script
from wizard.sandbox.smtp import ScriptedServer

USUAL: Mapping[int, Encryption | None] = {
    587: Encryption.STARTTLS,
    465: Encryption.IMPLICIT_TLS,
    2525: Encryption.STARTTLS,
}
"""What a good server of the demo listens on, where no provider says otherwise."""
LOCAL: Mapping[str, Mapping[int, Encryption | None]] = {
    "localhost": {25: Encryption.NONE, 1025: Encryption.NONE},
    "postfix": {25: Encryption.NONE},
}
"""Relays beside the apps, by the only names without a dot that there are; none of them wants a login."""
_V4 = ipaddress.ip_network("198.51.100.0/24")
_V6 = ipaddress.ip_network("2001:db8:25::/64")


class World:
    """A `Net`, to be entered with `async with`. Servers are started when somebody first connects to them."""

    def __init__(self) -> None:
        self.authority = Authority()
        self._hosts: dict[str, int] = {}
        self._servers: dict[tuple[str, int], ScriptedServer] = {}
        self._starting = asyncio.Lock()
        self._dns = DnsServer(zone.RECORDS)
        self._resolver: SystemNet | None = None
        self._published: dict[str, str] = {}
        self._latest = ""
        """The host that somebody connected to last: whoever asks for records now sends through it."""

    async def __aenter__(self) -> Self:
        await self._dns.__aenter__()
        self._resolver = SystemNet(resolver=f"{self._dns.address}:{self._dns.port}")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for server in self._servers.values():
            await server.__aexit__(None, None, None)
        await self._dns.__aexit__(kind, error, trace)
        self.authority.close()

    # ------------------------------------------------------------ what a Net offers

    @property
    def ca_files(self) -> tuple[str, ...]:
        return (self.authority.ca_file,)

    async def resolve(self, host: str) -> Resolution:
        """Any name that could be a mail server has two addresses; a name below `.invalid` has none."""
        name = host.lower().rstrip(".")
        with contextlib.suppress(ValueError):
            literal = ipaddress.ip_address(name)
            return Resolution(Answer.FOUND, (Address(str(literal), literal.version),))
        if name.endswith(".invalid") or ("." not in name and name not in LOCAL):
            return Resolution(Answer.ABSENT)
        number = self._hosts.setdefault(name, len(self._hosts) % 200 + 5)
        return Resolution(Answer.FOUND, (Address(str(_V6[number]), 6), Address(str(_V4[number]), 4)))

    async def connect(self, address: Address, port: int) -> socket.socket:
        host = next((name for name, number in self._hosts.items() if address.ip in (str(_V4[number]), str(_V6[number]))), None)
        if host is None:
            raise ConnectionRefusedError(111, "there is nothing but the demo's servers here")
        self._latest = host
        server = await self._server(host, port)
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        made.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(made, (server.host, server.port))
        except BaseException:
            made.close()
            raise
        return made

    async def query(self, name: str, type: str) -> RecordSet:
        assert self._resolver is not None, "the world must be entered first"
        self._publish(name)
        return await self._resolver.query(name, type)

    # ------------------------------------------------------------ what is behind it

    @property
    def messages(self) -> tuple[Message, ...]:
        """Every message that any server took."""
        return tuple(message for server in self._servers.values() for message in server.messages)

    def add_domain(self, domain: str, provider: Provider | None) -> None:
        """Publish good records for a sender's domain, as the provider wants them."""
        if of_host(domain) is None and domain not in zone.FIXED:
            for name, entry in zone.good(domain, provider).items():
                self._dns.put(name, entry)

    def set_mx(self, domain: str, host: str) -> None:
        """Let the mailboxes of a domain live somewhere."""
        self._published[domain] = self._latest
        self._dns.put(domain, [f"MX 10 {host}."])

    def _publish(self, name: str) -> None:
        """Whatever domain somebody sends from: its records are such as the server wants that they use."""
        domain = zone.domain_of(name)
        if not domain or self._published.get(domain) == self._latest:
            return
        self._published[domain] = self._latest
        fault = of_host(self._latest)
        if fault is not None and not fault.signs:
            for selector in zone.SELECTORS:
                self._dns.put(f"{selector}._domainkey.{domain}", ())
            return
        self.add_domain(domain, providers.by_host(self._latest) if self._latest else None)

    async def _server(self, host: str, port: int) -> ScriptedServer:
        async with self._starting:
            if (host, port) not in self._servers:
                server = ScriptedServer(_script(host, port), authority=self.authority)
                self._servers[host, port] = await server.__aenter__()
            return self._servers[host, port]


def _ports(host: str, fault: Fault | None) -> Mapping[int, Encryption | None]:
    if fault is not None:
        return fault.ports
    if host in LOCAL:
        return LOCAL[host]
    provider = providers.by_host(host)
    return {one.port: one.encryption for one in provider.ports} if provider else USUAL


def _script(host: str, port: int) -> Script:
    """What stands behind a host and port. Raises ConnectionRefusedError where nothing listens."""
    from dataclasses import replace

    fault = of_host(host)
    ports = _ports(host, fault)
    if port not in ports:
        raise ConnectionRefusedError(111, "Connection refused")
    encryption = ports[port]
    provider = providers.by_host(host)
    first = provider is not None and len(provider.regions) > 1 and provider.regions[0].host == host
    script = replace(fault.script if fault else good(host, first_of_several=first), host=host)
    if encryption is None:
        return replace(script, faults={"greeting": Break.SILENT})
    if provider is not None and provider.auth in ("none", "ip_allowlist"):
        script = replace(script, login_needed=False)
    return replace(
        script,
        implicit_tls=encryption is Encryption.IMPLICIT_TLS,
        starttls=encryption is Encryption.STARTTLS,
        login_needed=encryption is not Encryption.NONE and script.login_needed,
    )
