"""From one profile to its findings: ask, judge, ask once more, judge again."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from wizard.again import BY_NAME, Again
from wizard.check.gap import unjudged
from wizard.check.inquiry import Inquiry, follow, inquire
from wizard.check.knowledge import Knowledge, learn, narrow
from wizard.check.plan import EVERYTHING, Plan
from wizard.check.setting import judge_settings
from wizard.check.survey import Survey
from wizard.diagnosis import diagnose, follow_ups
from wizard.errors import SecretError
from wizard.evidence import Conversation, Evidence, PortFacts
from wizard.finding import CHECKS, Case, Consent, Finding, FollowUp, Result, Status
from wizard.model import Profile
from wizard.probe.net import Net
from wizard.probe.request import Limits
from wizard.secret import Secret
from wizard.step import Line, OnStep, Step, kept_in, unheard
from wizard.text import Foreign

_ORDER = {check: place for place, check in enumerate(CHECKS)}


@dataclass(frozen=True, slots=True)
class Examination:
    """What asking came to: the judgement, the facts behind it, and what could still be asked."""

    findings: tuple[Finding, ...]
    evidence: Evidence
    waiting: tuple[FollowUp, ...] = ()
    """Questions that would tell more and wait for the person's consent."""


async def check(
    profile: Profile,
    *,
    net: Net,
    secret: Secret | SecretError | None,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    app: str | None = None,
    limits: Limits | None = None,
    on_step: OnStep = unheard,
    consent: Collection[Consent] = (),
    again: Again = BY_NAME,
) -> Result:
    """Every wanted check of one profile; no real message is sent. `consent`: the costly follow-ups that the person agreed to.

    `only` and `skip` are check ids, `app` the name or kind of one app. `secret` is None where it was not asked for, an error
    where it can't be had; `auth.login` is unknown then. `again`: how this run is made once more. Raises UsageError for ids, apps
    or providers that do not exist.
    """
    plan = Plan.of(only, skip)
    steps: list[Step] = []
    chosen = narrow(profile, app)
    found = await examine(
        chosen,
        net=net,
        secret=secret,
        parts=plan.parts,
        limits=limits,
        on_step=kept_in(steps, on_step),
        consent=consent,
        settings="app.settings" in plan.wanted,
        again=again,
    )
    return Result(
        profile=profile.name,
        findings=plan.choose((*found.findings, *unjudged(plan, chosen, found.findings))),
        transcript=tuple(_transcript(found.evidence.conversations)),
        endpoint=str(profile.server),
        steps=tuple(steps),
        waiting=found.waiting,
        username=profile.auth.username if profile.auth else "",
    )


async def examine(
    profile: Profile,
    *,
    net: Net,
    secret: Secret | SecretError | None = None,
    parts: Collection[str] = EVERYTHING,
    limits: Limits | None = None,
    on_step: OnStep = unheard,
    consent: Collection[Consent] = (),
    settings: bool = False,
    ports: Awaitable[tuple[PortFacts, ...]] | None = None,
    again: Again = BY_NAME,
) -> Examination:
    """Ask for the wanted parts ("connect", "login", "senders", "records"), judge, and ask once more what the rules want to know.

    Follow-ups that cost a login attempt or contact somebody new are made only where `consent` covers them; the others wait.
    `settings` also asks whether each app can express the settings. `ports`: a survey of the server's ports that runs already.
    """
    inquiry = Inquiry(_learn(profile, again, secret), net, secret, frozenset(parts), limits or Limits(), on_step)
    async with inquiry.survey().while_open() as survey:
        evidence = await inquire(inquiry, survey if ports is None else None)
        if ports is not None:
            evidence = replace(evidence, ports=await ports)
        agreed = [
            question
            for question in follow_ups(_case(inquiry, evidence))
            if not question.consent or any(one.covers(question) for one in consent)
        ]
        found = await _asked(inquiry, survey, evidence, agreed)
    if settings:
        found = replace(found, findings=_with_settings(found.findings, inquiry.known, inquiry.secret))
    return found


async def pursue(
    profile: Profile,
    found: Examination,
    question: FollowUp,
    *,
    net: Net,
    secret: Secret | SecretError | None = None,
    parts: Collection[str] = EVERYTHING,
    limits: Limits | None = None,
    on_step: OnStep = unheard,
    again: Again = BY_NAME,
) -> Examination:
    """Ask one of the questions that wait, now that the person agreed to it; nothing else is asked again."""
    inquiry = Inquiry(_learn(profile, again, secret), net, secret, frozenset(parts), limits or Limits(), on_step)
    async with inquiry.survey().while_open() as survey:
        return await _asked(inquiry, survey, found.evidence, [question])


def _learn(profile: Profile, again: Again, secret: Secret | SecretError | None) -> Knowledge:
    return learn(profile, again, secret if isinstance(secret, Secret) else None)


async def _asked(inquiry: Inquiry, survey: Survey, evidence: Evidence, questions: Sequence[FollowUp]) -> Examination:
    """The answers to these questions added, and everything judged."""
    if questions:
        evidence = await follow(inquiry, questions, evidence, survey)
    case = _case(inquiry, evidence)
    return Examination(diagnose(case), evidence, tuple(question for question in follow_ups(case) if question.consent))


def _case(inquiry: Inquiry, evidence: Evidence) -> Case:
    return inquiry.known.case(evidence, datetime.now(UTC), inquiry.secret if isinstance(inquiry.secret, Secret) else None)


def _with_settings(findings: tuple[Finding, ...], known: Knowledge, secret: Secret | SecretError | None) -> tuple[Finding, ...]:
    """The rules know what an app's behaviour rules out, the export what its files can't hold; only who has neither has passed."""
    judged = {finding.app for finding in findings if finding.id == "app.settings"}
    own = judge_settings(known, secret if isinstance(secret, Secret) else None)
    added = [finding for finding in own if finding.status is not Status.PASS or finding.app not in judged]
    return tuple(sorted((*findings, *added), key=lambda finding: _ORDER[finding.id]))


def _transcript(conversations: tuple[Conversation, ...]) -> Iterator[Line]:
    for at, conversation in enumerate(conversations):
        if at:
            over = f" over IPv{conversation.peer.family}" if conversation.peer else ""
            words = f"asked again: {conversation.endpoint}{over}, greeting as {conversation.ehlo_name}"
            yield Line(0.0, "*", Foreign.of(words))
        yield from conversation.transcript
