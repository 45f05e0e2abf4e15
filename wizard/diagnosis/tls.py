"""Is the line encrypted? `tls.mode`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import TypeGuard

from wizard.diagnosis.endpoint import IMPLICIT_PORTS, documented, lacks_login_without_tls, mismatch, offer, spoken, surveyed
from wizard.diagnosis.refusal import Refusal, about
from wizard.diagnosis.statement import docs, listed, quote, state
from wizard.diagnosis.tls_version import spelt
from wizard.evidence import Conversation, Halt, Speaks, TlsFacts, TlsProblem
from wizard.finding import Ask, Case, Finding, FollowUp, Status
from wizard.model import Encryption
from wizard.step import Stage
from wizard.text import NOTHING, Foreign, printable

_NO_CA_FILE = "can't read the CA file"


def judge(case: Case) -> Iterator[Finding]:
    """The way of encrypting first: nothing else can be judged where it does not fit."""
    conversation = case.evidence.conversation
    if conversation is None:
        return
    wrong = mismatch(case)
    if wrong:
        yield _mismatched(case, conversation, wrong)
        return
    yield from _mode(case, conversation)


def ask(case: Case) -> Iterator[FollowUp]:
    """What the ports speak, where the chosen one did not answer as it was asked to."""
    conversation = case.evidence.conversation
    if conversation is None or case.evidence.ports:
        return
    tls = conversation.tls
    odd = tls is not None and tls.problem in (TlsProblem.WRONG_VERSION, TlsProblem.OTHER)
    early = conversation.greeting is None and conversation.halt in (Halt.SILENT, Halt.TIMEOUT, Halt.CLOSED, Halt.RESET)
    if odd or early or conversation.halt in (Halt.NOT_SMTP, Halt.STARTTLS_MISSING):
        yield FollowUp(Ask.SURVEY, "what this server's ports speak shows which pair of port and encryption is right")


# ---------------------------------------------------------------- the mode


def _mismatched(case: Case, conversation: Conversation, cause: str) -> Finding:
    port = case.profile.server.port
    found = spoken(case)
    speaks = {Speaks.STARTTLS: "STARTTLS", Speaks.IMPLICIT_TLS: "implicit TLS", Speaks.PLAIN: "plain text"}.get(
        found or Speaks.OTHER, ""
    )
    tls, facts = conversation.tls, surveyed(case)
    return state(
        "tls.mode",
        Status.FAIL,
        f"port {port} here speaks {speaks}; you chose {case.encryption.words}",
        cause=cause,
        seen=_first_line((tls.detail if tls and tls.detail else conversation.detail) or (facts.banner if facts else NOTHING)),
        fix=offer(case),
        links=docs(case),
        subject=str(port),
        stage=Stage.TLS,
    )


def _first_line(heard: Foreign) -> Foreign:
    """A server that is sent a TLS handshake answers every line of it with an error; its greeting is what counts."""
    return Foreign(heard.raw.lstrip().split(b"\n", 1)[0].rstrip())


def _mode(case: Case, conversation: Conversation) -> Iterator[Finding]:
    refused = about(case, "tls.mode")
    tls, halt = conversation.tls, conversation.halt
    if halt is Halt.STARTTLS_MISSING:
        yield _not_offered(case, conversation)
    elif refused:
        yield _refused(case, conversation, refused[0])
    elif halt in (Halt.SILENT, Halt.TIMEOUT, Halt.CLOSED, Halt.RESET) and conversation.greeting is None:
        yield from _nothing_said(case, conversation)
    elif tls is not None and tls.detail.text.startswith(_NO_CA_FILE):
        yield _no_ca_file(case, tls.detail)
    elif tls is not None and tls.problem is TlsProblem.CLIENT_CERTIFICATE:
        yield _client_certificate(case, tls)
    elif tls is not None and (tls.problem is TlsProblem.OTHER or _broke_in_handshake(conversation)):
        yield _handshake(case, conversation, tls)
    elif _broke_after_starttls(conversation):
        yield _handshake(case, conversation, None)
    elif conversation.stage is Stage.TLS and halt in (Halt.FLOOD, Halt.NOT_SMTP) and conversation.greeting is not None:
        title = "the answer to STARTTLS is none that a mail server gives"
        yield state("tls.mode", Status.FAIL, title, cause="server-starttls-broken", seen=conversation.detail, stage=Stage.TLS)
    elif tls is not None and _is_on(tls):
        yield _encrypted(case, tls)
    elif case.encryption is Encryption.NONE and conversation.before_tls is not None and conversation.before_tls.reply.ok:
        yield from _unencrypted(case, conversation)


def _refused(case: Case, conversation: Conversation, refusal: Refusal) -> Finding:
    host, seen, stage = case.profile.server.host, quote(refusal.reply), refusal.seen_at
    name = refusal.cause or "server-starttls-broken"
    if name == "tls-required-first" and _is_on(conversation.tls):
        title = f"{host} asks for TLS although this line is encrypted"
        why = "What ends TLS stands before the server that refuses, and does not tell it: a proxy or load balancer."
        fix = f"{offer(case, same_port=False)} If the server is yours, let it end TLS itself; else ask its operator.".strip()
        return state("tls.mode", refusal.status, title, cause=name, seen=seen, why=why, fix=fix, stage=stage, links=docs(case))
    if name == "tls-required-first":
        title = f"{host} wants TLS before anything else; you chose {case.encryption.words}"
        return state("tls.mode", refusal.status, title, cause=name, seen=seen, fix=offer(case), stage=stage, links=docs(case))
    title = "the server offers STARTTLS and then refuses it"
    fix = refusal.retry if refusal.status is Status.UNKNOWN else ""
    return state("tls.mode", refusal.status, title, cause=name, seen=seen, fix=fix, stage=stage)


def _encrypted(case: Case, tls: TlsFacts) -> Finding:
    way = "" if case.encryption is Encryption.IMPLICIT_TLS else " through STARTTLS"
    return state("tls.mode", Status.PASS, f"encrypted with {spelt(tls.version)}{way}", ms=tls.ms)


def _is_on(tls: TlsFacts | None) -> TypeGuard[TlsFacts]:
    return tls is not None and tls.version is not None and tls.problem is None


def _not_offered(case: Case, conversation: Conversation) -> Finding:
    server = case.profile.server
    extensions = conversation.before_tls
    masked = extensions is not None and any(re.fullmatch(r"X{4,}[A-Z]?|\*{4,}", word) for word in extensions.words)
    banner = conversation.greeting.text if conversation.greeting else ""
    if masked or re.fullmatch(r"[\s*0-9]*\*{6,}[\s*0-9]*", banner):
        return state(
            "tls.mode",
            Status.FAIL,
            f"something between here and {server.host} blots out STARTTLS",
            cause="network-interference",
            seen=quote(extensions.reply if extensions else None) or banner,
            why="The greeting or the list of extensions is overwritten with * or X: a firewall with SMTP inspection does that.",
            fix=offer(case, same_port=False)
            or "Switch off SMTP inspection in the firewall on the way, or use the server's implicit TLS port.",
            stage=Stage.TLS,
        )
    why = ""
    if documented(case) is Encryption.STARTTLS and case.provider:
        why = f"{case.provider.name} documents STARTTLS on port {server.port}, so something on the way may have taken it out."
    return state(
        "tls.mode",
        Status.FAIL,
        f"port {server.port} of {server.host} does not offer STARTTLS",
        cause="starttls-not-offered",
        seen=_offers(conversation),
        why=why,
        fix=offer(case, same_port=False),
        links=docs(case),
        stage=Stage.TLS,
    )


def _offers(conversation: Conversation) -> str:
    words = sorted(conversation.before_tls.words) if conversation.before_tls else []
    return f"it offers {listed(words, 12)}" if words else ""


def _nothing_said(case: Case, conversation: Conversation) -> Iterator[Finding]:
    """Connected, and neither a greeting nor TLS came. Where nothing shows the mode, the port number only makes it probable."""
    server, facts = case.profile.server, surveyed(case)
    implicit = case.encryption is Encryption.IMPLICIT_TLS
    known = documented(case)
    likely = known is Encryption.IMPLICIT_TLS or (known is None and server.port in IMPLICIT_PORTS)
    if not implicit and likely and facts is None:
        title = f"port {server.port} says nothing: it probably speaks implicit TLS; you chose {case.encryption.words}"
        yield state(
            "tls.mode", Status.FAIL, title, cause="starttls-on-implicit-tls-port", fix=_likely(case, Encryption.IMPLICIT_TLS)
        )
    elif implicit and known is Encryption.STARTTLS:
        title = f"port {server.port} does not answer a TLS handshake; {_provider(case)} documents STARTTLS for it"
        fix = _likely(case, Encryption.STARTTLS)
        yield state("tls.mode", Status.FAIL, title, cause="implicit-tls-on-starttls-port", seen=conversation.detail, fix=fix)
    elif implicit and _is_on(conversation.tls):
        yield _encrypted(case, conversation.tls)  # what it does after the handshake is no matter of TLS
    elif implicit and conversation.halt in (Halt.CLOSED, Halt.RESET):
        yield _handshake(case, conversation, conversation.tls)


def _likely(case: Case, encryption: Encryption) -> str:
    return offer(case) or f"Choose {encryption.words} for port {case.profile.server.port}."


def _provider(case: Case) -> str:
    return case.provider.name if case.provider else "its owner"


def _broke_in_handshake(conversation: Conversation) -> bool:
    """TLS facts without a problem at a halt in TLS, or plain text where the server had just taken STARTTLS."""
    tls = conversation.tls
    if tls is None or conversation.halt is None or conversation.stage is not Stage.TLS:
        return False
    return tls.problem is None or (tls.problem is TlsProblem.WRONG_VERSION and conversation.starttls is not None)


def _broke_after_starttls(conversation: Conversation) -> bool:
    """Broken off, or silent, after it was taken up; or the command itself was never answered."""
    offered = conversation.before_tls is not None and "STARTTLS" in conversation.before_tls.words
    unanswered = conversation.starttls is None and offered and conversation.stage is Stage.TLS
    begun = unanswered or (conversation.starttls is not None and conversation.starttls.ok)
    broken = conversation.halt in (Halt.TLS, Halt.CLOSED, Halt.RESET, Halt.TIMEOUT, Halt.SILENT)
    return begun and conversation.tls is None and broken


def _no_ca_file(case: Case, detail: Foreign) -> Finding:
    path = printable(case.profile.server.ca_file or "")
    return state(
        "tls.certificate",
        Status.UNKNOWN,
        f"not judged: the CA file {path} can't be used",
        cause="cert-untrusted",
        seen=detail,
        why="The setup names a file of certificates to trust (ca_file), and nothing is trusted without it.",
        fix=f"Put the CA's certificate (PEM) at {path} where this account can read it, or take ca_file out of the setup.",
    )


def _handshake(case: Case, conversation: Conversation, tls: TlsFacts | None) -> Finding:
    starttls = case.encryption is Encryption.STARTTLS
    return state(
        "tls.mode",
        Status.FAIL,
        "the server breaks off in the TLS handshake"
        if not starttls
        else "the server takes STARTTLS and then breaks off in the handshake",
        cause="server-starttls-broken" if starttls else "tls-handshake-failed",
        seen=(tls.detail if tls else "") or conversation.detail,
        fix="" if starttls else offer(case, same_port=False),
        stage=Stage.TLS,
    )


def _client_certificate(case: Case, tls: TlsFacts) -> Finding:
    host = case.profile.server.host
    other = offer(case, same_port=False)
    return state(
        "tls.mode",
        Status.FAIL,
        f"{host} wants a client certificate, and there is none here to show",
        cause="tls-handshake-failed",
        seen=tls.detail,
        why="The server takes only clients that show a certificate of their own in TLS. The apps log in with a password.",
        fix=f"{other} If the server is yours, let it take clients without one; else ask its operator for such a port.".strip(),
        links=docs(case),
        stage=Stage.TLS,
    )


def _unencrypted(case: Case, conversation: Conversation) -> Iterator[Finding]:
    if case.profile.auth and lacks_login_without_tls(conversation):
        return  # `auth.offered` says so, and what to choose
    offered = conversation.before_tls is not None and "STARTTLS" in conversation.before_tls.words
    if not offered or _is_this_machine(case.profile.server.host):
        yield state("tls.mode", Status.PASS, "plain text, as you chose" + ("" if offered else "; the server offers no STARTTLS"))
        return
    title = f"the server offers STARTTLS on port {case.profile.server.port}, and it is not used"
    yield state("tls.mode", Status.WARN, title, cause="encryption-unused", seen=_offers(conversation), fix=offer(case))


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
