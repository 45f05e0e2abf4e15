"""A server that may make others wait for its greeting gets no TLS handshake before it."""

from __future__ import annotations

import socket

import pytest

from tests.probe.loopback import HOST, Loopback, request
from wizard.evidence import Halt, Speaks
from wizard.model import Encryption, Endpoint
from wizard.probe import look, ports
from wizard.probe.ports import survey
from wizard.probe.request import Limits
from wizard.probe.second_look import patience
from wizard.probe.session import converse
from wizard.reach import Address
from wizard.sandbox.smtp import Dialogue, Fault, Script, ScriptedServer

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
STARTTLS, IMPLICIT, NONE = Encryption.STARTTLS, Encryption.IMPLICIT_TLS, Encryption.NONE
SILENT = Script(faults={"greeting": Fault.SILENT})
POSTSCREEN = 6.0
"""Seconds: the default of postscreen_greet_wait."""


class Behind(Loopback):
    """Whatever port is asked for, the server answers."""

    def __init__(self, server: ScriptedServer) -> None:
        super().__init__(server.ca_file)
        self._server = server

    async def connect(self, address: Address, port: int) -> socket.socket:
        return await super().connect(address, self._server.port)


@pytest.mark.parametrize(
    ("port", "encryption", "seconds"),
    [
        (25, STARTTLS, None),
        (25, NONE, None),
        (587, NONE, None),
        (1025, NONE, None),
        (4650, NONE, None),
        (587, STARTTLS, look.PATIENCE),
        (2525, STARTTLS, look.PATIENCE),
        (465, STARTTLS, look.PATIENCE),
        (465, NONE, look.PATIENCE),
        (4650, STARTTLS, look.PATIENCE),
        (465, IMPLICIT, None),
    ],
)
def test_the_second_look_waits_as_long_as_the_port_deserves(port: int, encryption: Encryption, seconds: float | None) -> None:
    assert patience(Endpoint(HOST, port, encryption), 0.01) == seconds


def test_a_greet_pause_is_sat_out_within_the_limit_of_a_reply() -> None:
    assert Limits().reply > POSTSCREEN


def test_a_slow_line_is_given_two_round_trips() -> None:
    assert patience(Endpoint(HOST, 465, STARTTLS), 2.0) == 4.0


@pytest.mark.parametrize(
    ("port", "encryption", "connections"),
    [(25, STARTTLS, 1), (25, NONE, 1), (587, NONE, 1), (587, STARTTLS, 2), (465, STARTTLS, 2), (465, NONE, 2)],
)
async def test_a_silent_server_is_connected_to_so_often(port: int, encryption: Encryption, connections: int) -> None:
    limits = Limits(connect=2, reply=1, auth=1, total=5)
    async with ScriptedServer(SILENT) as server:
        endpoint = Endpoint(HOST, port, encryption)
        conversation = await converse(request(port, endpoint=endpoint, limits=limits), Behind(server))
        assert conversation.halt is Halt.SILENT
        assert server.connections == connections


async def test_who_has_begun_to_greet_is_not_taken_for_a_port_that_waits_for_tls() -> None:
    slow = Dialogue.parse("DRIP: 220 mail.example.com ESMTP, one byte after another\nC: *\nS: 250 mail.example.com")
    async with ScriptedServer(slow) as server:
        conversation = await converse(request(4650, STARTTLS, credentials=None), Behind(server))
        assert conversation.halt is Halt.STARTTLS_MISSING
        assert server.connections == 1


async def test_no_survey_speaks_tls_on_the_port_between_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (look, ports):
        monkeypatch.setattr(module, "LIMIT", 0.6)
        monkeypatch.setattr(module, "PATIENCE", 0.1)
    async with ScriptedServer(SILENT) as server:
        (facts,) = await survey(HOST, {25: None}, Behind(server))
        assert facts.speaks is Speaks.SILENT
        assert server.connections == 1
