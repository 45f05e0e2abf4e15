"""What a container would be started with, by the real Docker Compose and the real docker client, from an export's own files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.outside import reader
from wizard.app import Export
from wizard.model import Encryption
from wizard.sandbox.script import Script


@dataclass(frozen=True, slots=True)
class Container:
    """Name and environment of a container, and the docker secrets that are mounted into it."""

    hostname: str
    environment: dict[str, str]
    secrets: dict[str, Path] = field(default_factory=dict)
    mounts: dict[str, str] = field(default_factory=dict)


def write(folder: Path, export: Export) -> None:
    """Every file of an export, as it is."""
    for file in export.files:
        (folder / file.path).write_text(file.text, encoding="utf-8", newline="")


def compose(folder: Path, export: Export, service: str, release: str = "sid") -> Container:
    """The export beside a compose file that somebody already has: `docker compose` finds the override by itself."""
    folder.mkdir(exist_ok=True)
    (folder / "compose.yaml").write_text(f"services:\n  {service}:\n    image: x\n    environment:\n      - TZ=UTC\n")
    write(folder, export)
    project = reader.compose(release, folder)
    found: dict[str, Any] = project["services"][service]
    environment = {name: value for name, value in found["environment"].items() if name != "TZ"}
    used = {(one.get("target") or one["source"]).removeprefix("/run/secrets/"): one["source"] for one in found.get("secrets", ())}
    secrets = {name: Path(project["secrets"][source]["file"]) for name, source in used.items()}
    mounts = {one["target"]: one["source"] for one in found.get("volumes", ())}
    return Container(found.get("hostname", ""), environment, secrets, mounts)


def docker_run(folder: Path, export: Export) -> Container:
    """The export's env file and options given to `docker create`."""
    folder.mkdir(exist_ok=True)
    write(folder, export)
    step = next(step for step in export.apply if "--env-file" in step)
    options = step[step.index(": ") + 2 :].split()
    body = reader.docker(folder, *options)
    return Container(body.get("Hostname") or "", body["Env"])


def script(encryption: Encryption, user: str, password: str, **more: Any) -> Script:
    """A server on localhost that speaks just this encryption and knows just this login."""
    usual = Script(
        host="localhost",
        implicit_tls=encryption is Encryption.IMPLICIT_TLS,
        starttls=encryption is Encryption.STARTTLS,
        auth_before_tls=encryption is Encryption.NONE,
        login_needed=True,
        extensions=("SIZE 10485760", "8BITMIME", "SMTPUTF8"),
        on_login=lambda name, word: None if (name, word) == (user, password) else "535 5.7.8 no",
    )
    return replace(usual, **more)
