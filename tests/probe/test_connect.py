"""Happy Eyeballs: a broken address family costs a moment, and is told."""

from __future__ import annotations

import asyncio
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.probe.loopback import V4, V6, Loopback, request
from wizard.evidence import Halt
from wizard.probe.connect import MAX_ADDRESSES, Reaching, interleave
from wizard.probe.session import converse
from wizard.reach import Address, Reach
from wizard.sandbox.smtp import Script, ScriptedServer
from wizard.step import Stage, StepState

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
HUNG = 30.0
"""Seconds after which something certainly hangs; how fast it is, tests/benchmarks tells."""
ADDRESSES = st.lists(st.builds(Address, st.sampled_from([f"192.0.2.{number}" for number in range(20)]), st.sampled_from([4, 6])))


async def test_an_ipv6_that_never_answers_does_not_keep_ipv4_waiting() -> None:
    async with ScriptedServer(Script()) as server:
        net = Loopback(server.ca_file, addresses=(V6, V4))
        async with asyncio.timeout(HUNG):
            conversation = await converse(request(server.port), net)
    assert conversation.halt is None
    assert conversation.peer == V4
    assert {attempt.address: attempt.reach for attempt in conversation.attempts} == {V6: Reach.TIMEOUT, V4: Reach.CONNECTED}
    told = [step for step in conversation.steps if step.subject == "IPv6"]
    assert [(step.name, step.state) for step in told] == [("connect", StepState.UNKNOWN)]


async def test_an_ipv6_without_a_route_is_told_though_ipv4_won() -> None:
    async with ScriptedServer(Script()) as server:
        for addresses in ((V6, V4), (V4, V6)):
            net = Loopback(server.ca_file, addresses=addresses, hang=False)
            async with asyncio.timeout(HUNG):
                conversation = await converse(request(server.port), net)
            reaches = {attempt.address: attempt.reach for attempt in conversation.attempts}
            assert reaches == {V6: Reach.UNREACHABLE, V4: Reach.CONNECTED}


async def test_only_the_asked_family_is_used() -> None:
    async with ScriptedServer(Script()) as server:
        net = Loopback(server.ca_file, addresses=(V6, V4), hang=False)
        four = await converse(request(server.port, family=4), net)
        six = await converse(request(server.port, family=6), net)
    assert (four.halt, [attempt.address for attempt in four.attempts]) == (None, [V4])
    assert (six.halt, six.stage) == (Halt.UNREACHED, Stage.CONNECT)
    assert [attempt.reach for attempt in six.attempts] == [Reach.UNREACHABLE]
    none = await converse(request(server.port, family=6), Loopback(addresses=(V4,)))
    assert none.halt is Halt.UNREACHED
    assert "no IPv6 address" in str(none.detail)


async def test_the_socket_of_a_late_winner_is_closed() -> None:
    """Both families connect in the same moment: one is used, the other closed."""
    gate = asyncio.Event()

    class Slow(Loopback):
        async def connect(self, address: Address, port: int) -> socket.socket:
            if address == V6:
                await gate.wait()
            sock = await self._system.connect(V4, port)
            gate.set()
            return sock

    async with ScriptedServer(Script()) as server:
        net = Slow(server.ca_file, addresses=(V6, V4))
        conversation = await converse(request(server.port), net)
        assert {attempt.reach for attempt in conversation.attempts} == {Reach.CONNECTED}
        await asyncio.wait_for(server.empty.wait(), 5)


async def test_nothing_answers_within_the_limit() -> None:
    reaching = Reaching(Loopback(), (V6,), 25, 0.05)
    assert await reaching.first() is None
    assert [attempt.reach for attempt in reaching.attempts] == [Reach.TIMEOUT]
    await reaching.close()


@given(ADDRESSES)
def test_interleaving_keeps_the_first_and_loses_nobody(addresses: list[Address]) -> None:
    order = interleave(addresses)
    assert list(order[:1]) == addresses[:1]
    assert len(order) == min(len(set(addresses)), MAX_ADDRESSES) == len(set(order))
    families = {address.family for address in addresses}
    if len(families) == 2 and len(order) > 1:
        assert order[0].family != order[1].family
