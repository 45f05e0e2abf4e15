"""The scripted server does what its script says, to any client, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.errors import FileError
from wizard.sandbox.dialogue import Dialogue, Expected
from wizard.sandbox.smtp import Script, ScriptedServer


async def with_smtplib(script: Script, work: Callable[[smtplib.SMTP], None]) -> ScriptedServer:
    """Python's own client against it: somebody else's idea of SMTP."""

    def run(port: int, ca_file: str) -> None:
        context = ssl.create_default_context(cafile=ca_file)
        if script.implicit_tls:
            sock = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 5), server_hostname=script.host)
            client = smtplib.SMTP(timeout=5)
            client.sock, client.file = sock, None
            client.getreply()
        else:
            client = smtplib.SMTP("127.0.0.1", port, timeout=5)
            client._host = script.host  # type: ignore[attr-defined]
            client.starttls(context=context)
        try:
            work(client)
            client.quit()
        finally:
            client.close()

    async with ScriptedServer(script) as server:
        await asyncio.get_running_loop().run_in_executor(None, run, server.port, server.ca_file)
        await asyncio.wait_for(server.empty.wait(), 5)
        return server


@pytest.mark.parametrize("implicit", [True, False])
async def test_python_s_own_client_gets_a_message_through(implicit: bool) -> None:
    def work(client: smtplib.SMTP) -> None:
        client.login("user", "s3cret word")
        client.sendmail("a@example.com", ["b@example.com", "c@example.com"], "Subject: x\r\n\r\n.dot\r\n..\r\n")

    server = await with_smtplib(Script(implicit_tls=implicit, login_needed=True), work)
    assert server.logins[-1] == ("PLAIN", "user", True)
    assert server.messages[0].recipients == ("b@example.com", "c@example.com")
    assert server.messages[0].data == b"Subject: x\r\n\r\n.dot\r\n..\r\n"


async def test_refusals_come_from_the_rules() -> None:
    def work(client: smtplib.SMTP) -> None:
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("bad@example.com", ["b@example.com"], "x")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("a@example.com", ["b@example.com"], "x")
        client.sendmail("a@example.com", ["b@example.com"], "x")
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("a@example.com", ["b@example.com"], "spam")

    script = Script(
        on_mail=lambda address: "553 5.7.1 no" if address.startswith("bad") else None,
        on_data=lambda data: "550 5.7.1 spam" if "spam" in data else None,
        greylist=True,
    )
    server = await with_smtplib(script, work)
    assert len(server.messages) == 1


async def test_a_client_that_stays_does_not_keep_it_open() -> None:
    async with ScriptedServer(Script()) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        assert (await reader.readline()).startswith(b"220 ")
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_a_dialogue_is_played_line_by_line() -> None:
    text = (
        "# title: x\n# expect: tls.mode=fail some-cause\n# expect: ehlo.name=pass\n# a remark\n"
        "S: 220 h\\x1bi\nC: EHLO *\nS- 250-a\\r\\n\nS: 250 b\nCLOSE\n"
    )
    dialogue = Dialogue.parse(text)
    assert dialogue.expected == (Expected("tls.mode", "fail", "some-cause"), Expected("ehlo.name", "pass", None))
    assert dialogue.settings == {"title": "x"}
    async with ScriptedServer(dialogue) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"NOOP\r\nEHLO me\r\n")
        assert await reader.read() == b"220 h\x1bi\r\n503 5.5.1 not now\r\n250-a\r\n250 b\r\n"
        writer.close()
        await writer.wait_closed()
        assert server.strays == ["NOOP"]


@pytest.mark.parametrize("text", ["SAY: hello", "S:220", "# expect: tls.mode=maybe", "# certificate: odd\nS: 220"])
def test_a_wrong_dialogue_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(FileError, match=r"wrong\.smtp"):
        Dialogue.parse(text, "wrong.smtp")


def test_a_dialogue_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.smtp"
    path.write_text("# host: h.example\n# tls: old\nTLS\nS: 220 hi\n")
    dialogue = Dialogue.load(path)
    assert (dialogue.host, dialogue.old_tls, dialogue.implicit_tls) == ("h.example", True, True)
