"""The first try of a DNS question: one datagram, and only an answer that fits it is taken."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.probe.datagram import Post
from wizard.probe.system import SystemNet
from wizard.records import Answer
from wizard.sandbox.dns import DnsServer, txt

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


class Liar(asyncio.DatagramProtocol):
    """Answers a question with whatever `lies` make of it."""

    def __init__(self, *lies: object) -> None:
        self.lies = lies
        self.asked = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.asked.set()
        for lie in self.lies:
            self.transport.sendto(lie(data), addr)  # type: ignore[operator]


@asynccontextmanager
async def lying(*lies: object) -> AsyncIterator[tuple[Post, Liar]]:
    transport, liar = await asyncio.get_running_loop().create_datagram_endpoint(lambda: Liar(*lies), local_addr=("127.0.0.1", 0))
    try:
        yield Post(*transport.get_extra_info("sockname")), liar
    finally:
        transport.abort()


def right(data: bytes) -> bytes:
    return data[:2] + b"\x81\x80" + data[4:10] + b"\0\0" + data[12:-11]


async def test_an_answer_is_taken_whatever_came_before_it() -> None:
    other = (
        lambda data: bytes((data[0] ^ 1,)) + right(data)[1:],  # another number
        lambda data: right(data).replace(b"example", b"evil123"),  # another question
        lambda data: data[:12] + right(data)[12:],  # a question, no answer
        lambda data: b"\0",
    )
    async with lying(*other, lambda data: right(data)[:12] + right(data)[12:].upper()) as (post, _):
        found = await post.ask("Mail.example.com", "A", 5)
    assert found is not None
    assert b"\x04MAIL\x07EXAMPLE\x03COM\0" in found


async def test_only_lies_are_no_answer() -> None:
    async with lying(lambda data: right(data).replace(b"example", b"evil123")) as (post, _):
        assert await post.ask("mail.example.com", "A", 0.1) is None


async def test_a_port_where_nobody_listens_is_no_answer_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        place = held.getsockname()
    async with asyncio.timeout(5):
        assert await Post(*place).ask("mail.example.com", "A", 60) is None


async def test_cancelling_one_question_keeps_the_other_and_leaves_no_socket() -> None:
    async with lying() as (post, liar):
        one, two = (asyncio.create_task(post.ask(name, "A", 60)) for name in ("one.example", "two.example"))
        await liar.asked.wait()
        one.cancel()
        await asyncio.wait({one})
        assert not two.done()
        two.cancel()
        await asyncio.wait({two})


async def test_an_answer_that_was_cut_short_is_fetched_over_tcp_and_asked_for_once() -> None:
    async with DnsServer({"example.com": [txt(b"x" * 3000)]}) as server:
        found = await SystemNet(f"{server.address}:{server.port}", timeout=5).query("example.com", "TXT")
        assert (found.answer, found.values[0].raw) == (Answer.FOUND, b"x" * 3000)
        assert [query.over for query in server.queries] == ["udp", "tcp"]


@given(st.text(max_size=300))
async def test_any_name_is_asked_for_as_it_is_or_not_at_all(name: str) -> None:
    async with lying() as (post, liar):
        sent: list[bytes] = []
        liar.lies = (lambda data: sent.append(data) or right(data),)  # type: ignore[func-returns-value]
        if await post.ask(name, "TXT", 5) is not None:
            labels = sent[0][12:-16]
            assert b"".join(bytes((len(label),)) + label for label in name.encode().split(b".")) == labels
