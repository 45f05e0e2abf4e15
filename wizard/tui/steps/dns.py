"""DNS: what is there, what is wanted, what is missing, with the record to copy."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wizard.setup import trial
from wizard.setup.draft import selectors
from wizard.setup.outcome import Outcome
from wizard.step import Step
from wizard.text import printable
from wizard.tui.dialogs.text import TextDialog
from wizard.tui.tested import TestedPage
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.live import Live, mark
from wizard.tui.widgets.plain import Plain, hang

_STATES = {"ok": "ok", "missing": "FAIL", "wrong": "FAIL", "unknown": "?", "optional": "-"}
_LESS = _STATES | {"missing": "warn", "wrong": "warn"}
"""For records without which mail is taken all the same."""


class DnsPage(TestedPage):
    """Looked up by itself: it costs no login and contacts only the resolver."""

    PAGE = "dns"
    ALL_OK = "the records are as they should be · Enter goes on"
    HELP = (
        "The records belong where your domain's DNS is managed. “have” is what the resolver sees now; a change "
        "can take until the old record's time to live has passed: then F3 looks again. "
        "F4 shows the records to copy, with nothing else on the screen."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4,ctrl+o", "records", "records", show=False)]

    def keys(self) -> list[tuple[str, str, str]]:
        found = super().keys()
        found.insert(3, ("F4", "records", "records"))
        return found

    def fields(self) -> ComposeResult:
        yield Entry(
            "selectors",
            "DKIM selectors",
            self.flow.draft.selectors,
            parse=selectors,
            about=self._selectors(),
        )
        yield Plain("", id="wanted", classes="gap")

    def _selectors(self) -> str:
        provider = self.flow.provider
        known = provider.dkim.selectors if provider else ()
        return f"optional · {', '.join(known)} looked up anyway" if known else "as your provider's panel shows, e.g. s1 s2"

    def ready(self) -> None:
        if self.flow.outcome("dns") is None:
            self.call_after_refresh(self.action_test)

    @property
    def is_settled(self) -> bool:
        """A record that is missing stays so until it is published, which takes a while: nobody needs to wait for it here."""
        return self.flow.outcome(self.PAGE) is not None

    @property
    def way_to_proof(self) -> str:
        return "once a record has changed, F3 looks again" if self.is_settled else super().way_to_proof

    def where(self) -> str:
        return printable(self.flow.draft.from_address.rpartition("@")[2], 100)

    async def run_test(self) -> None:
        self.query_one("#wanted", Plain).show("")
        await super().run_test()

    def conclude(self, outcome: Outcome) -> None:
        self._wanted()
        super().conclude(outcome)

    def edited(self) -> None:
        super().edited()
        if self.flow.outcome(self.PAGE) is None:
            self.query_one("#wanted", Plain).show("")

    def fold(self, step: Step) -> Step | None:
        """Each row says which record it is about."""
        return replace(step, detail=f"{step.subject}: {step.detail}" if step.subject else step.detail)

    def _wanted(self) -> None:
        """Have, want, missing; it takes the place of the look-ups, which are done."""
        width = max(self.query_one("#body").content_size.width, 60)
        rows: list[Content] = []
        for one in trial.wanted(self.flow):
            word = _STATES.get(one.state, one.state) if one.needed else _LESS.get(one.state, one.state)
            rows += hang(mark(word), f"{one.purpose:<13} {one.type:<6}{one.name}", width)
            if one.state in ("missing", "wrong"):
                lines = [f"have  {have}" for have in one.have[:2]] + [f"want  {one.want}"]
                rows += [row for line in lines for row in hang(" " * 9 + line[:6], line[6:], width)]
            elif one.state == "unknown" and one.note:
                rows += hang(" " * 9, one.note, width, "dim")
        self.query_one("#wanted", Plain).show(Content("\n").join(rows) if rows else "")
        if rows:
            self.query_one(Live).fold()

    def on_resize(self) -> None:
        """Lines are wrapped for the width that there is."""
        super().on_resize()
        if self.flow.outcome(self.PAGE) is not None:
            self._wanted()

    def action_records(self) -> None:
        parts = []
        for one in trial.wanted(self.flow):
            have = "\n".join(f"have  {value}" for value in one.have) or "have  nothing"
            parts.append(
                f"{one.purpose}   {one.name}   {one.type}   ({one.state})\n{have}\nwant  {one.want}\n{one.note}".rstrip()
            )
        self.app.push_screen(TextDialog("Records to copy", "\n\n".join(parts) or "not looked up yet: F3 looks them up"))
