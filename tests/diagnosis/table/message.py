"""Rows about real messages: taken, refused, arrived."""

from __future__ import annotations

from tests.diagnosis.evidence import BASE, SENDGRID, case, reply
from tests.diagnosis.table.row import Row, data_answered, with_login
from wizard.evidence import Reply, SenderResult
from wizard.step import Stage
from wizard.text import Foreign

_BEFORE = reply("535 5.7.8 authentication failed")
_GONE = Reply(0, (Foreign.of("the server stopped answering"),))

MESSAGES = (
    Row("login refused", case(None, sent=(SenderResult(BASE, _BEFORE, stage=Stage.AUTH),)), "auth.login fail wrong-credentials"),
    Row(
        "name refused at a message",
        case(None, sent=(SenderResult(BASE, reply("550 5.7.1 no"), stage=Stage.EHLO),)),
        "ehlo.name fail ehlo-name-rejected",
    ),
    Row(
        "broke off before", case(None, sent=(SenderResult(BASE, _GONE, stage=Stage.TLS),)), "message.data fail connection-dropped"
    ),
    Row("broke off at MAIL", case(None, sent=(SenderResult(BASE, _GONE),)), "message.data fail connection-dropped"),
    Row("sender refused", case(None, sent=(SenderResult(BASE, reply("501 5.1.7 bad")),)), "sender.mail-from fail malformed-from"),
    Row("taken", data_answered("250 2.0.0 queued"), "message.data pass -"),
    Row("account fine", data_answered("250 2.0.0 queued", provider=SENDGRID), "provider.account pass -"),
    Row("content", data_answered("554 5.6.0 Message contains bare LF"), "message.data fail message-content-or-format-rejected"),
    Row("own fault", data_answered("451 4.3.0 Error: queue file write error"), "message.data unknown server-misconfigured"),
    Row(
        "SPF",
        data_answered("550 5.7.26 This mail has been blocked because the sender is unauthenticated."),
        "message.data fail spf-fail",
    ),
    Row(
        "DMARC",
        data_answered("550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy."),
        "message.data fail dmarc-reject",
    ),
    Row("sandbox", data_answered("554 Sandbox subdomains are for test purposes only."), "provider.account fail sandbox-mode"),
    Row(
        "sandbox, the recipient is named",
        data_answered(
            "554 Message rejected: Email address is not verified. "
            "The following identities failed the check in region EU-WEST-1: me@example.net"
        ),
        "provider.account fail sandbox-mode",
    ),
    Row(
        "suspended",
        data_answered("552 Your account has been suspended. Please contact us"),
        "provider.account fail account-suspended-or-not-activated",
    ),
    Row("quota", data_answered("550 5.4.5 Daily user sending limit exceeded"), "provider.account fail rate-or-quota-limited"),
    Row(
        "no answer to the message",
        case(sent=(SenderResult(BASE, reply("250 ok"), reply("250 ok"), None),)),
        "message.data fail connection-dropped",
    ),
    Row("arrived", data_answered("250 queued", arrived=True), "message.arrived pass -"),
    Row(
        "arrived from another sender",
        data_answered("250 queued", arrived=True, other_sender=True, profile=with_login("me@example.org")),
        "message.arrived warn sender-rewritten",
        "from another sender than noreply@example.com",
        "Send from me@example.org, or add noreply@example.com to that mailbox as a verified alias",
    ),
    Row(
        "arrived from another sender than the login's own address",
        data_answered("250 queued", arrived=True, other_sender=True),
        "message.arrived warn sender-rewritten",
        fix="Add the address as a verified alias",
    ),
    Row("did not arrive", data_answered("250 queued", arrived=False), "message.arrived fail accepted-but-not-delivered"),
    Row("nobody said", data_answered("250 queued"), "message.arrived unknown -"),
)
