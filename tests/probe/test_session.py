"""One conversation: what it learns from a good server, and where it stops with a bad one."""

from __future__ import annotations

import pytest

from tests.probe.loopback import BASE, HOST, LIMITS, OTHER, SECRET, Loopback, ask, request
from wizard.evidence import Halt
from wizard.model import Encryption, Identity
from wizard.probe.request import Credentials, Limits
from wizard.probe.session import converse
from wizard.reach import Reach
from wizard.sandbox.smtp import Dialogue, Fault, Script, ScriptedServer
from wizard.secret import Secret
from wizard.step import Stage, Step, StepState

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
SHORT = Limits(connect=1, reply=0.3, auth=0.3, total=2)


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
async def test_a_good_server_is_asked_everything(encryption: Encryption) -> None:
    steps: list[Step] = []
    script = Script(implicit_tls=encryption is Encryption.IMPLICIT_TLS)
    conversation, server = await ask(script, on_step=steps.append)
    assert conversation.halt is None
    assert conversation.tls is not None
    assert (conversation.tls.problem, conversation.tls.version) == (None, "TLS 1.3")
    assert [str(name) for name in conversation.tls.chain[0].names] == [HOST]
    assert conversation.auth is not None
    assert (conversation.auth.mechanism, conversation.auth.reply.code) == ("PLAIN", 235)
    assert [result.identity for result in conversation.senders] == [BASE, OTHER]
    assert all(result.mail and result.mail.ok and result.rcpt and result.rcpt.ok for result in conversation.senders)
    assert server.logins == [("PLAIN", "user", True)]
    assert not server.messages
    ended = [step for step in steps if step.state is not StepState.RUNNING]
    assert conversation.steps == tuple(ended)
    assert {"resolve", "connect", "tls", "greeting", "ehlo", "auth", "mail-from", "rcpt-to"} <= {step.name for step in ended}
    running = {(step.name, step.subject) for step in steps if step.state is StepState.RUNNING}
    assert {(step.name, step.subject) for step in ended} >= running
    details = " · ".join(step.detail for step in ended)
    assert "certificate good for 214 days" in details
    assert "greeted as chat.example.com, offers PLAIN, LOGIN" in details


async def test_the_plain_extensions_are_kept_apart_from_those_under_tls() -> None:
    conversation, _ = await ask(Script())
    assert conversation.before_tls is not None
    assert conversation.before_tls.mechanisms == ()
    assert conversation.after_tls is not None
    assert conversation.after_tls.mechanisms == ("PLAIN", "LOGIN")


@pytest.mark.parametrize("mechanism", ["LOGIN", "CRAM-MD5", "cram-md5"])
async def test_a_chosen_mechanism_is_the_only_one_used(mechanism: str) -> None:
    script = Script(mechanisms=("PLAIN", "LOGIN", "CRAM-MD5"), passwords={"user": SECRET.reveal()})
    conversation, server = await ask(script, credentials=Credentials("user", SECRET, mechanism))
    assert conversation.halt is None
    assert server.logins == [(mechanism.upper(), "user", True)]


async def test_one_wrong_password_is_one_failed_login() -> None:
    script = Script(mechanisms=("PLAIN", "LOGIN", "CRAM-MD5"), on_login=lambda user, password: "535 5.7.8 no")
    conversation, server = await ask(script)
    assert (conversation.halt, conversation.stage) == (Halt.REFUSED, Stage.AUTH)
    assert server.logins == [("PLAIN", "user", False)]
    assert conversation.senders == ()


async def test_a_server_that_asks_again_gets_the_same_response_once() -> None:
    dialogue = Dialogue.parse(
        "TLS\nS: 220 hi\nC: EHLO *\nS: 250-hi\nS: 250 AUTH=PLAIN\nC: AUTH PLAIN *\nS: 334 \n"
        "C: AHVzZXI*\nS: 334 more\nC: [*]\nS: 501 ok"
    )
    conversation, server = await ask(dialogue)
    assert conversation.auth is not None
    assert conversation.auth.reply.code == 501
    assert server.strays in ([], ["QUIT"])


async def test_no_login_without_encryption_unless_allowed() -> None:
    script = Script(starttls=False, auth_before_tls=True)
    conversation, server = await ask(script, Encryption.NONE)
    assert (conversation.halt, conversation.stage) == (Halt.PLAINTEXT_LOGIN, Stage.AUTH)
    assert server.logins == []
    allowed = Credentials("user", SECRET, plaintext_for="mail.example.com")
    conversation, server = await ask(script, Encryption.NONE, credentials=allowed)
    assert conversation.halt is None
    assert len(server.logins) == 1


async def test_no_mechanism_in_common_sends_nothing() -> None:
    conversation, server = await ask(Script(mechanisms=("XOAUTH2", "GSSAPI")))
    assert (conversation.halt, conversation.stage) == (Halt.NO_MECHANISM, Stage.AUTH)
    assert conversation.after_tls is not None
    assert conversation.after_tls.mechanisms == ("XOAUTH2", "GSSAPI")
    assert not server.logins


