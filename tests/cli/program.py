"""The program as a person or a timer runs it: a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.check.stage import PASSWORD, Stage
from wizard.profiles import dump

ROOT = Path(__file__).parents[2]
ESCAPE = re.compile(r"[\x1b\x80-\x9f]")
PATIENT = "30"
"""`--timeout` where no answer is to be missed because the machine is busy: no test waits for its end."""


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The test's own folders, and nothing that paints."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "TERM": "xterm-256color", **(extra or {})}


def run(*words: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Outcome:
    """Run one command line to its end, with pipes on all sides."""
    done = subprocess.run(
        [sys.executable, "-m", "wizard", *words], input=stdin, capture_output=True, env=environment(env), timeout=60
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


async def run_beside(*words: str, env: Mapping[str, str] | None = None) -> Outcome:
    """The same, while this test's own servers go on."""
    process = await start(*words, env=env)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return Outcome(process.returncode, out.decode(), err.decode())


async def start(*words: str, env: Mapping[str, str] | None = None) -> asyncio.subprocess.Process:
    """Start a command line."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "wizard",
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(env),
    )


class Terminal:
    """One configuration folder with the stage's setup in it, and the words to run the program there."""

    def __init__(self, scene: Stage, folder: Path) -> None:
        self.scene = scene
        self.folder = folder
        (folder / "profiles").mkdir(parents=True, exist_ok=True)
        (folder / "profiles" / "chat.toml").write_text(dump(scene.profile))

    @property
    def shared(self) -> list[str]:
        return ["--config-dir", str(self.folder), "--resolver", self.scene.resolver, "--timeout", PATIENT]

    async def run(self, *words: str, password: str | None = PASSWORD, env: dict[str, str] | None = None) -> Outcome:
        secret = {"CHAT_PASSWORD": password} if password is not None else {}
        outcome = await run_beside(*self.shared, *words, env={**secret, **(env or {})})
        assert password is None or password not in outcome.out + outcome.err
        assert not ESCAPE.search(outcome.out + outcome.err)
        return outcome
