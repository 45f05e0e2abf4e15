"""docker-zulip: SETTING_ variables in a compose file, and the password beside it."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.app import Export, File
from wizard.apps.password import choose_form
from wizard.apps.zulip import remarks
from wizard.apps.zulip.bare import MANAGE, RECIPIENT, make_test
from wizard.apps.zulip.proof import require_read_back
from wizard.apps.zulip.settings import Settings, greeting, make_settings
from wizard.command_line import Command
from wizard.dialects import compose, compose_env, docker_secret, docker_zulip, python, shell
from wizard.errors import Unrepresentable
from wizard.model import App, Profile
from wizard.provider import Provider

SECRET = "zulip__email_password"
VARIABLE = "ZULIP__EMAIL_PASSWORD"
SECRETS_VARIABLE = "SECRETS_email_password"
CUSTOM = "ZULIP_CUSTOM_SETTINGS"
PREFIX = "SETTING_"
_NEVER_GUESSED = frozenset({"EMAIL_HOST_USER", "EXTERNAL_HOST"})


def is_never_guessed(name: str) -> bool:
    """Whether 11.x takes this setting for text, whatever it looks like."""
    return name in _NEVER_GUESSED


def write_12(profile: Profile, app: App, password: str | None, form: str, provider: Provider | None) -> Export:
    """compose.override.yaml, and the password as a docker secret from .env or from a file."""
    # Inline would be SECRETS_email_password, but the docker secret that compose.yaml names wins over it, even when it is empty.
    form = choose_form(form, ("env", "file"), "docker-zulip 12")
    settings = make_settings(profile, app)
    text = _services(profile, app, _environment(settings, legacy=False))
    files: list[File] = []
    if password is not None:
        content = docker_secret.write(password)
        in_file = form == "file"
        source = f"file: ./{SECRET}" if in_file else f"environment: {compose.write(VARIABLE)}"
        text += f"secrets:\n  {SECRET}:\n    {source}\n"
        files = [File(SECRET, content, secret=True) if in_file else _env_file(content)]
        _require_password(content if in_file else _variables(files)[VARIABLE], password)
    _require_same(text, {}, settings, legacy=False)
    notes = ["compose.override.yaml is a snippet to merge into yours, which you made from compose.override.yaml.example."]
    if password is not None and form == "file":
        notes.append(f"The file {SECRET} must not end in a newline of an editor's that you can see: one line, nothing behind it.")
    return _export(profile, app, [File("compose.override.yaml", text), *files], notes, provider)


def write_11(profile: Profile, app: App, password: str | None, form: str, provider: Provider | None) -> Export:
    """docker-compose.override.yml, and the password in .env or, if asked for, in the same file."""
    form = choose_form(form, ("env", "inline"), "docker-zulip 11")
    settings = make_settings(profile, app)
    environment = _environment(settings, legacy=True)
    files: list[File] = []
    if password is not None:
        content = docker_secret.write(password)
        files = [] if form == "inline" else [_env_file(content)]
        environment[SECRETS_VARIABLE] = compose.write(content) if form == "inline" else f'"${{{VARIABLE}}}"'
    text = _services(profile, app, environment)
    found = _require_same(text, _variables(files), settings, legacy=True)
    if password is not None:
        _require_password(found[SECRETS_VARIABLE], password)
    notes = [
        "docker-compose.override.yml is read after docker-compose.yml and wins over it; if you have one, merge this into it.",
        "Zulip 11 and older write true and false as they are found: True and False must be capitalised.",
    ]
    if password is not None:
        notes.append("docker-compose.yml comes with SECRETS_email_password: 123456789, a sample that this replaces.")
    return _export(
        profile,
        app,
        [File("docker-compose.override.yml", text, secret=form == "inline" and password is not None), *files],
        notes,
        provider,
    )


def _environment(settings: Settings, *, legacy: bool) -> dict[str, str]:
    """Variable → YAML. What would change its type on the way goes into ZULIP_CUSTOM_SETTINGS."""
    environment: dict[str, str] = {}
    custom: Settings = {}
    for name, value in settings.items():
        try:
            written = docker_zulip.write(value, legacy=legacy, string=is_never_guessed(name))
        except Unrepresentable:
            custom[name] = value
        else:
            environment[PREFIX + name] = compose.write(written)
    if custom:
        environment[CUSTOM] = compose.write(docker_zulip.write_custom(custom))
    return environment


def _services(profile: Profile, app: App, environment: Mapping[str, str]) -> str:
    name = greeting(profile, app)
    lines = ["services:", "  zulip:"]
    if name:
        lines += [
            "    # What Zulip greets a mail server with; without it the container's id, which some refuse.",
            f"    hostname: {compose.write(name)}",
        ]
    lines += ["    environment:", *(f"      {variable}: {value}" for variable, value in environment.items())]
    return "\n".join(lines) + "\n"


def _env_file(content: str) -> File:
    return File(".env", compose_env.write_file({VARIABLE: content}), secret=True)


def _variables(files: list[File]) -> dict[str, str]:
    found = compose_env.read_file(files[0].text) if files and files[0].path == ".env" else {}
    return {name: value for name, value in found.items() if value is not None}


def _require_same(text: str, variables: Mapping[str, str], settings: Settings, *, legacy: bool) -> dict[str, str]:
    """The container's environment, proven to give Zulip these settings."""
    environment = {name: value or "" for name, value in compose.read_environment(text, "zulip", variables).items()}
    found = python.load_assignments(docker_zulip.interpret(environment.get(CUSTOM, "")))
    for variable, value in environment.items():
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX)
            found[name] = docker_zulip.read(value, legacy=legacy, string=is_never_guessed(name))
    require_read_back(found, settings)
    return environment


def _require_password(content: str, password: str) -> None:
    require_read_back({"email_password": docker_secret.read(content)}, {"email_password": password})


def _export(profile: Profile, app: App, files: list[File], notes: list[str], provider: Provider | None) -> Export:
    secrets = [file.path for file in files if file.secret]
    steps = [
        f"merge {files[0].path} into the one beside compose.yaml"
        if app.target == "docker-12"
        else f"put {files[0].path} beside docker-compose.yml"
    ]
    if ".env" in secrets:
        steps.append(f"put the line {VARIABLE} into .env beside it, in place of the one that is there")
    elif SECRET in secrets:
        steps.append(f"put {SECRET} beside it, readable for root only")
    steps.append(Command("docker compose up -d"))
    if secrets:
        notes.append("If only the password changed: docker compose up -d --force-recreate zulip")
    if any(CUSTOM in file.text for file in files):
        notes.append(
            f"{CUSTOM} holds what docker-zulip would take for a number or a list; if you use it, add these lines to yours."
        )
    recipient = shell.write(profile.recipient or RECIPIENT)
    return Export(
        app=app.name,
        target=app.target,
        files=tuple(files),
        apply=tuple(steps),
        test=(
            *make_test(f"docker compose exec -u zulip zulip {MANAGE} send_test_email {recipient}"),
            f"While the container does not start: docker compose run --rm zulip app:managepy send_test_email {recipient}",
        ),
        notes=(
            *notes,
            "With MANUAL_CONFIGURATION=True every SETTING_ is ignored; then use the target bare inside the container.",
            *remarks.notes(profile, app, provider),
        ),
        limits=tuple(remarks.limits(profile, app, provider)),
    )
