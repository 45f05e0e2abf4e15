"""A real test mail, and the person's word on whether it arrived."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wizard import field
from wizard.diagnosis.statement import listed
from wizard.finding import Status
from wizard.step import Step
from wizard.text import printable
from wizard.tui.tested import TestedPage
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.keys import Keys
from wizard.tui.widgets.plain import Lines

_YES, _NO, _OTHER = "arrived(True)", "arrived(False)", "arrived(True,True)"


class MessagePage(TestedPage):
    """Enter sends one message from each kind of sender; `y`, `o` or `n` tells whether it arrived, and as whose."""

    PAGE = "message"
    ALL_OK = "the server took the whole message"
    HELP = (
        "One real message a sender goes out through an ordinary mail library. Accepted is not arrived: look into the mailbox, "
        "into spam as well, then press y or n. Each message says which sender it tests; o if it came from another one: some "
        "servers replace the sender without a word. If it went to a wrong address press n, then Tab, and put it right."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", _YES, "it arrived", show=False),
        Binding("n", _NO, "it did not", show=False),
        Binding("o", _OTHER, "it did, from another sender", show=False),
    ]

    def fields(self) -> ComposeResult:
        yield Entry("recipient", "Send it to", self._recipient(), parse=field.address, required=True, example="you@example.net")
        yield Lines(id="question", classes="text gap")

    def keys(self) -> list[tuple[str, str, str]]:
        answers = [("y", "it did", _YES), ("n", "it did not", _NO), ("o", "other sender", _OTHER)]
        return [*answers, *super().keys()]

    def _recipient(self) -> str:
        draft = self.flow.draft
        if draft.recipient:
            return draft.recipient
        owner = next((str(app.settings["administrator"]) for app in draft.apps if app.settings.get("administrator")), "")
        return owner

    def ready(self) -> None:
        value = self.query_one("#field-recipient", Entry).value
        if value and not self.flow.draft.recipient:
            self.flow.edit(recipient=value)

    def draw_keys(self) -> None:
        super().draw_keys()
        self._ask()

    @property
    def is_waiting(self) -> bool:
        """Whether a message is on its way, and the person has not said yet whether it arrived."""
        outcome = self.flow.outcome(self.PAGE)
        sent = outcome is not None and any(one.data and one.data.ok for one in outcome.evidence.sent)
        return sent and outcome is not None and outcome.evidence.arrived is None

    @property
    def way_to_proof(self) -> str:
        return "press y or n" if self.is_waiting else super().way_to_proof

    def _ask(self) -> None:
        waiting = self.is_waiting
        question = f"Did it arrive at {printable(self.flow.draft.recipient)}? Look into spam too, then press y or n."
        sender = f"Sent from {self._sent()}; press o if it came from another."
        self.query_one("#question", Lines).show([question, sender] if waiting else [])
        keys = self.query_one(Keys)
        for action, word in ((_YES, "it did"), (_NO, "it did not"), (_OTHER, "other sender")):
            keys.rename(action, word if waiting else "")
        if waiting:
            keys.rename("advance", "")
            self.set_focus(None)
        # The letters are the answer, so nothing may take them: the recipient can be changed again once it is given.
        self.query_one("#field-recipient", Entry).hold(waiting)

    def _sent(self) -> str:
        """The senders of what the server took."""
        outcome = self.flow.outcome(self.PAGE)
        taken = [one.identity.from_address for one in outcome.evidence.sent if one.data and one.data.ok] if outcome else []
        return printable(listed(list(dict.fromkeys(taken)), 1))

    def fold(self, step: Step) -> Step | None:
        """One row a message, from the connection to the server's last word."""
        return replace(step, name="message", detail=f"{step.subject}: {step.detail}" if step.subject else step.detail)

    def action_arrived(self, arrived: bool, other_sender: bool = False) -> None:
        outcome = self.flow.outcome(self.PAGE)
        if outcome is None or not outcome.evidence.sent:
            return
        outcome = self.flow.answer_arrived(arrived, other_sender)
        self.news()
        self.conclude(outcome)
        self.draw_sides()
        if arrived and not other_sender and outcome.status is not Status.FAIL:
            self.leave()

    def action_advance(self) -> None:
        if self.is_waiting:
            self._warned = True
            self.notice("look whether it arrived, then press y or n · F2 goes on without an answer")
            return
        super().action_advance()
