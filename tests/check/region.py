"""A provider with two regions on loopback: the account lives in the other one than the setup says."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from tests.check.stage import GOOD
from wizard.model import Encryption, Endpoint, Login, Profile
from wizard.probe.net import Resolution
from wizard.probe.system import SystemNet
from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.sandbox.certificate import Authority
from wizard.sandbox.smtp import ScriptedServer
from wizard.secret import SecretRef

HERE, THERE = "smtp.mailgun.org", "smtp.eu.mailgun.org"


class Regions:
    """A `Net` in which each of the two hosts leads to a server of its own, and everything else refuses."""

    def __init__(self, servers: dict[str, ScriptedServer], ca_file: str) -> None:
        self.ca_files = (ca_file,)
        self._servers = {f"192.0.2.{at}": server for at, server in enumerate(servers.values(), 1)}
        self._addresses = dict(zip(servers, self._servers, strict=True))
        self._system = SystemNet()
        self.resolved: list[str] = []

    async def resolve(self, host: str) -> Resolution:
        self.resolved.append(host)
        if host not in self._addresses:
            return Resolution(Answer.ABSENT)
        return Resolution(Answer.FOUND, (Address(self._addresses[host], 4),))

    async def connect(self, address: Address, port: int) -> socket.socket:
        if port != 587:
            raise ConnectionRefusedError(111, "Connection refused")
        return await self._system.connect(Address("127.0.0.1", 4), self._servers[address.ip].port)

    async def query(self, name: str, type: str) -> RecordSet:
        return RecordSet(name, type, Answer.ABSENT)


@dataclass(frozen=True)
class Scene:
    net: Regions
    here: ScriptedServer
    there: ScriptedServer
    profile: Profile


@contextlib.asynccontextmanager
async def two_regions(authority: Authority) -> AsyncIterator[Scene]:
    """The account of `PASSWORD` exists at THERE; the setup names HERE."""
    stranger = replace(
        GOOD, host=HERE, on_login=lambda username, password: "535 5.7.0 Mailgun is not loving your login or password"
    )
    async with (
        ScriptedServer(stranger, authority=authority) as here,
        ScriptedServer(replace(GOOD, host=THERE), authority=authority) as there,
    ):
        profile = Profile(
            name="chat",
            server=Endpoint(HERE, 587, Encryption.STARTTLS),
            from_address="noreply@example.com",
            ehlo="chat.example.com",
            provider="mailgun",
            region="us",
            auth=Login("postmaster@mg.example.com", SecretRef.parse("ask")),
        )
        yield Scene(Regions({HERE: here, THERE: there}, authority.ca_file), here, there, profile)
