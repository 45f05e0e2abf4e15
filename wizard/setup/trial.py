"""The live test of each page: what is asked of the network for it, and what the answers mean."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard import check
from wizard.check import Part
from wizard.diagnosis import diagnose
from wizard.diagnosis.wanted import WantedRecord
from wizard.diagnosis.wanted import wanted as wanted_records
from wizard.evidence import Evidence, PortFacts
from wizard.finding import Finding, Status
from wizard.model import Profile
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

Found = tuple[tuple[Finding, ...], Evidence]


async def run(page: str, flow: Flow, profile: Profile, on_step: OnStep, on_port: Callable[[PortFacts], None]) -> Found:
    """Run a page's test. Never raises for what a server does."""
    if page == "message":
        findings, evidence = await _send(flow, profile, on_step)
        return tuple(one for one in findings if one.id.startswith(SHOWN[page])), evidence
    findings, evidence = await _examine(page, flow, profile, on_step, on_port)
    findings = tuple(one for one in findings if one.id.startswith(SHOWN[page]))
    if page in ("port", "login"):
        # What an app would experience can only be told once its senders were tried, unless it fails before.
        findings = tuple(one for one in findings if one.id != "app.behaviour" or one.status is not Status.UNKNOWN)
    return findings, evidence


async def _examine(page: str, flow: Flow, profile: Profile, on_step: OnStep, on_port: Callable[[PortFacts], None]) -> Found:
    secret = await flow.usable_secret() if page in ("login", "senders") else None
    asked = check.examine(profile, net=flow.net, secret=secret, parts=PARTS[page], on_step=on_step, limits=flow.limits)
    if page != "port":
        return await asked
    (_, evidence), ports = await asyncio.gather(asked, _survey(flow, profile, on_port))
    evidence = replace(evidence, ports=ports)
    return _judge(flow, profile, evidence), evidence


async def _survey(flow: Flow, profile: Profile, on_port: Callable[[PortFacts], None]) -> tuple[PortFacts, ...]:
    from wizard.probe.ports import survey

    return await survey(profile.server.host, flow.candidates(), flow.net, on_port, ehlo=profile.greeting_name)


def _judge(flow: Flow, profile: Profile, evidence: Evidence) -> tuple[Finding, ...]:
    return diagnose(check.learn(profile).case(evidence, flow.now(), flow.secret, frozenset()))


# ---------------------------------------------------------------- the real message


async def _send(flow: Flow, profile: Profile, on_step: OnStep) -> Found:
    secret = await flow.usable_secret()
    senders = check.distinct(check.learn(profile).identities)
    to = profile.recipient or profile.from_address
    return await check.deliver(profile, senders, to, net=flow.net, secret=secret, limits=flow.limits, on_step=on_step)


def judge_message(flow: Flow, profile: Profile, evidence: Evidence) -> tuple[Finding, ...]:
    """The findings of the message page, once the person said whether it arrived."""
    return tuple(one for one in _judge(flow, profile, evidence) if one.id.startswith(SHOWN["message"]))


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
            records.domain, flow.provider, None, records, selectors=flow.draft.selector_list(), username=flow.draft.username
        )
    )
