"""A refused EHLO: what HELO is tried for, and what is kept of the first answer."""

from __future__ import annotations

import pytest

from tests.probe.loopback import ask
from wizard.evidence import Halt
from wizard.model import Encryption
from wizard.probe.request import Limits
from wizard.sandbox.smtp import Dialogue, Fault, Script
from wizard.step import Stage

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
SHORT = Limits(connect=1, reply=0.3, auth=0.3, total=2)


@pytest.mark.parametrize("helo", ["504 5.5.2 no such name", "250 mail.example.com"])
async def test_a_refused_name_is_told_and_helo_leads_no_further_than_that(helo: str) -> None:
    script = Script(says={"ehlo": "504 5.5.2 need fully-qualified", "helo": helo})
    conversation, server = await ask(script)
    assert (conversation.halt, conversation.stage) == (Halt.REFUSED, Stage.EHLO)
    assert conversation.before_tls is not None
    assert conversation.before_tls.reply.code == 504
    assert conversation.before_tls.helo is not None
    assert conversation.before_tls.helo.code == int(helo[:3])
    assert server.commands[:2] == ["EHLO chat.example.com", "HELO chat.example.com"]


@pytest.mark.parametrize("code", [450, 504, 550])
async def test_helo_is_enough_where_neither_a_login_nor_starttls_is_to_come(code: int) -> None:
    script = Script(says={"ehlo": f"{code} no EHLO here", "helo": "250 mail.example.com"})
    conversation, _ = await ask(script, Encryption.NONE, credentials=None)
    assert conversation.halt is None
    assert conversation.extensions is not None
    assert conversation.extensions.helo == conversation.extensions.reply
    assert all(result.rcpt is not None and result.rcpt.ok for result in conversation.senders)


async def test_a_server_that_leaves_is_told_nothing_more() -> None:
    conversation, server = await ask(Script(says={"ehlo": "421 4.3.2 later"}))
    assert conversation.halt is Halt.REFUSED
    assert not any(command.startswith("HELO") for command in server.commands)


async def test_a_server_that_hangs_up_at_helo_has_said_why_at_ehlo() -> None:
    conversation, _ = await ask(Script(says={"ehlo": "554 5.7.0 Your IP is banned"}, faults={"helo": Fault.CLOSE}))
    assert (conversation.halt, conversation.stage) == (Halt.REFUSED, Stage.EHLO)
    assert conversation.before_tls is not None
    assert conversation.before_tls.reply.text == "5.7.0 Your IP is banned"
    assert conversation.before_tls.helo is not None
    assert conversation.before_tls.helo.code == 0


async def test_helo_is_tried_where_ehlo_is_unknown() -> None:
    dialogue = Dialogue.parse("S: 220 old\nC: EHLO *\nS: 502 what\nC: HELO chat.example.com\nS: 250 old\n")
    conversation, _ = await ask(dialogue, Encryption.NONE, credentials=None, identities=())
    assert conversation.halt is None
    assert conversation.extensions is not None
    assert conversation.extensions.words == {}


async def test_what_was_said_to_ehlo_is_kept_where_helo_gets_no_answer() -> None:
    dialogue = Dialogue.parse("S: 220 old\nC: EHLO *\nS: 502 5.7.1 Your IP is banned\nC: HELO *\nCLOSE\n")
    conversation, _ = await ask(dialogue, Encryption.NONE, credentials=None, identities=())
    assert (conversation.halt, conversation.stage) == (Halt.CLOSED, Stage.EHLO)
    assert conversation.extensions is not None
    assert (conversation.extensions.reply.code, conversation.extensions.reply.text) == (502, "5.7.1 Your IP is banned")
