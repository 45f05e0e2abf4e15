"""Mealie's configuration in its own words, for each way of running it."""

from __future__ import annotations

from collections.abc import Callable

from wizard.app import Export, File
from wizard.apps import env_file, greeting, override
from wizard.apps.mealie import remarks
from wizard.apps.mealie.settings import PASSWORD, make_settings
from wizard.apps.password import Password, choose_form, in_plain_text, take
from wizard.apps.remark import COMPOSE_2
from wizard.dialects import compose_env, docker_env, python_dotenv, secret_file
from wizard.errors import UsageError
from wizard.model import App, Profile
from wizard.provider import Provider
from wizard.secret import Secret

SECRET = "mealie-smtp-password"
"""Deliberately not called smtp_password: a secret of that name Mealie finds by itself, and cuts blanks off."""
_USER_ID = 911
"""The user that Mealie runs as in its container, unless PUID says otherwise."""

_Made = tuple[list[File], tuple[str, ...], tuple[str, ...]]
"""Files, steps to apply, notes of the target's own."""


def export(profile: Profile, app: App, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """Everything that Mealie needs for mail. `form`: the target secrets takes file; the others take env and inline.

    Raises Unrepresentable where the target has no spelling for a value, UsageError for a form or target that is none.
    """
    if app.target not in _WRITERS:
        raise UsageError(f"Mealie has no target {app.target!r}", f"accepted: {', '.join(_WRITERS)}")
    write, offered = _WRITERS[app.target]
    chosen = choose_form(form, offered, f"Mealie's target {app.target}")
    password = take(profile, secret, "Mealie")
    settings = make_settings(profile, app, password.text)
    files, apply, notes = write(profile, app, settings, password, chosen)
    return Export(
        app=app.name,
        target=app.target,
        files=tuple(files),
        apply=apply,
        test=remarks.make_test(profile, app),
        notes=(*password.notes, *notes, *remarks.notes(profile, app, password.text)),
        limits=tuple(remarks.limits(profile, app)),
    )


def _compose(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    inline = form == "inline" or PASSWORD not in settings
    files: list[File] = []
    notes: tuple[str, ...] = ()
    if not inline:
        value = settings.pop(PASSWORD)
        files = [env_file.write(compose_env, "mealie-smtp.env", {PASSWORD: value}, secret=password.real)]
        notes = (
            f"The password stands in {files[0].path} alone, in plain text; keep it out of version control.",
            "If environment: of your compose file sets SMTP_PASSWORD or SMTP_PASSWORD_FILE, remove it there: "
            f"it wins over {files[0].path}.",
            COMPOSE_2,
        )
    elif PASSWORD in settings:
        notes = (f"The password stands in {override.NAME} in plain text, as you asked: keep that file out of version control.",)
    service = _service(profile, app, environment=settings, env_files=tuple(file.path for file in files))
    files.insert(0, File(override.NAME, override.write(service), secret=inline and password.real))
    return files, override.recreate(override.service_name(app, "mealie")), (*notes, override.MERGE)


def _env_file(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    file = env_file.write(compose_env, "mealie-smtp.env", settings, secret=password.real, comment=(remarks.base_url_line(app),))
    service = _service(profile, app, env_files=(file.path,))
    notes = (
        *_in_plain_text(file, settings),
        f"environment: of the compose file wins over {file.path}: remove every SMTP_ line there.",
        COMPOSE_2,
        override.MERGE,
    )
    return [File(override.NAME, override.write(service)), file], override.recreate(override.service_name(app, "mealie")), notes


def _docker_run(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    file = env_file.write(docker_env, "mealie-smtp.env", settings, secret=password.real, comment=(remarks.base_url_line(app),))
    name = greeting.container_name(profile, app)
    options = (f"--hostname {name} " if name else "") + f"--env-file {file.path}"
    apply = (
        "Remove the container; its data stays in its volume: docker rm --force mealie",
        f"Run it again with your own docker run command and, before the image's name: {options}",
        "docker restart is not enough: a container keeps the environment that it was made with.",
    )
    notes = (
        *_in_plain_text(file, settings),
        "docker run takes every character behind = as it stands: add no quotes and no comments.",
    )
    return [file], apply, notes


def _secrets(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    files: list[File] = []
    secrets: dict[str, str] = {}
    apply: tuple[str, ...] = ()
    if PASSWORD in settings:
        value = settings.pop(PASSWORD)
        settings[f"{PASSWORD}_FILE"] = f"/run/secrets/{SECRET}"
        secrets = {SECRET: f"./{SECRET}"}
        files = [File(SECRET, secret_file.write(value), secret=password.real)]
        apply = (f"Let Mealie's user read the password (PUID, if you set it): sudo chown {_USER_ID} {SECRET}",)
    service = _service(profile, app, environment=settings, secrets=secrets)
    files.insert(0, File(override.NAME, override.write(service)))
    notes = (
        "Only SMTP_HOST, SMTP_PORT, SMTP_USER and SMTP_PASSWORD can come from a file; it wins over the variable without _FILE.",
        "If Mealie can't read the file, older builds switch mail off and say nothing; newer ones don't start.",
        "docker exec does not see the password: Mealie's entry script reads the file, and hands it to Mealie only.",
        override.MERGE,
    )
    return files, (*apply, *override.recreate(override.service_name(app, "mealie"))), notes if secrets else (override.MERGE,)


def _bare(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    file = env_file.write(python_dotenv, ".env", settings, secret=password.real, comment=(remarks.base_url_line(app),))
    apply = (
        "Put these lines into the file .env in Mealie's folder, in place of every SMTP_ line there.",
        "Restart Mealie, for example: sudo systemctl restart mealie",
    )
    notes = (
        *_in_plain_text(file, settings),
        "Variables of the process win over .env. Don't name this file in a systemd unit's EnvironmentFile=: "
        "systemd reads it by other rules, Mealie reads it by itself.",
        "In a container Mealie does not read .env; choose another target there.",
    )
    return [file], apply, notes


def _service(
    profile: Profile,
    app: App,
    *,
    environment: dict[str, str] | None = None,
    env_files: tuple[str, ...] = (),
    secrets: dict[str, str] | None = None,
) -> override.Service:
    return override.Service(
        name=override.service_name(app, "mealie"),
        environment=environment or {},
        hostname=greeting.container_name(profile, app),
        env_files=env_files,
        secrets=secrets or {},
        comment=("Mealie's mail settings. Docker Compose reads this file after compose.yaml, and it wins.",),
        reminder=(remarks.base_url(app),) if environment else (),
    )


def _in_plain_text(file: File, settings: dict[str, str]) -> tuple[str, ...]:
    return (in_plain_text(file.path),) if PASSWORD in settings else ()


_WRITERS: dict[str, tuple[Callable[[Profile, App, dict[str, str], Password, str], _Made], tuple[str, ...]]] = {
    "compose": (_compose, ("env", "inline")),
    "env-file": (_env_file, ("env", "inline")),
    "docker-run": (_docker_run, ("env", "inline")),
    "secrets": (_secrets, ("file",)),
    "bare": (_bare, ("env", "inline")),
}
