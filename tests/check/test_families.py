"""Where neither address family gets through, both are named with what became of them, and the one that has a way out decides."""

from __future__ import annotations

import errno
import os
import socket

import pytest

from tests.check.stage import LostNet, stage
from tests.probe.loopback import V4, V6, Loopback
from wizard import check
from wizard.check import Part
from wizard.finding import Status
from wizard.model import Encryption, Endpoint, Profile
from wizard.reach import Address


class Closed(Loopback):
    """A network in which each family has an error of its own, at once."""

    def __init__(self, six: int, four: int) -> None:
        super().__init__(addresses=(V6, V4))
        self._errors = {6: six, 4: four}

    async def connect(self, address: Address, port: int) -> socket.socket:
        number = self._errors[address.family]
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("six", "four", "cause", "seen"),
    [
        (errno.ENETUNREACH, errno.ETIMEDOUT, "server-down", "IPv6 2001:db8::1: unreachable; IPv4 127.0.0.1: timed out"),
        (errno.ETIMEDOUT, errno.ENETUNREACH, "server-down", "IPv6 2001:db8::1: timed out; IPv4 127.0.0.1: unreachable"),
        (errno.ECONNREFUSED, errno.ENETUNREACH, "server-down", "IPv6 2001:db8::1: refused; IPv4 127.0.0.1: unreachable"),
        (errno.ENETUNREACH, errno.EPERM, "port-blocked-by-host", "IPv6 2001:db8::1: unreachable; IPv4 127.0.0.1: denied"),
        (
            errno.ENETUNREACH,
            errno.ENETUNREACH,
            "network-unreachable",
            "IPv6 2001:db8::1: unreachable; IPv4 127.0.0.1: unreachable",
        ),
    ],
)
async def test_both_families_are_told(six: int, four: int, cause: str, seen: str) -> None:
    server = Endpoint("mail.example.com", 587, Encryption.STARTTLS)
    profile = Profile("chat", server, "noreply@example.com", ehlo="chat.example.com")
    result = await check.examine(profile, net=Closed(six, four), secret=None, parts=frozenset({Part.CONNECT}))
    (failed,) = [each for each in result.findings if each.status is Status.FAIL]
    assert (failed.id, failed.cause, str(failed.seen)) == ("connect.reach", cause, seen)


async def test_a_silent_ipv6_has_the_other_ports_looked_at_over_both_families() -> None:
    async with stage() as scene:
        port = scene.profile.server.port
        found = await check.examine(scene.profile, net=LostNet(scene.resolver), parts=frozenset({Part.CONNECT}))
        (family,) = [each for each in found.findings if each.status is not Status.PASS]
        assert (family.id, family.status, family.cause) == ("connect.family", Status.WARN, "ipv6-unreachable")
        assert family.seen == "IPv6 2001:db8::1: timed out"
        assert "IPv6: 25, 465, 587, 2525" in family.why
        assert f"{port} answers" in family.why.partition("IPv4: ")[2]


async def test_a_port_blocked_over_ipv6_alone_is_no_broken_ipv6() -> None:
    async with stage() as scene:
        port = scene.profile.server.port
        net = LostNet(scene.resolver, port)
        found = await check.examine(scene.profile, net=net, parts=frozenset({Part.CONNECT}))
        (family,) = [each for each in found.findings if each.status is not Status.PASS]
        assert (family.id, family.status, family.cause) == ("connect.family", Status.WARN, "port-blocked-by-host")
        assert family.title == f"port {port} is blocked over IPv6 alone: IPv6 itself works"
