"""The demo world's DNS server, asked over real sockets by the program's own resolver and by dnspython's low-level client."""

from __future__ import annotations

import asyncio

import dns.asyncquery
import dns.flags
import dns.message
import dns.rcode
import pytest

from wizard.probe.system import SystemNet
from wizard.records import Answer
from wizard.sandbox.dns import REFUSED, SERVFAIL, SILENT, DnsServer, Entry, Query, txt

LONG = b"v=DKIM1; p=" + b"A" * 3000


async def test_records_troubles_and_wildcards_are_answered() -> None:
    records: dict[str, Entry] = {
        "example.com": ["MX 10 mail.example.com", txt("v=spf1 -all"), txt(b"\x1b[31m\xff")],
        "alias.example.com": ["CNAME deep.below.example.com"],
        "deep.below.example.com": ["A 192.0.2.1"],
        "lost.example.com": ["CNAME nowhere.example.com"],
        "*.wild.example.com": ["TXT hello"],
        "bad.example.com": SERVFAIL,
        "no.example.com": REFUSED,
        "empty.example.com": [],
    }
    async with DnsServer(records) as server:
        net = SystemNet(f"{server.address}:{server.port}", timeout=2)
        found = await net.query("Example.COM", "TXT")
        assert {value.raw for value in found.values} == {b"v=spf1 -all", b"\x1b[31m\xff"}
        assert [value.text for value in (await net.query("example.com", "MX")).values] == ["10 mail.example.com."]
        alias = await net.query("alias.example.com", "A")
        assert (alias.values[0].text, alias.target) == ("192.0.2.1", "deep.below.example.com")
        lost = await net.query("lost.example.com", "A")
        assert (lost.answer, lost.target) == (Answer.ABSENT, "nowhere.example.com")
        assert (await net.query("x.wild.example.com", "TXT")).answer is Answer.FOUND
        for name, answer in (
            ("below.example.com", Answer.ABSENT),
            ("empty.example.com", Answer.ABSENT),
            ("unheard.example.com", Answer.ABSENT),
            ("bad.example.com", Answer.UNCLEAR),
            ("no.example.com", Answer.UNCLEAR),
        ):
            assert (await net.query(name, "A")).answer is answer, name


async def test_a_name_above_a_record_exists_and_any_other_does_not() -> None:
    async with DnsServer({"deep.below.example.com": ["A 192.0.2.1"]}) as server:
        for name, code in (("below.example.com", dns.rcode.NOERROR), ("other.example.com", dns.rcode.NXDOMAIN)):
            question = dns.message.make_query(name, "A")
            response = await dns.asyncquery.udp(question, server.address, port=server.port, timeout=2)
            assert response.rcode() == code
            assert not response.answer


async def test_a_long_answer_comes_over_tcp_and_is_counted_once() -> None:
    async with DnsServer({"long.example.com": [txt(LONG)]}) as server:
        found = await SystemNet(f"{server.address}:{server.port}", timeout=2).query("long.example.com", "TXT")
        assert found.values[0].raw == LONG
        assert server.queries == [Query("long.example.com", "TXT", "udp"), Query("long.example.com", "TXT", "tcp")]
        assert server.count() == server.count("long.example.com", "TXT") == 1


async def test_a_silent_name_is_never_answered() -> None:
    async with DnsServer({"quiet.example.com": SILENT, "half.example.com": {"TXT": SILENT, "A": ["192.0.2.1"]}}) as server:
        net = SystemNet(f"{server.address}:{server.port}", timeout=0.2)
        quiet, half, address = await asyncio.gather(
            net.query("quiet.example.com", "TXT"), net.query("half.example.com", "TXT"), net.query("half.example.com", "A")
        )
        assert (quiet.answer, half.answer, address.answer) == (Answer.UNCLEAR, Answer.UNCLEAR, Answer.FOUND)


async def test_what_is_said_may_change_while_it_runs() -> None:
    async with DnsServer({}) as server:
        place = f"{server.address}:{server.port}"
        assert (await SystemNet(place, timeout=2).query("example.com", "TXT")).answer is Answer.ABSENT
        server.put("Example.com.", ["TXT now"])
        assert (await SystemNet(place, timeout=2).query("example.com", "TXT")).values[0].raw == b"now"


async def test_noise_is_not_answered_and_harms_nobody() -> None:
    async with DnsServer({"example.com": ["A 192.0.2.1"]}) as server:
        assert server.answer(b"", "udp") is None
        assert server.answer(b"\x00" * 11, "udp") is None
        assert server.answer(b"\xff" * 600, "udp") is None
        reply = dns.message.make_query("example.com", "A")
        reply.flags |= dns.flags.QR
        assert server.answer(reply.to_wire(), "udp") is None
        reader, writer = await asyncio.open_connection(server.address, server.port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        assert await reader.read() == b""
        assert (await SystemNet(f"{server.address}:{server.port}", timeout=2).query("example.com", "A")).answer is Answer.FOUND


def test_a_record_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no MX record"):
        DnsServer({"example.com": ["MX mail.example.com"]})
