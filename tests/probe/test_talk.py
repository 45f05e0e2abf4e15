"""Replies are read within limits, whatever bytes come, and words for the wire hold no line end."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.evidence import Halt, Reply
from wizard.probe import wording
from wizard.probe.recorder import Recorder
from wizard.probe.talk import MAX_LINE, Stopped, Talk
from wizard.probe.wire import Wire

PIECES = st.lists(
    st.one_of(
        st.sampled_from([b"250 ok\r\n", b"250-a\r\n", b"250-", b"550 no\n", b"\r\n", b"25", b"0", b"\x00\xff"]),
        st.binary(max_size=30),
    )
)


async def read(pieces: list[bytes], limit: float = 2) -> Reply | Stopped:
    ours, theirs = socket.socketpair()
    with contextlib.closing(ours), contextlib.closing(theirs):
        ours.setblocking(False)
        talk = Talk(Wire(ours), Recorder(), limit)
        reading = asyncio.ensure_future(talk.reply())
        for piece in pieces:
            with contextlib.suppress(BrokenPipeError):
                theirs.sendall(piece)
            await asyncio.sleep(0)
        theirs.shutdown(socket.SHUT_WR)
        try:
            return await reading
        except Stopped as stop:
            return stop


@given(PIECES)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_reply_or_a_reason(pieces: list[bytes]) -> None:
    result = asyncio.run(read(pieces))
    if isinstance(result, Reply):
        assert 200 <= result.code <= 599
    else:
        assert result.halt in (Halt.NOT_SMTP, Halt.CLOSED, Halt.FLOOD, Halt.RESET)
        assert str(result.detail).isprintable()


@given(
    st.integers(200, 599),
    st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=40), min_size=1),
)
@settings(max_examples=100, deadline=None)
def test_a_well_formed_reply_comes_back_as_it_was_said(code: int, lines: list[str]) -> None:
    wire = [f"{code}{' ' if index == len(lines) - 1 else '-'}{line}\r\n".encode() for index, line in enumerate(lines)]
    result = asyncio.run(read(wire))
    assert isinstance(result, Reply)
    assert (result.code, [line.raw.decode() for line in result.lines]) == (code, lines)


@pytest.mark.parametrize(
    ("said", "halt"),
    [
        (b"250-" + b"x" * MAX_LINE, Halt.FLOOD),
        (b"250-x\r\n" * 600, Halt.FLOOD),
        (b"+250 ok\r\n", Halt.NOT_SMTP),
        (b"250_ok\r\n", Halt.NOT_SMTP),
        (b"250-ok\r\nnonsense\r\n", Halt.NOT_SMTP),
        (b"99 ok\r\n", Halt.NOT_SMTP),
        (b"250 o", Halt.CLOSED),
        (b"", Halt.CLOSED),
    ],
)
async def test_what_is_no_reply_is_named(said: bytes, halt: Halt) -> None:
    result = await read([said])
    assert isinstance(result, Stopped)
    assert result.halt is halt


@pytest.mark.parametrize("said", [b"250\r\n", b"250 \r\n", b"250 ok\n", b"250-a\r\n250\r\n"])
async def test_terse_replies_are_replies(said: bytes) -> None:
    result = await read([said])
    assert isinstance(result, Reply)
    assert result.code == 250


@given(st.text(), st.booleans())
def test_no_word_for_the_wire_holds_a_line_end(text: str, smtputf8: bool) -> None:
    with contextlib.suppress(wording.NotEncodable):
        assert not set(wording.greeting_name(text)) & set("\r\n\0 <>")
    with contextlib.suppress(wording.NotEncodable):
        assert not set(wording.path(text, smtputf8)) & set("\r\n\0 <>")


@given(st.text(min_size=1).filter(lambda text: not text.isascii()))
def test_a_greeting_name_is_ascii(text: str) -> None:
    with contextlib.suppress(wording.NotEncodable):
        assert wording.greeting_name(text).isascii()
