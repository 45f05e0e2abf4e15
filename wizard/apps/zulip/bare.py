"""Zulip installed on the server: lines of /etc/zulip/settings.py, and one line of zulip-secrets.conf."""

from __future__ import annotations

from wizard.app import Export, File
from wizard.apps.password import choose_form
from wizard.apps.zulip import remarks
from wizard.apps.zulip.proof import require_read_back
from wizard.apps.zulip.settings import make_settings
from wizard.command_line import Command
from wizard.dialects import docker_secret, ini, python, shell
from wizard.model import App, Profile
from wizard.provider import Provider

MANAGE = "/home/zulip/deployments/current/manage.py"
SETTINGS_PY = "/etc/zulip/settings.py"
SECRETS_CONF = "/etc/zulip/zulip-secrets.conf"
_RESTART = Command("su zulip -c '/home/zulip/deployments/current/scripts/restart-server'")


def write(profile: Profile, app: App, password: str | None, form: str, provider: Provider | None) -> Export:
    """Both files as snippets: the real ones hold much more. `password` None = no login."""
    choose_form(form, ("file",), "Zulip")
    settings = make_settings(profile, app)
    text = "# Outgoing mail. Put these lines into /etc/zulip/settings.py, in place of lines of the same name.\n"
    text += "".join(f"{name} = {python.write(value)}\n" for name, value in settings.items())
    require_read_back(python.load_assignments(text), settings)
    files = [File(SETTINGS_PY, text)]
    if password is not None:
        files.append(_secrets(password))
    return Export(
        app=app.name,
        target=app.target,
        files=tuple(files),
        apply=_apply(password),
        test=make_test(f"su zulip -c {shell.write(f'{MANAGE} send_test_email {shell.write(profile.recipient or RECIPIENT)}')}"),
        notes=(*_notes(password), *remarks.notes(profile, app, provider)),
        limits=tuple(remarks.limits(profile, app, provider)),
    )


RECIPIENT = "you@example.com"


def make_test(command: str) -> tuple[str, ...]:
    """The command of Zulip's own test, and what it leaves out (A4 of its senders)."""
    return (
        Command(command),
        "This proves less than it seems: it sends with the administrator's address as envelope sender, real mail with the "
        "no-reply address. So also send yourself an invitation or a password reset, and look into /var/log/zulip/send_email.log.",
        "When it fails it prints the whole conversation, with the password in base64: take that out before you show it.",
    )


def _secrets(password: str) -> File:
    text = f"[secrets]\nemail_password = {ini.write(password)}\n"
    require_read_back(ini.read_section(text, "secrets"), {"email_password": password})
    return File(SECRETS_CONF, text, secret=True)


def _apply(password: str | None) -> tuple[str, ...]:
    steps = ["put the lines of settings.py into /etc/zulip/settings.py, in place of lines of the same name"]
    if password is not None:
        steps.append(
            "put the line email_password into the section [secrets] of /etc/zulip/zulip-secrets.conf, in place of the one "
            "that is there; a second [secrets] or a second email_password keeps Zulip from starting"
        )
    steps += [Command(f"su zulip -c '{MANAGE} checkconfig'"), _RESTART]
    return tuple(steps)


def _notes(password: str | None) -> tuple[str, ...]:
    always = "Both files are snippets to merge into existing ones, never to replace them with: they hold the keys of your Zulip."
    if password is None:
        return (always.replace("Both files are snippets", "The file is a snippet").replace("existing ones", "an existing one"),)
    quoting = (
        "In zulip-secrets.conf nothing is quoted or escaped: quotes would become part of the password, and % is not doubled."
    )
    if docker_secret.is_commented(password):
        return (
            always,
            quoting,
            "Edit that file by hand: crudini takes a blank followed by ; for a comment and cuts the password.",
        )
    merge = f"crudini --merge {SECRETS_CONF} < SNIPPET does the same in place, without the password on a command line."
    return (always, quoting, merge)
