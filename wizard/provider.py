"""What is known about a mail provider: its nouns. The facts themselves stand in `wizard/providers/`, one TOML each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wizard.model import Encryption


@dataclass(frozen=True, slots=True)
class Region:
    """A data centre or stream of a provider and its SMTP host."""

    name: str
    host: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProviderPort:
    """A documented port of a provider."""

    port: int
    encryption: Encryption
    recommended: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class UsernameRule:
    """`type`: fixed (value) · email · pattern (value is a regex) · same_as_password · opaque · none."""

    type: str
    value: str = ""
    default: str = ""
    """What to prefill; `<address>` and `<domain>` stand for the sender's."""
    note: str = ""

    def fits(self, username: str) -> bool:
        """Whether a user name has the documented form. Where none is documented every name fits."""
        if self.type == "fixed":
            return username == self.value
        if self.type == "email":
            return "@" in username
        if self.type == "pattern" and self.value:
            try:
                return re.search(self.value, username) is not None
            except re.error:
                return True
        return True

    @property
    def form(self) -> str:
        """The documented form in words; empty where none is."""
        named = {"fixed": f'exactly "{self.value}"', "email": "the full e-mail address"}.get(self.type)
        return named or self.note or self.default


@dataclass(frozen=True, slots=True)
class SecretRule:
    """The provider's own word for its password, and hints at its shape. A shape never blocks: it is a hint only."""

    label: str
    pattern: str = ""
    pattern_source: str = ""
    wrong: tuple[tuple[str, str], ...] = ()
    """(regex, what a secret of this shape really is)."""
    shape: str = ""
    """The pattern in words: "16 small letters"."""
    note: str = ""
    """What exactly is wanted, and where it is made."""


@dataclass(frozen=True, slots=True)
class SenderRule:
    """Which senders a provider accepts, and when it says so: none · mail_from · data · async · rewritten · unknown."""

    rule: str
    check_stage: str = "unknown"
    reject_reply: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class KnownReply:
    """A reply of the provider and what it really means. `source`: doc · secondary · memory (then say "probably")."""

    reply: str
    meaning: str
    source: str
    cause: str | None = None
    """Id in the catalogue, where the meaning is one of its causes."""
    also: tuple[str, ...] = ()
    """Other causes that the same reply may have, likeliest first."""


@dataclass(frozen=True, slots=True)
class Caution:
    """What a person should know before meeting it, with the way out. `source` as in KnownReply."""

    text: str
    """`{left}` stands for the days left until `until`: "in 40 days"."""
    source: str
    since: date | None = None
    """First day on which it is said; None = always."""
    until: date | None = None
    """Last day on which it is said."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known about a mail provider; one TOML file each in `wizard/providers/`."""

    id: str
    name: str
    kind: str
    """transactional · mailbox · relay · local · dev."""
    docs: str
    regions: tuple[Region, ...]
    ports: tuple[ProviderPort, ...]
    auth: str
    """required · ip_allowlist · none · xoauth2_only."""
    username: UsernameRule
    secret: SecretRule
    sender: SenderRule
    mechanisms: tuple[str, ...] = ()
    region_host_pattern: str = ""
    domains: tuple[str, ...] = ()
    """Mail domains of the provider itself (gmail.com …)."""
    mx: tuple[str, ...] = ()
    """Suffixes of MX hosts that show that a domain's mailboxes live there."""
    envelope: Mapping[str, str] = field(default_factory=dict)
    spf: Mapping[str, str] = field(default_factory=dict)
    dkim: Mapping[str, Any] = field(default_factory=dict)
    dmarc: str = ""
    verification: str = ""
    ehlo: str = ""
    sandbox: str = ""
    tls: str = ""
    limits: Mapping[str, str] = field(default_factory=dict)
    timeline: tuple[tuple[str, str], ...] = ()
    """(date or period, what happens), for example the end of password logins."""
    errors: tuple[KnownReply, ...] = ()
    cautions: tuple[Caution, ...] = ()
    traps: tuple[str, ...] = ()
    """Short notes for the docs; what is said to people stands in `cautions`."""
    also_hosts: tuple[str, ...] = ()
    """Further names of its servers, recognised but not offered; `{n}` stands for one label."""
    headers: tuple[tuple[str, str, str], ...] = ()
    """(header, value, what it does)."""
    notes: tuple[str, ...] = ()
    web_port: int | None = None
    """Where a development catcher shows what it caught."""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    unsure: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)
