"""The same look-ups against a real authoritative name server, Knot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.knot import Knot
from tests.real import need
from wizard.probe.records import look_up
from wizard.probe.system import SystemNet
from wizard.providers import find
from wizard.records import Answer

pytestmark = pytest.mark.real

LONG = " ".join(f'"{n:0250d}"' for n in range(12))
EXAMPLE = f"""
@ MX 10 mail
mail A 192.0.2.25
@ TXT "v=spf1 mx include:_spf.google.com -all"
google._domainkey CNAME key.dkim
key.dkim TXT "k=rsa; p=MFww"
_dmarc TXT "v=DMARC1; p=quarantine; adkim=s"
evil TXT "v=spf1 \\027[31mRED\\027]0;pwn\\007 -all"
evil TXT ( {LONG} )
sub NS ns.nowhere.invalid.
loop CNAME loop2
loop2 CNAME loop
*.wild TXT "wildcard"
"""


@pytest.fixture
def knot() -> Iterator[Knot]:
    need("knotd")
    with Knot({"example.com": EXAMPLE, "google.com": '_spf TXT "v=spf1 ip4:203.0.113.0/24 ~all"'}) as server:
        yield server


async def test_a_real_server_gives_the_same_answers(knot: Knot) -> None:
    found = await look_up("example.com", ["absent"], SystemNet(knot.resolver, timeout=2), provider=find("google-relay"))
    assert [(walk.result, walk.lookups, walk.policy, walk.provider) for walk in found.spf] == [(None, 2, "-", "all")]
    assert (found.dkim["google"].values[0].text, found.dkim["google"].target) == ("k=rsa; p=MFww", "key.dkim.example.com")
    assert found.dkim["absent"].answer is Answer.ABSENT
    assert found.dmarc[0].values[0].text == "v=DMARC1; p=quarantine; adkim=s"


async def test_a_real_server_carries_hostile_text_and_long_answers(knot: Knot) -> None:
    found = await look_up("evil.example.com", [], SystemNet(knot.resolver, timeout=2))
    assert found.spf[0].error == "\\x1b[31mRED\\x1b]0;pwn\\x07: no term of SPF"
    assert found.mx.answer is Answer.ABSENT


async def test_a_dead_delegation_and_a_loop_of_names_are_unclear(knot: Knot) -> None:
    net = SystemNet(knot.resolver, timeout=2)
    assert (await net.query("loop.example.com", "TXT")).answer is not Answer.FOUND
    assert (await look_up("elsewhere.invalid", [], net)).mx.answer is Answer.UNCLEAR
