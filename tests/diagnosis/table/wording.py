"""Replies as servers really word them: the stage (a message where none stands), the reply, the one finding that it must give."""

from __future__ import annotations

from wizard.step import Stage

MESSAGE = (
    ("550 5.7.1 Not accepted. For more information visit https://example.net/why", "message.data fail -"),
    (
        "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP. For more information please go to x",
        "message.data fail sending-ip-not-accepted",
    ),
    ("550 5.7.501 Service unavailable. Spam abuse detected from IP range.", "message.data fail sending-ip-not-accepted"),
    (
        "550 5.1.8 Access denied, bad outbound sender. For more information please go to http://go.microsoft.com/fwlink/",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "554 Message rejected: Sending paused for this account. For more information, please check the inbox.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "554 Access denied: User `arn:aws:iam::123456789012:x' is not authorized to perform `ses:SendRawEmail' on resource `x'",
        "message.data fail -",
    ),
    ("554 Transaction failed: Missing final '@domain'", "sender.mail-from fail malformed-from"),
    ("554 Transaction failed: Local address contains control or whitespace", "sender.mail-from fail malformed-from"),
    (
        "554 Transaction failed: Address contains illegal characters in user name: 'root@local host'",
        "sender.mail-from fail malformed-from",
    ),
    ("554 Transaction failed: Duplicate header 'To'.", "message.data fail message-content-or-format-rejected"),
    ("554 5.7.9 Message not accepted for policy reasons.", "message.data fail message-content-or-format-rejected"),
    ("500 5.5.2 Error: line too long", "message.data fail message-content-or-format-rejected"),
    ("554 no", "message.data fail message-content-or-format-rejected"),
)

