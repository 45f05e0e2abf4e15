"""What no server's words tell: the network itself fails, through the seam that every probe goes through."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pytest

from tests.diagnosis.evidence import PROFILE
from wizard.diagnosis import diagnose, follow_ups
from wizard.evidence import Address, Evidence
from wizard.finding import Ask, Case, Finding
from wizard.probe.net import Resolution
from wizard.probe.ports import survey
from wizard.probe.request import Limits, Request
from wizard.probe.session import converse
from wizard.probe.system import SystemNet
from wizard.records import Answer, RecordSet
from wizard.sandbox.smtp import Script, ScriptedServer

V4, V6 = Address("192.0.2.10", 4), Address("2001:db8::10", 6)
LIMITS = Limits(connect=0.4, reply=5, auth=5, total=10)
SILENCE = 0
"""In place of an errno: the packets vanish."""


class Broken:
    """A `Net` that fails as told: an errno (or SILENCE) by address family or port; what is not told leads to the server."""

    def __init__(
        self,
        server: ScriptedServer | None = None,
        fails: Mapping[int, int] | None = None,
        addresses: Iterable[Address] = (V4,),
        answer: Answer = Answer.FOUND,
    ) -> None:
        self.ca_files = (server.ca_file,) if server else ()
        self._server = server
        self._fails = fails or {}
        self._resolution = Resolution(answer, tuple(addresses) if answer is Answer.FOUND else ())
        self._system = SystemNet()

    async def resolve(self, host: str) -> Resolution:
        return self._resolution

    async def connect(self, address: Address, port: int) -> socket.socket:
        failure = self._fails.get(address.family, self._fails.get(port))
        if failure == SILENCE:
            await asyncio.Event().wait()
        if failure is not None:
            raise OSError(failure, "as told")
        assert self._server is not None
        return await self._system.connect(Address("127.0.0.1", 4), self._server.port)

    async def query(self, name: str, type: str) -> RecordSet:
        return RecordSet(name, type, Answer.UNCLEAR)


async def _judge(net: Broken, *, ports: bool = False) -> tuple[tuple[Finding, ...], frozenset[Ask]]:
    conversation = await converse(Request(PROFILE.server, "chat.example.com", limits=LIMITS), net)
    looked = await survey(PROFILE.server.host, {587: None, 2525: None}, net) if ports else ()
    now = datetime.now(UTC)
    case = Case(PROFILE, Evidence(now, (conversation,), looked), now)
    return diagnose(case), frozenset(question.ask for question in follow_ups(case))


def _told(findings: Iterable[Finding], check: str) -> str:
    return next(f"{finding.status.value} {finding.cause or '-'}" for finding in findings if finding.id == check)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (errno.ECONNREFUSED, "fail wrong-port"),
        (errno.ENETUNREACH, "fail network-unreachable"),
        (errno.EPERM, "fail port-blocked-by-host"),
        (SILENCE, "fail port-blocked-by-host"),
    ],
)
async def test_a_port_that_cannot_be_reached_is_named(failure: int, told: str) -> None:
    found, asked = await _judge(Broken(fails={587: failure}))
    assert _told(found, "connect.reach") == told
    assert Ask.SURVEY in asked


async def test_a_blocked_port_is_told_from_a_server_that_is_down_by_its_other_ports() -> None:
    async with ScriptedServer(Script()) as server:
        found, _ = await _judge(Broken(server, {587: SILENCE}), ports=True)
    reach = next(finding for finding in found if finding.id == "connect.reach")
    assert "other ports of mail.example.com answer" in reach.title
    assert "port 2525 with STARTTLS" in reach.fix.text
    found, _ = await _judge(Broken(fails={587: SILENCE, 2525: SILENCE}), ports=True)
    assert _told(found, "connect.reach") == "fail server-down"


@pytest.mark.parametrize("failure", [SILENCE, errno.ENETUNREACH])
async def test_broken_ipv6_is_a_warning_while_ipv4_works(failure: int) -> None:
    async with ScriptedServer(Script()) as server:
        found, _ = await _judge(Broken(server, {6: failure}, (V6, V4)))
    assert _told(found, "connect.family") == "warn ipv6-unreachable"
    assert _told(found, "connect.reach") == "pass -"


@pytest.mark.parametrize("failure", [SILENCE, errno.ENETUNREACH])
async def test_broken_ipv4_is_a_warning_while_ipv6_works(failure: int) -> None:
    async with ScriptedServer(Script()) as server:
        found, _ = await _judge(Broken(server, {4: failure}, (V4, V6)))
    assert _told(found, "connect.family") == "warn ipv4-unreachable"
    assert _told(found, "connect.reach") == "pass -"


@pytest.mark.parametrize(("answer", "told"), [(Answer.ABSENT, "fail wrong-host"), (Answer.UNCLEAR, "unknown dns-in-container")])
async def test_a_name_without_an_address_is_told_from_a_resolver_without_an_answer(answer: Answer, told: str) -> None:
    found, _ = await _judge(Broken(answer=answer))
    assert _told(found, "dns.host") == told
    assert not [finding for finding in found if finding.id.startswith("connect.")]
