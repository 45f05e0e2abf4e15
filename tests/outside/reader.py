"""The real readers of what is exported, run once for many values: Compose, the docker client, Docmost's and Mealie's own."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.outside.engine import listening
from tests.real import absent, find

HERE = Path(__file__).parent
COMPOSES = ("trixie", "sid")
"""Debian releases whose Docker Compose reads everything: 2.26 and 2.40."""


def outside() -> Path:
    """The folder that the install scripts filled."""
    return Path(os.environ.get("SMTP_WIZARD_OUTSIDE") or HERE / ".env").resolve()


def program(path: Path, install: str) -> str:
    """A program of the outside; skips (or fails, where real readers are required) when it is not there."""
    if not path.exists():
        absent(f"{path.name} is not there; run tests/outside/{install}")
    return str(path)


def run(
    argv: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str] | None = None, stdin: str = "", limit: float = 60
) -> str:
    """Standard output of a program that must succeed, in an environment of ours."""
    whole = {
        "PATH": os.environ["PATH"],
        "HOME": str(cwd),
        "LC_ALL": "C.UTF-8",
        "SMTP_WIZARD_OUTSIDE": str(outside()),
        **(env or {}),
    }
    done = subprocess.run(
        [str(word) for word in argv], cwd=cwd, env=whole, input=stdin.encode(), capture_output=True, timeout=limit, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]
    return done.stdout.decode()


def compose(release: str, folder: Path, *files: str) -> dict[str, Any]:
    """`docker compose config` on files of a folder: the project as the engine would get it."""
    binary = program(outside() / "compose" / release / "usr/libexec/docker/cli-plugins/docker-compose", "install-compose.sh")
    words = [word for file in files for word in ("-f", file)]
    project: dict[str, Any] = _undouble(json.loads(run([binary, *words, "config", "--format", "json"], cwd=folder)))
    return project


def _undouble(value: Any) -> Any:
    """`config` doubles every `$` of what it prints, so that its output is a compose file again."""
    if isinstance(value, dict):
        return {key: _undouble(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_undouble(inner) for inner in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def docker(folder: Path, *words: str | Path) -> dict[str, Any]:
    """The body that `docker create WORDS image` sends to the engine; its Env as a mapping."""
    binary = outside() / "compose/sid/usr/bin/docker"
    if not binary.exists() and (found := find("docker")):
        binary = Path(found)
    # A socket's path has at most 107 bytes, and the folder of a test may be long.
    with tempfile.TemporaryDirectory(prefix="engine") as short, listening(Path(short, "s")) as heard:
        env = {"DOCKER_HOST": f"unix://{short}/s"}
        run([program(binary, "install-compose.sh"), "create", *words, "image"], cwd=folder, env=env)
    body = heard[-1]
    body["Env"] = dict(item.partition("=")[::2] for item in body.get("Env") or [])
    return body


def docmost(*words: str | Path, cwd: Path, env: Mapping[str, str] | None = None, inside: Sequence[str] = ()) -> Any:
    """The answer of docmost_send.mjs. `inside`: see `sending.container`, for this and the others."""
    program(outside() / "docmost/done", "install-docmost.sh")
    node = program(Path(find("node") or "node"), "install-docmost.sh")
    return json.loads(run([*inside, node, HERE / "docmost_send.mjs", *words], cwd=cwd, env=env))


def mealie(*words: str | Path, cwd: Path, env: Mapping[str, str] | None = None, inside: Sequence[str] = ()) -> Any:
    """The answer of mealie_send.py."""
    python = program(outside() / "mealie/bin/python", "install-mealie.sh")
    return json.loads(run([*inside, python, HERE / "mealie_send.py", *words], cwd=cwd, env=env))


def coolify(
    *words: str | Path, cwd: Path, env: Mapping[str, str] | None = None, stdin: str = "", inside: Sequence[str] = ()
) -> Any:
    """The answer of coolify_send.php."""
    php = program(outside() / "coolify/php", "install-coolify.sh")
    return json.loads(run([*inside, php, HERE / "coolify_send.php", *words], cwd=cwd, env=env, stdin=stdin))
