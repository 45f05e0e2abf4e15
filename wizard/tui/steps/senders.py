"""Every address that the chosen apps will send from, each with the server's verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wizard import field
from wizard.command_line import Command, indented
from wizard.errors import WizardError
from wizard.finding import Finding
from wizard.model import Identity
from wizard.report.text import more_of
from wizard.setup.draft import guess_sender
from wizard.setup.flow import Flow
from wizard.setup.outcome import Outcome
from wizard.step import Step, StepState
from wizard.text import printable
from wizard.tui.dialogs.text import TextDialog
from wizard.tui.tested import TestedPage
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.live import Live
from wizard.tui.widgets.plain import Lines


class SendersPage(TestedPage):
    """MAIL FROM and RCPT TO for each identity; nothing is sent."""

    PAGE = "senders"
    ALL_OK = "the server accepts every sender · Enter goes on"
    HELP = (
        "An app may send from more than one address: Zulip alone has three. Each is offered to the server as it would be "
        "in a real mail, and taken back before anything is sent. Some providers look only when a whole message comes: "
        "the test mail finds that out."
    )

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4,ctrl+o", "apps", "apps", show=False)]

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self._identities: dict[str, Identity] = {}

    def fields(self) -> ComposeResult:
        draft = self.flow.draft
        address = draft.from_address or guess_sender(draft)
        yield Entry("from_address", "Sender address", address, parse=field.address, required=True)
        yield Entry("from_name", "Sender name", draft.from_name, parse=field.from_name, example="Example Chat")
        rule = self.flow.provider.sender.rule if self.flow.provider else ""
        told = [f"{self.flow.provider.name} accepts: {rule}"] if rule and self.flow.provider else []
        yield Lines(told, classes="text muted gap")
        yield Lines(id="identities", classes="text gap")

    def keys(self) -> list[tuple[str, str, str]]:
        found = super().keys()
        found.insert(3, ("F4", "in the app", "apps"))
        return found

    def ready(self) -> None:
        if not self.flow.draft.from_address:
            self.flow.edit(from_address=self.query_one("#field-from_address", Entry).value)
        self._list()

    def _list(self) -> None:
        """What will be tested; the live test takes its place, with a row for each."""
        try:
            self._identities = {one.id: one for one in self.flow.identities()}
        except WizardError:
            self._identities = {}
        is_tested = self.is_testing() or self.flow.outcome(self.PAGE) is not None
        rows = [self._about(one) for one in self._identities.values()]
        self.query_one("#identities", Lines).show(["Your apps will send as:", *rows] if rows and not is_tested else [])

    @staticmethod
    def _about(one: Identity) -> str:
        sample = ", one sample of many" if one.sample else ""
        same = "" if one.envelope == one.from_address else f", envelope {printable(one.envelope)}"
        return f"  {printable(one.from_address)}   {one.id}{same}{sample}"

    def fold(self, step: Step) -> Step | None:
        """One row for the way to the login, then one a sender that goes on changing until the recipient is accepted too."""
        if step.subject is None:
            return replace(step, name="connection")
        one = self._identities.get(step.subject)
        if one is None or step.state not in (StepState.OK, StepState.RUNNING):
            return replace(step, name="sender", detail=f"{step.subject}: {step.detail}")
        word = "accepted" if step.state is StepState.OK and step.name == "rcpt-to" else "asking"
        same = "" if one.envelope == one.from_address else f", envelope {printable(one.envelope)}"
        return replace(step, name="sender", detail=f"{printable(one.from_address)} {word}   {one.id}{same}")

    def conclude(self, outcome: Outcome) -> None:
        self._list()
        live = self.query_one(Live)
        live.conclude(outcome.findings, self.ALL_OK, apps=True, waiting=outcome.waiting)
        self.call_after_refresh(self.reveal)

    def cure(self) -> Entry | None:
        """A login that is refused is put right on its own page."""
        is_sender = self.worst is not None and self.worst.id.startswith("sender.")
        return self.query_one("#field-from_address", Entry) if is_sender else None

    def take(self, entry: Entry, value: str) -> None:
        super().take(entry, value)
        self._list()

    def action_test(self) -> None:
        super().action_test()
        self._list()

    def action_apps(self) -> None:
        """What each app would experience with these settings, in full, with the command that repeats the test inside it."""
        outcome = self.flow.outcome(self.PAGE)
        told = [one for one in outcome.findings if one.id == "app.behaviour"] if outcome else []
        rows = [row for one in told for row in (one.title, *_full(one), "")]
        if any(one.fix.commands for one in told) and not self.flow.draft.opened:
            rows.append("The commands work once this setup is saved; the page Export does that.")
        self.app.push_screen(TextDialog("As your apps would", rows or "not tested yet: Enter tests"))


def _full(finding: Finding) -> list[str]:
    rows = [(label, text) for label, text in (("Why", finding.why), ("Do", finding.fix.text)) if text]
    more = [(f"{detail.label[:1].upper()}{detail.label[1:]}", detail.text) for detail in more_of(finding)]
    commands = [indented(Command(command), " " * 9) for command in finding.fix.commands]
    return [*_labelled(rows), *commands, *_labelled(more)]


def _labelled(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{label:<9}{text}" for label, text in rows]
