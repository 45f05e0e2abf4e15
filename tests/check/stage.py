"""A mail server, a name server and a profile that fit together, all on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

from wizard.model import Encryption, Endpoint, Login, Profile
from wizard.probe.net import Net, Resolution
from wizard.probe.system import SystemNet
from wizard.reach import Address
from wizard.records import RecordSet
from wizard.sandbox.dns import DnsServer, Entry
from wizard.sandbox.smtp import Authority, Script, ScriptedServer
from wizard.secret import Secret, SecretRef

PASSWORD = "correct horse $battery"
SECRET = Secret(PASSWORD)
KEY = "v=DKIM1; k=rsa; p=" + (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuqmJm7KgQTVH/qvLUQ9V1V0g+QoqiUq5WYpVwZ2tQd0MSRCx6SdAOwTeVRqT0x7mM8F1O7cVwG1Zkzu"
    "L0kWcUE8dQ0QxnVQbq9xS4x0p1rqWz7cQ9Vf2m3f3v6Y0r1mWJt1m3bqQk1p6bqHnXh8oFJ7m5c0w9oZ7X0h1gB6z2dJb7mC9S8c0G0lO1h9w0Vb3qf0s8m3q8l"
    "6k6w5w9Q9f1s4w5V2e6Q1q2w3e4r5t6y7u8i9o0pAsDfGhJkLzXcVbNmQwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUiOpLkJhGfDsAzXwIDAQAB"
)
RECORDS: dict[str, Entry] = {
    "mail.example.com": ["A 127.0.0.1"],
    "example.com": ["MX 10 mail.example.com", 'TXT "v=spf1 a:mail.example.com -all"'],
    "_dmarc.example.com": ['TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"'],
}


def refuse_wrong(username: str, password: str) -> str | None:
    """The login rule of a server that knows one password."""
    return None if password == PASSWORD else "535 5.7.8 Error: authentication failed"


GOOD = Script(on_login=refuse_wrong, login_needed=True)


class WatchedNet(SystemNet):
    """The real network, which tells what was asked of it; connections to `black_hole` never come about."""

    def __init__(self, resolver: str, *, black_hole: int | None = None) -> None:
        super().__init__(resolver)
        self.black_hole = black_hole
        self.resolved: list[str] = []
        self.asked = asyncio.Event()
        """Set with the first DNS question about records."""

    async def resolve(self, host: str) -> Resolution:
        self.resolved.append(host)
        return await super().resolve(host)

    async def connect(self, address: Address, port: int) -> socket.socket:
        if port == self.black_hole:
            await asyncio.Event().wait()
        return await super().connect(address, port)

    async def query(self, name: str, type: str) -> RecordSet:
        self.asked.set()
        return await super().query(name, type)


class LostNet(SystemNet):
    """The real network with an IPv6 address beside each IPv4 one; packets over IPv6 to the `lost` ports (none: to all) vanish."""

    def __init__(self, resolver: str, *lost: int) -> None:
        super().__init__(resolver)
        self._lost = lost

    async def resolve(self, host: str) -> Resolution:
        found = await super().resolve(host)
        return replace(found, addresses=(Address("2001:db8::1", 6), *found.addresses))

    async def connect(self, address: Address, port: int) -> socket.socket:
        if address.family == 6 and (not self._lost or port in self._lost):
            await asyncio.Event().wait()
        return await super().connect(Address("127.0.0.1", 4) if address.family == 6 else address, port)


@dataclass(frozen=True)
class Stage:
    server: ScriptedServer
    dns: DnsServer
    net: Net
    profile: Profile

    @property
    def resolver(self) -> str:
        return f"{self.dns.address}:{self.dns.port}"


@contextlib.asynccontextmanager
async def stage(
    script: Script = GOOD, records: Mapping[str, Entry] = RECORDS, authority: Authority | None = None
) -> AsyncIterator[Stage]:
    """Both servers, started, with a profile that points at them."""
    async with ScriptedServer(script, authority=authority) as server, DnsServer(records) as dns:
        encryption = Encryption.IMPLICIT_TLS if script.implicit_tls else Encryption.STARTTLS
        yield Stage(server, dns, SystemNet(f"{dns.address}:{dns.port}"), profile(server.port, server.ca_file, encryption))


def profile(port: int, ca_file: str | None = None, encryption: Encryption = Encryption.STARTTLS) -> Profile:
    """A setup with a login and no app."""
    return Profile(
        name="chat",
        server=Endpoint("mail.example.com", port, encryption, ca_file),
        from_address="noreply@example.com",
        ehlo="chat.example.com",
        auth=Login("noreply@example.com", SecretRef.parse("env:CHAT_PASSWORD")),
    )


def without_login(setup: Profile) -> Profile:
    return replace(setup, auth=None)
