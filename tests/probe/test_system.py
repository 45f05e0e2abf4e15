"""The real network's answers: found, absent, or honestly unclear; each question asked once."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from wizard.probe.system import SystemNet
from wizard.reach import Address
from wizard.records import Answer
from wizard.sandbox.dns import REFUSED, SERVFAIL, SILENT, DnsServer, Entry, txt

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

ZONE: dict[str, Entry] = {
    "mail.example.com": ["A 127.0.0.1", "AAAA ::1"],
    "four.example.com": ["A 127.0.0.1"],
    "alias.example.com": ["CNAME mail.example.com"],
    "example.com": [txt(b"v=spf1 -all"), txt(b"x" * 700 + b"\x1b\xff"), "MX 10 mail.example.com"],
    "lost.example.com": ["CNAME nowhere.example.com"],
    "bad.example.com": SERVFAIL,
    "no.example.com": REFUSED,
    "silent.example.com": SILENT,
    "half.example.com": {"A": ["127.0.0.1"], "AAAA": SERVFAIL},
}


async def test_the_given_resolver_serves_host_names_too() -> None:
    async with DnsServer(ZONE) as server:
        net = SystemNet(f"{server.address}:{server.port}", timeout=2)
        both = await net.resolve("Mail.Example.com.")
        assert (both.answer, set(both.addresses)) == (Answer.FOUND, {Address("127.0.0.1", 4), Address("::1", 6)})
        assert (await net.resolve("alias.example.com")).addresses == both.addresses
        assert (await net.resolve("half.example.com")).addresses == (Address("127.0.0.1", 4),)
        assert (await net.resolve("nowhere.example.com")).answer is Answer.ABSENT
        assert (await net.resolve("bad.example.com")).answer is Answer.UNCLEAR
        assert (await net.resolve("example.com")).answer is Answer.ABSENT


async def test_records_are_found_absent_or_unclear() -> None:
    async with DnsServer(ZONE) as server:
        net = SystemNet(f"{server.address}:{server.port}", timeout=0.5)
        records = await net.query("example.com", "TXT")
        assert {value.raw for value in records.values} == {b"v=spf1 -all", b"x" * 700 + b"\x1b\xff"}
        assert records.ms is not None
        alias = await net.query("alias.example.com", "A")
        assert (alias.values[0].text, alias.target) == ("127.0.0.1", "mail.example.com")
        lost = await net.query("lost.example.com", "TXT")
        assert (lost.answer, lost.target) == (Answer.ABSENT, "nowhere.example.com")
        answers = {
            name: (await net.query(name, "TXT")).answer for name in ("four.example.com", "x.example.com", "a..b", "ü" * 80)
        }
        assert set(answers.values()) == {Answer.ABSENT}
        for name, words in {"bad": "SERVFAIL", "no": "REFUSED", "silent": "no answer"}.items():
            unclear = await net.query(f"{name}.example.com", "TXT")
            assert unclear.answer is Answer.UNCLEAR
            assert words in str(unclear.detail)


async def test_the_same_question_is_asked_once() -> None:
    async with DnsServer(ZONE) as server:
        net = SystemNet(f"{server.address}:{server.port}", timeout=2)
        await asyncio.gather(*(net.query(name, "TXT") for name in ("example.com", "EXAMPLE.com", "example.com.") * 5))
        await net.query("example.com", "txt")
        assert len(server.queries) == 1


async def test_who_stops_waiting_takes_no_answer_from_others() -> None:
    async with DnsServer(ZONE) as server:
        net = SystemNet(f"{server.address}:{server.port}", timeout=2)
        one, two = (asyncio.create_task(net.query("example.com", "TXT")) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        assert (await two).answer is Answer.FOUND
        with pytest.raises(asyncio.CancelledError):
            await one
        last = asyncio.create_task(net.query("silent.example.com", "TXT"))
        await asyncio.sleep(0)
        last.cancel()
        with pytest.raises(asyncio.CancelledError):
            await last


async def test_the_system_resolver_knows_this_machine() -> None:
    net = SystemNet()
    assert Address("127.0.0.1", 4) in (await net.resolve("localhost")).addresses
    assert (await net.resolve("::1")).addresses == (Address("::1", 6),)
    assert (await net.resolve("a" * 70 + ".example")).answer is Answer.ABSENT


@pytest.mark.parametrize(
    ("number", "answer"),
    [(socket.EAI_NONAME, Answer.ABSENT), (socket.EAI_AGAIN, Answer.UNCLEAR), (socket.EAI_FAIL, Answer.UNCLEAR)],
)
async def test_a_resolver_in_trouble_is_no_missing_name(number: int, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise socket.gaierror(number, "told so")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    resolution = await SystemNet().resolve("mail.example.com")
    assert (resolution.answer, str(resolution.detail)) == (answer, "told so")


async def test_a_resolver_that_hangs_keeps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: over.wait(20))
    async with asyncio.timeout(15):
        resolution = await SystemNet(timeout=0.1).resolve("mail.example.com")
    assert resolution.answer is Answer.UNCLEAR
    over.set()


async def test_a_refused_connection_raises_and_leaves_no_socket() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionRefusedError):
            await SystemNet().connect(Address("127.0.0.1", 4), free.getsockname()[1])