SINGLE = (
    # the login
    (
        Stage.AUTH,
        "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    (Stage.AUTH, "550 User has no permission", "auth.login fail smtp-auth-disabled-tenant"),
    (Stage.AUTH, '500 5.5.1 Command unrecognized: "AUTH"', "auth.offered fail auth-not-needed"),
    (Stage.AUTH, "500 Syntax error, command unrecognized", "auth.offered fail auth-not-needed"),
    (Stage.AUTH, "500 Invalid user name or password", "auth.login fail wrong-credentials"),
    (Stage.AUTH, "534 5.7.9 Please use TLS 1.2 or newer to log in", "tls.version fail tls-version-too-old"),
    (
        Stage.AUTH,
        "535 5.7.8 Error: authentication failed: Connection lost to authentication server",
        "auth.login fail server-misconfigured",
    ),
    (Stage.AUTH, "535 5.7.8 Login currently not possible, maintenance in progress", "auth.login fail server-down"),
    # a list of names, domains or links is no list of addresses of machines
    (
        Stage.RCPT_TO,
        "554 5.7.1 Service unavailable; Sender address [noreply@example.com] blocked using dbl.spamhaus.org; https://x.example",
        "sender.mail-from fail -",
    ),
    (
        Stage.RCPT_TO,
        "554 5.7.1 Service unavailable; Helo command [chat.example.com] blocked using dbl.spamhaus.org",
        "ehlo.name fail ehlo-name-rejected",
    ),
    (
        Stage.DATA,
        "554 5.7.1 Service unavailable; message body contains blacklisted URL example.com (dbl.spamhaus.org)",
        "message.data fail message-content-or-format-rejected",
    ),
    # loops and sizes are no used-up limit
    (Stage.DATA, "554 5.4.0 Error: too many hops", "message.data fail server-misconfigured"),
    (Stage.DATA, "554 5.4.14 Hop count exceeded - possible mail loop ATTR34", "message.data fail server-misconfigured"),
    (Stage.DATA, '550 Too many "Received" headers - suspected mail loop', "message.data fail server-misconfigured"),
    (Stage.DATA, "552 Size limit exceeded", "message.data fail message-content-or-format-rejected"),
    (Stage.DATA, "552 5.2.3 Email size limit exceeded", "message.data fail message-content-or-format-rejected"),
    # the account
    (Stage.RCPT_TO, "550 unable to send: account suspended", "provider.account fail account-suspended-or-not-activated"),
    (
        Stage.RCPT_TO,
        '550 Outgoing mail from "me@example.com" has been suspended.',
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        Stage.RCPT_TO,
        "550 Sending from this account has been suspended due to complaints",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (Stage.RCPT_TO, "550 Sending refused: the recipient's account is disabled", "sender.rcpt-to fail recipient-invalid"),
    (Stage.MAIL_FROM, "554 5.1.8 Email Outgoing Blocked", "provider.account fail account-suspended-or-not-activated"),
    (
        Stage.DATA,
        "550 5.7.705 Access denied, tenant has exceeded threshold.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        Stage.DATA,
        "550 5.4.6 Unusual sending activity detected. Please try after sometime.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        Stage.RCPT_TO,
        "550 Domain example.com has exceeded the max defers and failures per hour (5/5 (100%)) allowed. Message discarded.",
        "provider.account fail rate-or-quota-limited",
    ),
    (
        Stage.DATA,
        "550 5.7.1 Demo domains can only be used to send emails to account owners' email addresses.",
        "provider.account fail sandbox-mode",
    ),
    # the sender
    (
        Stage.MAIL_FROM,
        "550 Requested action not taken: mailbox unavailable\ninvalid DNS MX or A/AAAA resource record",
        "sender.mail-from fail sender-domain-unknown",
    ),
    (Stage.MAIL_FROM, "554 The domain of the sender has no MX or A record", "sender.mail-from fail sender-domain-unknown"),
    (Stage.MAIL_FROM, "550 5.7.27 Sender address has null MX", "sender.mail-from fail sender-domain-unknown"),
    (Stage.RCPT_TO, "550 5.7.27 Sender address has null MX", "sender.mail-from fail sender-domain-unknown"),
    (Stage.DATA, "550 5.7.1 From email address must be verified to send", "sender.mail-from fail sender-not-verified"),
    # SPF and DKIM, by their registered codes
    (Stage.RCPT_TO, "550 5.7.23 Message rejected: Sender Policy Framework violation", "sender.rcpt-to fail spf-fail"),
    (Stage.DATA, "550 5.7.20 No passing DKIM signature found", "message.data fail spf-fail"),
    (Stage.DATA, "550 5.7.22 refused", "message.data fail spf-fail"),
    (Stage.DATA, "550 5.7.25 refused", "ptr.record fail ptr-missing"),
    # the address of this machine
    (
        Stage.RCPT_TO,
        "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit x",
        "sender.rcpt-to fail sending-ip-not-accepted",
    ),
    (
        Stage.CONNECT,
        "550 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1",
        "ehlo.greeting fail sending-ip-not-accepted",
    ),
    (Stage.MAIL_FROM, "451 You are not authorized to send from this ip address.", "sender.mail-from fail ip-not-allowlisted"),
    (Stage.CONNECT, "554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster)", "ehlo.greeting fail sending-ip-not-accepted"),
    (Stage.RCPT_TO, "552 5.2.2 mailbox size limit exceeded", "sender.rcpt-to fail recipient-invalid"),
    (Stage.DATA, "550 5.2.2 STOREDRV.Deliver; mailbox full.", "message.data fail recipient-invalid"),
    (Stage.DATA, "554 5.7.0 Reject, id=1-07 - BANNED: application/zip", "message.data fail message-content-or-format-rejected"),
    (
        Stage.DATA,
        "550 5.7.1 Not accepted. Please review\nRFC 5322 specifications for more information.",
        "message.data fail message-content-or-format-rejected",
    ),
    (Stage.DATA, "550 5.7.1 This message does not have authentication information", "message.data fail spf-fail"),
    (Stage.DATA, "554 5.7.1 Client may only send from registered senders", "sender.mail-from fail sender-not-verified"),
    (
        Stage.RCPT_TO,
        "554 5.7.1 Recipient address rejected: Username me@example.com and sender doesn't match",
        "sender.mail-from fail from-mismatch-with-login",
    ),
    (
        Stage.RCPT_TO,
        "554 5.7.1 <noreply@example.com>: Sender address rejected - Absender nicht erlaubt",
        "sender.mail-from fail from-mismatch-with-login",
    ),
    (Stage.MAIL_FROM, "554 HL:IPB", "sender.mail-from fail sending-ip-not-accepted"),
)
