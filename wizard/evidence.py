"""What a probe can learn: facts, frozen, with no opinion. Everything from outside is `Foreign` or a plain number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wizard.model import Encryption, Endpoint, Identity
from wizard.reach import Address, Attempt
from wizard.records import DomainRecords
from wizard.step import Line, Stage, Step
from wizard.text import NOTHING, Foreign

# ---------------------------------------------------------------- TLS


@dataclass(frozen=True, slots=True)
class Certificate:
    subject: Foreign
    issuer: Foreign
    names: tuple[Foreign, ...]
    """DNS names and IP addresses that it is good for."""
    not_before: datetime
    not_after: datetime
    self_signed: bool
    sha256: str


class TlsProblem(StrEnum):
    """Why a handshake or a verification failed."""

    WRONG_VERSION = "wrong-version"
    """The answer was no TLS record: the server talks plain text here."""
    TOO_OLD = "too-old"
    """No common TLS version or cipher."""
    UNTRUSTED = "untrusted"
    SELF_SIGNED = "self-signed"
    INCOMPLETE_CHAIN = "incomplete-chain"
    """The server leaves out the intermediate that signed its certificate."""
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    HOSTNAME = "hostname"
    WEAK_KEY = "weak-key"
    """A key in the chain is too short, or a signature of too weak a kind."""
    UNFIT = "unfit"
    """The certificate is refused for another reason, which `detail` names: its purpose, its signature, a rule of its CA …"""
    CLIENT_CERTIFICATE = "client-certificate"
    """The server wants one from its client, and got none. TLS 1.3 says so only after the client's half of the handshake."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """`problem` None = verified. The certificate is looked at also when it was refused."""

    version: str | None = None
    cipher: str | None = None
    chain: tuple[Certificate, ...] = ()
    """As sent by the server, its own first."""
    problem: TlsProblem | None = None
    detail: Foreign = NOTHING
    ms: float | None = None


# ---------------------------------------------------------------- SMTP

_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Reply:
    """One SMTP reply. `code` is 0 when what came was no SMTP reply at all."""

    code: int
    lines: tuple[Foreign, ...]
    ms: float | None = None

    @property
    def text(self) -> str:
        """The lines joined by a space, for matching; without the code.

        The enhanced status, which RFC 2034 repeats on every line in the middle of a sentence, is left where it stands first.
        """
        told: list[str] = []
        seen = ""
        for line in self.lines:
            status = _ENHANCED.match(line.text)
            repeated = status is not None and status[1] == seen
            told.append(line.text[status.end() :].lstrip() if status and repeated else line.text)
            seen = seen or (status[1] if status else "")
        return " ".join(told)

    @property
    def shown(self) -> Foreign:
        """Code and words, for people."""
        words = b" ".join(line.raw for line in self.lines)
        return Foreign(f"{self.code} ".encode() + words if self.code else words)

    @property
    def ok(self) -> bool:
        return 200 <= self.code < 400


@dataclass(frozen=True, slots=True)
class Extensions:
    """What an EHLO reply offered: keyword in capitals → its words. `helo`: what came of HELO, where EHLO was refused."""

    reply: Reply
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    helo: Reply | None = None

    @property
    def mechanisms(self) -> tuple[str, ...]:
        return self.words.get("AUTH", ())


class Halt(StrEnum):
    """Why a conversation went no further. A refusal by reply is none: then the reply itself stands in the Conversation."""

    NAME_UNKNOWN = "name-unknown"
    """NXDOMAIN, or a name without addresses."""
    NAME_UNCLEAR = "name-unclear"
    """The resolver did not answer, or answered SERVFAIL."""
    UNREACHED = "unreached"
    """No address could be connected to; see `attempts`."""
    TLS = "tls"
    """See `tls.problem`."""
    SILENT = "silent"
    """Connected, and nothing came within the limit."""
    CLOSED = "closed"
    RESET = "reset"
    TIMEOUT = "timeout"
    """It had spoken before, then stopped."""
    NOT_SMTP = "not-smtp"
    FLOOD = "flood"
    """More bytes or lines than any reply may have."""
    REFUSED = "refused"
    """A reply ended it; see the replies."""
    STARTTLS_MISSING = "starttls-missing"
    """STARTTLS is required and was not offered."""
    PLAINTEXT_LOGIN = "plaintext-login"
    """A login was asked for over a plain connection; nothing was sent."""
    NO_MECHANISM = "no-mechanism"
    """No mechanism in common; nothing was sent."""
    NOT_ENCODABLE = "not-encodable"
    """Something asked for can't be put into the protocol; nothing was sent."""


