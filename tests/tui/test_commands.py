"""A command that is copied from the screen, line by line, is the command that was meant; every page breaks it the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.pasted import runs
from tests.tui.driving import Keyboard, walking
from wizard.again import Again
from wizard.command_line import Command
from wizard.diagnosis.place import inside
from wizard.sandbox import ready
from wizard.sandbox.fault import FAULTS
from wizard.setup import explaining, writing
from wizard.setup.draft import DraftApp
from wizard.tui.app import WizardApp
from wizard.tui.steps import page_class

SECRET = ready.PASSWORD.reveal()
APPS = (DraftApp("chat", "zulip", "docker-12", "chat.example.com"), DraftApp("notes", "mealie", "compose", "notes.example.com"))
DRAFT = replace(ready.DRAFT, keeper="ask", apps=APPS)
AGAIN = Again(options=("--config-dir", "/srv/my setups/mail"), resolver="192.0.2.53", is_wizard=True)
EXPIRED = "ssl.SSLCertVerificationError: certificate verify failed: certificate has expired"


def copied(keyboard: Keyboard, first: str) -> str:
    """The rows of the command that begins so, as a person marks them with the mouse, the blanks of the margin too."""
    rows = keyboard.screen().splitlines()
    at = next(at for at, row in enumerate(rows) if row.lstrip().startswith(first))
    end = at + 1
    while rows[end - 1].split(" ")[-1] in ("\\", "|", "&&", "||"):
        end += 1
    assert all(len(row) <= 80 for row in rows[at:end])
    return "\n".join(rows[at:end])


def assert_same(keyboard: Keyboard, command: str, folder: Path) -> None:
    shown = copied(keyboard, command.split(" ")[0] + " " + command.split(" ")[1])
    meant, told = runs([command, shown], folder)
    assert meant.count("<") > 1
    assert told == meant
    assert len(command) <= 70 or "\n" in shown


async def show_whole(keyboard: Keyboard, page: str) -> None:
    """The page on a terminal as high as it wants to be."""
    app = keyboard.pilot.app
    assert isinstance(app, WizardApp)
    await keyboard.pilot.resize_terminal(80, 100)
    app.switch_screen(page_class(page)(keyboard.flow))
    await keyboard.press("home")


def long(commands: Iterable[str]) -> list[str]:
    found = [command for command in commands if len(command) > 78]
    assert found
    return found


async def test_the_repeat_command_in_the_app(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="senders", secret=SECRET, size=(80, 100)) as keyboard:
        keyboard.flow.again = AGAIN
        await keyboard.press("enter", "f4")
        outcome = keyboard.flow.outcome("senders")
        assert outcome is not None
        first = next(one for one in outcome.findings if one.id == "app.behaviour")
        (command,) = long(first.fix.commands)
        assert_same(keyboard, command, tmp_path)


async def test_the_commands_of_the_summary(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET) as keyboard:
        keyboard.flow.again = AGAIN
        await keyboard.press("enter")
        assert keyboard.page == "done"
        await show_whole(keyboard, "done")
        assert_same(keyboard, AGAIN.command("demo"), tmp_path)
        assert_same(keyboard, inside("CONTAINER", AGAIN, "demo"), tmp_path)
        tests = [step for step in writing.blank(keyboard.flow)["notes"].test if isinstance(step, Command)]
        assert_same(keyboard, long(tests)[0], tmp_path)


async def test_the_commands_of_a_remedy(tmp_path: Path) -> None:
    (command, *_) = long(line.strip() for line in explaining.lines(EXPIRED) if line.startswith("       openssl"))
    async with walking(tmp_path, page="explain", size=(80, 60)) as keyboard:
        await keyboard.type(EXPIRED)
        await keyboard.press("f2")
        assert_same(keyboard, command, tmp_path)


async def test_the_commands_below_a_live_test(tmp_path: Path) -> None:
    draft = replace(DRAFT, host=FAULTS["expired-certificate"].host)
    async with walking(tmp_path, draft=draft, page="port", size=(80, 60)) as keyboard:
        outcome = keyboard.flow.outcome("port")
        assert outcome is not None
        commands = [one for finding in outcome.findings for one in finding.fix.commands if one.startswith("openssl")]
        assert_same(keyboard, long(commands)[0], tmp_path)


async def test_no_scroll_bar_is_copied_along(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="export", secret=SECRET) as keyboard:
        await keyboard.press("enter")
        assert keyboard.page == "done"
        assert keyboard.pilot.app.screen.query_one("#body").show_vertical_scrollbar
        for _ in range(12):
            assert not set("▁▂▃▄▅▆▇") & set(keyboard.screen())
            await keyboard.press("down")
