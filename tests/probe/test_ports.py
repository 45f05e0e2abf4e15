"""What ports speak: each is named, all at once, politely."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket

import pytest

from tests.probe.loopback import HOST, V4, V6, Loopback
from wizard.evidence import PortFacts, Speaks
from wizard.model import Encryption
from wizard.probe import look, ports
from wizard.probe.ports import survey
from wizard.reach import Address, Reach
from wizard.sandbox.certificate import Kind
from wizard.sandbox.smtp import Dialogue, Fault, Script, ScriptedServer

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
HUNG = 30.0
"""Seconds after which something certainly hangs."""
MODES = [None, Encryption.STARTTLS, Encryption.IMPLICIT_TLS, Encryption.NONE]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is called silence sooner."""
    for module in (look, ports):
        monkeypatch.setattr(module, "LIMIT", 0.6)
        monkeypatch.setattr(module, "PATIENCE", 0.1)


class NoIPv6(Loopback):
    """No way over IPv6, and nothing comes back over IPv4."""

    async def connect(self, address: Address, port: int) -> socket.socket:
        if address.family == 6:
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        await asyncio.Event().wait()
        raise AssertionError


class OneServer(Loopback):
    """Both families lead to this machine; a port of `lost` keeps silent over the family of the pair."""

    def __init__(self, *lost: tuple[int, int]) -> None:
        super().__init__(addresses=(V6, V4))
        self._lost = lost

    async def connect(self, address: Address, port: int) -> socket.socket:
        if (address.family, port) in self._lost:
            self.asked.append((address, port))
            await asyncio.Event().wait()
        sock = await super().connect(V4, port)
        self.asked[-1] = (address, port)
        return sock


def reaches(facts: PortFacts) -> dict[int, Reach]:
    return {attempt.address.family: attempt.reach for attempt in facts.attempts}


@pytest.mark.parametrize("expected", MODES)
@pytest.mark.usefixtures("quick")
async def test_every_port_is_named_whatever_was_expected(expected: Encryption | None) -> None:
    cases: list[tuple[Script | Dialogue, Speaks, str]] = [
        (Script(), Speaks.STARTTLS, ""),
        (Script(implicit_tls=True), Speaks.IMPLICIT_TLS, ""),
        (Script(implicit_tls=True, certificate=Kind.SELF_SIGNED), Speaks.IMPLICIT_TLS, ""),
        (Script(implicit_tls=True, old_tls=True), Speaks.IMPLICIT_TLS, ""),
        (Script(starttls=False), Speaks.PLAIN, ""),
        (Script(faults={"greeting": Fault.SILENT}), Speaks.SILENT, ""),
        (Script(says={"greeting": "554 go away"}), Speaks.OTHER, "SMTP that turns us away"),
        (Dialogue.parse("S: SSH-2.0-OpenSSH_9.2\nWAIT"), Speaks.OTHER, "SSH"),
        (Dialogue.parse("S: * OK IMAP4rev1 ready\nWAIT"), Speaks.OTHER, "IMAP"),
        (Dialogue.parse("S: +OK ready\nWAIT"), Speaks.OTHER, "POP3"),
        (Dialogue.parse("TLS\nS: * OK IMAP4rev1 ready\nWAIT"), Speaks.OTHER, "IMAP"),
        (Dialogue.parse("C: *\nS: HTTP/1.1 400 Bad Request\nCLOSE"), Speaks.OTHER, "HTTP"),
        (Dialogue.parse("CLOSE"), Speaks.SILENT, "hangs up without a word"),
    ]
    told: list[PortFacts] = []
    async with contextlib.AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(ScriptedServer(script)) for script, _, _ in cases]
        facts = await survey(HOST, {server.port: expected for server in servers}, Loopback(), told.append)
    found = [(item.speaks, item.what) for item in facts]
    assert [item for index, item in enumerate(found) if index != 11] == [
        case[1:] for index, case in enumerate(cases) if index != 11
    ]
    # A ClientHello holds no line end for certain, so this plain HTTP server may wait for more of it.
    assert found[11] in ((Speaks.OTHER, "HTTP"), (Speaks.SILENT, ""))
    assert sorted(told, key=lambda item: item.port) == sorted(facts, key=lambda item: item.port)
    assert not any(server.strays for server in servers[7:10])