@pytest.mark.parametrize(("greeting", "code"), [("421 4.7.0 later", 421), ("554 5.7.1 no", 554), ("451 busy", 451)])
async def test_a_refusing_greeting_ends_it(greeting: str, code: int) -> None:
    conversation, _ = await ask(Script(says={"greeting": greeting}))
    assert (conversation.halt, conversation.stage) == (Halt.REFUSED, Stage.EHLO)
    assert conversation.greeting is not None
    assert conversation.greeting.code == code


@pytest.mark.parametrize(
    "banner", ["SSH-2.0-OpenSSH_9.2", "HTTP/1.1 400 Bad Request", "* OK IMAP4rev1", "+OK POP3", "\\x00\\xff\\x1b["]
)
async def test_what_is_no_smtp_is_said_to_be_none(banner: str) -> None:
    conversation, _ = await ask(Dialogue.parse(f"S: {banner}\nWAIT\n"))
    assert (conversation.halt, conversation.stage) == (Halt.NOT_SMTP, Stage.EHLO)
    assert conversation.greeting is not None
    assert conversation.greeting.code == 0
    assert str(conversation.detail).isprintable()


async def test_the_last_line_of_a_reply_decides() -> None:
    conversation, _ = await ask(Script(says={"mail": "250-fine\r\n550 not really"}), identities=(BASE,))
    mail = conversation.senders[0].mail
    assert mail is not None
    assert (mail.code, mail.text, conversation.senders[0].rcpt) == (550, "fine not really", None)


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "starttls", "handshake", "auth", "mail", "rcpt"])
@pytest.mark.parametrize(
    "fault", [Fault.CLOSE, Fault.RESET, Fault.FLOOD, Fault.ENDLESS_LINE, Fault.GARBAGE, Fault.SILENT, Fault.DRIP]
)
async def test_every_fault_at_every_stage_ends_within_its_limits(stage: str, fault: Fault) -> None:
    script = Script(faults={stage: fault}, says={"greeting": "220 " + "x" * 100} if fault is Fault.DRIP else {})
    conversation, _ = await ask(script, limits=SHORT)
    if fault is Fault.DRIP and stage in ("starttls", "handshake", "mail", "rcpt", "auth"):
        return  # short answers drip through within the limit
    assert conversation.halt is not None
    expected = {
        Fault.CLOSE: {Halt.CLOSED},
        Fault.RESET: {Halt.RESET, Halt.CLOSED},
        Fault.FLOOD: {Halt.FLOOD, Halt.TLS, Halt.TIMEOUT},
        Fault.ENDLESS_LINE: {Halt.FLOOD, Halt.TLS},
        Fault.GARBAGE: {Halt.NOT_SMTP, Halt.TLS, Halt.CLOSED, Halt.RESET},
        Fault.SILENT: {Halt.SILENT, Halt.TIMEOUT},
        Fault.DRIP: {Halt.TIMEOUT},
    }
    assert conversation.halt in expected[fault]
    assert all(step.state is not StepState.OK for step in conversation.steps[-1:])


async def test_silence_before_the_first_word_is_told_from_silence_later() -> None:
    first, _ = await ask(Script(faults={"greeting": Fault.SILENT}), limits=SHORT)
    later, _ = await ask(Script(faults={"ehlo": Fault.SILENT}), limits=SHORT)
    assert (first.halt, later.halt) == (Halt.SILENT, Halt.TIMEOUT)


async def test_the_total_limit_ends_what_every_single_limit_allows() -> None:
    limits = Limits(connect=5, reply=30, auth=30, total=0.3)
    conversation, _ = await ask(Script(faults={"auth": Fault.SILENT}), limits=limits)
    assert (conversation.halt, conversation.stage) == (Halt.TIMEOUT, Stage.AUTH)


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
async def test_a_second_reply_is_never_taken_for_the_next_answer(extensions: tuple[str, ...]) -> None:
    script = Script(extensions=extensions, says={"mail": "250 ok\r\n250 forged"}, on_rcpt=lambda address: "550 5.7.1 no")
    conversation, _ = await ask(script)
    assert conversation.unsolicited
    assert [result.rcpt and result.rcpt.code for result in conversation.senders] == [550, 550]


async def test_mail_and_rcpt_go_out_together_where_pipelining_is_offered() -> None:
    conversation, server = await ask(Script(on_mail=lambda address: "553 5.7.1 not yours" if address == BASE.envelope else None))
    first, second = conversation.senders
    assert first.mail is not None
    assert (first.mail.code, first.rcpt) == (553, None)
    assert second.rcpt is not None
    assert second.rcpt.ok
    assert conversation.halt is None
    assert "RSET" in server.commands


async def test_greylisting_is_no_refusal() -> None:
    conversation, _ = await ask(Script(greylist=True), identities=(BASE,))
    rcpt = conversation.senders[0].rcpt
    assert rcpt is not None
    assert rcpt.code == 451
    assert conversation.steps[-1].state is StepState.UNKNOWN


