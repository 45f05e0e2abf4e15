"""What was asked for by name and has no finding: it must neither vanish nor count as passed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from wizard.check.plan import Plan
from wizard.finding import CHECKS, Finding, Status
from wizard.model import Profile
from wizard.step import Stage

_REASONS = {
    "connect.family": "the server has addresses of one family only, so there is nothing to compare",
    "provider.account": "no server reply was about the account",
    "ptr.record": "reverse DNS matters only where a relay of your own sends",
}
_BESIDE = frozenset({Stage.RECORDS, Stage.APP_CONFIG})
"""Stages that say nothing about how far the conversation came."""


def unjudged(plan: Plan, profile: Profile, findings: Collection[Finding]) -> Iterator[Finding]:
    """A finding for each id of `--only` without one: unknown where the conversation came to nothing, else skipped with why."""
    judged = {finding.id for finding in findings}
    bad = (finding for finding in findings if finding.status in (Status.FAIL, Status.UNKNOWN))
    first = next((finding for finding in bad if CHECKS[finding.id][0] not in _BESIDE), None)
    for check in dict.fromkeys(plan.only):
        if check in judged or check not in plan.wanted:
            continue
        reason = _never(check, profile)
        if reason or first is None:
            yield Finding(check, Status.SKIPPED, reason or _REASONS.get(check, "there is nothing to judge here"))
        else:
            yield Finding(check, Status.UNKNOWN, f"this can't be judged yet: {first.title}", cause=first.cause)


def _never(check: str, profile: Profile) -> str:
    """Why this check has nothing to say about this setup, however the conversation went."""
    if check.startswith(("auth.", "secret.")) and profile.auth is None:
        return "this setup has no login"
    if check.startswith("app.") and not profile.apps:
        return "this setup has no app"
    if check.startswith("message."):
        return "check sends no message; smtp-wizard send does"
    return _REASONS.get(check, "there is nothing to judge here") if CHECKS[check][0] is Stage.RECORDS else ""
