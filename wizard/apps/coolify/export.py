"""Coolify's configuration in its own words, for each way of setting it."""

from __future__ import annotations

import json
from collections.abc import Callable

from wizard.app import Export, File
from wizard.apps.coolify import remarks
from wizard.apps.coolify.behaviour import is_old
from wizard.apps.coolify.settings import Settings, make_settings, require_api
from wizard.apps.coolify.sheet import write_sheet
from wizard.apps.password import Password, choose_form, take
from wizard.command_line import Command
from wizard.dialects import shell
from wizard.dialects.environment import require_text
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Profile
from wizard.provider import Provider
from wizard.secret import Secret

MAIL = "mail.json"
TEAM = "team.json"
_CURL = (
    'printf "Authorization: Bearer %s" "$COOLIFY_TOKEN" | '
    'curl --fail-with-body -sS -X PATCH -H @- -H "Content-Type: application/json" --data @{} {}'
)
_SAVE = 'App\\Models\\InstanceSettings::findOrFail(0)->update(json_decode(base64_decode(getenv("CFG")),true)); echo "saved";'
_TEAM = 'App\\Models\\Team::find(0)->emailNotificationSettings->update(["use_instance_email_settings"=>true]); echo "saved";'

_Made = tuple[list[File], tuple[str, ...], tuple[str, ...]]
"""Files, steps to apply, notes of the target's own."""


def export(profile: Profile, app: App, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """Everything that Coolify needs for mail. `form`: api and tinker take file and inline (one mail.json), form takes inline.

    With `auto` the sheet of the target form leaves the password out. Raises Unrepresentable and UsageError.
    """
    if app.target not in _WRITERS:
        raise UsageError(f"Coolify has no target {app.target!r}", f"accepted: {', '.join(_WRITERS)}")
    write, offered = _WRITERS[app.target]
    chosen = form if app.target == "form" and form == "auto" else choose_form(form, offered, f"Coolify's target {app.target}")
    password = take(profile, secret, "Coolify")
    if password.text is not None:
        require_text(password.text)
    settings = make_settings(profile, app, password.text)
    files, apply, notes = write(profile, app, settings, password, chosen)
    return Export(
        app=app.name,
        target=app.target,
        files=tuple(files),
        apply=apply,
        test=remarks.make_test(profile, app),
        notes=(*(password.notes if app.target != "form" else ()), *notes, *remarks.notes(profile, app, password.text)),
        limits=tuple(remarks.limits(profile, app)),
    )


def _api(profile: Profile, app: App, settings: Settings, password: Password, form: str) -> _Made:
    if is_old(app):
        raise UsageError("before 4.3.10 Coolify has no API for mail", "choose the target tinker or form, or update Coolify")
    require_api(settings)
    base = f"https://{app.hostname or 'coolify.example.com'}/api/v1"
    files = [_json(MAIL, settings, secret=password.real)]
    apply = [
        "Switch the API on: Settings > Advanced > API access.",
        "Make a token with the permission Root, in the first team: Security > API tokens. A Write token gets 403.",
        Command("read -rs COOLIFY_TOKEN   # paste the token; it stays out of the history and the process list"),
        Command(_CURL.format(MAIL, shell.write(f"{base}/settings/email"))),
    ]
    if app.settings.get("team_notifications", True):
        files.append(_json(TEAM, {"use_instance_email_settings": True}, secret=False))
        apply.append(Command(_CURL.format(TEAM, shell.write(f"{base}/notifications/email"))))
    apply += [remarks.RESTART, Command(f"rm {MAIL}")]
    return files, tuple(apply), _in_plain_text(settings)


def _tinker(profile: Profile, app: App, settings: Settings, password: Password, form: str) -> _Made:
    apply = [
        f"Copy {MAIL} to Coolify's server and run there:",
        Command(f'CFG="$(base64 -w0 {MAIL})" docker exec -e CFG coolify php artisan tinker --execute={shell.write(_SAVE)}'),
    ]
    if app.settings.get("team_notifications", True):
        apply.append(Command(f"{remarks.ARTISAN} tinker --execute={shell.write(_TEAM)}"))
    apply += [remarks.RESTART, Command(f"rm {MAIL}")]
    notes = (*_in_plain_text(settings), "tinker checks nothing: a value that Coolify's page would refuse is stored as it is.")
    return [_json(MAIL, settings, secret=password.real)], tuple(apply), notes


def _form(profile: Profile, app: App, settings: Settings, password: Password, form: str) -> _Made:
    shown = form == "inline" and password.real
    if shown and not (password.text or "").isprintable():
        raise Unrepresentable("the password holds a character that can't be typed into a form", "choose tinker")
    text = write_sheet(settings, app, show_password=shown)
    page = "Settings > Transactional Email" if is_old(app) else "Settings > Email (/settings/email)"
    apply = [
        f"Open {page} and type every field as the sheet says.",
        "Switch Resend off first, if it is on, then SMTP on, and save.",
    ]
    if app.settings.get("team_notifications", True):
        apply.append('Notifications > Email: choose "Use system-wide settings".')
    apply.append(remarks.RESTART)
    note = (
        "The sheet holds the password in plain text, as you asked."
        if shown
        else "The sheet leaves the password out: paste it yourself."
    )
    return [File("coolify-mail.txt", text, secret=shown)], tuple(apply), (note,) if password.text is not None else ()


def _json(name: str, settings: Settings, *, secret: bool) -> File:
    """ASCII only, so that nothing between here and Coolify can change it."""
    text = json.dumps(settings, indent=2) + "\n"
    # curl's --data drops line breaks from the file, which stand between the fields only.
    if json.loads(text.replace("\n", "")) != settings:
        raise Unrepresentable(f"{name} would be read back changed", "choose the target form")
    return File(name, text, secret=secret)


def _in_plain_text(settings: Settings) -> tuple[str, ...]:
    return (f"The password stands in {MAIL} in plain text: remove it when you are done.",) if settings["smtp_password"] else ()


_WRITERS: dict[str, tuple[Callable[[Profile, App, Settings, Password, str], _Made], tuple[str, ...]]] = {
    "api": (_api, ("file", "inline")),
    "tinker": (_tinker, ("file", "inline")),
    "form": (_form, ("inline",)),
}