@dataclass(frozen=True, slots=True)
class AuthResult:
    mechanism: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class SenderResult:
    """The server's answers to one identity. `data` only where a real message was sent, and `halt` where no reply ended one."""

    identity: Identity
    mail: Reply | None = None
    rcpt: Reply | None = None
    data: Reply | None = None
    stage: Stage | None = None
    """For a real message that did not get as far as MAIL FROM: where it ended; `mail` then holds the words it ended with."""
    halt: Halt | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One SMTP conversation from the name to RSET. Fields are None where it did not get that far."""

    endpoint: Endpoint
    ehlo_name: str
    steps: tuple[Step, ...] = ()
    transcript: tuple[Line, ...] = ()
    addresses: tuple[Address, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    peer: Address | None = None
    greeting: Reply | None = None
    before_tls: Extensions | None = None
    starttls: Reply | None = None
    tls: TlsFacts | None = None
    after_tls: Extensions | None = None
    auth: AuthResult | None = None
    senders: tuple[SenderResult, ...] = ()
    halt: Halt | None = None
    stage: Stage | None = None
    """Where it halted."""
    detail: Foreign = NOTHING
    unsolicited: int = 0
    """Bytes that came where none were due and were dropped (they could be taken for the next reply)."""
    injected: int = 0  # of them, between the answer to STARTTLS and TLS
    other_mode: Speaks | None = None
    """What a second look found after the asked encryption met silence or plain text: the port speaks this instead."""

    @property
    def extensions(self) -> Extensions | None:
        """What counts: the answer under TLS, else the plain one."""
        return self.after_tls or self.before_tls


# ---------------------------------------------------------------- ports


class Speaks(StrEnum):
    IMPLICIT_TLS = "implicit_tls"
    STARTTLS = "starttls"
    PLAIN = "plain"
    """SMTP without STARTTLS."""
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    """Connected, nothing said so far."""
    FILTERED = "filtered"
    """Not even a connection: packets vanish."""
    OTHER = "other"
    """Something else, see `what`."""


@dataclass(frozen=True, slots=True)
class PortFacts:
    """What one port of a host speaks."""

    port: int
    speaks: Speaks
    ms: float
    banner: Foreign = NOTHING
    what: str = ""
    """SSH, HTTP, IMAP, POP3 … where it is something else."""
    attempts: tuple[Attempt, ...] = ()
    """What became of connecting over each address family; what it speaks was seen over the first that connected."""

    @property
    def encryption(self) -> Encryption | None:
        """The encryption to use with it, None where it is no mail port."""
        return {
            Speaks.IMPLICIT_TLS: Encryption.IMPLICIT_TLS,
            Speaks.STARTTLS: Encryption.STARTTLS,
            Speaks.PLAIN: Encryption.NONE,
        }.get(self.speaks)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything learned in one run."""

    observed_at: datetime
    conversations: tuple[Conversation, ...] = ()
    """The main one first; follow-ups after it."""
    ports: tuple[PortFacts, ...] = ()
    records: tuple[DomainRecords, ...] = ()
    sent: tuple[SenderResult, ...] = ()
    """Real messages."""
    arrived: bool | None = None
    """The person's answer to "did it arrive?", where asked."""
    other_sender: bool = False
    """Whether it arrived from another sender than the one that was sent: the From was rewritten on the way."""
    secret_missing: Foreign | None = None
    """Why no secret was at hand, where a login needs one."""
    secret_advice: str = ""
    """What to do about that, in our words; empty = nothing in particular."""
    secret_read: bool = False
    """Whether the secret was read where it is kept."""

    @property
    def conversation(self) -> Conversation | None:
        return self.conversations[0] if self.conversations else None
