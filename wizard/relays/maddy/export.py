"""maddy's configuration for one setup, proven by reading it back, and what to say about it."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.app import Export, File
from wizard.dialects import maddy, systemd_env
from wizard.errors import Unrepresentable
from wizard.model import Profile
from wizard.provider import Provider
from wizard.relays.login import Credentials, choose_form, choose_mechanisms, require_name, take
from wizard.relays.maddy.settings import PASSWORD_VARIABLE, USER_VARIABLE, conf, greeting, target
from wizard.relays.place import BRIDGE, app_notes, serves_containers, shared_limits
from wizard.secret import Secret

FORMS = ("env", "inline")
MECHANISMS = ("PLAIN", "LOGIN")
CONF = "maddy.conf"
ENV_FILE = "maddy-relay.env"
DROP_IN = "maddy-relay.conf"
_INSTALLED = "/etc/systemd/system/maddy.service.d/smtp-wizard.conf"


def export(profile: Profile, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """maddy.conf, and a systemd drop-in with an env file for the login. `form`: env (the safest) and inline.

    Raises Unrepresentable where maddy can't hold a value or can't log in as the setup says, UsageError for a form that is none.
    """
    chosen = choose_form(form, FORMS, "maddy")
    require_name(profile, "maddy")
    login = take(profile, secret)
    mechanism = choose_mechanisms(profile, provider, MECHANISMS, "maddy")[0] if login else ""
    inline = chosen == "inline"
    text = conf(profile, login, mechanism, inline=inline)
    environment = {} if login is None or inline else {USER_VARIABLE: login.username, PASSWORD_VARIABLE: login.password}
    env_text = systemd_env.write_file(environment)
    _prove(profile, login, text, env_text)
    files = [File(CONF, text, 0o640, secret=inline and login is not None and login.real)]
    if environment:
        files.append(File(ENV_FILE, env_text, 0o600, secret=login is not None and login.real))
    if environment or serves_containers(profile):
        files.append(File(DROP_IN, "\n".join(_drop_in(profile, bool(environment))) + "\n", 0o644))
    return Export(
        app="maddy",
        target="systemd",
        files=tuple(files),
        apply=tuple(_apply(files)),
        test=tuple(_test(profile)),
        notes=(*(login.notes if login else ()), *_notes(profile, mechanism, files), *app_notes(profile)),
        limits=(*_limits(profile), *shared_limits(profile, provider.sender.rule if provider else "")),
    )


def _prove(profile: Profile, login: Credentials | None, text: str, env_text: str) -> None:
    """Raise Unrepresentable where maddy, started by systemd, would find another server, name or login."""
    environment = {name: value or "" for name, value in systemd_env.read_file(env_text).items()}
    nodes = {node.name: node for node in maddy.parse(text, environment)}
    inside = {node.name: node.arguments for node in nodes["target.smtp"].block or ()}
    expected = (login.username, login.password) if login else ()
    found = (nodes["hostname"].arguments, inside["targets"], inside["auth"][1:])
    if found != ((greeting(profile),), (target(profile),), expected):
        raise Unrepresentable(
            "maddy.conf would be read back changed",
            "choose a password without {env:…} in it",
        )


def _drop_in(profile: Profile, env_file: bool) -> Iterator[str]:
    if serves_containers(profile):
        yield "# maddy does not start while Docker's bridge, which it listens on, is not there."
        yield "[Unit]"
        yield "After=docker.service"
        yield "Wants=docker.service"
    if env_file:
        yield "[Service]"
        yield f"EnvironmentFile=/etc/maddy/{ENV_FILE}"


def _apply(files: list[File]) -> Iterator[str]:
    yield "Only for a maddy that has no other task: maddy.conf is replaced as a whole. maddy 0.8.1 or newer, from https://maddy.email."
    yield f"Keep the old one: sudo cp -a /etc/maddy/{CONF} /etc/maddy/{CONF}.before"
    for file in files:
        if file.path == DROP_IN:
            yield f"sudo install -D -m 0644 {DROP_IN} {_INSTALLED} && sudo systemctl daemon-reload"
        else:
            group = "maddy" if file.path == CONF else "root"
            yield f"sudo install -o root -g {group} -m {file.mode:04o} {file.path} /etc/maddy/{file.path}"
    yield "sudo systemctl restart maddy && systemctl status maddy"
    if any(file.path == ENV_FILE for file in files):
        yield f"Delete the copy of {ENV_FILE} that you took it from."


def _test(profile: Profile) -> Iterator[str]:
    yield f"smtp-wizard probe {BRIDGE if serves_containers(profile) else '127.0.0.1'} 25"
    yield "Then let the app send its own test mail; what the provider says to it stands in journalctl -u maddy -n 20 too."


def _notes(profile: Profile, mechanism: str, files: list[File]) -> Iterator[str]:
    if mechanism:
        where = next((f"{file.path}, for root alone (0600)" for file in files if file.path == ENV_FILE), f"{CONF}, as you asked")
        yield f"The password stands in plain text in {where}."
        if profile.auth and profile.auth.mechanism.upper() in ("", "AUTO"):
            yield f"It logs in with {mechanism} and with nothing else. For another mechanism set that in the setup."
    if mechanism == "LOGIN":
        yield "The mechanism LOGIN needs maddy 0.9.4 or newer."
    if profile.server.ca_file:
        yield (
            f"Of all CAs it trusts those in {profile.server.ca_file} only. The user maddy must be able to read that file; below "
            "/home it can't."
        )
    yield "Not tried by this program's own tests: the file is written after maddy 0.9.4's source and read back by its rules."


def _limits(profile: Profile) -> Iterator[str]:
    yield (
        "It keeps no queue: when the provider can't be reached or puts a mail off, the app gets that answer and must try again "
        "itself. In return no mail is lost unseen."
    )
    if serves_containers(profile):
        yield (
            f"maddy can't tell who connects to {BRIDGE}: let only Docker's networks reach it, see the firewall rule in the notes."
        )
    if profile.auth is not None:
        yield "Each mail is a login of its own: a wrong password is a failed login with every mail."
    yield "It adds no Date and no Message-ID to a mail that comes without."
