"""What is known about a mail provider: its nouns. The facts themselves stand in `wizard/providers/`, one TOML each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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
    per_app: bool = False
    """Whether it is made for one program: an app password, an authorization code. The account's password never works."""


@dataclass(frozen=True, slots=True)
class SenderRule:
    """Which senders a provider accepts, and when it says so: none · mail_from · data · async · rewritten · unknown."""

    rule: str
    check_stage: str = "unknown"
    reject_reply: str = ""
    note: str = ""
    covers: str = "address"
    """What is accepted once it is known there: any · domain (every address of it) · address (one by one) · either."""


@dataclass(frozen=True, slots=True)
class EnvelopeRule:
    """Where MAIL FROM stands when mail leaves the provider."""

    spf_needed: str = ""
    """Whether SPF at the sender's domain counts: yes · no · conditional."""
    mode: str = ""
    note: str = ""
    place: str = ""
    """The label below the sender's domain where the provider's envelope can stand ("pm-bounces")."""
    target: str = ""
    """Where the CNAME at that place points."""
    can_align: bool = False
    """Whether it can stand below the sender's domain at a name that differs by account."""


@dataclass(frozen=True, slots=True)
class SpfRule:
    """What the provider wants in SPF."""

    needed: str = ""
    """yes · no · conditional · auto (the provider writes it)."""
    at: str = ""
    """@ (the sender's domain) · a name below it (`send.<domain>`) · `<sending domain>`, the login's."""
    mechanism: str = ""
    """The terms, or what to write in their place."""
    others: tuple[str, ...] = ()
    """Further domains to include: other regions' and older ones."""
    legacy: tuple[str, ...] = ()
    """Domains that it once wanted included; they do nothing any more."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DkimRule:
    """Where the provider's keys stand below the sender's domain."""

    record_type: str = "n/a"
    """CNAME · TXT · CNAME or TXT · n/a (it has no keys there)."""
    selectors: tuple[str, ...] = ()
    selectors_differ: bool = False
    """Whether some accounts have other selectors than these."""
    selector_pattern: str = ""
    target_pattern: str = ""
    targets: Mapping[str, str] = field(default_factory=dict)
    """Where the CNAME of a selector points."""
    note: str = ""
    alt: str = ""
    """Another way to publish a key."""


@dataclass(frozen=True, slots=True)
class KnownReply:
    """A reply of the provider and what it really means. `source`: doc · secondary · memory (then it is said with "probably")."""

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
    """What is known about a mail provider; one TOML file each in `wizard/providers/`.

    Its texts are shown as they stand there: `sandbox`, `traps`, `notes` and the notes of sender, envelope, SPF and DKIM are
    sentences, everything else (rules, labels, limits, meanings) is a phrase that goes into one.
    """

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
    envelope: EnvelopeRule = EnvelopeRule()
    spf: SpfRule = SpfRule()
    dkim: DkimRule = field(default_factory=DkimRule)
    dmarc: str = ""
    dmarc_required: bool = False
    """Whether it sends only for domains that publish a DMARC record."""
    verification: str = ""
    ehlo: str = ""
    wants_full_name: bool = False
    """Whether it refuses an EHLO name that is not a full domain name."""
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
    """Fields of its file that are not known for sure (`limits.free`, or a whole table): said with "probably"."""

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def short_name(self) -> str:
        """Its name without what stands in brackets."""
        return self.name.partition(" (")[0]

    def is_unsure(self, name: str) -> bool:
        """Whether a field (`limits.free`), or the table it stands in, is not known for sure."""
        return name in self.unsure or name.partition(".")[0] in self.unsure

    def said(self, name: str, text: str) -> str:
        """The text of a field (`sandbox`, `limits.free`) as it is said to people: what is not sure with "probably"."""
        if not text or not self.is_unsure(name):
            return text
        if not text.endswith("."):
            return f"{text} (probably)"
        word = text.split()[0]
        is_name = word in self.name.split() or (word.isupper() and len(word) > 1)
        return f"Probably: {text if is_name else text[0].lower() + text[1:]}"
