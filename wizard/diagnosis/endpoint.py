"""Which port and encryption would be right here: what the ports were seen to speak, then what the provider documents."""

from __future__ import annotations

import re

from wizard.diagnosis.service import recognise
from wizard.evidence import Conversation, Halt, PortFacts, Speaks, TlsProblem
from wizard.finding import Case
from wizard.model import Encryption

IMPLICIT_PORTS = frozenset({465, 994, 2465, 8465})
"""Ports that speak implicit TLS nearly everywhere (RFC 8314). Only used as "probably": a port number never decides."""
LOST = (Halt.CLOSED, Halt.RESET, Halt.TIMEOUT, Halt.SILENT, Halt.FLOOD, Halt.NOT_SMTP)
"""The server went away, or what came was no reply."""
_PLACEHOLDER = re.compile(r"\\\{\w+\\\}")
"""`{region}` in a host pattern, after re.escape."""


def surveyed(case: Case, port: int | None = None) -> PortFacts | None:
    """What the survey saw on a port (the chosen one, if none is named)."""
    wanted = case.profile.server.port if port is None else port
    return next((facts for facts in case.evidence.ports if facts.port == wanted), None)


def documented(case: Case, port: int | None = None) -> Encryption | None:
    """The encryption that the provider documents for a port of its own host."""
    if case.provider is None or not is_own_host(case):
        return None
    wanted = case.profile.server.port if port is None else port
    return next((known.encryption for known in case.provider.ports if known.port == wanted), None)


def is_own_host(case: Case) -> bool:
    """Whether the host is one that the provider documents."""
    if case.provider is None:
        return False
    host = case.profile.server.host
    patterns = (case.provider.region_host_pattern, *case.provider.also_hosts, *(region.host for region in case.provider.regions))
    return any(re.fullmatch(_PLACEHOLDER.sub(r"[a-z0-9-]+", re.escape(pattern)), host) for pattern in patterns if pattern)


def spoken(case: Case) -> Speaks | None:
    """What the chosen port speaks as far as anything here shows; None = not known."""
    facts = surveyed(case)
    if facts is not None and facts.speaks not in (Speaks.SILENT, Speaks.FILTERED, Speaks.UNREACHABLE):
        return facts.speaks
    conversation = case.evidence.conversation
    shown = _shown(conversation) if conversation else None
    return shown or (facts.speaks if facts else None)


def _shown(conversation: Conversation) -> Speaks | None:
    implicit = conversation.endpoint.encryption is Encryption.IMPLICIT_TLS
    tls = conversation.tls
    if conversation.halt is Halt.NOT_SMTP:
        return Speaks.OTHER
    if conversation.other_mode in (Speaks.IMPLICIT_TLS, Speaks.STARTTLS, Speaks.PLAIN, Speaks.OTHER):
        return conversation.other_mode
    if implicit:
        if tls and tls.problem is TlsProblem.WRONG_VERSION:
            return Speaks.OTHER if recognise(tls.detail.raw) else Speaks.STARTTLS
        return Speaks.IMPLICIT_TLS if tls and (tls.version or tls.chain) else None
    if conversation.greeting is None:
        # A handshake that succeeded where no plain greeting came: the probe tried the other way after the silence.
        return Speaks.IMPLICIT_TLS if tls and (tls.version or tls.chain) else None
    if conversation.before_tls and conversation.before_tls.reply.ok:
        return Speaks.STARTTLS if "STARTTLS" in conversation.before_tls.words else Speaks.PLAIN
    return None


def lacks_login_without_tls(conversation: Conversation) -> bool:
    """Whether the line is not encrypted, STARTTLS is offered, and a login only after it."""
    plain = conversation.after_tls is None and conversation.tls is None
    before = conversation.before_tls
    return plain and before is not None and "STARTTLS" in before.words and not before.mechanisms


def lost_under_tls(conversation: Conversation) -> bool:
    """Whether STARTTLS and its handshake came about, and the EHLO after them got no answer.

    What was offered before the encryption counts no more then.
    """
    tls = conversation.tls
    encrypted = conversation.before_tls is not None and tls is not None and tls.version is not None and tls.problem is None
    return encrypted and conversation.after_tls is None and conversation.halt in LOST


def mismatch(case: Case) -> str | None:
    """The cause where the port speaks the other way of encrypting; None where it fits or nothing is known."""
    chosen, found = case.encryption, spoken(case)
    if chosen is Encryption.IMPLICIT_TLS and found in (Speaks.STARTTLS, Speaks.PLAIN):
        return "implicit-tls-on-starttls-port"
    if chosen is not Encryption.IMPLICIT_TLS and found is Speaks.IMPLICIT_TLS:
        return "starttls-on-implicit-tls-port"
    return None


def pairs(case: Case) -> list[tuple[int, Encryption]]:
    """Pairs of port and encryption that would work: the chosen port put right, then the provider's, then others seen."""
    port = case.profile.server.port
    dead = {facts.port for facts in case.evidence.ports if facts.encryption is None}
    found: list[tuple[int, Encryption]] = []
    here = spoken(case)
    if here in (Speaks.STARTTLS, Speaks.IMPLICIT_TLS):
        found.append((port, Encryption(here.value)))
    if case.provider and is_own_host(case):
        ranked = sorted(case.provider.ports, key=lambda known: not known.recommended)
        found.extend((known.port, known.encryption) for known in ranked if known.port not in dead)
    found.extend((facts.port, facts.encryption) for facts in case.evidence.ports if facts.encryption and facts.port != 25)
    encrypted = [pair for pair in dict.fromkeys(found) if pair[1] is not Encryption.NONE]
    return [pair for pair in encrypted if pair[0] != port or here not in (Speaks.FILTERED, Speaks.REFUSED)]


def offer(case: Case, *, same_port: bool = True) -> str:
    """ "choose STARTTLS for port 587, or port 465 with implicit TLS", or nothing where no right pair is known."""
    port = case.profile.server.port
    right = [(number, encryption) for number, encryption in pairs(case) if same_port or number != port]
    words = [
        f"{encryption.words} for port {number}" if number == port else f"port {number} with {encryption.words}"
        for number, encryption in right[:2]
    ]
    if not words:
        return ""
    source = ""
    if case.provider and any((known.port, known.encryption) in right[:2] for known in case.provider.ports):
        source = f" ({case.provider.name} documents it)"
    return f"Choose {', or '.join(words)}{source}."
