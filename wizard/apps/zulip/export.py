"""Zulip's configuration in its own words, for each way of running it."""

from __future__ import annotations

from dataclasses import replace

from wizard.app import Export
from wizard.apps.password import take
from wizard.apps.zulip import bare, docker
from wizard.apps.zulip.settings import require_credential
from wizard.errors import UsageError
from wizard.model import App, Profile
from wizard.provider import Provider
from wizard.secret import Secret

_WRITERS = {"docker-12": docker.write_12, "docker-11": docker.write_11, "bare": bare.write}


def export(profile: Profile, app: App, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """Everything that Zulip needs for mail. `form`: docker-12 env, file · docker-11 env, inline · bare file; auto = the first.

    Raises Unrepresentable where Zulip has no spelling for a value, UsageError for a form or target that is none.
    """
    if app.target not in _WRITERS:
        raise UsageError(f"Zulip has no target {app.target!r}", f"accepted: {', '.join(_WRITERS)}")
    password = take(profile, secret, "Zulip")
    if password.text is not None:
        require_credential(password.text, "password")
    made = _WRITERS[app.target](profile, app, password.text, form, provider)
    if password.real or password.text is None:
        return made
    return replace(made, files=tuple(replace(file, secret=False) for file in made.files), notes=(*password.notes, *made.notes))
