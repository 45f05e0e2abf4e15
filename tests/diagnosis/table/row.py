"""One row of the table: evidence made by hand and the finding that it must give; and how such evidence is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tests.diagnosis.evidence import BASE, GOOD, PROFILE, V4, attempt, case, reply, senders, stopped, tls
from wizard.evidence import AuthResult, Conversation, Halt, PortFacts, SenderResult, Speaks, TlsProblem
from wizard.finding import Case
from wizard.model import Encryption, Endpoint, Identity, Login
from wizard.reach import Address, Reach
from wizard.secret import SecretRef
from wizard.step import Stage
from wizard.text import Foreign


@dataclass(frozen=True)
class Row:
    """`expect`: "CHECK STATUS CAUSE", cause `-` where none is named."""

    name: str
    case: Case
    expect: str
    title: str = ""
    """Words that the title must hold."""
    fix: str = ""


def at(host: str, port: int, encryption: Encryption, conversation: Conversation) -> Conversation:
    return replace(conversation, endpoint=Endpoint(host, port, encryption))


def ports(**speaks: Speaks) -> tuple[PortFacts, ...]:
    return tuple(PortFacts(int(port[1:]), word, 10.0) for port, word in speaks.items())


def login_refused(text: str) -> Conversation:
    return replace(GOOD, auth=AuthResult("PLAIN", reply(text)), senders=(), halt=Halt.REFUSED, stage=Stage.AUTH)


def mail_answered(text: str, identity: Identity = BASE) -> Conversation:
    return replace(GOOD, senders=senders((identity, text, "")))


def rcpt_answered(text: str, identity: Identity = BASE) -> Conversation:
    return replace(GOOD, senders=senders((identity, "250 ok", text)))


def data_answered(text: str, identity: Identity = BASE, **changes: Any) -> Case:
    return case(sent=(SenderResult(identity, reply("250 ok"), reply("250 ok"), reply(text)),), **changes)


def with_login(username: str, **changes: Any) -> Any:
    return replace(PROFILE, auth=Login(username, SecretRef.parse("keyring:chat"), **changes))


UNREACHED = Halt.UNREACHED
SILENT = stopped(Halt.SILENT, Stage.EHLO)
SG = "smtp.sendgrid.net"
SG_PROFILE = replace(with_login("apikey"), server=Endpoint(SG, 587, Encryption.STARTTLS))
SG_WRONG = replace(SG_PROFILE, auth=Login("someone", SecretRef.parse("keyring:chat")))
GM_PROFILE = replace(with_login("me@gmail.com"), server=Endpoint("smtp.gmail.com", 587, Encryption.STARTTLS))
NO_LOGIN = replace(PROFILE, auth=None)
PLAIN_LINE = replace(GOOD, endpoint=Endpoint("mail.example.com", 25, Encryption.NONE), starttls=None, tls=None, after_tls=None)
IMPLICIT = replace(GOOD, endpoint=Endpoint("mail.example.com", 465, Encryption.IMPLICIT_TLS), before_tls=None, starttls=None)


def timed_out(port: int, host: str = "mail.example.com") -> Conversation:
    return at(host, port, Encryption.STARTTLS, stopped(UNREACHED, Stage.CONNECT, attempts=(attempt(V4, Reach.TIMEOUT),)))


def connecting(reach: Reach, address: Address = V4, detail: str = "") -> Conversation:
    return stopped(UNREACHED, Stage.CONNECT, attempts=(attempt(address, reach, detail),))


def wrong_version(other: Speaks | None = Speaks.STARTTLS) -> Conversation:
    facts = tls(TlsProblem.WRONG_VERSION, version=None, chain=(), detail=Foreign.of("220 mail.example.com ESMTP"))
    made = stopped(Halt.TLS, Stage.TLS, greeting=None, before_tls=None, tls=facts, other_mode=other)
    return at("mail.example.com", 587, Encryption.IMPLICIT_TLS, made)


def bad_tls(problem: TlsProblem, **changes: Any) -> Conversation:
    return stopped(Halt.TLS, Stage.TLS, starttls=reply("220 ready"), tls=tls(problem, **changes))
