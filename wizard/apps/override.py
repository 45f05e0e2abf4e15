"""A compose.override.yaml for one service, proven to be read back by Docker Compose as it was meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wizard.command_line import Command
from wizard.dialects import compose
from wizard.dialects.environment import require_name
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App

NAME = "compose.override.yaml"
MERGE = f"If you have a {NAME}, merge this one into it."
_SERVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Service:
    """What the override says about one service. Values are as the container is to see them."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    hostname: str = ""
    env_files: tuple[str, ...] = ()
    mounts: Mapping[str, str] = field(default_factory=dict)
    """Path in the container → path on this machine; read-only."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Name of a docker secret, which is also its file's name under /run/secrets → file on this machine."""
    comment: tuple[str, ...] = ()
    reminder: tuple[str, ...] = ()
    """Comment lines at the end of the environment."""


def service_name(app: App, usual: str) -> str:
    """The service's name in the compose file, from the app's setting `service`. Raises UsageError."""
    name = str(app.settings.get("service") or usual).strip()
    if not _SERVICE.fullmatch(name):
        raise UsageError(f"{name!r} is no name of a compose service", "accepted: letters, digits, dots, - and _")
    return name


def write(service: Service) -> str:
    """The whole file. Raises Unrepresentable when a value would reach the container changed."""
    lines = [*(f"# {line}".rstrip() for line in service.comment), "services:", f"  {_key(service.name)}:"]
    if service.hostname:
        lines.append(f"    hostname: {compose.write(service.hostname)}")
    if service.env_files:
        lines += ["    env_file:", *(f"      - {compose.write(name)}" for name in service.env_files)]
    if service.environment:
        lines += ["    environment:"]
        lines += [f"      {require_name(name)}: {compose.write(value)}" for name, value in service.environment.items()]
    lines += [f"      # {line}" for line in service.reminder]
    for target, source in service.mounts.items():
        lines += ["    volumes:"] if "    volumes:" not in lines else []
        lines += ["      - type: bind", f"        source: {compose.write(source)}", f"        target: {compose.write(target)}"]
        lines += ["        read_only: true"]
    if service.secrets:
        lines += ["    secrets:", *(f"      - {compose.write(name)}" for name in service.secrets), "secrets:"]
        for name, file in service.secrets.items():
            lines += [f"  {_key(name)}:", f"    file: {compose.write(file)}"]
    text = "\n".join(lines) + "\n"
    _require_same(text, service)
    return text


def _key(name: str) -> str:
    """A name as a YAML key: quoted where YAML 1.1 would take it for a number or a truth value."""
    return name if re.fullmatch(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", name) and name not in _WORDS else compose.write(name)


_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})


def _require_same(text: str, service: Service) -> None:
    found = compose.read_environment(text, service.name)
    for name, value in service.environment.items():
        if found.get(name) != value:
            raise Unrepresentable(f"{name} would reach the container changed", "use another target, or another value")
    hostname = compose.read_at(text, "services", service.name, "hostname")
    files = {name: compose.read_at(text, "secrets", name, "file") for name in service.secrets}
    if len(found) != len(service.environment) or (hostname or "") != service.hostname or files != dict(service.secrets):
        raise Unrepresentable("the compose file would be read changed", "use the target env-file")


def recreate(service: str) -> tuple[str, ...]:
    """What makes a changed environment count."""
    return (
        "Put the files beside your compose file.",
        Command(f"docker compose up -d {service}"),
        "docker compose restart is not enough: it keeps the old environment.",
    )
