"""What ports speak: each is named, all at once, politely."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from tests.probe.loopback import HOST, V4, V6, Loopback
from wizard.evidence import PortFacts, Speaks
from wizard.model import Encryption
from wizard.probe import look, ports
from wizard.probe.ports import survey
from wizard.sandbox.certificate import Kind
from wizard.sandbox.smtp import Dialogue, Fault, Script, ScriptedServer

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
MODES = [None, Encryption.STARTTLS, Encryption.IMPLICIT_TLS, Encryption.NONE]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is called silence sooner."""
    for module in (look, ports):
        monkeypatch.setattr(module, "LIMIT", 0.6)
        monkeypatch.setattr(module, "PATIENCE", 0.1)


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
    unnamed = await survey(HOST, {port: None, 25: None}, Loopback(addresses=()))
    assert [facts[0].speaks for facts in (refused, filtered, routeless, unnamed)] == [
        Speaks.REFUSED,
        Speaks.FILTERED,
        Speaks.UNREACHABLE,
        Speaks.UNREACHABLE,
    ]


@pytest.mark.usefixtures("quick")
async def test_a_broken_family_does_not_hide_a_port() -> None:
    async with ScriptedServer(Script()) as server:
        facts = await survey(HOST, {server.port: None}, Loopback(addresses=(V6, V4)))
    assert facts[0].speaks is Speaks.STARTTLS
