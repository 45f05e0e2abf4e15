"""The same conversations with a real Postfix."""

from __future__ import annotations

import socket

import pytest

from tests.postfix import ALICE, BOB, HOST, PASSWORDS, Postfix
from tests.probe.loopback import V4, Loopback
from wizard.evidence import Conversation, Halt, Speaks, TlsProblem
from wizard.model import Encryption, Endpoint, Identity
from wizard.probe.message import send
from wizard.probe.ports import survey
from wizard.probe.request import Credentials, Request
from wizard.probe.session import converse
from wizard.reach import Address, Reach
from wizard.secret import Secret
from wizard.step import Stage

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("nothing_left_behind")]
MINE = Identity("base", ALICE, ALICE, "Alice")
NOT_MINE = Identity("other", BOB, BOB)
SHARED = Identity("shared", "shared@lab.test", "shared@lab.test")


def asked(postfix: Postfix, encryption: Encryption, user: str = ALICE, password: str | None = None, **changes: object) -> Request:
    port = postfix.tls_port if encryption is Encryption.IMPLICIT_TLS else postfix.starttls_port
    credentials = Credentials(
        user, Secret(PASSWORDS[user] if password is None else password), str(changes.pop("mechanism", "auto"))
    )
    identities = changes.pop("identities", (MINE,))
    return Request(Endpoint(HOST, port, encryption), "chat.lab.test", credentials, identities, BOB, **changes)  # type: ignore[arg-type]


async def talk(postfix: Postfix, encryption: Encryption = Encryption.STARTTLS, **changes: object) -> Conversation:
    return await converse(asked(postfix, encryption, **changes), Loopback(postfix.ca_file))  # type: ignore[arg-type]


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
@pytest.mark.parametrize("user", [ALICE, BOB])
@pytest.mark.parametrize("mechanism", ["auto", "LOGIN", "CRAM-MD5"])
async def test_a_good_login_is_good(postfix: Postfix, encryption: Encryption, user: str, mechanism: str) -> None:
    identity = Identity("base", user, user)
    conversation = await talk(postfix, encryption, user=user, mechanism=mechanism, identities=(identity,))
    assert conversation.halt is None
    assert conversation.auth is not None
    assert conversation.auth.mechanism == ("PLAIN" if mechanism == "auto" else mechanism)
    assert [result.rcpt and result.rcpt.code for result in conversation.senders] == [250]


async def test_a_wrong_password_is_one_failure_in_postfix_own_log(postfix: Postfix) -> None:
    before = postfix.failed_logins()
    conversation = await talk(postfix, password="wrong")
    assert (conversation.halt, conversation.stage) == (Halt.REFUSED, Stage.AUTH)
    assert conversation.auth is not None
    assert conversation.auth.reply.code == 535
    assert postfix.failed_logins(before + 1) == before + 1


async def test_a_changed_password_counts_from_the_next_login(postfix: Postfix) -> None:
    postfix.set_password("carol@lab.test", "old one")
    good = await talk(postfix, user=ALICE, identities=())
    request = asked(postfix, Encryption.STARTTLS, identities=())
    carol = Request(request.endpoint, request.ehlo, Credentials("carol@lab.test", Secret("old one")))
    first = await converse(carol, Loopback(postfix.ca_file))
    postfix.set_password("carol@lab.test", "new one")
    second = await converse(carol, Loopback(postfix.ca_file))
    assert (good.halt, first.halt, second.halt) == (None, None, Halt.REFUSED)


async def test_each_sender_is_judged_by_itself(postfix: Postfix) -> None:
    conversation = await talk(postfix, identities=(MINE, NOT_MINE, SHARED))
    codes = [(result.mail and result.mail.code, result.rcpt and result.rcpt.code) for result in conversation.senders]
    assert codes == [(250, 250), (250, 553), (250, 250)]  # `smtpd_delay_reject`: Postfix refuses a sender at RCPT TO
    assert "not owned by user" in str(conversation.senders[1].rcpt and conversation.senders[1].rcpt.shown)


async def test_an_untrusted_certificate_gets_no_login(postfix: Postfix) -> None:
    conversation = await converse(asked(postfix, Encryption.STARTTLS), Loopback())
    assert conversation.halt is Halt.TLS
    assert conversation.tls is not None
    assert conversation.tls.problem is TlsProblem.UNTRUSTED
    assert conversation.auth is None


async def test_the_wrong_mode_is_named_both_ways(postfix: Postfix) -> None:
    swapped = {
        Encryption.IMPLICIT_TLS: (postfix.starttls_port, Speaks.STARTTLS),
        Encryption.STARTTLS: (postfix.tls_port, Speaks.IMPLICIT_TLS),
    }
    for encryption, (port, speaks) in swapped.items():
        request = Request(Endpoint(HOST, port, encryption), "chat.lab.test")
        conversation = await converse(request, Loopback(postfix.ca_file))
        assert conversation.other_mode is speaks


async def test_its_ports_are_named(postfix: Postfix) -> None:
    expected = {postfix.plain_port: None, postfix.starttls_port: Encryption.IMPLICIT_TLS, postfix.tls_port: Encryption.STARTTLS}
    facts = await survey(HOST, expected, Loopback(), ehlo="chat.lab.test")
    assert [item.speaks for item in facts] == [Speaks.STARTTLS, Speaks.STARTTLS, Speaks.IMPLICIT_TLS]


async def test_a_refused_name_is_told_where_postfix_tells_it(postfix: Postfix) -> None:
    request = asked(postfix, Encryption.STARTTLS)
    conversation = await converse(
        Request(request.endpoint, "localhost", request.credentials, request.identities, BOB), Loopback(postfix.ca_file)
    )
    rcpt = conversation.senders[0].rcpt
    assert rcpt is not None
    assert rcpt.code == 504


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
async def test_a_message_is_delivered(postfix: Postfix, encryption: Encryption) -> None:
    request = asked(postfix, encryption)
    before = len(postfix.messages(BOB, 0))
    result = await send(request, MINE, BOB, Loopback(postfix.ca_file), subject="Grüße", text="Es geht.")
    assert (result.stage, result.data and result.data.code) == (None, 250)
    message = postfix.messages(BOB, before + 1)[-1]
    assert ALICE in str(message["Return-Path"])
    assert message["Subject"].startswith("Grüße [")
    assert message.get_content().strip() == "Es geht."


async def test_a_foreign_sender_can_not_send(postfix: Postfix) -> None:
    result = await send(asked(postfix, Encryption.STARTTLS), NOT_MINE, BOB, Loopback(postfix.ca_file), subject="s", text="t")
    assert (result.rcpt and result.rcpt.code, result.data) == (553, None)


async def test_both_families_are_told_where_one_has_no_listener(postfix: Postfix) -> None:
    """Implicit TLS listens on IPv4 only."""

    class Both(Loopback):
        async def connect(self, address: Address, port: int) -> socket.socket:
            return await self._system.connect(address, port)

    six = Address("::1", 6)
    conversation = await converse(
        asked(postfix, Encryption.IMPLICIT_TLS, identities=()), Both(postfix.ca_file, addresses=(six, V4))
    )
    assert conversation.halt is None
    reaches = {attempt.address: attempt.reach for attempt in conversation.attempts}
    assert reaches[V4] is Reach.CONNECTED
    assert reaches[six] in (Reach.REFUSED, Reach.UNREACHABLE)
