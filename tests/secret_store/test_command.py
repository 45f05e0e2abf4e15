"""A secret that a command prints: never more than its first line, never longer than its limit, never with our terminal."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.secret_store.conftest import HIDDEN, ref
from tests.secret_store.leak import everything
from wizard.errors import SecretError
from wizard.patience import wait_for
from wizard.secret import Secret, SecretRef
from wizard.secret_store import SecretStore, command


def printing(script: str) -> SecretRef:
    """A command that runs a line of shell."""
    return ref(f"command:{json.dumps(['/bin/sh', '-c', script])}")


async def test_the_first_line_that_a_command_prints_is_the_secret(store: SecretStore) -> None:
    assert await store.read(printing("printf 's3cret #1\\nlogin: me\\n'")) == Secret("s3cret #1")
    assert await store.read(printing("printf s3cret")) == Secret("s3cret")


async def test_a_command_finds_no_input_and_no_terminal(store: SecretStore) -> None:
    script = "import os,sys; print(len(sys.stdin.read()), os.getsid(0) == os.getpid())"
    assert (await store.read(ref(f"command:{json.dumps([sys.executable, '-c', script])}"))).reveal() == "0 True"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 0", "is empty"),
        (f"echo {HIDDEN}; exit 3", "failed with status 3"),
        (f"echo {HIDDEN} >&2; exit 2", "failed with status 2"),
        (f"head -c 200000 /dev/zero >&2; echo {HIDDEN} >&2; exit 2", "failed with status 2"),
        (f"printf '{HIDDEN}\\377'", "not UTF-8"),
    ],
)
async def test_a_command_that_fails_says_so_but_never_what_it_printed(store: SecretStore, script: str, said: str) -> None:
    with pytest.raises(SecretError, match=said) as caught:
        await store.read(printing(script))
    assert HIDDEN not in everything(caught.value)


async def test_how_to_see_what_a_failed_command_said_is_told(store: SecretStore) -> None:
    with pytest.raises(SecretError) as caught:
        await store.read(printing("exit 3"))
    assert "run it yourself" in caught.value.hints[0]


async def test_a_command_that_is_not_there_is_named(store: SecretStore) -> None:
    with pytest.raises(SecretError, match=r"nonesuch can't be run: No such file"):
        await store.read(ref('command:["nonesuch"]'))
    with pytest.raises(SecretError, match="can't be run"):
        await store.read(ref('command:["a\\u0000b"]'))


class Lifeline:
    """A named pipe that a command and its children hold open: it ends when the last of them has ended."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lifeline"
        os.mkfifo(self.path)

    @property
    def argv(self) -> list[str]:
        """A shell with a child, which say when they run and then go on for a minute."""
        return ["/bin/sh", "-c", f"exec 3>{self.path}; sleep 60 & echo running >&3; wait"]

    async def hold(self) -> BinaryIO:
        """The reading end, once the command runs."""
        file = await wait_for(lambda: self.path.open("rb", buffering=0), 5, "test")
        assert await wait_for(file.readline, 5, "test") == b"running\n"
        return file


async def test_a_command_that_takes_too_long_is_killed_with_its_children(tmp_path: Path) -> None:
    line = Lifeline(tmp_path)
    task = asyncio.create_task(command.read(line.argv, limit=0.3))
    with await line.hold() as file:
        with pytest.raises(SecretError, match=r"took longer than 0\.3 s"):
            await task
        assert await wait_for(file.read, 5, "test") == b""


async def test_a_cancelled_command_is_killed_with_its_children(tmp_path: Path) -> None:
    line = Lifeline(tmp_path)
    task = asyncio.create_task(command.read(line.argv))
    with await line.hold() as file:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await wait_for(file.read, 5, "test") == b""


async def test_an_agent_left_running_with_our_pipes_does_not_hold_anything_up(tmp_path: Path) -> None:
    started = time.monotonic()
    script = f"echo s3cret; setsid sleep 20 & echo $! > {tmp_path}/pid"
    assert await command.read(["/bin/sh", "-c", script], limit=10) == Secret("s3cret")
    assert time.monotonic() - started < 5
    os.kill(int((tmp_path / "pid").read_text()), 15)


async def test_a_command_that_never_stops_printing_is_stopped() -> None:
    with pytest.raises(SecretError, match="took longer"):
        await command.read(["/bin/sh", "-c", "yes"], limit=0.3)
