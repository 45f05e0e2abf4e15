"""From one profile to its findings: ask, judge, ask once more, judge again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from wizard.check.gap import unjudged
from wizard.check.inquiry import Inquiry, follow, inquire
from wizard.check.knowledge import Knowledge, learn, narrow
from wizard.check.plan import EVERYTHING, Plan
from wizard.check.setting import judge_settings
from wizard.diagnosis import diagnose, follow_ups
from wizard.errors import SecretError
from wizard.evidence import Conversation, Evidence
from wizard.finding import CHECKS, Ask, Finding, Result, Status
from wizard.model import Profile
from wizard.probe.net import Net
from wizard.probe.request import Limits
from wizard.secret import Secret
from wizard.step import Line, OnStep, Step, StepState, unheard
from wizard.text import Foreign

_ORDER = {check: place for place, check in enumerate(CHECKS)}


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
    consent: Collection[Ask] = (),
) -> Result:
    """Every wanted check of one profile; no real message is sent. `consent`: the costly follow-ups that the person agreed to.

    `only` and `skip` are check ids, `app` the name or kind of one app. `secret` is None where it was not asked for, an error
    where it can't be had; `auth.login` is unknown then. Raises UsageError for ids, apps or providers that do not exist.
    """
    plan = Plan.of(only, skip)
    steps: list[Step] = []

    def note(step: Step) -> None:
        if step.state is not StepState.RUNNING:
            steps.append(step)
        on_step(step)

    chosen = narrow(profile, app)
    findings, evidence = await examine(
        chosen,
        net=net,
        secret=secret,
        parts=plan.parts,
        limits=limits,
        on_step=note,
        consent=consent,
        settings="app.settings" in plan.wanted,
    )
    return Result(
        profile=profile.name,
        findings=plan.choose((*findings, *unjudged(plan, chosen, findings))),
        transcript=tuple(_transcript(evidence.conversations)),
        endpoint=str(profile.server),
        steps=tuple(steps),
    )


async def examine(
    profile: Profile,
    *,
    net: Net,
    secret: Secret | SecretError | None = None,
    parts: Collection[str] = EVERYTHING,
    limits: Limits | None = None,
    on_step: OnStep = unheard,
    consent: Collection[Ask] = (),
    settings: bool = False,
) -> tuple[tuple[Finding, ...], Evidence]:
    """The findings of the wanted parts ("connect", "login", "senders", "records") and the evidence behind them.

    Follow-ups that cost a login attempt or contact somebody new are made only where `consent` names them. `settings` also asks
    whether each app can express the settings.
    """
    known = learn(profile)
    inquiry = Inquiry(known, net, secret, frozenset(parts), limits or Limits(), on_step)
    evidence = await inquire(inquiry)
    findings, evidence = await _judge(inquiry, evidence, frozenset(consent))
    if settings:
        findings = _with_settings(findings, known, inquiry.secret)
    return findings, evidence


async def _judge(inquiry: Inquiry, evidence: Evidence, consent: frozenset[Ask]) -> tuple[tuple[Finding, ...], Evidence]:
    secret = inquiry.secret if isinstance(inquiry.secret, Secret) else None
    now = datetime.now(UTC)
    case = inquiry.known.case(evidence, now, secret, frozenset())
    questions = [question for question in follow_ups(case) if not question.consent or question.ask in consent]
    if questions:
        evidence = await follow(inquiry, questions, evidence)
        case = replace(case, evidence=evidence, consulted=frozenset(question.ask for question in questions))
    return diagnose(case), evidence


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
