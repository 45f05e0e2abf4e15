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
from wizard.evidence import Evidence
from wizard.finding import Ask, Case, Finding, Status
from wizard.probe.net import Resolution
from wizard.probe.ports import survey
from wizard.probe.request import Limits, Request
from wizard.probe.session import converse
from wizard.probe.system import SystemNet
from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.sandbox.smtp import Script, ScriptedServer

V4, V6 = Address("192.0.2.10", 4), Address("2001:db8::10", 6)
LIMITS = Limits(connect=0.4, reply=5, auth=5, total=10)
SILENCE = 0
"""In place of an errno: the packets vanish."""


class Broken:
    """A `Net` that fails as told: an errno (or SILENCE) by address family, port or both; what is not told leads to the server."""

    def __init__(
        self,
        server: ScriptedServer | None = None,
        fails: Mapping[int | tuple[int, int], int] | None = None,
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
        kinds = ((address.family, port), address.family, port)
        failure = next((self._fails[kind] for kind in kinds if kind in self._fails), None)
        if failure == SILENCE:
            await asyncio.Event().wait()
        if failure is not None:
            raise OSError(failure, "as told")
        assert self._server is not None
        return await self._system.connect(Address("127.0.0.1", 4), self._server.port)

    async def query(self, name: str, type: str) -> RecordSet:
        return RecordSet(name, type, Answer.UNCLEAR)


async def _judge(net: Broken, *, ports: bool | Iterable[int] = False) -> tuple[tuple[Finding, ...], frozenset[Ask]]:
    conversation = await converse(Request(PROFILE.server, "chat.example.com", limits=LIMITS), net)
    numbers = (587, 2525) if isinstance(ports, bool) else ports
    looked = await survey(PROFILE.server.host, dict.fromkeys(numbers), net) if ports else ()
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


USUAL = (25, 465, 587, 2525)


async def _told_by_its_ports(fails: Mapping[int | tuple[int, int], int]) -> dict[str, Finding]:
    """The findings about connecting that are no pass, for a server with both families."""
    async with ScriptedServer(Script()) as server:
        found, _ = await _judge(Broken(server, fails, (V6, V4)), ports=USUAL)
    return {finding.id: finding for finding in found if finding.id.startswith("connect.") and finding.status is not Status.PASS}


async def test_ports_silent_over_ipv6_alone_are_a_broken_ipv6_and_no_blocked_port() -> None:
    found = await _told_by_its_ports({(6, port): SILENCE for port in USUAL} | {25: SILENCE})
    assert found.keys() == {"connect.family"}
    family = found["connect.family"]
    assert (family.status, family.cause) == (Status.WARN, "ipv6-unreachable")
    assert family.title == "IPv6 does not work from here, IPv4 does"
    assert "IPv6: 25, 465, 587 and 2525 silent; IPv4: 465, 587 and 2525 answer, 25 silent." in family.why


async def test_one_port_silent_over_ipv6_while_another_answers_is_blocked_there() -> None:
    found = await _told_by_its_ports({(6, 587): SILENCE, (6, 25): SILENCE})
    assert found.keys() == {"connect.family"}
    family = found["connect.family"]
    assert (family.status, family.cause) == (Status.WARN, "port-blocked-by-host")
    assert family.title == "port 587 is blocked over IPv6 alone: IPv6 itself works"
    assert "IPv6: 465 and 2525 answer, 25 and 587 silent; IPv4: 25, 465, 587 and 2525 answer." in family.why
    assert "open port 587 over IPv6, or let the app use IPv4 only" in family.fix.text


async def test_one_port_silent_over_ipv4_while_another_answers_is_blocked_there() -> None:
    found = await _told_by_its_ports({(4, 587): SILENCE})
    assert {name: one.cause for name, one in found.items()} == {"connect.family": "port-blocked-by-host"}
    assert "over IPv4 alone" in found["connect.family"].title


async def test_a_port_silent_over_both_families_is_blocked_where_another_answers_over_both() -> None:
    found = await _told_by_its_ports({25: SILENCE, 465: SILENCE, 587: SILENCE})
    assert found.keys() == {"connect.reach"}
    reach = found["connect.reach"]
    assert (reach.status, reach.cause) == (Status.FAIL, "port-blocked-by-host")
    assert "IPv6 and IPv4 alike: 2525 answers, 25, 465 and 587 silent." in reach.why
    assert "port 2525 with STARTTLS" in reach.fix.text


async def test_a_blocked_port_and_a_broken_family_are_two_findings() -> None:
    found = await _told_by_its_ports({6: SILENCE, (4, 587): SILENCE, (4, 25): SILENCE})
    assert {name: (one.status, one.cause) for name, one in found.items()} == {
        "connect.reach": (Status.FAIL, "port-blocked-by-host"),
        "connect.family": (Status.WARN, "ipv6-unreachable"),
    }
    assert "IPv6: 25, 465, 587 and 2525 silent; IPv4: 465 and 2525 answer, 25 and 587 silent." in found["connect.reach"].why


async def test_the_family_that_works_decides_about_the_port_where_the_other_is_broken() -> None:
    found = await _told_by_its_ports({4: SILENCE, (6, 587): errno.ECONNREFUSED})
    assert {name: (one.status, one.cause) for name, one in found.items()} == {
        "connect.reach": (Status.FAIL, "wrong-port"),
        "connect.family": (Status.WARN, "ipv4-unreachable"),
    }


async def test_a_server_silent_over_both_families_is_down() -> None:
    found = await _told_by_its_ports({6: SILENCE, 4: SILENCE})
    assert {name: one.cause for name, one in found.items()} == {"connect.reach": "server-down"}
    assert "No port of it answers from here. IPv6 and IPv4 alike: 25, 465, 587 and 2525 silent." in found["connect.reach"].why


async def test_a_silent_family_asks_for_the_other_ports_and_one_without_a_way_does_not() -> None:
    async with ScriptedServer(Script()) as server:
        _, silent = await _judge(Broken(server, {6: SILENCE}, (V6, V4)))
        _, routeless = await _judge(Broken(server, {6: errno.ENETUNREACH}, (V6, V4)))
        found, answered = await _judge(Broken(server, {6: SILENCE}, (V6, V4)), ports=True)
    assert (silent, routeless, answered) == ({Ask.SURVEY}, frozenset(), frozenset())
    assert _told(found, "connect.family") == "warn ipv6-unreachable"


@pytest.mark.parametrize(("answer", "told"), [(Answer.ABSENT, "fail wrong-host"), (Answer.UNCLEAR, "unknown dns-in-container")])
async def test_a_name_without_an_address_is_told_from_a_resolver_without_an_answer(answer: Answer, told: str) -> None:
    found, _ = await _judge(Broken(answer=answer))
    assert _told(found, "dns.host") == told
    assert not [finding for finding in found if finding.id.startswith("connect.")]
