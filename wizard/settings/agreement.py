"""Whether a file of an app says what a saved setup says: only then does what is tested of the setup hold for the app."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.errors import WizardError
from wizard.model import App, Profile
from wizard.settings.adoption import adopt
from wizard.settings.linting import Report


def agreements(reports: Sequence[Report], profiles: Sequence[Profile]) -> Iterator[str]:
    """A line for each setup that has an app of the file's kind: the same, or what differs."""
    for report in reports:
        kind = report.found.kind if report.found is not None else ""
        rows = [(profile, app, differences(report, profile)) for profile in profiles for app in profile.apps if app.kind == kind]
        same = [_agrees(report, profile, app) for profile, app, apart in rows if apart == ()]
        yield from same or (_differs(report, profile, apart) for profile, _, apart in rows if apart)


def _agrees(report: Report, profile: Profile, app: App) -> str:
    return f"{report.path} says what the setup {profile.name} says: {app.name} uses that, once it has been restarted"


def _differs(report: Report, profile: Profile, apart: Sequence[str]) -> str:
    return f"{report.path} differs from the setup {profile.name}: {'; '.join(apart)}"


def differences(report: Report, profile: Profile) -> tuple[str, ...] | None:
    """What a file says otherwise than a setup, in words; None where it names no server. Passwords are not compared."""
    if report.found is None:
        return None
    try:
        mine = adopt([report.path], "file", report.found.kind).profile
    except WizardError:
        return None
    rows = [
        ("server", mine.server.host, profile.server.host),
        ("port", str(mine.server.port), str(profile.server.port)),
        ("", mine.server.encryption.words, profile.server.encryption.words),
        ("", _login(mine), _login(profile)),
        ("sender", mine.from_address, profile.from_address),
    ]
    return tuple(f"{name} {here} here, {there} there".lstrip() for name, here, there in rows if here != there)


def _login(profile: Profile) -> str:
    return f"user {profile.auth.username}" if profile.auth else "no login"
