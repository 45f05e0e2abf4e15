"""One run with everything in it, hostile words of a server included."""

from __future__ import annotations

from datetime import UTC, datetime

from wizard.finding import Finding, Fix, Result, Run, Status
from wizard.step import Line, Stage, Step, StepState
from wizard.text import Foreign, printable

HOSTILE = b"550 \x1b]0;owned\x07\x1b[2J no such [@click=app.quit]user[/] ```\xe2\x80\xae <b> \xff"

FINDINGS = (
    Finding("dns.host", Status.PASS, "name found, 3 addresses", seen="192.0.2.7", ms=12.34),
    Finding("tls.certificate", Status.WARN, "the certificate ends in 9 days", why="It was made in spring.", fix=Fix("Renew it.")),
    Finding(
        "sender.mail-from",
        Status.FAIL,
        "noreply@example.com is refused",
        subject="chat.noreply",
        app="chat",
        stage=Stage.RCPT_TO,
        cause="sender-not-verified",
        seen=printable(HOSTILE),
        why="The provider mail.example.com does not know this sender.",
        fix=Fix("Verify it.", ("dig +short TXT example.com", "cat <<E\nx\nE")),
        links=("https://docs.example.net/senders",),
    ),
    Finding("spf.record", Status.UNKNOWN, "the name server did not answer", subject="example.com"),
    Finding("mx.record", Status.SKIPPED, "left out with --skip"),
)
RESULT = Result(
    "chat",
    FINDINGS,
    transcript=(
        Line(0.0, "*", Foreign(b"connected")),
        Line(0.01, "<", Foreign(HOSTILE)),
        Line(0.02, ">", Foreign(b"EHLO chat.example.com")),
    ),
    endpoint="mail.example.com:587",
    steps=(Step("connect", StepState.OK, "connected over IPv4 to 192.0.2.7", 31.0),),
)
RUN = Run(datetime(2026, 11, 20, 12, 30, tzinfo=UTC), "1.2.3", (RESULT, Result("relay", (), endpoint="relayhost:25")))
