"""The test mail: `y` and `n` are answers and nothing else, and no key sends a second one by the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.tui.driving import Keyboard, walking
from wizard.finding import Status
from wizard.sandbox import ready

DRAFT = replace(ready.DRAFT, keeper="ask", recipient="me@example.net")
SECRET = ready.PASSWORD.reveal()


def foot(keyboard: Keyboard) -> str:
    return keyboard.screen().splitlines()[-1]


async def test_an_answer_never_lands_in_the_recipient(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message", secret=SECRET) as keyboard:
        await keyboard.press("enter")
        assert "y it did" in foot(keyboard)
        await keyboard.press("escape", "f2", "f2")
        assert keyboard.page == "message"
        assert "y it did" in foot(keyboard)
        await keyboard.press("tab", "shift+tab", "n")
        assert keyboard.flow.draft.recipient == "me@example.net"
        outcome = keyboard.flow.outcome("message")
        assert outcome is not None
        assert outcome.evidence.arrived is False


async def test_a_wrong_recipient_can_be_put_right_after_the_answer(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message", secret=SECRET) as keyboard:
        await keyboard.press("enter", "n", "tab", "end")
        await keyboard.type("x")
        assert keyboard.flow.draft.recipient == "me@example.netx"
        await keyboard.press("enter")
        assert "Did it arrive at me@example.netx?" in keyboard.screen()


async def test_while_it_waits_for_the_answer_the_page_asks_for_nothing_else(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message", secret=SECRET) as keyboard:
        await keyboard.press("enter", "f2")
        assert keyboard.page == "message"
        assert "press y or n" in keyboard.screen().splitlines()[-2]
        assert "Enter tests" not in keyboard.screen()
        await keyboard.press("f2")
        assert keyboard.page == "export"
        await keyboard.press("escape", "enter")
        assert "F2 goes on without an answer" in keyboard.screen()
        await keyboard.press("f2")
        assert keyboard.page == "export"


async def test_a_recipient_half_typed_stops_no_earlier_page(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=replace(DRAFT, recipient="y"), page="message", secret=SECRET) as keyboard:
        await keyboard.go_through("<enter><escape><enter>")
        assert keyboard.page == "message", keyboard.screen()  # the records were looked up when the page was shown, and are well
        assert keyboard.flow.state("dns") in ("ok", "warn")
        await keyboard.press("enter")
        assert "the address is not complete" in keyboard.screen()


async def test_what_was_said_before_the_answer_goes_with_it(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message", secret=SECRET) as keyboard:
        await keyboard.press("enter", "enter")
        assert "look whether it arrived, then press y or n" in keyboard.flat()
        await keyboard.press("n")
        assert "press y or n" not in keyboard.flat()
        await keyboard.press("f2")
        assert keyboard.page == "message"
        assert "not proven yet" in keyboard.flat()


async def test_a_mail_from_another_sender_is_named_with_what_was_sent_and_stays_to_be_read(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message", secret=SECRET) as keyboard:
        await keyboard.press("enter")
        sent = keyboard.flow.identities()[0].from_address
        assert f"Sent from {sent}" in keyboard.flat()
        assert "o other sender" in foot(keyboard)
        await keyboard.press("o")
        assert keyboard.page == "message"
        outcome = keyboard.flow.outcome("message")
        assert outcome is not None
        assert (outcome.evidence.arrived, outcome.evidence.other_sender) == (True, True)
        assert [one.cause for one in outcome.findings if one.status is Status.WARN] == ["sender-rewritten"]
        assert f"the message arrived, but from another sender than {sent}" in keyboard.flat()
        assert "o other sender" not in foot(keyboard)
        assert keyboard.flow.state("message") == "warn"
        await keyboard.press("enter")
        assert keyboard.page == "export"


async def test_the_answer_can_be_given_anew(tmp_path: Path) -> None:
    async with walking(tmp_path, draft=DRAFT, page="message", secret=SECRET) as keyboard:
        await keyboard.press("enter", "o", "y")
        outcome = keyboard.flow.outcome("message")
        assert outcome is not None
        assert (outcome.evidence.arrived, outcome.evidence.other_sender) == (True, False)
        assert keyboard.page == "export"
