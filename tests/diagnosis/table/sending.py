"""Rows about senders and recipients that a conversation tried."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnosis.evidence import ADMIN, BASE, GMAIL, GOOD, SENDGRID, TOKEN, case, senders, stopped
from tests.diagnosis.table.row import (
    GM_PROFILE,
    NO_LOGIN,
    PLAIN_LINE,
    Row,
    data_answered,
    login_refused,
    mail_answered,
    rcpt_answered,
)
from wizard.evidence import Halt
from wizard.model import Encryption, Endpoint, Identity
from wizard.step import Stage

SENDING = (
    Row("accepted", case(), "sender.mail-from pass -"),
    Row("recipient accepted", case(), "sender.rcpt-to pass -"),
    Row("not reached", case(login_refused("535 no")), "sender.mail-from unknown -", "the login must work first"),
    Row("not reached, recipient", case(login_refused("535 no")), "sender.rcpt-to unknown -", "the login must work first"),
    Row(
        "not owned",
        case(rcpt_answered("553 5.7.1 <noreply@example.com>: Sender address rejected: not owned by user me@example.com")),
        "sender.mail-from fail from-mismatch-with-login",
        "said at RCPT TO",
    ),
    Row(
        "not verified",
        case(mail_answered("550 5.7.1 Sending from domain example.com is not allowed"), provider=SENDGRID),
        "sender.mail-from fail sender-not-verified",
    ),
    Row(
        "not verified, after the message",
        data_answered("550 The from address does not match a verified Sender Identity."),
        "sender.mail-from fail sender-not-verified",
        "after the whole message",
    ),
    Row(
        "generated",
        case(mail_answered("550 5.7.1 Unconfigured Sending Domain <chat.example.com>", TOKEN)),
        "sender.mail-from fail generated-sender-address",
    ),
    Row(
        "another sender of the app",
        case(
            replace(
                GOOD,
                senders=senders((BASE, "250 ok", "250 ok"), (ADMIN, "553 5.7.1 Sender address rejected: not owned by user", "")),
            )
        ),
        "sender.mail-from fail app-uses-other-sender",
    ),
    Row(
        "the app's default",
        case(mail_answered("553 5.7.1 not owned by user", Identity("base", "root@localhost", "root@localhost"))),
        "sender.mail-from fail sender-not-configured",
    ),
    Row(
        "no domain found",
        case(rcpt_answered("450 4.1.8 <x@nowhere.example>: Sender address rejected: Domain not found")),
        "sender.mail-from fail sender-domain-unknown",
    ),
    Row("malformed", case(mail_answered("501 5.1.7 Bad sender address syntax")), "sender.mail-from fail malformed-from"),
    Row(
        "not encodable",
        case(replace(stopped(Halt.NOT_ENCODABLE, Stage.MAIL_FROM), senders=senders((BASE, "", "")))),
        "sender.mail-from fail malformed-from",
    ),
    Row(
        "relay does not know you",
        case(mail_answered("550 5.7.1 Invalid credentials for relay [192.0.2.1].")),
        "sender.mail-from fail relay-identity-or-tls-not-met",
    ),
    Row(
        "rewritten",
        case(replace(GOOD, endpoint=Endpoint("smtp.gmail.com", 587, Encryption.STARTTLS)), profile=GM_PROFILE, provider=GMAIL),
        "sender.mail-from warn sender-rewritten",
    ),
    Row(
        "relay denied",
        case(rcpt_answered("554 5.7.1 <me@example.net>: Relay access denied"), profile=NO_LOGIN),
        "sender.rcpt-to fail relay-denied",
    ),
    Row(
        "unknown recipient",
        case(rcpt_answered("550 5.1.1 <me@example.net>: Recipient address rejected: User unknown in virtual mailbox table")),
        "sender.rcpt-to fail recipient-invalid",
    ),
    Row(
        "greylisted, with a clock",
        case(rcpt_answered("451 4.7.1 Greylisted, please come back in 00:04:58")),
        "sender.rcpt-to unknown greylisting",
        fix="00:04:58",
    ),
    Row(
        "greylisted",
        case(rcpt_answered("450 4.2.0 <me@example.net>: Recipient address rejected: Greylisted for 300 seconds")),
        "sender.rcpt-to unknown greylisting",
        fix="300 seconds",
    ),
    Row(
        "reverse name",
        case(rcpt_answered("450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]")),
        "ptr.record fail ptr-missing",
    ),
    Row(
        "TLS wanted",
        case(
            replace(PLAIN_LINE, auth=None, senders=senders((BASE, "530 5.7.0 Must issue a STARTTLS command first", ""))),
            profile=replace(NO_LOGIN, server=PLAIN_LINE.endpoint),
        ),
        "tls.mode fail tls-required-first",
    ),
    Row(
        "breaks off at MAIL",
        case(replace(stopped(Halt.CLOSED, Stage.MAIL_FROM), senders=senders((BASE, "", "")))),
        "sender.mail-from fail connection-dropped",
    ),
    Row(
        "breaks off at RCPT",
        case(replace(stopped(Halt.TIMEOUT, Stage.RCPT_TO), senders=senders((BASE, "250 ok", "")))),
        "sender.rcpt-to fail server-silent",
    ),
    Row(
        "unlisted address",
        case(mail_answered("550 5.7.1 Your IP address is not allowed to send")),
        "sender.mail-from fail ip-not-allowlisted",
    ),
    Row(
        "by the provider's own words",
        case(mail_answered("550 Zork says the gadget is not entitled"), provider=SENDGRID),
        "sender.mail-from fail sender-not-verified",
    ),
)
