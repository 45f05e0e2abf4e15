"""Makes screenshots/ by driving the real wizard in the demo world, by keys, with the clock frozen.

python tests/screenshots.py           write the pictures
python tests/screenshots.py --check   say which are out of date, exit 1 if any
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent.parent))  # so that the script runs by its path, from anywhere

from textual import events

from tests.tui.driving import Keyboard, settle
from wizard.files import Places
from wizard.probe import ports
from wizard.probe.request import Limits
from wizard.sandbox.fault import FAULTS
from wizard.sandbox.world import World
from wizard.setup.flow import Flow
from wizard.tui.app import WizardApp

FOLDER = Path(__file__).parent.parent / "screenshots"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SMALL, WIDE = (80, 24), (160, 44)
PASTED = (
    "ERROR 2026-11-20T09:25:21 - (535, b'5.7.8 Username and Password not accepted. "
    "For more information, go to https://support.google.com/mail/?p=BadCredentials')"
)
Shoot = Callable[[str], Awaitable[None]]


TO_PROVIDER = "<n><enter>z<tab>admin@example.com<shift+tab>chat.example.com"
TO_OWN_SERVER = TO_PROVIDER + "<enter>own<enter>"


async def good_way(keyboard: Keyboard, shoot: Shoot) -> None:
    """From the start page to the end, everything well."""
    await shoot("start")
    await keyboard.go_through(TO_PROVIDER)
    await shoot("apps")
    await keyboard.go_through("<enter>sendgrid")
    await shoot("provider")
    await keyboard.press("enter")
    await shoot("port")
    await keyboard.go_through("<enter>p$ss-word#1<enter>open sesame<enter>open sesame<enter>")
    await shoot("login")
    await keyboard.press("enter", "enter")
    await shoot("senders")
    await keyboard.press("f4")
    await shoot("in-the-app")
    await keyboard.press("escape", "enter")
    await shoot("dns")
    await keyboard.press("enter", "enter")
    await shoot("message")
    await keyboard.press("y")
    await shoot("export")
    await keyboard.press("f4")
    await shoot("preview")
    await keyboard.press("escape", "enter")
    await shoot("done")


async def mismatch(keyboard: Keyboard, shoot: Shoot) -> None:
    """A wrong pair of port and encryption, named in words."""
    await keyboard.go_through(f"{TO_OWN_SERVER}{FAULTS['tls-mismatch'].host}<tab><tab><tab><right><enter>")
    await shoot("mismatch")


async def refused(keyboard: Keyboard, shoot: Shoot) -> None:
    """A refused login, in the server's words and in ours."""
    await keyboard.go_through(f"{TO_PROVIDER}<enter>sendgrid<enter><enter>wrong<enter>open sesame<enter>open sesame<enter>")
    await shoot("login-refused")


async def missing(keyboard: Keyboard, shoot: Shoot) -> None:
    """A missing DKIM record, with the one to publish."""
    await keyboard.go_through(f"{TO_OWN_SERVER}{FAULTS['missing-dkim'].host}<enter><enter>")
    await keyboard.go_through(
        "chat@example.com<enter>secret<enter>open sesame<enter>open sesame<enter><enter><enter><enter>s1<enter>"
    )
    await shoot("dns-missing")


async def explained(keyboard: Keyboard, shoot: Shoot) -> None:
    """An error, pasted and explained."""
    await keyboard.go_through("<e><enter>")
    keyboard.pilot.app.post_message(events.Paste(PASTED))
    await keyboard.press("f2")
    await shoot("explain")


async def wide(keyboard: Keyboard, shoot: Shoot) -> None:
    """A wide terminal: the list of steps, the page, and the transcript beside it."""

    async def unseen(name: str) -> None:
        if name == "senders":
            await shoot("wide")

    await good_way(keyboard, unseen)


STORIES = ((good_way, SMALL), (mismatch, SMALL), (refused, SMALL), (missing, SMALL), (explained, SMALL), (wide, WIDE))


_INDENTED = re.compile(r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" (clip-path="[^"]*")>((?:&#160;)+)([^<]*)</text>')


def _picture(svg: str) -> str:
    """Without the web font, which a viewer without network can't load, and with indents that every viewer shows."""
    return _INDENTED.sub(_moved, re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL))


def _moved(found: re.Match[str]) -> str:
    """A text further right, instead of blanks before it: some viewers drop those."""
    x, y, length, clip, blanks, rest = found.groups()
    before, after = len(blanks) // len("&#160;"), len(html.unescape(rest))
    if not after:
        return found.group(0)
    width = float(length) / (before + after)
    return f'x="{float(x) + before * width:.1f}" y="{y}" textLength="{after * width:.1f}" {clip}>{rest}</text>'


async def shoot_all(folder: Path, home: Path) -> None:
    """Drive every story and write its pictures."""
    for story, size in STORIES:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        os.chdir(home)
        async with World() as world:
            flow = Flow(
                world,
                Places.at(home / ".config" / "smtp-wizard"),
                limits=Limits(),
                now=lambda: NOW,
                rehearsals=tuple((fault.host, fault.title) for fault in FAULTS.values()),
            )
            app = WizardApp(flow)

            async def shoot(name: str, app: WizardApp = app) -> None:
                (folder / f"{name}.svg").write_text(_picture(app.export_screenshot(title="smtp-wizard")), "utf-8")

            async with app.run_test(size=size) as pilot:
                await settle(pilot)
                await story(Keyboard(pilot), shoot)


def _freeze() -> None:
    """No clock moves in what is shown. The loop's own clock goes on: without it no wait would ever end."""
    now = time.perf_counter()
    time.perf_counter = lambda: now
    still = SimpleNamespace(**{**vars(time), "monotonic": lambda: now})
    setattr(ports, "time", still)  # noqa: B010  # an attribute of a module is no variable of ours to mypy


def main() -> int:
    """Write the pictures, or compare them with those in screenshots/."""
    check = "--check" in sys.argv[1:]
    _freeze()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        os.environ["HOME"] = str(home)
        os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
        made = Path(scratch) / "made"
        made.mkdir()
        asyncio.run(shoot_all(made, home))
        os.chdir(FOLDER.parent)
        names = sorted(path.name for path in made.iterdir())
        if check:
            return _compare(made, names)
        for name in names:
            shutil.copyfile(made / name, FOLDER / name)
            print(f"screenshots/{name}")
    return 0


def _compare(made: Path, names: list[str]) -> int:
    old = sorted(path.name for path in FOLDER.glob("*.svg"))
    stale = [name for name in names if name in old and (made / name).read_bytes() != (FOLDER / name).read_bytes()]
    stale += [f"{name} (missing)" for name in names if name not in old] + [
        f"{name} (not made any more)" for name in old if name not in names
    ]
    for name in stale:
        print(f"out of date: screenshots/{name}")
    print(f"{len(names) - len(stale)} of {len(names)} pictures are up to date")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
