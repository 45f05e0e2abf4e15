"""How a scripted SMTP server behaves: a frozen table of what it offers, refuses, says, and where it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wizard.sandbox.certificate import Kind


class Fault(StrEnum):
    """What goes wrong at a stage, instead of an answer."""

    SILENT = "silent"
    """Says nothing until `release(stage)` is called or the client leaves."""
    CLOSE = "close"
    RESET = "reset"
    FLOOD = "flood"
    """Lines of a multi-line reply without end."""
    ENDLESS_LINE = "endless-line"
    DRIP = "drip"
    """One byte of the answer at a time, slowly."""
    GARBAGE = "garbage"
    """Bytes that are no SMTP reply."""


Rule = Callable[[str], str | None]
"""An address or name → the refusal ("550 no"), None = accepted."""


def accept(value: str) -> str | None:
    """The Rule that refuses nothing."""
    return None


def accept_login(username: str, password: str) -> str | None:
    """The login rule that refuses nobody."""
    return None


@dataclass(frozen=True, slots=True)
class Message:
    """One accepted message."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A good submission server by default: STARTTLS, then PLAIN or LOGIN, then everything is accepted.

    Stages, for `says` and `faults`: greeting ehlo helo starttls handshake auth mail rcpt data body rset quit.
    """

    host: str = "mail.example.com"
    """In the greeting, and the name of the certificate."""
    implicit_tls: bool = False
    certificate: Kind = Kind.GOOD
    old_tls: bool = False
    """TLS 1.0 and 1.1 only."""
    starttls: bool = True
    """Whether it is offered (on a plain connection)."""
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    auth_before_tls: bool = False
    """Whether AUTH is offered on a plain connection too."""
    login_needed: bool = False
    """Whether MAIL FROM is refused with 530 before a login."""
    extensions: tuple[str, ...] = ("PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES")
    on_ehlo: Rule = accept
    on_auth: Rule = accept
    """Mechanism → refusal of AUTH at its first word, whatever comes with it."""
    on_login: Callable[[str, str], str | None] = accept_login
    """(user, password) → refusal. For CRAM-MD5 `password` is looked up in `passwords`."""
    passwords: Mapping[str, str] = field(default_factory=dict)
    """Only for CRAM-MD5, where the server must know the password: user → password."""
    on_mail: Rule = accept
    on_rcpt: Rule = accept
    on_data: Rule = accept
    """Gets the whole message as latin-1 text."""
    greylist: bool = False
    """451 for a recipient that is seen for the first time."""
    says: Mapping[str, str | bytes] = field(default_factory=dict)
    """Other words than usual at a stage, as they go over the wire (CR LF is added): {"greeting": "554 no"}."""
    inject: bytes = b""
    """Bytes sent together with the answer to STARTTLS, before TLS."""
    faults: Mapping[str, Fault] = field(default_factory=dict)
