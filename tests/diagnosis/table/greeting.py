"""Rows about the greeting, and the name that we greet with."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnosis.evidence import GOOD, case, reply, stopped, tls
from tests.diagnosis.table.row import SILENT, Row, ports, rcpt_answered, wrong_version
from wizard.evidence import Conversation, Extensions, Halt, Speaks, TlsProblem
from wizard.step import Stage
from wizard.text import Foreign


def _name_refused(text: str, name: str = "localhost") -> Conversation:
    """A conversation that ended where the name was refused."""
    return replace(
        GOOD,
        ehlo_name=name,
        halt=Halt.REFUSED,
        stage=Stage.EHLO,
        before_tls=Extensions(reply(text)),
        starttls=None,
        tls=None,
        after_tls=None,
        auth=None,
        senders=(),
    )


GREETING = (
    Row("greets", case(), "ehlo.greeting pass -"),
    Row(
        "554",
        case(stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("554 no SMTP service here"))),
        "ehlo.greeting fail server-refuses-connection",
    ),
    Row(
        "421",
        case(stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("421 4.3.2 Service not available, try again in 10 minutes"))),
        "ehlo.greeting unknown server-down",
        fix="10 minutes",
    ),
    Row(
        "block list",
        case(stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("554 5.7.1 blocked using zen.spamhaus.org"))),
        "ehlo.greeting fail sending-ip-not-accepted",
    ),
    Row("hangs up", case(stopped(Halt.CLOSED, Stage.EHLO)), "ehlo.greeting fail server-refuses-connection"),
    Row("says nothing", case(SILENT, ports=ports(p587=Speaks.SILENT)), "ehlo.greeting fail server-silent"),
    Row(
        "SSH",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("SSH-2.0-OpenSSH_9.2p1"))),
        "ehlo.greeting fail wrong-port",
        "an SSH server",
    ),
    Row(
        "HTTP",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("HTTP/1.1 400 Bad Request"))),
        "ehlo.greeting fail wrong-port",
        "an HTTP server",
    ),
    Row(
        "IMAP",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("* OK [CAPABILITY IMAP4rev1] ready"))),
        "ehlo.greeting fail wrong-port",
        "an IMAP server",
    ),
    Row(
        "POP3",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("+OK ready"))),
        "ehlo.greeting fail wrong-port",
        "a POP3 server",
    ),
    Row(
        "FTP",
        case(
            stopped(
                Halt.REFUSED,
                Stage.EHLO,
                greeting=reply("220 ProFTPD ready"),
                before_tls=Extensions(reply("500 EHLO not understood")),
            )
        ),
        "ehlo.greeting fail wrong-port",
        "an FTP server",
    ),
    Row(
        "SSH under implicit TLS",
        case(
            replace(
                wrong_version(Speaks.OTHER),
                tls=tls(TlsProblem.WRONG_VERSION, version=None, chain=(), detail=Foreign.of("SSH-2.0-x")),
                detail=Foreign.of("SSH-2.0-x"),
            )
        ),
        "ehlo.greeting fail wrong-port",
        "an SSH server",
    ),
    Row("garbage", case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign(b"\x00\x01"))), "ehlo.greeting fail not-a-mail-server"),
    Row("flood", case(stopped(Halt.FLOOD, Stage.EHLO)), "ehlo.greeting fail not-a-mail-server"),
    Row("name accepted", case(), "ehlo.name pass -", "chat.example.com"),
    Row(
        "name refused",
        case(_name_refused("550 5.7.1 no")),
        "ehlo.name fail ehlo-name-rejected",
        fix="chat.example.com",
    ),
    Row(
        "another name is accepted",
        case(
            _name_refused("550 no"),
            GOOD,
        ),
        "ehlo.name fail ehlo-name-rejected",
        fix="the server accepts that name",
    ),
    Row(
        "a full name that the server does not find in DNS",
        case(_name_refused("450 4.7.1 <chat.example.com>: Helo command rejected: Host not found", "chat.example.com")),
        "ehlo.name fail ehlo-name-rejected",
        fix="Give chat.example.com an A record with this machine's public address, or greet with a name that has one, such as",
    ),
    Row(
        "a full name that DNS lacks, in another server's words, and the other name is refused as well",
        case(
            _name_refused("550 HELO chat.example.com cannot be resolved", "chat.example.com"),
            _name_refused("550 HELO example.com cannot be resolved", "example.com"),
        ),
        "ehlo.name fail ehlo-name-rejected",
        fix="Give chat.example.com an A record with this machine's public address, or greet with a name that has one. ",
    ),
    Row(
        "a full name refused for no reason that is told",
        case(_name_refused("550 5.7.1 no", "chat.example.com")),
        "ehlo.name fail ehlo-name-rejected",
        fix="Greet with another name of yours, one that DNS leads to this machine",
    ),
    Row(
        "a bare name that the server does not find",
        case(_name_refused("450 4.7.1 <localhost>: Helo command rejected: Host not found")),
        "ehlo.name fail ehlo-name-rejected",
        fix="Greet with a full domain name that is yours, such as chat.example.com",
    ),
    Row(
        "name refused at RCPT",
        case(rcpt_answered("504 5.5.2 <chat>: Helo command rejected: need fully-qualified hostname")),
        "ehlo.name fail ehlo-name-rejected",
        "only at RCPT TO",
    ),
    Row(
        "hangs up at a bare name",
        case(stopped(Halt.CLOSED, Stage.EHLO, greeting=GOOD.greeting, ehlo_name="localhost")),
        "ehlo.name fail ehlo-name-rejected",
    ),
    Row(
        "hangs up after the greeting",
        case(stopped(Halt.CLOSED, Stage.EHLO, greeting=GOOD.greeting)),
        "ehlo.name fail connection-dropped",
    ),
    Row(
        "stops after the greeting",
        case(stopped(Halt.TIMEOUT, Stage.EHLO, greeting=GOOD.greeting)),
        "ehlo.name fail server-silent",
    ),
    Row(
        "floods after the greeting",
        case(stopped(Halt.FLOOD, Stage.EHLO, greeting=GOOD.greeting)),
        "ehlo.name fail not-a-mail-server",
    ),
    Row(
        "name not encodable",
        case(stopped(Halt.NOT_ENCODABLE, Stage.EHLO, addresses=(), attempts=(), peer=None)),
        "ehlo.name fail ehlo-name-rejected",
    ),
)
