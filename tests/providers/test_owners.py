"""Public mail domains and whose they are."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.check.stage import profile
from wizard import providers
from wizard.check import learn
from wizard.evidence import Evidence


def test_every_providers_own_domains_have_an_owner() -> None:
    named = {domain for provider in providers.load_all().values() for domain in provider.domains}
    assert {domain for domain, _ in providers.owners()} == named
    assert dict(providers.owners())["gmail.com"] == "Gmail"
    assert all(owner and "(" not in owner for _, owner in providers.owners())


def test_the_rules_are_told() -> None:
    now = datetime.now(UTC)
    case = learn(profile(587)).case(Evidence(now), now, None)
    assert ("gmail.com", "Gmail") in case.owners
