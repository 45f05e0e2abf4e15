"""Cases about a sender domain, made from what DNS is to say: the real look-up over a table of names, then the rules."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.zone import ZoneNet
from wizard.diagnosis.records import judge
from wizard.evidence import Evidence
from wizard.finding import Case, Finding
from wizard.model import Encryption, Endpoint, Identity, Login, Profile
from wizard.probe.records import look_up
from wizard.providers import find
from wizard.records import DomainRecords
from wizard.secret import Keeper, SecretRef

NOW = datetime(2026, 11, 21, tzinfo=UTC)
GOOGLE = {
    "_spf.google.com": {"TXT": ["v=spf1 ip4:192.0.2.0/24 ~all"]},
    "amazonses.com": {"TXT": ["v=spf1 ip4:198.51.100.0/24 -all"]},
}


def records_of(
    zone: Mapping[str, Any], domain: str = "example.com", provider: str | None = None, selectors: Sequence[str] = (), **more: Any
) -> DomainRecords:
    """What the program would learn from DNS."""
    return asyncio.run(
        look_up(domain, selectors, ZoneNet({**GOOGLE, **zone}), provider=find(provider) if provider else None, **more)
    )


def case_with(
    found: Sequence[DomainRecords],
    provider: str | None = None,
    *,
    selectors: Sequence[str] = (),
    envelope: str = "",
    username: str = "",
    owners: Sequence[tuple[str, str]] = (),
) -> Case:
    """A case in which the first domain is the sender's."""
    domain = found[0].domain
    login = Login(username, SecretRef(Keeper.ASK)) if username else None
    server = Endpoint("smtp.example.net", 587, Encryption.STARTTLS)
    profile = Profile("chat", server, f"noreply@{domain}", auth=login, selectors={domain: tuple(selectors)})
    identity = Identity("base", envelope or profile.from_address, profile.from_address)
    chosen = find(provider) if provider else None
    return Case(profile, Evidence(NOW, records=tuple(found)), NOW, chosen, (identity,), owners=tuple(owners))


def case_of(
    zone: Mapping[str, Any],
    provider: str | None = None,
    *,
    domains: Sequence[str] = ("example.com",),
    selectors: Sequence[str] = (),
    username: str = "",
    addresses: Sequence[str] = (),
    **more: Any,
) -> Case:
    """The same, looked up in a table."""
    found = [records_of(zone, domain, provider, selectors, username=username, addresses=addresses) for domain in domains]
    return case_with(found, provider, selectors=selectors, username=username, **more)


def judged(zone: Mapping[str, Any], provider: str | None = None, **more: Any) -> dict[str, Finding]:
    """The findings of a case by check id; of several the worst one that came last stands under `id:subject` as well."""
    result: dict[str, Finding] = {}
    for finding in judge(case_of(zone, provider, **more)):
        result.setdefault(finding.id, finding)
        result[f"{finding.id}:{finding.subject}"] = finding
    return result


def says(finding: Finding) -> tuple[str, str | None]:
    return finding.status.value, finding.cause
