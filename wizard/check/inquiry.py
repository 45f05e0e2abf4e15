"""The asking: one SMTP conversation and the DNS of every sender domain, at the same time; and one round of follow-ups."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wizard import providers
from wizard.check.knowledge import Knowledge
from wizard.check.pace import Pace
from wizard.check.plan import Part
from wizard.check.survey import Survey, expected_ports
from wizard.errors import SecretError, WizardError
from wizard.evidence import Conversation, Evidence
from wizard.finding import Ask, FollowUp
from wizard.model import Endpoint, Identity
from wizard.probe.net import Net
from wizard.probe.request import Credentials, Limits, Request
from wizard.records import DomainRecords
from wizard.secret import Secret
from wizard.step import OnStep, Step, StepState, unheard
from wizard.text import Foreign, printable

_DOMAINS_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Everything that the asking needs."""

    known: Knowledge
    net: Net
    secret: Secret | SecretError | None
    parts: frozenset[str]
    limits: Limits
    on_step: OnStep

    @property
    def request(self) -> Request:
        """The conversation, as far as the wanted parts go. Without the secret it ends before the login."""
        profile = self.known.profile
        credentials = self._credentials()
        # Senders without the login that the server wants would be refused for that reason alone.
        may_send = Part.SENDERS in self.parts and (profile.auth is None or credentials is not None)
        return Request(
            endpoint=profile.server,
            ehlo=profile.greeting_name,
            credentials=credentials,
            identities=self.known.identities if may_send else (),
            recipient=profile.recipient,
            limits=self.limits,
        )

    def survey(self) -> Survey:
        """A look at the server's ports, not begun."""
        profile = self.known.profile
        ports = expected_ports(profile.server, self.known.provider)
        return Survey(profile.server, ports, self.net, profile.greeting_name, self.limits)

    def _credentials(self) -> Credentials | None:
        auth = self.known.profile.auth
        if auth is None or Part.LOGIN not in self.parts or not isinstance(self.secret, Secret):
            return None
        return Credentials.of(auth, self.secret)

    @property
    def secret_missing(self) -> Foreign | None:
        """Why there is no secret, where the wanted parts need one."""
        if self.known.profile.auth is None or Part.LOGIN not in self.parts or isinstance(self.secret, Secret):
            return None
        return Foreign.of(self.secret.message if self.secret else "no secret was given")

    @property
    def secret_advice(self) -> str:
        """What its keeper advises where there is no secret."""
        return advice(self.secret) if isinstance(self.secret, SecretError) else ""


def advice(error: SecretError) -> str:
    """An error's hints as sentences."""
    return " ".join(f"{hint[:1].upper()}{hint[1:].removesuffix('.')}." for hint in error.hints)


async def inquire(inquiry: Inquiry, survey: Survey | None = None) -> Evidence:
    """Ask everything at once. Never raises for what a server or a name server does.

    `survey` is told how the conversation goes, so that it may begin before it is asked for.
    """
    talks = bool(inquiry.parts & {Part.CONNECT, Part.LOGIN, Part.SENDERS})
    domains = sender_domains(inquiry.known.identities) if Part.RECORDS in inquiry.parts else ()
    pace = Pace(inquiry.on_step)
    if not talks:
        pace.begun.set()
    elif inquiry.request.credentials is not None:
        _doubt_username(inquiry)
    heard = replace(inquiry, on_step=pace.hear)
    gate = asyncio.Semaphore(_DOMAINS_AT_ONCE)
    async with at_once() as tasks:
        talking = replace(heard, on_step=survey.heard(heard.on_step)) if survey else heard
        talk = tasks.create_task(_converse(talking, inquiry.request)) if talks else None
        look_ups = [tasks.create_task(_look_up(heard, domain, gate, pace)) for domain in domains]
        tasks.create_task(pace.load(records=bool(domains)))
    return Evidence(
        observed_at=datetime.now(UTC),
        conversations=(talk.result(),) if talk else (),
        records=tuple(look_up.result() for look_up in look_ups),
        secret_missing=inquiry.secret_missing,
        secret_advice=inquiry.secret_advice,
        secret_read=isinstance(inquiry.secret, Secret) and inquiry.known.profile.auth is not None,
    )


def _doubt_username(inquiry: Inquiry) -> None:
    """Said before the login is spent: a name without the provider's own form may still be right, so it holds nothing up."""
    auth, provider = inquiry.known.profile.auth, inquiry.known.provider
    hint = providers.username_hint(provider, auth.username) if auth and provider else None
    if auth and hint:
        inquiry.on_step(Step("username", StepState.UNKNOWN, printable(f"user name {auth.username}: {hint}")))