@pytest.mark.parametrize(
    ("said", "speaks", "what"),
    [
        ("S: 220 (vsFTPd 3.0.3)\nC: *\nS: 530 Please login with USER and PASS.", Speaks.OTHER, "FTP"),
        ("S: 220 FTP server ready\nC: *\nS: 500 EHLO not understood", Speaks.OTHER, "FTP"),
        ("S: 220 ftp.example.com ready\nC: EHLO *\nS: 250 ftp.example.com", Speaks.PLAIN, ""),
        ("S: 220 ftp.example.com ESMTP\nC: EHLO *\nS: 250-ftp.example.com\nS: 250 STARTTLS", Speaks.STARTTLS, ""),
        ("S: 220 mail.softpalast.de ready\nC: EHLO *\nS: 250-mail.softpalast.de\nS: 250 STARTTLS", Speaks.STARTTLS, ""),
    ],
)
async def test_ftp_is_told_from_a_mail_server_by_its_answer_not_by_a_name(said: str, speaks: Speaks, what: str) -> None:
    async with ScriptedServer(Dialogue.parse(said)) as server:
        (facts,) = await survey(HOST, {server.port: Encryption.STARTTLS}, Loopback())
    assert (facts.speaks, facts.what) == (speaks, what)


async def test_the_expected_mode_is_the_only_connection_when_it_is_right() -> None:
    async with ScriptedServer(Script()) as plain, ScriptedServer(Script(implicit_tls=True)) as tls:
        await survey(HOST, {plain.port: Encryption.STARTTLS, tls.port: Encryption.IMPLICIT_TLS}, Loopback())
        assert (plain.connections, tls.connections) == (1, 1)
        assert plain.commands == tls.commands == ["EHLO localhost", "QUIT"]


async def test_silence_on_one_port_keeps_no_other_port_waiting() -> None:
    silence = Script(faults={"greeting": Fault.SILENT})
    async with ScriptedServer(silence) as silent, ScriptedServer(Script()) as good, asyncio.timeout(30):
        facts = await survey(HOST, {silent.port: None, good.port: None}, Loopback())
    assert [item.speaks for item in facts] == [Speaks.SILENT, Speaks.STARTTLS]
    assert facts[1].ms < facts[0].ms


@pytest.mark.usefixtures("quick")
async def test_a_port_that_can_not_be_reached_says_how() -> None:
    async with ScriptedServer(Script()) as server:
        port = server.port
    refused = await survey(HOST, {port: None}, Loopback())
    filtered = await survey(HOST, {port: None}, Loopback(addresses=(V6,)))
    routeless = await survey(HOST, {port: None}, Loopback(addresses=(V6,), hang=False))
    half_filtered = await survey(HOST, {port: None}, NoIPv6(addresses=(V6, V4)))
    unnamed = await survey(HOST, {port: None, 25: None}, Loopback(addresses=()))
    assert [facts[0].speaks for facts in (refused, filtered, routeless, unnamed, half_filtered)] == [
        Speaks.REFUSED,
        Speaks.FILTERED,
        Speaks.UNREACHABLE,
        Speaks.UNREACHABLE,
        Speaks.FILTERED,
    ]
    assert reaches(half_filtered[0]) == {6: Reach.UNREACHABLE, 4: Reach.TIMEOUT}


@pytest.mark.usefixtures("quick")
async def test_a_broken_family_does_not_hide_a_port() -> None:
    async with ScriptedServer(Script()) as server:
        facts = await survey(HOST, {server.port: None}, Loopback(addresses=(V6, V4)))
    assert facts[0].speaks is Speaks.STARTTLS


async def test_each_family_of_a_port_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "PATIENCE", HUNG)
    async with ScriptedServer(Script()) as one, ScriptedServer(Script()) as two:
        net = OneServer((6, one.port))
        told: list[PortFacts] = []
        facts = await survey(HOST, {one.port: None, two.port: None}, net, told.append)
        assert [item.speaks for item in facts] == [Speaks.STARTTLS, Speaks.STARTTLS]
        assert [reaches(item) for item in facts] == [
            {6: Reach.TIMEOUT, 4: Reach.CONNECTED},
            {6: Reach.CONNECTED, 4: Reach.CONNECTED},
        ]
        assert sorted(net.asked, key=str) == sorted(
            ((address, port) for address in (V6, V4) for port in (one.port, two.port)), key=str
        )
        assert one.commands == two.commands == ["EHLO localhost", "QUIT"], "what it speaks is looked at over one family"
    first = next(item for item in told if item.port == one.port)
    assert first.speaks is Speaks.STARTTLS
    assert 6 not in reaches(first), "the other family keeps nobody waiting for what the port speaks"
    assert told[-1] in facts


async def test_the_other_family_is_waited_for_no_longer_than_the_look_may_take() -> None:
    async with ScriptedServer(Script()) as server, asyncio.timeout(HUNG):
        facts = await survey(HOST, {server.port: None}, OneServer((6, server.port)), limit=0.5)
    assert reaches(facts[0]) == {6: Reach.TIMEOUT, 4: Reach.CONNECTED}


async def test_a_survey_cancelled_while_it_waits_for_the_other_family_leaves_nothing_open() -> None:
    async with ScriptedServer(Script()) as server:
        told = asyncio.Event()
        task = asyncio.create_task(
            survey(HOST, {server.port: None}, OneServer((6, server.port)), lambda facts: told.set(), limit=10 * HUNG)
        )
        await asyncio.wait_for(told.wait(), HUNG)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
