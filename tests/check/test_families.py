"""Where neither address family gets through, both are named with what became of them, and the one that has a way out decides."""

from __future__ import annotations

import errno
import os
import socket

import pytest

from tests.probe.loopback import V4, V6, Loopback
from wizard import check
from wizard.check import Part
from wizard.evidence import Address
from wizard.finding import Status
from wizard.model import Encryption, Endpoint, Profile


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
        (errno.ENETUNREACH, errno.ETIMEDOUT, "port-blocked-by-host", "IPv6 2001:db8::1: unreachable; IPv4 127.0.0.1: timed out"),
        (errno.ETIMEDOUT, errno.ENETUNREACH, "port-blocked-by-host", "IPv6 2001:db8::1: timed out; IPv4 127.0.0.1: unreachable"),
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