def sender_domains(identities: Sequence[Identity]) -> tuple[str, ...]:
    """The domains of every From header and envelope, each once, in order."""
    addresses = [address for identity in identities for address in (identity.from_address, identity.envelope)]
    return tuple(dict.fromkeys(domain for address in addresses if (domain := address.rpartition("@")[2].lower())))


async def follow(inquiry: Inquiry, questions: Sequence[FollowUp], evidence: Evidence, survey: Survey) -> Evidence:
    """The evidence with the answers to follow-ups added. Those with a cost must have been agreed to before."""
    late = _refused_late(evidence)
    requests = [request for question in questions for request in _requests(inquiry, question, late)]
    async with at_once() as tasks:
        looks = [tasks.create_task(survey.facts()) for question in questions if question.ask is Ask.SURVEY]
        talks = [tasks.create_task(_converse(_apart(inquiry, request), request)) for request in requests]
    return replace(
        evidence,
        ports=(*evidence.ports, *(facts for look in looks for facts in look.result())),
        conversations=(*evidence.conversations, *(talk.result() for talk in talks)),
    )


def _apart(inquiry: Inquiry, request: Request) -> Inquiry:
    """The steps of a conversation beside the main one say what is different about it."""
    main = inquiry.request
    what = ""
    if request.endpoint.host != main.endpoint.host:
        what = request.endpoint.host
    elif request.ehlo != main.ehlo:
        what = f"once more, greeting as {request.ehlo}"
    elif request.family:
        what = f"over IPv{request.family}"
    return replace(inquiry, on_step=lambda step: inquiry.on_step(replace(step, apart=what)))


def _refused_late(evidence: Evidence) -> tuple[Identity, ...]:
    """The first identity that was refused: many servers say what they think of an EHLO name only at MAIL FROM or RCPT TO."""
    senders = evidence.conversation.senders if evidence.conversation else ()
    refused = (sender for sender in senders if any(reply and not reply.ok for reply in (sender.mail, sender.rcpt)))
    return tuple(sender.identity for sender in refused)[:1]


def _requests(inquiry: Inquiry, question: FollowUp, late: tuple[Identity, ...] = ()) -> list[Request]:
    plain = replace(inquiry.request, credentials=None, identities=(), recipient=None)
    endpoint = plain.endpoint
    if question.ask is Ask.OTHER_FAMILY:
        return [replace(plain, family=int(question.value))]
    if question.ask is Ask.OTHER_EHLO:
        # Only with consent a second login; without it, a server that wants one would refuse the sender for that reason alone.
        far = question.consent or inquiry.known.profile.auth is None
        return [replace(inquiry.request if far else plain, ehlo=question.value, identities=late if far else ())]
    if question.ask is Ask.OTHER_REGION:
        return [replace(inquiry.request, endpoint=replace(endpoint, host=question.value), identities=())]
    if question.ask is Ask.CONTROL_HOSTS:
        from wizard.diagnosis.connect import CONTROL_HOSTS

        hosts = [host for host in CONTROL_HOSTS if host != endpoint.host]
        return [replace(plain, endpoint=Endpoint(host, endpoint.port, endpoint.encryption)) for host in hosts]
    return []


async def _converse(inquiry: Inquiry, request: Request) -> Conversation:
    from wizard.probe.session import converse

    return await converse(request, inquiry.net, inquiry.on_step)


async def _look_up(inquiry: Inquiry, domain: str, gate: asyncio.Semaphore, pace: Pace) -> DomainRecords:
    await pace.loaded.wait()
    selectors = inquiry.known.profile.selectors.get(domain, ())
    async with gate:
        return await look_up_domain(inquiry.known, domain, selectors, inquiry.net, inquiry.on_step)


async def look_up_domain(
    known: Knowledge, domain: str, selectors: Sequence[str], net: Net, on_step: OnStep = unheard
) -> DomainRecords:
    """The DNS records of one sender domain of a setup, with what its server and login say about where mail leaves from."""
    from wizard.probe.records import look_up

    profile, provider = known.profile, known.provider
    # A server of one's own is taken for the one that mail leaves from, as long as nothing better is known.
    found = await net.resolve(profile.server.host) if provider is None else None
    return await look_up(
        domain,
        selectors,
        net,
        provider=provider,
        addresses=tuple(address.ip for address in found.addresses) if found else (),
        username=profile.auth.username if profile.auth else "",
        guess=domain not in dict(providers.owners()),
        on_step=on_step,
    )


@contextlib.asynccontextmanager
async def at_once() -> AsyncIterator[asyncio.TaskGroup]:
    """A TaskGroup whose one refusal comes out as itself: callers know WizardError, not groups of it."""
    try:
        async with asyncio.TaskGroup() as tasks:
            yield tasks
    except BaseExceptionGroup as group:
        refused, other = group.split(WizardError)
        if refused is None or other is not None:
            raise
        raise _first(refused) from None


def _first(group: BaseExceptionGroup[WizardError]) -> WizardError:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
