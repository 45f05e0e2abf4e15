"""Broken servers, one file each, played over a real socket: the findings that the file names must come out, and no other
failure or warning beside them.

A file in `dialogues/` may set, beside what the server itself reads: `encryption` (starttls), `port` (587), `login: no`,
`username`, `provider` (an id), `ehlo`, `identity` (base, sample, default, two), `send: yes` (a real message too) and `limit`
(seconds that a reply may take; only where the server is silent on purpose).
"""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard import providers
from wizard.catalogue import load_all
from wizard.diagnosis import diagnose
from wizard.evidence import Conversation, Evidence, SenderResult
from wizard.finding import CHECKS, Case, Finding, Status
from wizard.model import Encryption, Endpoint, Identity, Login, Profile
from wizard.probe.message import send
from wizard.probe.net import Resolution
from wizard.probe.request import Credentials, Limits, Request
from wizard.probe.session import converse
from wizard.probe.system import SystemNet
from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.sandbox.smtp import Authority, Dialogue, ScriptedServer
from wizard.secret import Secret, SecretRef

FILES = sorted((Path(__file__).parent / "dialogues").glob("*.smtp"))
PASSWORD = Secret("correct horse battery staple")
BASE = Identity("base", "noreply@example.com", "noreply@example.com", "Example")
IDENTITIES = {
    "base": (BASE,),
    "sample": (
        Identity("chat.token", "noreply-k3t7@chat.example.com", "noreply-k3t7@chat.example.com", app="chat", sample=True),
    ),
    "default": (Identity("base", "root@localhost", "root@localhost"),),
    "two": (BASE, Identity("chat.admin", "admin@example.com", "admin@example.com", app="chat")),
}


class OnePort:
    """A `Net` in which one name and port leads to a server on loopback, and every other port refuses."""

    def __init__(self, server: ScriptedServer, port: int) -> None:
        self.ca_files = (server.ca_file,)
        self._port = port
        self._server = server
        self._system = SystemNet()

    async def resolve(self, host: str) -> Resolution:
        return Resolution(Answer.FOUND, (Address("127.0.0.1", 4),))

    async def connect(self, address: Address, port: int) -> socket.socket:
        if port != self._port:
            raise ConnectionRefusedError(111, "Connection refused")
        return await self._system.connect(address, self._server.port)

    async def query(self, name: str, type: str) -> RecordSet:
        return RecordSet(name, type, Answer.ABSENT)


def _profile(dialogue: Dialogue) -> Profile:
    settings = dialogue.settings
    encryption = Encryption(settings.get("encryption", "starttls"))
    login = Login(settings.get("username", "me@example.com"), SecretRef.parse("ask"))
    return Profile(
        name="chat",
        server=Endpoint(dialogue.host, int(settings.get("port", "587")), encryption),
        from_address="noreply@example.com",
        ehlo=settings.get("ehlo", "chat.example.com"),
        auth=None if settings.get("login") == "no" else login,
        provider=settings.get("provider"),
        recipient="me@example.net",
    )


async def _talk(dialogue: Dialogue, profile: Profile, authority: Authority) -> tuple[Conversation, tuple[SenderResult, ...]]:
    limit = float(dialogue.settings.get("limit", "10"))
    request = Request(
        profile.server,
        profile.greeting_name,
        Credentials(profile.auth.username, PASSWORD) if profile.auth else None,
        IDENTITIES[dialogue.settings.get("identity", "base")],
        profile.recipient,
        Limits(connect=10, reply=limit, auth=limit, total=20),
    )
    async with ScriptedServer(dialogue, authority=authority) as server:
        net = OnePort(server, profile.server.port)
        conversation = await converse(request, net)
        if "send" not in dialogue.settings:
            return conversation, ()
        return conversation, (await send(request, BASE, "me@example.net", net, subject="test", text="A test.\n"),)


def _is_named(finding: Finding, dialogue: Dialogue) -> bool:
    return any(
        (expected.check, expected.status) == (finding.id, finding.status.value) and expected.cause in (None, finding.cause)
        for expected in dialogue.expected
    )


def _told(finding: Finding) -> str:
    return f"{finding.id}={finding.status.value} {finding.cause or ''}".strip()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_server_gives_the_findings_that_its_file_names(file: Path, authority: Authority) -> None:
    dialogue = Dialogue.load(file)
    profile = _profile(dialogue)
    conversation, sent = await _talk(dialogue, profile, authority)
    now = datetime.now(UTC)
    case = Case(
        profile,
        Evidence(now, (conversation,), sent=sent),
        now,
        provider=providers.find(profile.provider) if profile.provider else None,
        identities=IDENTITIES[dialogue.settings.get("identity", "base")],
    )
    found = diagnose(case)
    shown = "\n".join(f"{_told(finding)}: {finding.title} [{finding.seen}]" for finding in found)
    for expected in dialogue.expected:
        fitting = [each for each in found if each.id == expected.check and each.status.value == expected.status]
        assert any(expected.cause in (None, each.cause) for each in fitting), f"no {expected} in\n{shown}"
    beside = [_told(each) for each in found if each.status in (Status.FAIL, Status.WARN) and not _is_named(each, dialogue)]
    assert not beside, f"{beside} beside what the file names in\n{shown}"
    if conversation.halt is not None:
        assert {finding.status for finding in found} & {Status.FAIL, Status.UNKNOWN}, shown
    assert PASSWORD.reveal() not in repr(conversation) + repr(found)
    assert all(finding.title.isprintable() and finding.seen.isprintable() for finding in found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_expects_what_exists(file: Path) -> None:
    dialogue = Dialogue.load(file)
    assert dialogue.expected
    assert dialogue.settings["title"]
    for expected in dialogue.expected:
        assert expected.check in CHECKS
        assert expected.cause is None or expected.cause in load_all()


BEYOND_WORDS = frozenset(
    {
        "accepted-but-not-delivered",
        "app-cannot-express",
        "app-requires-credentials",
        "dns-in-container",
        "ipv4-unreachable",
        "ipv6-unreachable",
        "localhost-in-container",
        "name-not-answered",
        "network-unreachable",
        "password-in-clear-text",
        "port-blocked-by-host",
        "secret-unavailable",
        "special-chars-in-password",
        "wrong-host",
    }
)
"""Live causes that no server's words produce: the network, the app or this machine does. Shown in `diagnosis/table/`."""


def test_every_live_cause_that_a_servers_words_can_produce_has_a_dialogue() -> None:
    played = {expected.cause for file in FILES for expected in Dialogue.load(file).expected}
    live = {id for id, cause in load_all().items() if "live" in cause.detectable and "dns" not in cause.detectable}
    assert live - played - BEYOND_WORDS == set()
