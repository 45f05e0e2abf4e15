"""Hand-made evidence: a good conversation, and the changes that make it a bad one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from wizard.app import Behaviour
from wizard.evidence import (
    AuthResult,
    Certificate,
    Conversation,
    Evidence,
    Extensions,
    Halt,
    Reply,
    SenderResult,
    TlsFacts,
    TlsProblem,
)
from wizard.finding import Case
from wizard.model import App, Encryption, Endpoint, Identity, Login, Profile
from wizard.provider import KnownReply, Provider, ProviderPort, Region, SecretRule, SenderRule, UsernameRule
from wizard.reach import Address, Attempt, Reach
from wizard.secret import SecretRef
from wizard.step import Stage
from wizard.text import Foreign

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
V4, V6 = Address("192.0.2.10", 4), Address("2001:db8::10", 6)
BASE = Identity("base", "noreply@example.com", "noreply@example.com", "Example")
TOKEN = Identity(
    "chat.token", "noreply-k3t7wq5zj2m6h4nxr2vd7pya@chat.example.com", "noreply-k3t7@chat.example.com", app="chat", sample=True
)
ADMIN = Identity("chat.administrator", "admin@chat.example.com", "admin@chat.example.com", app="chat")


def reply(text: str) -> Reply:
    """`reply("535 5.7.8 no")`; lines are separated by a newline and all but the first have no code."""
    code, _, rest = text.partition(" ")
    return Reply(int(code), tuple(Foreign.of(line) for line in rest.split("\n")), 12.0)


OK = reply("250 2.1.0 ok")


def offers(*words: str) -> Extensions:
    """`offers("STARTTLS", "AUTH PLAIN LOGIN")`."""
    table = {word.split()[0]: tuple(word.split()[1:]) for word in words}
    return Extensions(reply("250 mail.example.com"), table)


def certificate(*names: str, days: int = 214, issuer: str = "Example CA", self_signed: bool = False) -> Certificate:
    return Certificate(
        subject=Foreign.of(names[0] if names else "mail.example.com"),
        issuer=Foreign.of(issuer),
        names=tuple(Foreign.of(name) for name in names or ("mail.example.com",)),
        not_before=NOW - timedelta(days=30),
        not_after=NOW + timedelta(days=days, hours=1),
        self_signed=self_signed,
        sha256="00",
    )


def tls(problem: TlsProblem | None = None, **changes: Any) -> TlsFacts:
    facts = TlsFacts(
        "TLS 1.3",
        "TLS_AES_256_GCM_SHA384",
        (certificate(),),
        problem,
        Foreign.of("verify failed") if problem else Foreign(b""),
        30.0,
    )
    return replace(facts, **changes)


def attempt(address: Address, reach: Reach, detail: str = "") -> Attempt:
    return Attempt(address, reach, 5.0, Foreign.of(detail))


def senders(*results: tuple[Identity, str, str]) -> tuple[SenderResult, ...]:
    """(identity, reply to MAIL, reply to RCPT); an empty text = none came."""
    return tuple(
        SenderResult(identity, reply(mail) if mail else None, reply(rcpt) if rcpt else None) for identity, mail, rcpt in results
    )


GOOD = Conversation(
    endpoint=Endpoint("mail.example.com", 587, Encryption.STARTTLS),
    ehlo_name="chat.example.com",
    addresses=(V4,),
    attempts=(attempt(V4, Reach.CONNECTED),),
    peer=V4,
    greeting=reply("220 mail.example.com ESMTP"),
    before_tls=offers("STARTTLS", "PIPELINING"),
    starttls=reply("220 2.0.0 ready"),
    tls=tls(),
    after_tls=offers("AUTH PLAIN LOGIN", "PIPELINING"),
    auth=AuthResult("PLAIN", reply("235 2.7.0 accepted")),
    senders=senders((BASE, "250 ok", "250 ok")),
)


def stopped(halt: Halt, stage: Stage, **changes: Any) -> Conversation:
    """The good conversation, broken off at a stage: what comes later is taken out."""
    later = {
        Stage.DNS: ("addresses", "attempts", "peer", "greeting", "before_tls", "starttls", "tls", "after_tls", "auth", "senders"),
        Stage.CONNECT: ("peer", "greeting", "before_tls", "starttls", "tls", "after_tls", "auth", "senders"),
        Stage.EHLO: ("greeting", "before_tls", "starttls", "tls", "after_tls", "auth", "senders"),
        Stage.TLS: ("starttls", "tls", "after_tls", "auth", "senders"),
        Stage.AUTH: ("auth", "senders"),
        Stage.MAIL_FROM: ("senders",),
        Stage.RCPT_TO: (),
    }[stage]
    empty: dict[str, Any] = {name: () if name in ("addresses", "attempts", "senders") else None for name in later}
    return replace(GOOD, **{**empty, "halt": halt, "stage": stage, **changes})


PROFILE = Profile(
    name="chat",
    server=GOOD.endpoint,
    from_address="noreply@example.com",
    from_name="Example",
    auth=Login("noreply@example.com", SecretRef.parse("keyring:chat")),
    recipient="me@example.net",
    apps=(App("chat", "zulip", "docker-12", "chat.example.com"),),
)

SENDGRID = Provider(
    id="sendgrid",
    name="SendGrid",
    kind="transactional",
    docs="https://example.com/sendgrid",
    regions=(Region("global", "smtp.sendgrid.net"), Region("eu", "smtp.eu.sendgrid.net")),
    ports=(
        ProviderPort(587, Encryption.STARTTLS, recommended=True),
        ProviderPort(465, Encryption.IMPLICIT_TLS),
        ProviderPort(2525, Encryption.STARTTLS),
    ),
    auth="required",
    username=UsernameRule("fixed", "apikey"),
    secret=SecretRule("API key"),
    sender=SenderRule("verified", "data"),
    errors=(KnownReply("550 Zork says the gadget is not entitled", "made up", "doc", "sender-not-verified"),),
)
GMAIL = Provider(
    id="gmail",
    name="Gmail",
    kind="mailbox",
    docs="https://example.com/gmail",
    regions=(Region("global", "smtp.gmail.com"),),
    ports=(ProviderPort(587, Encryption.STARTTLS, recommended=True), ProviderPort(465, Encryption.IMPLICIT_TLS)),
    auth="required",
    username=UsernameRule("email"),
    secret=SecretRule("app password (16 letters)", per_app=True),
    sender=SenderRule("mailbox", "rewritten"),
)
RELAY = replace(
    GMAIL,
    id="google-relay",
    name="Google relay",
    kind="relay",
    auth="ip_allowlist",
    ehlo="one of your own domain names; localhost or an address is refused",
    wants_full_name=True,
)

ZULIP = Behaviour(
    app="chat",
    kind="zulip",
    target="docker-12",
    library="Django's SMTP backend on smtplib",
    ehlo="chat.example.com",
    ehlo_source="hostname: of the service zulip in the compose file",
    verifies_certificate=True,
    starttls="required",
    mechanisms=("CRAM-MD5", "PLAIN", "LOGIN"),
    falls_back=True,
    skips_auth_silently=False,
    timeout=15.0,
    ascii_credentials=True,
    hides_errors="The reason stands only in send_email.log.",
)
SYNAPSE = replace(
    ZULIP,
    app="matrix",
    kind="synapse",
    target="homeserver",
    library="Twisted",
    mechanisms=("CRAM-MD5", "LOGIN", "PLAIN"),
    falls_back=False,
    timeout=None,
    ascii_credentials=False,
)
DOCMOST = replace(
    ZULIP,
    app="docs",
    kind="docmost",
    target="compose",
    library="nodemailer",
    ehlo="[127.0.0.1]",
    ehlo_source="hostname: of the service in the compose file",
    starttls="opportunistic",
    mechanisms=("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"),
    falls_back=False,
    skips_auth_silently=True,
    timeout=30.0,
    ascii_credentials=False,
)
MEALIE = replace(ZULIP, app="meals", kind="mealie", target="compose", library="smtplib", verifies_certificate=False, timeout=10.0)
COOLIFY = replace(
    DOCMOST,
    app="deploy",
    kind="coolify",
    target="api",
    library="Symfony Mailer",
    mechanisms=("CRAM-MD5", "LOGIN", "PLAIN"),
    falls_back=True,
)


def case(conversation: Conversation | None = GOOD, *more: Conversation, profile: Profile | None = None, **changes: Any) -> Case:
    """A case about a conversation (and follow-ups). Changes named as a field of Evidence go there, the others into the Case."""
    known = {
        name: changes.pop(name)
        for name in ("ports", "records", "sent", "arrived", "other_sender", "secret_missing", "secret_read")
        if name in changes
    }
    talks = (conversation, *more) if conversation else ()
    own = profile or (replace(PROFILE, server=conversation.endpoint) if conversation else PROFILE)
    changes.setdefault("identities", (BASE,))
    return Case(own, Evidence(NOW, talks, **known), NOW, **changes)
