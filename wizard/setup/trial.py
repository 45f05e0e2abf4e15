"""The live test of each page: what is asked of the network for it, and what the answers mean."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard import check
from wizard.check import Part, at_once
from wizard.diagnosis import diagnose
from wizard.diagnosis.wanted import WantedRecord
from wizard.diagnosis.wanted import wanted as wanted_records
from wizard.errors import SecretError
from wizard.evidence import Evidence, PortFacts
from wizard.finding import Finding, FollowUp, Status
from wizard.model import Profile
from wizard.secret import Secret
from wizard.setup.outcome import Outcome
from wizard.setup.page import BY_ID
from wizard.step import OnStep

if TYPE_CHECKING:
    from wizard.setup.flow import Flow

PARTS: dict[str, frozenset[str]] = {
    "port": frozenset({Part.CONNECT}),
    "login": frozenset({Part.CONNECT, Part.LOGIN}),
    "senders": frozenset({Part.CONNECT, Part.LOGIN, Part.SENDERS}),
    "dns": frozenset({Part.RECORDS}),
}
"""What each page asks of the check engine; the message page sends for real instead."""

_SERVER = ("dns.host", "connect.", "tls.", "ehlo.", "auth.offered", "app.behaviour")
_LOGIN = (*_SERVER, "auth.login", "secret.available", "provider.account")
SHOWN: dict[str, tuple[str, ...]] = {
    "port": _SERVER,
    "login": _LOGIN,
    "senders": (*_LOGIN, "sender."),
    "dns": ("spf.", "dkim.", "dmarc.", "mx.", "ptr."),
    "message": (*_LOGIN, "sender.", "message."),
}
"""The checks that are a page's own business, by the beginning of their ids; the others have pages of their own."""


async def run(
    page: str, flow: Flow, profile: Profile, on_step: OnStep, on_port: Callable[[PortFacts], None]
) -> check.Examination:
    """Run a page's test. Never raises for what a server does."""
    found = await (_send(flow, profile, on_step) if page == "message" else _examine(page, flow, profile, on_step, on_port))
    return replace(found, findings=_shown(page, found.findings))


async def pursue(
    page: str, flow: Flow, profile: Profile, found: Outcome, question: FollowUp, on_step: OnStep
) -> check.Examination:
    """Ask what the person just agreed to, beside what the page's test found."""
    before = check.Examination(found.findings, found.evidence)
    more = await check.pursue(
        profile,
        before,
        question,
        net=flow.net,
        secret=await _secret(page, flow),
        parts=PARTS[page],
        limits=flow.limits,
        on_step=on_step,
        again=flow.again,
    )
    return replace(more, findings=_shown(page, more.findings))


def _shown(page: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that are the page's own business."""
    shown = (one for one in findings if one.id.startswith(SHOWN[page]))
    if page in ("port", "login"):
        # What an app would experience can only be told once its senders were tried, unless it fails before.
        return tuple(one for one in shown if one.id != "app.behaviour" or one.status is not Status.UNKNOWN)
    return tuple(shown)


async def _secret(page: str, flow: Flow) -> Secret | SecretError | None:
    return await flow.usable_secret() if BY_ID[page].logs_in else None


async def _examine(
    page: str, flow: Flow, profile: Profile, on_step: OnStep, on_port: Callable[[PortFacts], None]
) -> check.Examination:
    asked = functools.partial(
        check.examine,
        profile,
        net=flow.net,
        secret=await _secret(page, flow),
        parts=PARTS[page],
        on_step=on_step,
        limits=flow.limits,
        again=flow.again,
    )
    if page != "port":
        return await asked()
    async with at_once() as tasks:
        return await asked(ports=tasks.create_task(_survey(flow, profile, on_port)))


async def _survey(flow: Flow, profile: Profile, on_port: Callable[[PortFacts], None]) -> tuple[PortFacts, ...]:
    from wizard.probe.ports import survey

    return await survey(profile.server.host, flow.candidates(), flow.net, on_port, ehlo=profile.greeting_name)


# ---------------------------------------------------------------- the real message


async def _send(flow: Flow, profile: Profile, on_step: OnStep) -> check.Examination:
    secret = await _secret("message", flow)
    senders = check.distinct(check.learn(profile).identities)
    to = profile.recipient or profile.from_address
    return check.Examination(
        *await check.deliver(profile, senders, to, net=flow.net, secret=secret, limits=flow.limits, on_step=on_step)
    )


def judge_message(flow: Flow, profile: Profile, evidence: Evidence) -> tuple[Finding, ...]:
    """The findings of the message page, once the person said whether it arrived."""
    return _shown("message", diagnose(check.learn(profile, flow.again).case(evidence, flow.now(), flow.secret)))


# ---------------------------------------------------------------- DNS


def wanted(flow: Flow) -> tuple[WantedRecord, ...]:
    """Have, want and missing for every sender domain that was looked up; nothing before that."""
    outcome = flow.outcome("dns")
    if outcome is None:
        return ()
    return tuple(
        row
        for records in outcome.evidence.records
        for row in wanted_records(
            records.domain,
            flow.provider,
            None,
            records,
            selectors=flow.draft.selectors_of(records.domain),
            username=flow.draft.username,
        )
    )
