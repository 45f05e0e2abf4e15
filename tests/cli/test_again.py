"""The command that repeats a check inside an app's network repeats just that check: run by a shell, from another folder."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import PASSWORD
from tests.cli.design import document
from tests.cli.program import PATIENT, ROOT, Outcome, Terminal, environment
from wizard.again import Again, quoted
from wizard.model import App
from wizard.profiles import dump

APPS = (
    App("meals", "mealie", "compose", "meals.example.com"),
    App("docs", "docmost", "docker-run", "docs.example.com"),
)
ODD = "my 'setups' $HOME; \\n SERVER PORT NAME"
STAND_INS = {
    "sudo": 'test "$1" = -E && shift; exec "$@"',
    "docker": "echo 4711",
    # In the network of a container Docker's own name server answers; here the test's does.
    "nsenter": 'test "$1 $2 $3" = "-t 4711 -n" || exit 9; shift 7; '
    'for word; do shift; test "$word" = 127.0.0.11 && word=$RESOLVER; set -- "$@" "$word"; done; exec "$@"',
    "smtp-wizard": f'PYTHONPATH={ROOT} exec {shlex.quote(sys.executable)} -m wizard "$@" --format json',
}


class Shell:
    """A shell that knows stand-ins for what only root and Docker can do."""

    def __init__(self, folder: Path, resolver: str) -> None:
        folder.mkdir()
        for name, text in STAND_INS.items():
            (folder / name).write_text(f"#!/bin/bash\n{text}\n")
            (folder / name).chmod(0o755)
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        self._env = environment({"PATH": path, "RESOLVER": resolver, "CHAT_PASSWORD": PASSWORD})

    async def run(self, command: str) -> Outcome:
        """Run what was pasted, in another folder than the one where it was printed."""
        process = await asyncio.create_subprocess_exec(
            *("bash", "-c", command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._env,
            cwd="/",
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return Outcome(process.returncode or 0, out.decode(), err.decode())


@pytest.mark.parametrize("as_file", [False, True], ids=["name", "file"])
@pytest.mark.parametrize("only", [(), ("--only", "app.behaviour")], ids=["everything", "one check"])
async def test_the_command_in_the_report_repeats_just_this_run(
    good: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_file: bool, only: tuple[str, ...]
) -> None:
    folder = tmp_path / ODD
    (folder / "profiles").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    file = folder / ("other.toml" if as_file else "profiles/chat.toml")
    file.write_text(dump(replace(good.scene.profile, apps=APPS)))
    setup = ["--profile-file", f"{ODD}/other.toml"] if as_file else ["chat"]
    words = ["check", *setup, *only, "--config-dir", ODD, "--format", "json"]
    before = document(await good.run(*words))["profiles"][0]["findings"]
    shell = Shell(tmp_path / "bin", good.scene.resolver)
    told = {one["app"]: one for one in before if one["id"] == "app.behaviour"}
    assert set(told) == {"meals", "docs"}
    for app, finding in told.items():
        (command,) = finding["fix"]["commands"]
        outcome = await shell.run(command)
        after = document(outcome)["profiles"][0]["findings"]
        assert [_same(one) for one in after] == [_same(one) for one in before if one["app"] in (None, app)]


def _same(finding: dict[str, object]) -> dict[str, object]:
    """What two runs have in common: all but how long it took, and the command, whose folder the first run was told otherwise."""
    return {name: value for name, value in finding.items() if name not in ("ms", "fix")}


async def test_what_shaped_the_run_is_in_the_command_and_its_looks_are_not(good: Terminal, tmp_path: Path) -> None:
    path = good.folder / "profiles" / "chat.toml"
    path.write_text(dump(replace(good.scene.profile, apps=APPS)))
    words = ("--skip", "spf.record", "--skip", "mx.record", "--consent", "control-hosts", "--fail-on", "fail", "-v", "--no-color")
    outcome = await good.run("check", "chat", *words)
    commands = [line for line in outcome.out.splitlines() if "nsenter" in line]
    checks = "--skip spf.record --skip mx.record"
    own = f"smtp-wizard check chat --config-dir {good.folder} --timeout {PATIENT} {checks}"
    assert [line.partition("smtp-wizard ")[2] for line in commands] == [
        f"{own.removeprefix('smtp-wizard ')} --app {app} --resolver {resolver}"
        for app, resolver in (("meals", "127.0.0.11"), ("docs", good.scene.resolver))
    ]


@pytest.mark.parametrize("word", ["", "chat", "a b", "it's", "$HOME", "\x1b[31m'\\", "é\u202e", "tab\there", "caf\udce9", "😀\n"])
def test_a_word_reaches_the_program_as_it_was_and_no_terminal_as_a_command(word: str) -> None:
    shown = quoted(word)
    assert shown.isprintable()
    done = subprocess.run(["bash", "-c", f"printf %s {shown}"], capture_output=True, check=True)
    assert done.stdout == os.fsencode(word)


def test_a_setup_of_which_nothing_is_said_is_called_by_its_name() -> None:
    assert Again().command("chat") == "smtp-wizard check chat"
