"""Replies that blame somebody, or a login, and go on: stage or provider, reply, and the one finding that it must give."""

from __future__ import annotations

from wizard.step import Stage

BLAMED = (
    (
        Stage.RCPT_TO,
        "554 5.7.1 <me@example.net>: Recipient address rejected: Sender is not same as SMTP authenticate username",
        "sender.mail-from fail from-mismatch-with-login",
    ),
    (
        Stage.RCPT_TO,
        "550 5.7.1 <me@example.net>: Recipient address rejected: Intentional policy rejection, sender not authorized",
        "sender.mail-from fail from-mismatch-with-login",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.1 <me@example.net>: Recipient address rejected: unverified address: Address verification in progress",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "450 4.7.1 <me@example.net>: Recipient address rejected: Try again later",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "450 4.7.1 <me@example.net>: Recipient address rejected: Please see http://postgrey.schweikert.ch/help/example.net.html",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.1 <me@example.net>: Recipient address rejected: User unknown in local recipient table",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.2 <me@example.net>: Recipient address rejected: Domain not found",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "550 5.1.1 <me@example.net>: Recipient address rejected: undeliverable address: host mx.example.net said: no",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "550 5.4.1 Recipient address rejected: Access denied. [X.eop.outlook.com]",
        "sender.rcpt-to fail recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "554 5.7.1 <me@example.net>: Recipient address rejected: Policy restrictions apply",
        "sender.rcpt-to fail -",
    ),
    (
        Stage.RCPT_TO,
        "450 4.2.1 The user you are trying to contact is receiving mail at a rate that\n4.2.1 prevents additional messages.",
        "sender.rcpt-to unknown recipient-invalid",
    ),
    (
        Stage.RCPT_TO,
        "550 5.1.0 <noreply@example.com>: Sender address rejected: User unknown in virtual mailbox table",
        "sender.mail-from fail sender-not-configured",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.7 <noreply@example.com>: Sender address rejected: undeliverable address: mx.example.com said: 550 no such user",
        "sender.mail-from fail sender-not-configured",
    ),
    (
        Stage.RCPT_TO,
        "450 4.1.7 <noreply@example.com>: Sender address rejected: unverified address: Address verification in progress",
        "sender.rcpt-to unknown greylisting",
    ),
    (
        Stage.RCPT_TO,
        "554 5.7.1 <noreply@example.com>: Sender address rejected: account blocked, reason: SPAM",
        "provider.account fail account-suspended-or-not-activated",
    ),
)

LOGIN_WORDS = (
    (
        "m365-smtp-auth",
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    (
        "m365-smtp-auth",
        "535 5.7.139 Authentication unsuccessful, the account has been locked. Contact your administrator.",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "m365-smtp-auth",
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
        "auth.login fail wrong-credentials",
    ),
    ("m365-smtp-auth", "535 5.7.3 Authentication unsuccessful", "auth.login fail wrong-credentials"),
    (
        "brevo",
        "535 5.7.8 Authentication failed: your account has been suspended",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "zoho-mail",
        "535 Authentication Failed. Your account is blocked",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "ovh",
        "535 5.7.1 Authentication failed: too many attempts from 192.0.2.1",
        "provider.account fail rate-or-quota-limited",
    ),
    (
        "icloud",
        "535 5.7.8 Error: authentication failed: account locked",
        "provider.account fail account-suspended-or-not-activated",
    ),
    (
        "netease-163",
        "535 Error: authentication failed, user is locked",
        "provider.account fail account-suspended-or-not-activated",
    ),
    ("mailjet", "535 Authentication failed: IP address not allowed for this API key", "auth.login fail ip-not-allowlisted"),
    (
        "proton",
        "535 5.7.8 Error: authentication failed: SMTP submission is not available for this account",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    ("icloud", "535 5.7.8 Error: authentication failed", "auth.login fail app-password-required"),
    ("yahoo", "535 5.7.0 (#AUTH005) Too many bad auth attempts.", "auth.login fail app-password-required"),
    (
        "",
        "535 5.7.8 Error: authentication failed: third party app access is disabled for this account",
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    ("", "535 5.7.8 SMTP is not included in your plan", "provider.account fail account-suspended-or-not-activated"),
    ("", "535 5.7.0 Zugang gesperrt", "provider.account fail account-suspended-or-not-activated"),
    ("", "535 5.2.2 Mailbox over quota, sending disabled", "provider.account fail rate-or-quota-limited"),
)
