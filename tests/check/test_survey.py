"""The other ports are looked at while a silent server may still answer, and only then; and never twice."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from tests.check.stage import GOOD, SECRET, Stage, stage
from wizard.check import examine, survey
from wizard.finding import Status
from wizard.probe.request import Limits
from wizard.probe.system import SystemNet
from wizard.reach import Address

QUICK = Limits(connect=1, reply=2, auth=2, total=5)


class SlowNet(SystemNet):
    """Connects to the profile's own port only once another port was tried; or never."""

    def __init__(self, scene: Stage, *, ever: bool) -> None:
        super().__init__(scene.resolver)
        self.own = scene.profile.server.port
        self.ever = ever
        self.others: list[int] = []
        self.tried = asyncio.Event()

    async def connect(self, address: Address, port: int) -> socket.socket:
        if port != self.own:
            self.others.append(port)
            self.tried.set()
            raise ConnectionRefusedError(111, "Connection refused")
        await self.tried.wait()
        if not self.ever:
            await asyncio.Event().wait()
        return await super().connect(address, port)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "SILENCE", 0.01)


async def test_the_other_ports_are_tried_before_the_wait_is_over() -> None:
    async with stage() as scene:
        net = SlowNet(scene, ever=True)
        found = await examine(scene.profile, net=net, secret=SECRET, parts={"connect", "login"})
    assert net.tried.is_set()
    assert {finding.status for finding in found.findings if finding.id.startswith("connect.")} <= {Status.PASS, Status.SKIPPED}
    assert found.evidence.ports == (), "a server that answers in the end needs no other port"


async def test_what_was_seen_meanwhile_is_not_asked_again() -> None:
    async with stage() as scene:
        net = SlowNet(scene, ever=False)
        found = await examine(scene.profile, net=net, secret=SECRET, parts={"connect"}, limits=QUICK)
    assert {facts.port for facts in found.evidence.ports} >= {25, 465, 587, 2525}
    assert len(net.others) == len(set(net.others)) > 0


async def test_a_server_that_answers_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "SILENCE", 60)
    async with stage(replace(GOOD, on_login=lambda name, word: "535 5.7.8 Error: authentication failed")) as scene:
        net = SlowNet(scene, ever=True)
        net.tried.set()
        found = await examine(scene.profile, net=net, secret=SECRET, parts={"connect", "login"})
    assert net.others == []
    assert any(finding.cause == "wrong-credentials" for finding in found.findings)
