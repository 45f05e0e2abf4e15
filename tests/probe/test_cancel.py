"""Cancelling at any point leaves no socket and no task; a flood costs no memory."""

from __future__ import annotations

import asyncio
import contextlib
import tracemalloc
from collections.abc import Coroutine
from typing import Any

import pytest

from tests.probe.loopback import BASE, V4, V6, Loopback, ask, request
from wizard.evidence import Halt
from wizard.model import Encryption
from wizard.probe.message import send
from wizard.probe.ports import survey
from wizard.probe.request import Limits
from wizard.probe.session import converse
from wizard.sandbox.smtp import Fault, Script, ScriptedServer
from wizard.step import Step, StepState

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
LONG = Limits(connect=60, reply=60, auth=60, total=600)
STAGES = ["greeting", "ehlo", "starttls", "handshake", "auth", "mail", "rcpt"]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("job", ["converse", "send"])
async def test_cancelling_closes_the_connection_at_once(stage: str, job: str) -> None:
    async with ScriptedServer(Script(faults={stage: Fault.SILENT})) as server:
        net, asked = Loopback(server.ca_file), request(server.port, limits=LONG)
        work = converse(asked, net) if job == "converse" else send(asked, BASE, "me@example.net", net, subject="s", text="t")
        task = asyncio.ensure_future(work)
        async with asyncio.timeout(5):
            await server.reached(stage).wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.empty.wait()
        assert server.open == 0


async def test_cancelling_while_a_second_look_is_taken_closes_both() -> None:
    async with ScriptedServer(Script(faults={"greeting": Fault.SILENT})) as server:
        net = Loopback()
        task = asyncio.create_task(converse(request(server.port, limits=LONG), net))
        async with asyncio.timeout(5):
            await net.twice.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.empty.wait()


async def test_cancelling_while_connecting_ends_every_attempt() -> None:
    net = Loopback(addresses=(V6,))
    task = asyncio.create_task(converse(request(25, limits=LONG), net))
    await net.hanging.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_cancelling_from_a_step_is_heeded() -> None:
    async with ScriptedServer(Script()) as server:
        work: asyncio.Task[object]

        def stop(step: Step) -> None:
            if step.name == "auth" and step.state is StepState.RUNNING:
                work.cancel()

        work = asyncio.create_task(converse(request(server.port), Loopback(server.ca_file), stop))
        with pytest.raises(asyncio.CancelledError):
            await work
        assert not server.logins


async def test_cancelling_a_survey_closes_every_port() -> None:
    async with (
        ScriptedServer(Script(faults={"greeting": Fault.SILENT})) as one,
        ScriptedServer(Script(faults={"ehlo": Fault.SILENT})) as two,
    ):
        net = Loopback(addresses=(V4,))
        task = asyncio.create_task(survey("mail.example.com", {one.port: None, two.port: Encryption.STARTTLS}, net))
        async with asyncio.timeout(5):
            await one.reached("greeting").wait()
            await two.reached("ehlo").wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await one.empty.wait()
            await two.empty.wait()


@pytest.mark.parametrize("job", ["converse", "send", "survey"])
@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
async def test_cancelling_at_any_turn_of_the_loop_leaves_nothing(job: str, encryption: Encryption) -> None:
    async with ScriptedServer(Script(implicit_tls=encryption is Encryption.IMPLICIT_TLS)) as server:
        net, asked = Loopback(server.ca_file), request(server.port, encryption)
        for turns in range(60):
            if job == "converse":
                work: Coroutine[Any, Any, object] = converse(asked, net)
            elif job == "send":
                work = send(asked, BASE, "me@example.net", net, subject="s", text="t")
            else:
                work = survey("mail.example.com", {server.port: encryption}, net)
            task = asyncio.create_task(work)
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        async with asyncio.timeout(5):
            await server.empty.wait()


@pytest.mark.parametrize("fault", [Fault.FLOOD, Fault.ENDLESS_LINE])
@pytest.mark.parametrize("stage", ["greeting", "ehlo", "handshake", "mail"])
async def test_a_flood_costs_next_to_no_memory(stage: str, fault: Fault) -> None:
    await ask(Script())  # what is kept for good: contexts, imports
    tracemalloc.start()
    try:
        conversation, _ = await ask(Script(faults={stage: fault}))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert conversation.halt in (Halt.FLOOD, Halt.TLS, Halt.TIMEOUT)
    assert peak < 8 << 20
    assert sum(len(line.text.raw) for line in conversation.transcript) < 1 << 17
