"""How the apps' mail libraries fail: what each raises, and where it waits for ever. Data, read by the prediction.

Read in and run against: CPython's smtplib (Django and Mealie), Twisted's ESMTPSender as Synapse uses it, nodemailer's
smtp-connection, Symfony Mailer's EsmtpTransport.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HANG = "hang"
"""In place of an error class: nothing is raised, and nothing ends the wait."""


@dataclass(frozen=True, slots=True)
class Library:
    """A mail library's errors by what happened to it. `other` stands for everything that is not listed."""

    name: str
    errors: Mapping[str, str]
    other: str
    plain_twice: bool = False
    """Whether a refused PLAIN is sent once more in its other form (one wrong password = two failed logins)."""
    helo: bool = True
    """Whether a refused EHLO is followed by HELO."""
    idle: float | None = None
    """Seconds that it waits for an answer once it was greeted; None = the app's own time-out."""
    helo_after_silence: bool = False
    """Whether it says HELO where EHLO had no answer, and waits as long again."""

    def error(self, event: str, code: int = 0) -> str:
        """The class that is raised, or HANG. A temporary code (4xx) may have an answer of its own."""
        if 400 <= code < 500 and f"{event}-4xx" in self.errors:
            return self.errors[f"{event}-4xx"]
        return self.errors.get(event, self.other)

    def event_of_garbage(self, event: str) -> str:
        """What an answer that is no SMTP counts as: mostly the refusal of what was asked."""
        return "garbage" if "garbage" in self.errors else event


SMTPLIB = Library(
    "smtplib",
    {
        "dns": "gaierror",
        "refused": "ConnectionRefusedError",
        "connect-timeout": "TimeoutError",
        "unreachable": "OSError",
        "tls-to-plain": "SSLError",
        "tls-silent": "TimeoutError",
        "starttls-silent": "TimeoutError",
        "tls-broken": "OSError",  # SSLEOFError or ConnectionResetError, whichever comes first
        "tls-old": "SSLError",
        "certificate": "SSLCertVerificationError",
        "greeting": "SMTPConnectError",
        "ehlo": "SMTPHeloError",
        "starttls-missing": "SMTPNotSupportedError",
        "starttls": "SMTPResponseException",
        "no-auth": "SMTPNotSupportedError",
        "no-mechanism": "SMTPException",
        "auth": "SMTPAuthenticationError",
        "encoding": "UnicodeEncodeError",
        "mail": "SMTPSenderRefused",
        "rcpt": "SMTPRecipientsRefused",
        "data": "SMTPDataError",
        "no-smtp": "SMTPConnectError",
    },
    "SMTPServerDisconnected",
)
TWISTED = Library(
    "twisted",
    {
        "dns": "DNSLookupError",
        "garbage": "SMTPProtocolError",
        "refused": "ConnectionRefusedError",
        "connect-timeout": "TimeoutError",
        "unreachable": "ConnectError",
        "ehlo": "EHLORequiredError",
        "starttls-missing": "TLSRequiredError",
        "starttls": "SMTPTLSError",
        "starttls-4xx": HANG,
        "no-auth": "AUTHRequiredError",
        "no-mechanism": "AUTHRequiredError",
        "auth": "AUTHDeclinedError",
        "auth-4xx": HANG,
        "mail": "SMTPDeliveryError",
        "rcpt": "SMTPDeliveryError",
        "data": "SMTPDeliveryError",
    },
    HANG,  # a lost connection, a failed handshake and a refused greeting are never reported since Synapse 1.92
    plain_twice=True,
    helo=False,
)
NODEMAILER = Library(
    "nodemailer",
    {
        "dns": "EDNS",
        "refused": "ESOCKET",
        "unreachable": "ESOCKET",
        "connect-timeout": "ETIMEDOUT",
        "tls-to-plain": "ESOCKET",
        "tls-silent": "ETIMEDOUT",
        "starttls-silent": "ETIMEDOUT",
        "timeout": "ETIMEDOUT",
        "tls-broken": "ESOCKET",
        "tls-old": "ESOCKET",
        "certificate": "ESOCKET",
        "greeting": "EPROTOCOL",
        "silent": "ETIMEDOUT",
        "ehlo": "EPROTOCOL",
        "starttls": "ETLS",
        "no-mechanism": "EAUTH",
        "auth": "EAUTH",
        "mail": "EENVELOPE",
        "rcpt": "EENVELOPE",
        "data": "EMESSAGE or EENVELOPE",  # refused after the message, or before it; a real message does not show which
        "no-token": "ETIMEDOUT",  # _handleXoauth2Token throws in a callback; only the idle time ends the wait
        "no-smtp": "EPROTOCOL",
    },
    "ECONNECTION",
    idle=600.0,  # SOCKET_TIMEOUT in lib/smtp-connection/index.js; Docmost sets only the time to connect
)
SYMFONY = Library(
    "symfony",
    {
        "greeting": "UnexpectedResponseException",
        "ehlo": "UnexpectedResponseException",
        "starttls": "UnexpectedResponseException",
        "mail": "UnexpectedResponseException",
        "rcpt": "UnexpectedResponseException",
        "data": "UnexpectedResponseException",
        "no-smtp": "UnexpectedResponseException",
    },
    "TransportException",
    helo_after_silence=True,  # EsmtpTransport::doEhloCommand takes any failure of EHLO for a reason to try HELO
)


def library_of(words: str) -> Library:
    """The library that a Behaviour names, by the word in it that is its own; smtplib where none is known."""
    low = words.lower()
    for word, library in (("twisted", TWISTED), ("nodemailer", NODEMAILER), ("symfony", SYMFONY)):
        if word in low:
            return library
    return SMTPLIB
