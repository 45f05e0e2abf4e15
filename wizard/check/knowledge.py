"""What is known before anything is asked: the provider's facts, and what each app of the setup will do."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from wizard import apps, providers
from wizard.again import BY_NAME, Again
from wizard.app import Behaviour
from wizard.errors import UsageError
from wizard.evidence import Evidence
from wizard.finding import Case
from wizard.model import App, Identity, Profile
from wizard.provider import Provider
from wizard.secret import Secret


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The parts of a Case that need no network."""

    profile: Profile
    provider: Provider | None
    identities: tuple[Identity, ...]
    behaviours: tuple[Behaviour, ...]
    again: Again = BY_NAME

    def case(self, evidence: Evidence, now: datetime, secret: Secret | None) -> Case:
        """Facts and knowledge together: what the rules judge."""
        return Case(
            profile=self.profile,
            evidence=evidence,
            now=now,
            provider=self.provider,
            identities=self.identities,
            behaviours=self.behaviours,
            owners=providers.owners(),
            siblings=_siblings(self.provider, self.profile.server.host),
            blocked=providers.blocked_ports(),
            secret_hint=_what_it_is(self.provider, secret),
            secret_is_ascii=secret.reveal().isascii() if secret else None,
            again=self.again,
        )


def learn(profile: Profile, again: Again = BY_NAME, secret: Secret | None = None) -> Knowledge:
    """`again`: how this check is made once more. Raises UsageError for a provider, an app or a target that does not exist."""
    if profile.auth is not None and secret is not None:
        profile = replace(profile, auth=profile.auth.hiding(secret))
    for app in profile.apps:
        _refuse_unknown_target(app)
    return Knowledge(
        profile=profile,
        provider=_provider(profile),
        identities=apps.identities(profile),
        behaviours=tuple(apps.kind_of(app).behaviour(profile, app) for app in profile.apps),
        again=again,
    )


def _provider(profile: Profile) -> Provider | None:
    if profile.provider is None:
        return providers.by_host(profile.server.host)
    try:
        return providers.find(profile.provider)
    except UsageError as error:
        raise UsageError(f"{profile.name}: provider: {error.message}", *error.hints) from None


def narrow(profile: Profile, app: str | None) -> Profile:
    """The profile with only the app of this name or kind. Raises UsageError where it has none."""
    if app is None:
        return profile
    kept = tuple(each for each in profile.apps if each.name == app) or tuple(each for each in profile.apps if each.kind == app)
    if not kept:
        known = ", ".join(f"{each.name} ({each.kind})" for each in profile.apps)
        raise UsageError(f"{profile.name} has no app {app!r}", f"it has: {known}" if known else "it has no app at all")
    return replace(profile, apps=kept)


def _refuse_unknown_target(app: App) -> None:
    known = [target.id for target in apps.kind_of(app).TARGETS]
    if app.target not in known:
        raise UsageError(f"app {app.name}: {app.kind} can't be run as {app.target!r}", f"accepted: {', '.join(known)}")


def _siblings(provider: Provider | None, host: str) -> tuple[tuple[str, str], ...]:
    if provider is None:
        return ()
    return tuple((region.name, region.host) for region in provider.regions if region.host and region.host != host)


def _what_it_is(provider: Provider | None, secret: Secret | None) -> str:
    if provider is None or not secret:
        return ""
    value = secret.reveal()
    return next((meaning for pattern, meaning in provider.secret.wrong if re.search(pattern, value)), "")
