"""A network that is only this machine, and the request that most tests make of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import replace

from wizard.evidence import Conversation
from wizard.model import Encryption, Endpoint, Identity
from wizard.probe.net import Resolution
from wizard.probe.request import Credentials, Limits, Request
from wizard.probe.session import converse
from wizard.probe.system import SystemNet
from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.sandbox.smtp import Dialogue, Script, ScriptedServer
from wizard.secret import Secret
from wizard.step import OnStep, unheard

HOST = "mail.example.com"
V4, V6 = Address("127.0.0.1", 4), Address("2001:db8::1", 6)
SECRET = Secret("pä's \"w$d\\%<&> x+/=")
BASE = Identity("base", "noreply@example.com", "noreply@example.com", "Example")
OTHER = Identity("chat.token", "token+a1@example.com", "token+a1@example.com")
LIMITS = Limits(connect=2, reply=2, auth=2, total=5)


class Loopback:
    """A `Net`: every name is 127.0.0.1. IPv6 addresses never connect, `hang` decides how."""

    def __init__(self, *ca_files: str, addresses: Sequence[Address] = (V4,), hang: bool = True) -> None:
        self.ca_files = ca_files
        self.addresses = tuple(addresses)
        self.hang = hang
        self.asked: list[tuple[Address, int]] = []
        self.hanging = asyncio.Event()
        self.twice = asyncio.Event()
        """Set with the second connection."""
        self._system = SystemNet()

    async def resolve(self, host: str) -> Resolution:
        return Resolution(Answer.FOUND if self.addresses else Answer.ABSENT, self.addresses)

    async def connect(self, address: Address, port: int) -> socket.socket:
        self.asked.append((address, port))
        if len(self.asked) > 1:
            self.twice.set()
        if address.family == 6:
            if not self.hang:
                raise OSError(101, "Network is unreachable")
            self.hanging.set()
            await asyncio.Event().wait()
        return await self._system.connect(address, port)

    async def query(self, name: str, type: str) -> RecordSet:
        return RecordSet(name, type, Answer.ABSENT)


def request(port: int, encryption: Encryption = Encryption.STARTTLS, **changes: object) -> Request:
    """A whole request: login and two senders. `changes` are fields of Request."""
    whole = Request(
        Endpoint(HOST, port, encryption),
        "chat.example.com",
        Credentials("user", SECRET),
        (BASE, OTHER),
        recipient="me@example.net",
        limits=LIMITS,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


async def ask(
    script: Script | Dialogue,
    encryption: Encryption | None = None,
    on_step: OnStep = unheard,
    trusting: bool = True,
    **changes: object,
) -> tuple[Conversation, ScriptedServer]:
    """Hold one conversation with a scripted server."""
    async with ScriptedServer(script) as server:
        if encryption is None:
            encryption = Encryption.IMPLICIT_TLS if script.implicit_tls else Encryption.STARTTLS
        net = Loopback(server.ca_file) if trusting else Loopback()
        return await converse(request(server.port, encryption, **changes), net, on_step), server
