"""One real message goes out through an ordinary client, with one login, and every ending is told."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.probe.loopback import BASE, LIMITS, SECRET, Loopback, request
from wizard.evidence import Halt, SenderResult
from wizard.model import Encryption, Identity
from wizard.probe import wording
from wizard.probe.message import compose, send
from wizard.probe.request import Credentials, Limits
from wizard.sandbox.certificate import Kind
from wizard.sandbox.smtp import Fault, Script, ScriptedServer
from wizard.step import Stage, Step, StepState

pytestmark = pytest.mark.usefixtures("nothing_left_behind")
TO = "me@example.net"


async def deliver(
    script: Script, identity: Identity = BASE, limits: Limits = LIMITS, to: str = TO, **changes: object
) -> tuple[SenderResult, ScriptedServer, list[Step]]:
    steps: list[Step] = []
    async with ScriptedServer(script) as server:
        encryption = Encryption.IMPLICIT_TLS if script.implicit_tls else Encryption.STARTTLS
        asked = request(server.port, encryption, limits=limits, **changes)
        result = await send(asked, identity, to, Loopback(server.ca_file), steps.append, subject="Grüße", text="Hallo\n.\nWelt")
    return result, server, steps


@pytest.mark.parametrize("implicit", [True, False])
async def test_a_message_arrives_whole(implicit: bool) -> None:
    identity = Identity("base", "bounce@example.com", "noreply@example.com", 'Jürgen "x" <y>')
    result, server, steps = await deliver(Script(implicit_tls=implicit), identity)
    assert (result.stage, result.data and result.data.code) == (None, 250)
    assert server.logins == [("PLAIN", "user", True)]
    assert (server.messages[0].sender, server.messages[0].recipients) == ("bounce@example.com", (TO,))
    message = message_from_bytes(server.messages[0].data, _class=EmailMessage, policy=policy.default)
    sender = message["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ('Jürgen "x" <y>', "noreply@example.com")
    assert message["Subject"].startswith("Grüße [")
    assert message["Message-ID"].endswith("@example.com>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime is not None
    assert message.get_content().splitlines() == ["Hallo", ".", "Welt"]
    assert [step.name for step in steps if step.state is StepState.OK][-3:] == ["mail-from", "rcpt-to", "data"]


async def test_one_wrong_password_is_one_failed_login_here_too() -> None:
    script = Script(mechanisms=("CRAM-MD5", "PLAIN", "LOGIN"), on_login=lambda user, password: f"535 5.7.8 bad {password}")
    result, server, steps = await deliver(script)
    assert server.logins == [("PLAIN", "user", False)]
    assert (result.stage, result.mail and result.mail.code) == (Stage.AUTH, 535)
    assert SECRET.reveal() not in repr(result) + repr(steps)
    assert b"(secret)" in (result.mail.lines[0].raw if result.mail else b"")


@pytest.mark.parametrize("mechanism", ["LOGIN", "CRAM-MD5"])
async def test_the_chosen_mechanism_is_used(mechanism: str) -> None:
    script = Script(mechanisms=("PLAIN", "LOGIN", "CRAM-MD5"), passwords={"user": SECRET.reveal()})
    result, server, _ = await deliver(script, credentials=Credentials("user", SECRET, mechanism))
    assert result.data is not None
    assert result.data.ok
    assert server.logins == [(mechanism, "user", True)]


@pytest.mark.parametrize(
    ("script", "stage", "field", "code"),
    [
        (Script(on_mail=lambda address: "553 5.7.1 not yours"), None, "mail", 553),
        (Script(on_rcpt=lambda address: "550 5.1.1 nobody"), None, "rcpt", 550),
        (Script(greylist=True), None, "rcpt", 451),
        (Script(on_data=lambda data: "550 5.7.1 not verified"), None, "data", 550),
        (Script(says={"data": "554 5.5.1 no"}), None, "data", 554),
        (Script(says={"greeting": "554 no"}), Stage.EHLO, "mail", 554),
        (Script(starttls=False), Stage.TLS, "mail", 0),
        (Script(certificate=Kind.EXPIRED), Stage.TLS, "mail", 0),
        (Script(implicit_tls=True, certificate=Kind.WRONG_HOST), Stage.TLS, "mail", 0),
        (Script(mechanisms=("XOAUTH2",)), Stage.AUTH, "mail", 0),
        (Script(faults={"greeting": Fault.CLOSE}), Stage.EHLO, "mail", 0),
        (Script(faults={"mail": Fault.RESET}), None, "mail", 0),
        (Script(faults={"rcpt": Fault.GARBAGE}), None, "rcpt", 0),
        (Script(faults={"body": Fault.CLOSE}), None, "data", 0),
        (Script(faults={"data": Fault.FLOOD}), None, "data", 0),
        (Script(faults={"data": Fault.SILENT}), None, "data", 0),
        (Script(faults={"greeting": Fault.SILENT}), Stage.EHLO, "mail", 0),
    ],
)
async def test_every_ending_is_a_result(script: Script, stage: Stage | None, field: str, code: int) -> None:
    result, server, steps = await deliver(script, limits=Limits(connect=1, reply=0.5, auth=0.5, total=2))
    reply = getattr(result, field)
    assert result.stage is stage
    assert reply is not None
    assert reply.code == code
    assert reply.lines
    assert str(reply.shown).isprintable()
    assert not server.messages or "body" in script.faults
    assert steps[-1].state in (StepState.FAILED, StepState.UNKNOWN)


async def test_a_second_reply_is_not_taken_for_the_next_answer() -> None:
    result, server, _ = await deliver(Script(says={"mail": "250 ok\r\n250 forged"}, on_rcpt=lambda address: "550 no"))
    assert result.rcpt is not None
    assert result.rcpt.code == 550
    assert not server.messages


async def test_no_login_over_plain_text() -> None:
    async with ScriptedServer(Script(starttls=False, auth_before_tls=True)) as server:
        result = await send(request(server.port, Encryption.NONE), BASE, TO, Loopback(), subject="s", text="t")
        assert (result.stage, server.logins) == (Stage.AUTH, [])


async def test_a_server_that_takes_only_helo_gets_the_message_where_nothing_more_is_wanted() -> None:
    script = Script(implicit_tls=True, says={"ehlo": "550 5.7.1 no"})
    result, server, _ = await deliver(script, credentials=None)
    assert (result.stage, len(server.messages)) == (None, 1)
    result, server, _ = await deliver(script)
    assert (result.stage, result.mail and result.mail.code, server.logins) == (Stage.EHLO, 550, [])


@pytest.mark.parametrize(
    ("fault", "halt"), [(Fault.CLOSE, Halt.CLOSED), (Fault.SILENT, Halt.TIMEOUT), (Fault.GARBAGE, Halt.NOT_SMTP)]
)
async def test_what_broke_a_message_off_is_kept(fault: Fault, halt: Halt) -> None:
    result, _, _ = await deliver(Script(faults={"data": fault}), limits=Limits(connect=1, reply=0.5, auth=0.5, total=2))
    assert (result.halt, result.data and result.data.code) == (halt, 0)


@pytest.mark.parametrize("to", ["a@b.c\r\nBcc: x@y.z", "a b@c.d", "<a@b.c>"])
async def test_a_recipient_can_not_carry_a_header(to: str) -> None:
    result, server, _ = await deliver(Script(), to=to)
    assert result.mail is not None
    assert result.mail.code == 0
    assert server.connections == 0


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_a_message_has_exactly_its_own_headers(name: str, subject: str, text: str) -> None:
    try:
        raw = compose(Identity("base", "a@b.example", "a@b.example", name), TO, subject, text)
    except wording.NotEncodable:
        return
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    expected = {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "content-type",
        "content-transfer-encoding",
        "mime-version",
    }
    assert {key.lower() for key in message} == expected
    assert raw.isascii()
    assert [address.addr_spec for address in message["To"].addresses] == [TO]
