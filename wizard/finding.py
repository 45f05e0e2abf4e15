"""What a judgement says: Status, Finding, FollowUp, and the Case that it judges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wizard.again import BY_NAME, Again
from wizard.app import Behaviour
from wizard.evidence import Evidence
from wizard.model import Encryption, Identity, Profile
from wizard.provider import Provider
from wizard.step import Line, Stage, Step


class Status(StrEnum):
    """*Unknown* is honest: a timed-out look-up is no missing record, a greylisting 451 is no refusal."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


_WORST_FIRST = (Status.FAIL, Status.UNKNOWN, Status.WARN, Status.PASS)


def verdict(statuses: Iterable[Status]) -> Status:
    """The verdict of a run: fail > unknown > warn > pass. What the person skipped is neutral; nothing at all is unknown."""
    seen = set(statuses)
    return next((status for status in _WORST_FIRST if status in seen), Status.UNKNOWN)


CHECKS: dict[str, tuple[Stage, str]] = {
    "secret.available": (Stage.AUTH, "the password can be read where it is kept"),
    "dns.host": (Stage.DNS, "the server's name has an address"),
    "connect.reach": (Stage.CONNECT, "the port can be reached from here"),
    "connect.family": (Stage.CONNECT, "IPv4 and IPv6 both work, where both are offered"),
    "tls.mode": (Stage.TLS, "the port speaks the chosen encryption"),
    "tls.certificate": (Stage.TLS, "the certificate is trusted, for this name, and valid for a while"),
    "tls.version": (Stage.TLS, "TLS 1.2 or newer"),
    "ehlo.greeting": (Stage.EHLO, "a mail server greets"),
    "ehlo.name": (Stage.EHLO, "the server accepts the name we greet with"),
    "auth.offered": (Stage.AUTH, "the server offers a login that we can do"),
    "auth.login": (Stage.AUTH, "user name and password are accepted"),
    "sender.mail-from": (Stage.MAIL_FROM, "the server accepts the sender address"),
    "sender.rcpt-to": (Stage.RCPT_TO, "the server accepts a recipient from this sender"),
    "message.data": (Stage.DATA, "the server accepts a whole message"),
    "message.arrived": (Stage.DELIVERY, "the message arrived"),
    "spf.record": (Stage.RECORDS, "one well-formed SPF record, within its limits"),
    "spf.provider": (Stage.RECORDS, "SPF names the provider, where that matters"),
    "dkim.key": (Stage.RECORDS, "the DKIM key is published and usable"),
    "dmarc.policy": (Stage.RECORDS, "a DMARC record is published"),
    "dmarc.alignment": (Stage.RECORDS, "what is sent this way will pass DMARC"),
    "mx.record": (Stage.RECORDS, "the sender's domain can receive mail"),
    "ptr.record": (Stage.RECORDS, "reverse DNS, where a relay of your own sends"),
    "provider.account": (Stage.DATA, "the account at the provider is active and within its limits"),
    "app.behaviour": (Stage.APP_CONFIG, "what the app itself will experience with these settings"),
    "app.settings": (Stage.APP_CONFIG, "the app can express these settings"),
}
"""The closed table of check ids: where each looks, and what passing means. Its order is the order of every report."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do: words, and commands that can be pasted as they are."""

    text: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing to know beside the finding itself, under a word of at most six letters."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome. Ids are for programs; all texts are for people and already printable."""

    id: str
    status: Status
    title: str
    subject: str | None = None
    """Identity id, port, domain or selector."""
    app: str | None = None
    stage: Stage | None = None
    """Where it was *seen*; None = the check's own."""
    cause: str | None = None
    """Id in the catalogue; None where none is named."""
    seen: str = ""
    """What was seen, in the server's words where it had some."""
    why: str = ""
    fix: Fix = Fix()
    links: tuple[str, ...] = ()
    ms: float | None = None
    where: str = ""
    """Where the proof was made: the end of `why`, and what the commands of `fix` repeat elsewhere. A report can say it once."""
    details: tuple[Detail, ...] = ()
    """For a long report: what holds whether it passed or not."""


class Ask(StrEnum):
    """What a follow-up asks for."""

    SURVEY = "survey"
    """What do this host's ports speak?"""
    OTHER_FAMILY = "other-family"
    """Does the other address family connect?"""
    OTHER_EHLO = "other-ehlo"
    """Is `value`, a full domain name, accepted as EHLO name?"""
    OTHER_REGION = "other-region"
    """Does the sibling region's host `value` take the login? One more login attempt."""
    CONTROL_HOSTS = "control-hosts"
    """Do unrelated hosts answer on this port?"""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that a rule would like answered. At most one round of them; those with a cost are asked of the person first."""

    ask: Ask
    reason: str
    value: str = ""
    cost: str = ""
    """The login attempt or the contact with somebody new that it costs, in words; empty = nothing that one would mind."""

    @property
    def consent(self) -> bool:
        """Whether the person is asked first."""
        return bool(self.cost)

    @property
    def answer(self) -> Consent:
        """The consent that covers this question and no other."""
        return Consent(self.ask, self.value if self.ask is Ask.OTHER_REGION else "")


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person agreed to: a kind of follow-up, or only the one with this value."""

    ask: Ask
    value: str = ""

    def covers(self, question: FollowUp) -> bool:
        """Whether this question may be asked."""
        return question.ask is self.ask and self.value in ("", question.value)

    def __str__(self) -> str:
        """As the command line takes it: `control-hosts`, `other-region=smtp.eu.example.com`."""
        return f"{self.ask.value}={self.value}" if self.value else self.ask.value


@dataclass(frozen=True, slots=True)
class Case:
    """The single argument of every rule."""

    profile: Profile
    evidence: Evidence
    now: datetime
    provider: Provider | None = None
    identities: tuple[Identity, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    """Public mail domains and whose they are: (gmail.com, Gmail)."""
    siblings: tuple[tuple[str, str], ...] = ()
    """Other regions of the provider: (name, host)."""
    blocked: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Ports that hosting companies are known to block: (company, ports)."""
    secret_hint: str = ""
    """What the secret at hand really seems to be ("an API key"), from the provider's `SecretRule.wrong`; empty = no hint."""
    secret_is_ascii: bool | None = None
    """Whether the secret is plain ASCII; None = no secret was at hand."""
    again: Again = BY_NAME
    """How to make this check once more, for the commands that repeat it elsewhere."""

    @property
    def encryption(self) -> Encryption:
        return self.profile.server.encryption


@dataclass(frozen=True, slots=True)
class Result:
    """One profile's outcome in a run."""

    profile: str
    findings: tuple[Finding, ...]
    transcript: tuple[Line, ...] = ()
    endpoint: str = ""
    """`host:port`, for reports."""
    steps: tuple[Step, ...] = ()
    """What was tried, in order, for reports."""
    waiting: tuple[FollowUp, ...] = ()
    """Questions that would tell more and wait for the person's consent."""
    username: str = ""
    """Of the login, for what a report leaves out; empty where there is none."""

    @property
    def verdict(self) -> Status:
        return verdict(finding.status for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Run:
    """What a report shows."""

    started: datetime
    version: str
    results: tuple[Result, ...]

    @property
    def verdict(self) -> Status:
        return verdict(result.verdict for result in self.results)
