"""How the apps' mail libraries fail: what each raises, and where it waits for ever. Data, read by the prediction.

Read in and run against: CPython's smtplib (Django and Mealie), Twisted's ESMTPSender as Synapse uses it, nodemailer's
smtp-connection, Symfony Mailer's EsmtpTransport.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from wizard.step import Stage

HANG = "hang"
"""In place of an error class: nothing is raised, and nothing ends the wait."""
LOST = "lost"
"""In place of an error class: nothing is raised, and no mail is sent."""
_ACCEPTED = range(200, 300)


@dataclass(frozen=True, slots=True)
class Library:
    """A mail library's errors by what happened to it. `other` stands for everything that is not listed."""

    name: str
    errors: Mapping[str, str]
    other: str
    plain_twice: bool = False
    """Whether a refused PLAIN is sent once more in its other form (one wrong password = two failed logins)."""
    accepts: Mapping[str, Container[int]] = field(default_factory=dict)
    """The codes that count as a yes, by event, where those are not all of 2xx."""
    exact_keywords: bool = False
    """Whether STARTTLS and AUTH count only in capitals, and `AUTH=` for nothing."""
    exact_mechanisms: bool = False
    """Whether the names of mechanisms count only in capitals."""
    helo_for_all: bool = True
    """Whether a refused EHLO is followed by HELO also where a login or STARTTLS is to come."""
    helo_after_starttls: bool = True
    """Whether that holds for the second EHLO, too."""
    drops_unasked: bool = False
    """Whether it throws away what came after the answer to STARTTLS and before TLS."""
    own_tls: bool = False
    """Whether TLS is built into it, with an idea of its own, by version, of what key is too weak; else the system's is used."""
    smtputf8: str = "needed"
    """What it does with a sender whose part before @ is beyond ASCII: needed (an error where SMTPUTF8 is not offered), never
    (always an error), ignored (sends it as it is)."""
    login_after_helo: bool = False
    """Whether it logs in after HELO too, which offers no login."""
    idle: float | None = None
    """Seconds that it waits for an answer once it was greeted; None = the app's own time-out."""
    waits_twice: frozenset[Stage] = frozenset()
    """Where it says one thing more to a silent server, and waits as long again."""
    reads_to_blank: bool = False
    """Whether a line without a blank after its third character means that another follows, whatever it begins with."""

    def error(self, event: str, code: int = 0) -> str:
        """The class that is raised, HANG or LOST. A code, or all that begin like it (4xx), may have an answer of their own."""
        names = (f"{event}-{code}", f"{event}-{code // 100}xx", event)
        return next((self.errors[name] for name in names if name in self.errors), self.other)

    def takes(self, event: str, code: int) -> bool:
        """Whether a reply counts as a yes."""
        return code in self.accepts.get(event, _ACCEPTED)

    def event_of_garbage(self, event: str) -> str:
        """What an answer that is no SMTP counts as: mostly the refusal of what was asked."""
        if self.reads_to_blank:
            return "closed"  # it looks for another line, and mostly meets the end
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
        "helo": "SMTPHeloError",
        "helo-0": "SMTPServerDisconnected",
        "ehlo-421": "SMTPServerDisconnected",  # its HELO meets a closed connection
        "starttls-missing": "SMTPNotSupportedError",
        "starttls": "SMTPResponseException",
        "no-auth": "SMTPNotSupportedError",
        "no-mechanism": "SMTPException",
        "auth": "SMTPAuthenticationError",
        "encoding": "UnicodeEncodeError",
        "address": "SMTPNotSupportedError",
        "mail": "SMTPSenderRefused",
        "rcpt": "SMTPRecipientsRefused",
        "data": "SMTPDataError",
        "no-smtp": "SMTPConnectError",
    },
    "SMTPServerDisconnected",
    accepts={"auth": {235}, "mail": {250}, "rcpt": {250, 251}, "data": {250}},
    exact_mechanisms=True,
    drops_unasked=True,
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
        "auth-command": "AuthenticationError",
        "no-smtp": "SMTPProtocolError",
        "mail": "SMTPDeliveryError",
        "address": "UnicodeEncodeError",
        "mail-2xx": LOST,  # counts as delivered, to nobody
        "rcpt": "SMTPDeliveryError",
        "data": "SMTPDeliveryError",
    },
    HANG,  # a lost connection, a failed handshake and a refused greeting are never reported since Synapse 1.92
    plain_twice=True,
    accepts={"auth": {235}, "mail": {250}},
    exact_keywords=True,
    smtputf8="never",
    helo_for_all=False,
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
        "helo": "EPROTOCOL",
        "helo-0": "ECONNECTION",
        "ehlo-421": "ECONNECTION",
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
    own_tls=True,  # Node's OpenSSL: security level 1 up to Node 22, so that 1024 bits will do, and 2 from Node 24 on
    smtputf8="ignored",
    login_after_helo=True,
    idle=600.0,  # SOCKET_TIMEOUT in lib/smtp-connection/index.js; Docmost sets only the time to connect
)
SYMFONY = Library(
    "symfony",
    {
        "address": "InvalidArgumentException",  # of Symfony\Component\Mailer\Envelope::setSender
        "greeting": "UnexpectedResponseException",
        "ehlo": "UnexpectedResponseException",
        "helo": "UnexpectedResponseException",
        "starttls": "UnexpectedResponseException",
        "mail": "UnexpectedResponseException",
        "rcpt": "UnexpectedResponseException",
        "data": "UnexpectedResponseException",
        "no-smtp": "UnexpectedResponseException",
    },
    "TransportException",
    accepts={"auth": {235}, "mail": {250}, "data": {250}},
    helo_after_starttls=False,
    smtputf8="never",
    reads_to_blank=True,
    # EsmtpTransport::doEhloCommand takes any failure of EHLO for a reason to try HELO; SmtpTransport::send says QUIT.
    waits_twice=frozenset({Stage.EHLO, Stage.MAIL_FROM, Stage.RCPT_TO, Stage.DATA}),
)


def library_of(words: str) -> Library:
    """The library that a Behaviour names, by the word in it that is its own; smtplib where none is known."""
    low = words.lower()
    for word, library in (("twisted", TWISTED), ("nodemailer", NODEMAILER), ("symfony", SYMFONY)):
        if word in low:
            return library
    return SMTPLIB
