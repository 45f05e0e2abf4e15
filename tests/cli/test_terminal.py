"""What a person at a terminal sees and types: colour, NO_COLOR, questions that are not echoed."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import sys
import termios
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import GOOD, PASSWORD, Stage, stage
from tests.cli.program import PATIENT, environment, run
from wizard.profiles import dump
from wizard.sandbox.smtp import Authority, Fault
from wizard.secret import SecretRef

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Screen:
    """The program on a terminal of its own."""

    def __init__(self, process: asyncio.subprocess.Process, handle: int) -> None:
        self.process = process
        self.text = ""
        self._handle = handle
        self._more = asyncio.Event()
        asyncio.get_running_loop().add_reader(handle, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self._handle, 65536)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._handle)
        self.text += data.decode("utf-8", "replace")
        self._more.set()

    async def see(self, words: str, seconds: float = 20) -> None:
        """Wait until these words stand on the screen."""
        async with asyncio.timeout(seconds):
            while words not in self.text:
                self._more.clear()
                await self._more.wait()

    def type(self, line: str) -> None:
        os.write(self._handle, f"{line}\n".encode())

    async def leave(self, seconds: float = 20) -> int:
        """Wait for the end; the exit code."""
        return await asyncio.wait_for(self.process.wait(), seconds)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._handle)
        os.close(self._handle)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextlib.asynccontextmanager
async def at_terminal(*words: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Screen]:
    """Run one command line on a pseudo-terminal."""
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "wizard",
        *words,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(env),
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    screen = Screen(process, ours)
    try:
        yield screen
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(theirs)
        screen.close()


@pytest.fixture
async def scene(authority: Authority) -> AsyncIterator[Stage]:
    async with stage(authority=authority) as made:
        yield made


def shared(scene: Stage, folder: Path, secret: str = "env:CHAT_PASSWORD") -> list[str]:
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    assert scene.profile.auth is not None
    profile = replace(scene.profile, auth=replace(scene.profile.auth, secret=SecretRef.parse(secret)))
    (folder / "profiles" / "chat.toml").write_text(dump(profile))
    return ["--config-dir", str(folder), "--resolver", scene.resolver, "--timeout", PATIENT]


CHECK = ["check", "--only", "auth.login"]


@pytest.mark.parametrize(
    ("words", "env", "coloured"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": ""}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        (["--no-color"], {}, False),
    ],
)
async def test_colour_is_for_terminals_that_want_it(
    scene: Stage, tmp_path: Path, words: list[str], env: dict[str, str], coloured: bool
) -> None:
    async with at_terminal(*shared(scene, tmp_path), *CHECK, *words, env={"CHAT_PASSWORD": PASSWORD, **env}) as screen:
        assert await screen.leave() == 0
        await screen.see("chat: ")
        assert bool(COLOUR.search(screen.text)) is coloured
        assert "connected over IPv4" in screen.text  # steps are told where somebody looks


async def test_a_dumb_terminal_gets_no_wizard_but_a_hint() -> None:
    async with at_terminal(env={"TERM": "dumb"}) as screen:
        assert await screen.leave() == 3
        await screen.see("smtp-wizard --help")
        assert "\x1b" not in screen.text


async def test_a_password_is_asked_for_and_not_echoed(scene: Stage, tmp_path: Path) -> None:
    async with at_terminal(*shared(scene, tmp_path, "ask"), *CHECK) as screen:
        await screen.see("Password (noreply@example.com at mail.example.com): ")
        screen.type(PASSWORD)
        assert await screen.leave() == 0
        assert PASSWORD not in screen.text
    assert [accepted for _, _, accepted in scene.server.logins] == [True]


async def test_no_password_typed_is_unknown(scene: Stage, tmp_path: Path) -> None:
    async with at_terminal(*shared(scene, tmp_path, "ask"), *CHECK) as screen:
        await screen.see("Password (")
        screen.type("")
        assert await screen.leave() == 3
    assert scene.server.logins == []


@pytest.mark.parametrize(("number", "code"), [(2, 130), (15, 143), (1, 129)])
async def test_a_signal_while_a_password_is_typed_ends_it(scene: Stage, tmp_path: Path, number: int, code: int) -> None:
    async with at_terminal(*shared(scene, tmp_path, "ask"), *CHECK) as screen:
        await screen.see("Password (")
        screen.process.send_signal(number)
        assert await screen.leave() == code
        assert "Traceback" not in screen.text


async def test_a_vault_is_made_opened_and_emptied(scene: Stage, tmp_path: Path) -> None:
    words = shared(scene, tmp_path, "vault:chat")
    key = tmp_path / "key"
    async with at_terminal(*words, "secret", "set", "chat", "--key-file", str(key)) as screen:
        await screen.see("New password (noreply@example.com at mail.example.com): ")
        screen.type(PASSWORD)
        await screen.see("once more")
        screen.type(PASSWORD)
        await screen.see("Choose a passphrase for the new vault: ")
        screen.type("open sesame, please")
        await screen.see("Choose a passphrase for the new vault, once more: ")
        screen.type("open sesame, please")
        assert await screen.leave(60) == 0
        await screen.see("kept in vault:chat")
        assert PASSWORD not in screen.text
        assert "sesame" not in screen.text
    async with at_terminal(*words, *CHECK) as screen:
        await screen.see("Passphrase of the vault: ")
        screen.type("open sesame, please")
        assert await screen.leave(60) == 0
    async with at_terminal(*words, *CHECK, env={"SMTP_WIZARD_VAULT_KEY_FILE": str(key)}) as screen:
        assert await screen.leave(60) == 0
    piped = run(*words, "secret", "set", "chat", env={"SMTP_WIZARD_VAULT_KEY_FILE": str(key)}, stdin=b"an0ther p\xc3\xa4ssword\n")
    assert (piped.code, piped.out, piped.err) == (0, "kept in vault:chat\n", "")
    async with at_terminal(*words, *CHECK, env={"SMTP_WIZARD_VAULT_KEY_FILE": str(key)}) as screen:
        assert await screen.leave(60) == 2  # the server still knows the old one
    async with at_terminal(*words, "secret", "delete", "chat") as screen:
        assert await screen.leave(60) == 0
        await screen.see("deleted from vault:chat")


async def test_a_passphrase_that_was_mistyped_makes_no_vault(scene: Stage, tmp_path: Path) -> None:
    async with at_terminal(*shared(scene, tmp_path, "vault:chat"), "secret", "set", "chat") as screen:
        answers = {"New password": "one", "once more": "one", "passphrase": "open", "vault, once more": "opne"}
        for question, answer in answers.items():
            await screen.see(question)
            screen.type(answer)
        assert await screen.leave() == 3
        await screen.see("error: the two differ")
    assert not list(tmp_path.rglob("secrets.vault"))


async def test_two_different_passwords_are_not_kept(scene: Stage, tmp_path: Path) -> None:
    async with at_terminal(*shared(scene, tmp_path, "vault:chat"), "secret", "set", "chat") as screen:
        await screen.see("New password")
        screen.type("one")
        await screen.see("once more")
        screen.type("two")
        assert await screen.leave() == 3
        await screen.see("error: the two differ")


async def test_ctrl_c_in_a_check_is_130_and_leaves_no_connection(tmp_path: Path, authority: Authority) -> None:
    async with stage(replace(GOOD, faults={"auth": Fault.SILENT}), authority=authority) as scene:
        async with at_terminal(*shared(scene, tmp_path), *CHECK, env={"CHAT_PASSWORD": PASSWORD}) as screen:
            await asyncio.wait_for(scene.server.reached("auth").wait(), 20)
            os.write(screen._handle, b"\x03")
            assert await screen.leave() == 130
            assert "Traceback" not in screen.text
        await asyncio.wait_for(scene.server.empty.wait(), 5)
