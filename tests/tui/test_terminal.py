"""The wizard on a real terminal: how it leaves it, what it keeps, and where a secret may be found."""

from __future__ import annotations

import base64
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import GOOD, Stage, stage
from tests.cli.program import environment
from tests.tui.lone import draft_for
from tests.tui.terminal import Terminal, terminal
from wizard.files import Places
from wizard.sandbox.certificate import Authority
from wizard.setup import draft as drafts

TOKEN = "Zq7Kx9"
"""A part of the password that stays as it is in whatever way a file quotes the rest."""
PASSWORD = f"p$$w \"{TOKEN}\\ #1's"
COLOUR = re.compile(rb"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m")
LEFT = b"\x1b[?1049l"
CRASHING = """
import sys
from wizard.tui.steps.login import LoginPage
async def run_test(self):
    password = self.flow.secret.reveal()
    raise RuntimeError("a bug of ours")
LoginPage.run_test = run_test
from wizard.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
async def scene(authority: Authority) -> AsyncIterator[Stage]:
    rule = replace(GOOD, on_login=lambda user, password: None if password == PASSWORD else "535 5.7.8 no")
    async with stage(rule, authority=authority) as made:
        yield made


@pytest.fixture
def words(scene: Stage, tmp_path: Path) -> list[str]:
    """An interrupted setup, and the command line that goes on with it."""
    places = Places.at(tmp_path / "config")
    drafts.save(replace(draft_for(scene), page="senders", selectors="s1"), places)
    return ["--config-dir", str(places.root), "--resolver", scene.resolver, "--timeout", "5"]


def traces_of(password: str) -> list[bytes]:
    """The password, and the forms in which it crosses a wire."""
    raw = password.encode()
    return [raw, base64.b64encode(raw)[:-4], base64.b64encode(b"\0noreply@example.com\0" + raw)[8:-4]]


def files_with(password: str, folder: Path) -> set[str]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name for path in found if any(trace in path.read_bytes() for trace in (TOKEN.encode(), *traces_of(password)))}


async def go_on(screen: Terminal) -> None:
    """Take up the interrupted setup: only the password is asked for again."""
    await screen.see("Go on with")
    screen.type("<enter>")
    await screen.see("type the password")
    screen.type(PASSWORD)
    await screen.see("•" * len(PASSWORD))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
async def test_a_signal_leaves_a_clean_terminal_and_a_draft(words: list[str], tmp_path: Path, number: int, code: int) -> None:
    async with terminal(["-m", "wizard", *words]) as screen:
        await go_on(screen)
        screen.type("<escape>")
        await screen.see("3 of 9")
        screen.process.send_signal(number)
        assert await screen.leave() == code, screen.raw[-4000:].decode(errors="replace")
        assert screen.raw.rstrip().endswith(LEFT) or LEFT in screen.raw[-2000:]
        assert b"Traceback" not in screen.raw
    kept = drafts.load(Places.at(tmp_path / "config"))
    assert kept is not None
    assert kept.page == "port"
    assert kept.username == "noreply@example.com"
    assert files_with(PASSWORD, tmp_path) == set()


async def test_a_dropped_line_keeps_the_draft(words: list[str], tmp_path: Path) -> None:
    async with terminal(["-m", "wizard", *words]) as screen:
        await go_on(screen)
        screen.type("<escape>")
        await screen.see("3 of 9")
        screen.hang_up()
        assert await screen.leave() == 129
    kept = drafts.load(Places.at(tmp_path / "config"))
    assert kept is not None
    assert kept.page == "port"


async def test_a_crash_leaves_a_clean_terminal_a_draft_and_no_secret(words: list[str], tmp_path: Path) -> None:
    async with terminal(["-c", CRASHING, *words], size=(120, 40)) as screen:
        await go_on(screen)
        screen.type("<enter>")
        assert await screen.leave() not in (0, None)
        assert LEFT in screen.raw
        told = screen.raw[screen.raw.rindex(LEFT) :]
        assert b"a bug of ours" in told
        assert b"locals" not in told
        assert not any(trace in screen.raw for trace in traces_of(PASSWORD))
        assert TOKEN.encode() not in screen.raw
    assert drafts.load(Places.at(tmp_path / "config")) is not None
    assert files_with(PASSWORD, tmp_path) == set()
    async with terminal(["-m", "wizard", *words]) as screen:
        await screen.see("Go on with")
        screen.type("<ctrl+q>")
        assert await screen.leave() == 0


async def test_the_secret_is_found_only_in_the_file_that_was_asked_for(
    words: list[str], tmp_path: Path, home: Path, scene: Stage
) -> None:
    async with terminal(["-m", "wizard", *words], env={"HOME": str(home)}) as screen:
        await go_on(screen)
        screen.type("<enter>")
        await screen.see("the login works")
        screen.type("<enter>")
        await screen.see("Sender address")
        screen.type("<enter>")
        await screen.see("the server accepts every sender")
        screen.type("<enter>")
        await screen.see("6 of 9")
        await screen.see("Do ")
        screen.type("<f2>")
        await screen.see("without proof")
        screen.type("<f2>")
        await screen.see("Send it to")
        screen.type("<enter>")
        await screen.see("Did it arrive")
        screen.type("y")
        await screen.see("Will be written")
        screen.type("<f4>")
        await screen.see("arrow keys scroll")
        screen.type("<escape>")
        await screen.see("Name of setup")
        screen.type("<enter>")
        await screen.see("is saved in")
        screen.type("<enter>")
        assert await screen.leave() == 0
        assert LEFT in screen.raw
        assert b"check again later: smtp-wizard check chat" in screen.raw
        assert not any(trace in screen.raw for trace in traces_of(PASSWORD))
    assert [accepted for _, _, accepted in scene.server.logins] == [True, True, True]  # login, senders, test mail
    holds = {path.name for path in tmp_path.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()}
    assert holds == {"mealie-smtp.env"}
    assert not (tmp_path / "config" / "draft.toml").exists()


@pytest.mark.parametrize(("value", "coloured"), [("1", False), ("", True), (None, True)])
async def test_no_colour_where_none_is_wanted(words: list[str], value: str | None, coloured: bool) -> None:
    env = {} if value is None else {"NO_COLOR": value}
    async with terminal(["-m", "wizard", *words], env=env) as screen:
        await screen.see("Go on with")
        screen.type("<enter>")
        await screen.see("4 of 9")
        screen.type("<ctrl+q>")
        assert await screen.leave() == 0
        assert bool(COLOUR.search(screen.raw)) is coloured


@pytest.mark.parametrize("verb", [[], ["setup"]])
async def test_a_dumb_terminal_gets_words_and_no_drawing(words: list[str], verb: list[str]) -> None:
    async with terminal(["-m", "wizard", *verb, *words], env={"TERM": "dumb"}) as screen:
        assert await screen.leave() == 3
        assert b"\x1b" not in screen.raw
        assert screen.raw.count(b"error:") == 1


@pytest.mark.parametrize("verb", [[], ["setup"]])
def test_a_pipe_gets_words_and_no_drawing(tmp_path: Path, verb: list[str]) -> None:
    command = [sys.executable, "-m", "wizard", *verb, "--config-dir", str(tmp_path / "config")]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=environment({}), timeout=60)
    assert done.returncode == 3
    assert done.stdout == b""
    assert b"\x1b" not in done.stderr
    assert done.stderr.count(b"error:") == 1
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "config").exists()


async def test_an_idle_wizard_writes_nothing(words: list[str]) -> None:
    async with terminal(["-m", "wizard", *words]) as screen:
        await screen.see("Go on with")
        screen.type("<enter>")
        await screen.see("4 of 9")
        await screen.be_quiet(1.5)
        screen.type("<ctrl+q>")
        assert await screen.leave() == 0


async def test_keys_and_tabs_cost_few_bytes(words: list[str], tmp_path: Path) -> None:
    """Budgets of a slow line (performance.md): 10 kB for the first page, 150 bytes a key, 2,000 a Tab."""
    async with terminal(["-m", "wizard", "--config-dir", str(tmp_path / "new")]) as screen:
        await screen.see("Set up mail")
        await screen.be_quiet(0.5)
        assert len(screen.raw) <= 10_000
        screen.type("<enter>")
        await screen.see("1 of 9")
        screen.type("z")
        await screen.see("Host name")
        await screen.be_quiet(0.5)

        async def cost(key: str) -> int:
            before = len(screen.raw)
            screen.type(key)
            await screen.be_quiet(0.3)
            return len(screen.raw) - before

        assert max([await cost(letter) for letter in "chat.example.com"]) <= 150
        assert max([await cost("<tab>") for _ in range(2)]) <= 2000
        screen.type("<ctrl+q>")
        assert await screen.leave() == 0


async def test_what_follows_a_tab_in_one_packet_goes_into_the_next_field(scene: Stage, tmp_path: Path) -> None:
    """A slow line delivers several keys at once; a password must not end up in the field of the user name."""
    places = Places.at(tmp_path / "config")
    drafts.save(replace(draft_for(scene), page="login", username=""), places)
    async with terminal(["-m", "wizard", "--config-dir", str(places.root), "--resolver", scene.resolver]) as screen:
        await screen.see("Go on with")
        screen.type("<enter>")
        await screen.see("4 of 9")
        await screen.see("User name")
        screen.type(f"noreply@example.com\t{PASSWORD}\r")
        await screen.see("logged in with PLAIN")
        assert TOKEN not in screen.text
        assert TOKEN.encode() not in screen.raw
    assert [(user, accepted) for _, user, accepted in scene.server.logins] == [("noreply@example.com", True)]


@pytest.mark.parametrize("words", [(), ("setup",), ("--timeout", "5"), ("--no-color", "--timeout", "5", "setup")])
async def test_a_word_stands_there_before_the_screen_is_loaded(tmp_path: Path, words: tuple[str, ...]) -> None:
    async with terminal(["-m", "wizard", "--config-dir", str(tmp_path / "config"), *words]) as screen:
        await screen.see("smtp-wizard")
        assert screen.raw.startswith(b"smtp-wizard\r")
