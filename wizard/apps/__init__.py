"""The apps that a setup is exported for, one package each, found by looking in this folder.

A package states everything about its app once, in `KEYS`; export, lint, import, prediction and the documentation read that table.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import replace
from typing import Protocol, cast

from wizard.app import Behaviour, Export, Key, Setting, Target
from wizard.errors import UsageError
from wizard.model import SAME_AS_SECRET, App, Identity, Profile
from wizard.provider import Provider
from wizard.secret import Secret


class Kind(Protocol):
    """What each app's package offers."""

    ID: str
    TITLE: str
    TARGETS: tuple[Target, ...]
    """The closed list of ways of running it; the first is the usual one."""
    SETTINGS: tuple[Setting, ...]
    """The app's own answers, asked for on the apps page and kept in `App.settings`."""
    KEYS: tuple[Key, ...]

    def identities(self, profile: Profile, app: App) -> tuple[Identity, ...]:
        """Every (envelope, From) pair that this app will send with. Ids start with the app's name: `chat.noreply`."""

    def behaviour(self, profile: Profile, app: App) -> Behaviour:
        """How this app, run this way, will really send with these settings."""

    def export(self, profile: Profile, app: App, secret: Secret | None, *, form: str, provider: Provider | None) -> Export:
        """The app's configuration in its own words. `form`: where the secret goes: inline · file · env · auto (the safest).

        `secret` None = a placeholder is written and said so. Raises Unrepresentable where the target can't hold a value.
        """


@functools.cache
def load_all() -> dict[str, Kind]:
    """Every app by id, in the order of their titles."""
    found = [
        cast(Kind, importlib.import_module(f"{__name__}.{entry.name}")) for entry in pkgutil.iter_modules(__path__) if entry.ispkg
    ]
    return {kind.ID: kind for kind in sorted(found, key=lambda kind: kind.TITLE)}


def kind_of(app: App) -> Kind:
    """The package of an app. Raises UsageError for a kind that is none."""
    known = load_all()
    if app.kind not in known:
        raise UsageError(f"there is no app {app.kind!r}", f"known: {', '.join(known)}")
    return known[app.kind]


def export(profile: Profile, app: App, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """One app's configuration, whatever its login is: see `Kind.export`, which is called through here only.

    Where the user name is the secret as well (Postmark's token), every file may hold it: none is shown, each is kept private.
    """
    auth = profile.auth
    if auth is None or auth.username != SAME_AS_SECRET:
        return kind_of(app).export(profile, app, secret, form=form, provider=provider)
    name = secret.reveal() if secret else "the-password-once-more"
    made = kind_of(app).export(replace(profile, auth=replace(auth, username=name)), app, secret, form=form, provider=provider)
    return replace(made, files=tuple(replace(file, secret=True) for file in made.files))


def export_all(profile: Profile, secret: Secret | None, provider: Provider | None, form: str = "auto") -> dict[str, Export]:
    """Every app of a profile in its own words, by the app's name. Raises WizardError."""
    return {app.name: export(profile, app, secret, form=form, provider=provider) for app in profile.apps}


def identities(profile: Profile) -> tuple[Identity, ...]:
    """Every identity of a setup: each app's, or the setup's own sender where it has no app."""
    found = tuple(identity for app in profile.apps for identity in kind_of(app).identities(profile, app))
    return found or (Identity("base", profile.from_address, profile.from_address, profile.from_name, purpose="every mail"),)
