"""Docmost's configuration in its own words, for each way of running it."""

from __future__ import annotations

from collections.abc import Callable

from wizard.app import Export, File
from wizard.apps import env_file, greeting, override
from wizard.apps.docmost import remarks
from wizard.apps.docmost.settings import CA, CA_IN_CONTAINER, PASSWORD, make_settings
from wizard.apps.password import Password, choose_form, in_plain_text, take
from wizard.apps.remark import COMPOSE_2
from wizard.dialects import compose_env, docker_env, npm_dotenv, shell
from wizard.errors import UsageError
from wizard.model import App, Profile
from wizard.provider import Provider
from wizard.secret import Secret

ENV_FILE = "docmost-smtp.env"
FORMS = ("env", "inline")
"""Docmost reads no secret from a file."""

_Made = tuple[list[File], tuple[str, ...], tuple[str, ...]]
"""Files, steps to apply, notes of the target's own."""


def export(profile: Profile, app: App, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """Everything that Docmost needs for mail. `form`: env (the safest) and inline.

    Raises Unrepresentable where the target has no spelling for a value, UsageError for a form or target that is none.
    """
    if app.target not in _WRITERS:
        raise UsageError(f"Docmost has no target {app.target!r}", f"accepted: {', '.join(_WRITERS)}")
    chosen = choose_form(form, FORMS, "Docmost")
    password = take(profile, secret, "Docmost")
    settings = make_settings(profile, password.text)
    files, apply, notes = _WRITERS[app.target](profile, app, settings, password, chosen)
    return Export(
        app=app.name,
        target=app.target,
        files=tuple(files),
        apply=apply,
        test=remarks.make_test(app),
        notes=(*password.notes, *notes, *remarks.notes(profile, app, password.text)),
        limits=tuple(remarks.limits(profile, app)),
    )


def _compose(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    inline = form == "inline" or PASSWORD not in settings
    files: list[File] = []
    notes: tuple[str, ...] = ()
    if not inline:
        value = settings.pop(PASSWORD)
        files = [env_file.write(compose_env, ENV_FILE, {PASSWORD: value}, secret=password.real)]
        notes = (
            f"The password stands in {ENV_FILE} alone, in plain text; keep it out of version control.",
            f"If environment: of your compose file sets SMTP_PASSWORD, remove it there: it wins over {ENV_FILE}.",
            COMPOSE_2,
        )
    elif PASSWORD in settings:
        notes = (f"The password stands in {override.NAME} in plain text, as you asked: keep that file out of version control.",)
    service = _service(profile, app, settings, tuple(file.path for file in files))
    files.insert(0, File(override.NAME, override.write(service), secret=inline and password.real))
    return files, override.recreate(override.service_name(app, "docmost")), (*notes, override.MERGE)


def _env_file(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    values = settings | ({CA: CA_IN_CONTAINER} if profile.server.ca_file else {})
    file = env_file.write(compose_env, ENV_FILE, values, secret=password.real, comment=(remarks.app_url_line(app),))
    service = _service(profile, app, {}, (ENV_FILE,))
    notes = (
        *_in_plain_text(file, settings),
        f"environment: of the compose file wins over {ENV_FILE}: remove every SMTP_ and MAIL_ line there.",
        COMPOSE_2,
        override.MERGE,
    )
    return [File(override.NAME, override.write(service)), file], override.recreate(override.service_name(app, "docmost")), notes


def _docker_run(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    values = settings | ({CA: CA_IN_CONTAINER} if profile.server.ca_file else {})
    file = env_file.write(docker_env, ENV_FILE, values, secret=password.real, comment=(remarks.app_url_line(app),))
    name = greeting.container_name(profile, app)
    options = [f"--hostname {name}"] if name else []
    if profile.server.ca_file:
        options.append(f"-v {shell.write(f'{profile.server.ca_file}:{CA_IN_CONTAINER}:ro')}")
    options.append(f"--env-file {ENV_FILE}")
    apply = (
        "Remove the container; its data stays in its volumes: docker rm --force docmost",
        f"Run it again with your own docker run command and, before the image's name: {' '.join(options)}",
        "docker restart is not enough: a container keeps the environment that it was made with.",
    )
    notes = (
        *_in_plain_text(file, settings),
        "docker run takes every character behind = as it stands: add no quotes and no comments.",
    )
    return [file], apply, notes


def _bare(profile: Profile, app: App, settings: dict[str, str], password: Password, form: str) -> _Made:
    file = env_file.write(npm_dotenv, ".env", settings, secret=password.real, comment=(remarks.app_url_line(app),))
    apply = [
        "Put these lines into the file .env in Docmost's folder, in place of every SMTP_ and MAIL_ line there.",
        "Restart Docmost, for example: sudo systemctl restart docmost",
    ]
    if profile.server.ca_file:
        path = profile.server.ca_file.replace("%", "%%")  # systemd puts specifiers in for %
        line = f'Environment="{CA}={path}"'
        apply.insert(1, f"Let Node.js trust the CA: sudo systemctl edit docmost, and below [Service]: {line}")
    notes = (
        *_in_plain_text(file, settings),
        "Variables of the process win over .env. Don't name this file in a systemd unit's EnvironmentFile=: systemd reads it by "
        "other rules, Docmost reads it by itself.",
        "In a container Docmost takes the environment as it is, without the rules of .env; choose another target there.",
    )
    return [file], tuple(apply), notes


def _service(profile: Profile, app: App, settings: dict[str, str], env_files: tuple[str, ...]) -> override.Service:
    ca_file = profile.server.ca_file
    environment = settings | ({CA: CA_IN_CONTAINER} if ca_file and settings else {})
    return override.Service(
        name=override.service_name(app, "docmost"),
        environment=environment,
        hostname=greeting.container_name(profile, app),
        env_files=env_files,
        mounts={CA_IN_CONTAINER: ca_file} if ca_file else {},
        comment=("Docmost's mail settings. Docker Compose reads this file after docker-compose.yml, and it wins.",),
        reminder=(remarks.app_url(app),) if environment else (),
    )


def _in_plain_text(file: File, settings: dict[str, str]) -> tuple[str, ...]:
    return (in_plain_text(file.path),) if PASSWORD in settings else ()


_WRITERS: dict[str, Callable[[Profile, App, dict[str, str], Password, str], _Made]] = {
    "compose": _compose,
    "env-file": _env_file,
    "docker-run": _docker_run,
    "bare": _bare,
}
