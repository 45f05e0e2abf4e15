"""The explain page: an answer longer than the screen is read to its end by keys alone."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.widgets import TextArea

from tests.tui.driving import Keyboard, walking
from wizard.setup import explaining

LOG = "\n".join(
    (
        "ERROR smtplib.SMTPAuthenticationError: (535, b'5.7.8 Username and Password not accepted')",
        "ERROR ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1129)",
        "ERROR TimeoutError: [Errno 110] Connection timed out",
        "ERROR smtplib.SMTPSenderRefused: (550, b'5.7.1 sender not verified', 'a@example.com')",
    )
)


def rows_of(keyboard: Keyboard) -> list[str]:
    return [row.rstrip(" ▁▂▃▄▅▆▇█").strip() for row in keyboard.screen().splitlines()[1:-1]]


async def test_a_long_answer_is_read_by_keys_alone(tmp_path: Path) -> None:
    async with walking(tmp_path, page="explain") as keyboard:
        keyboard.pilot.app.post_message(events.Paste(LOG))
        await keyboard.press("f2")
        assert "PgDn more" in keyboard.screen().splitlines()[-1]
        seen = rows_of(keyboard)
        for _ in range(4):
            await keyboard.press("pagedown")
            seen += [row for row in rows_of(keyboard) if row not in seen]
        told = " ".join(" ".join(seen).split()).replace(" \\ ", " ")  # where a command goes on
        for line in explaining.answer(LOG).splitlines():
            assert " ".join(line.split()) in told, line
        for _ in range(5):
            await keyboard.press("pageup")
        assert "Paste the error" in keyboard.screen()
        assert "not accepted" in keyboard.screen()


async def test_the_start_page_leads_there_by_keys(tmp_path: Path) -> None:
    async with walking(tmp_path) as keyboard:
        assert "Explain an error" in keyboard.flat()
        await keyboard.press("up", "enter")
        assert "Paste the error" in keyboard.flat()
        keyboard.pilot.app.post_message(
            events.Paste("ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number, smtp port 587")
        )
        await keyboard.press("f2")
        assert "TLS-first connection to a plain-text-first port" in keyboard.flat()
        await keyboard.press("escape")
        assert keyboard.page == "StartPage"


async def test_without_an_answer_the_paste_itself_is_paged(tmp_path: Path) -> None:
    async with walking(tmp_path, page="explain") as keyboard:
        keyboard.pilot.app.post_message(events.Paste("\n".join(f"line {at}" for at in range(60))))
        await keyboard.press("pageup")
        paste = keyboard.pilot.app.screen.query_one("#paste", TextArea)
        assert 0 < paste.cursor_location[0] < 59


async def test_how_to_tell_look_alikes_apart_hangs_beside_its_label(tmp_path: Path) -> None:
    error = "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')"
    assert "\nSure?  " in explaining.answer(error)
    async with walking(tmp_path, page="explain") as keyboard:
        keyboard.pilot.app.post_message(events.Paste(error))
        await keyboard.press("f2")
        rows = keyboard.screen().splitlines()
        at = next(at for at, row in enumerate(rows) if "Sure?  " in row)
        column = rows[at].index("Sure?") + len("Sure?  ")
        assert rows[at + 1][:column].isspace()
        assert rows[at + 1][column].isalpha()
        assert any("See    https://" in row for row in rows)