async def test_421_in_the_middle_ends_it_and_keeps_what_was_learned() -> None:
    conversation, _ = await ask(Script(says={"rcpt": "421 4.3.2 shutting down"}))
    assert (conversation.halt, conversation.stage) == (Halt.REFUSED, Stage.RCPT_TO)
    assert len(conversation.senders) == 1


async def test_an_unknown_name_ends_before_any_connection() -> None:
    conversation = await converse(request(25), Loopback(addresses=()))
    assert (conversation.halt, conversation.stage) == (Halt.NAME_UNKNOWN, Stage.DNS)
    assert conversation.attempts == ()


async def test_a_closed_port_is_refused() -> None:
    async with ScriptedServer(Script()) as server:
        port = server.port
    conversation = await converse(request(port), Loopback())
    assert (conversation.halt, conversation.stage) == (Halt.UNREACHED, Stage.CONNECT)
    assert [attempt.reach for attempt in conversation.attempts] == [Reach.REFUSED]


@pytest.mark.parametrize("name", ["a\r\nMAIL FROM:<x@y>", "", "two words", "x" * 300, "a\0b"])
async def test_a_greeting_name_that_is_no_word_is_never_sent(name: str) -> None:
    conversation, server = await ask(Script(), ehlo=name)
    assert (conversation.halt, conversation.stage) == (Halt.NOT_ENCODABLE, Stage.EHLO)
    assert not server.commands


async def test_an_international_greeting_name_is_sent_as_punycode() -> None:
    conversation, server = await ask(Script(), ehlo="büro.example.com")
    assert conversation.ehlo_name == "xn--bro-hoa.example.com"
    assert server.commands[0] == "EHLO xn--bro-hoa.example.com"


@pytest.mark.parametrize("address", ["a@b.c>\r\nRCPT TO:<x@y", "a b@example.com", "a@example.com\r\nDATA", "ü@example.com"])
async def test_an_address_can_not_carry_a_second_command(address: str) -> None:
    bad = Identity("bad", address, address)
    conversation, server = await ask(Script(), identities=(bad, BASE))
    assert (conversation.halt, conversation.stage) == (Halt.NOT_ENCODABLE, Stage.MAIL_FROM)
    assert [result.mail is not None for result in conversation.senders] == [False, True]
    assert [command for command in server.commands if command.startswith(("MAIL", "RCPT", "DATA"))] == [
        "MAIL FROM:<noreply@example.com>",
        "RCPT TO:<me@example.net>",
    ]


async def test_an_international_address_is_sent_where_smtputf8_is_offered() -> None:
    identity = Identity("base", "ü@example.com", "ü@example.com")
    conversation, server = await ask(Script(extensions=("SMTPUTF8",)), identities=(identity,))
    assert conversation.halt is None
    assert "MAIL FROM:<ü@example.com> SMTPUTF8" in server.commands


async def test_a_nul_in_a_password_is_never_sent() -> None:
    conversation, server = await ask(Script(), credentials=Credentials("user", Secret("a\0b")))
    assert (conversation.halt, conversation.stage) == (Halt.NOT_ENCODABLE, Stage.AUTH)
    assert not server.logins


async def test_a_terminal_escape_in_a_reply_is_kept_but_never_shown() -> None:
    greeting, ehlo = (
        b"220 \x1b]0;pwned\x07 \xff\xe2\x80\xae",
        b"250-\x1b[31m\r\n250-X\x1b[2J\xe2\x80\xae y\r\n250 AUTH PL\x1bAIN LOGIN",
    )
    steps: list[Step] = []
    conversation, _ = await ask(Script(says={"greeting": greeting, "ehlo": ehlo}, implicit_tls=True), on_step=steps.append)
    assert conversation.greeting is not None
    assert conversation.greeting.lines[0].raw == greeting[4:]
    assert conversation.extensions is not None
    words = [word for keyword, rest in conversation.extensions.words.items() for word in (keyword, *rest)]
    shown = [*words, *(step.detail for step in steps), *(str(line.text) for line in conversation.transcript)]
    assert all(text.isprintable() for text in shown)


@pytest.mark.parametrize("extra", [450, 700])
async def test_a_huge_answer_is_read_or_named_a_flood(extra: int) -> None:
    ehlo = "".join(f"250-X{number}\r\n" for number in range(extra)) + "250 AUTH PLAIN"
    conversation, _ = await ask(Script(says={"ehlo": ehlo}, implicit_tls=True))
    assert (conversation.halt is None) is (extra < 500)
    assert conversation.halt in (None, Halt.FLOOD)


async def test_without_credentials_and_senders_it_ends_after_ehlo() -> None:
    conversation, server = await ask(Script(), credentials=None, identities=())
    assert conversation.halt is None
    assert (conversation.auth, conversation.senders, server.logins) == (None, (), [])
    assert LIMITS.total
