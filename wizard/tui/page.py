"""A page of the wizard proper: its fields, its live test, and when it counts as proven."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from wizard.errors import WizardError
from wizard.finding import Status
from wizard.setup.flow import Flow
from wizard.setup.outcome import Outcome
from wizard.setup.page import BY_ID, ORDER, PAGES
from wizard.step import Step
from wizard.text import printable
from wizard.tui.frame import HELP_KEYS, Frame
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.keys import Keys
from wizard.tui.widgets.live import Live, mark
from wizard.tui.widgets.plain import Plain

SIDES = 104
"""Columns from which there is room for the list of steps; as in app.py."""
CHANGED = "changed: not tested yet · Enter tests"
RUNNING = "the test is still running; an edit stops it"
PROBE = "probe"
"""The group of the workers that run a live test: an edit or leaving the page cancels them."""
UNPROVEN = (Status.FAIL, Status.UNKNOWN)


class WizardPage(Frame):
    """A page of the wizard proper. Enter always goes on: to the next empty field, then the live test, then the next page."""

    PAGE: ClassVar[str]
    ALL_OK: ClassVar[str] = "all is well here; Enter goes on"
    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+n", "next", "next", show=False),
        Binding("f3,ctrl+t", "test", "test", show=False),
    ]

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self._warned = False

    # ------------------------------------------------------------ frame

    def heading(self) -> tuple[str, str]:
        at = ORDER.index(self.PAGE) + 1
        draft = self.flow.draft
        name = draft.name or (draft.apps[0].hostname if draft.apps else "")
        return printable(name, 100), f"{at} of {len(PAGES)} · {BY_ID[self.PAGE].title}"

    def keys(self) -> list[tuple[str, str, str]]:
        found = [("Esc", "back", "back"), ("Enter", "go on", "advance"), ("F1", "help", "guide"), ("F2", "next", "next")]
        if BY_ID[self.PAGE].tests:
            found.insert(2, ("F3", "test", "test"))
        return [*found, ("Ctrl+Q", "quit", "app.quit")]

    def body(self) -> ComposeResult:
        yield Plain(BY_ID[self.PAGE].proves, id="proves")
        yield from self.fields()
        yield Live()

    def fields(self) -> ComposeResult:
        """The questions of this page."""
        yield from ()

    def help_text(self) -> str:
        page = BY_ID[self.PAGE]
        return "\n\n".join(part for part in (page.proves, self.HELP, HELP_KEYS) if part)

    def on_mount(self) -> None:
        self.flow.edit(page=self.PAGE)
        self.ready()
        self.draw_sides()
        self.show_outcome()
        self.focus_first()

    def ready(self) -> None:
        """What a page does when it is shown, before anything has the cursor."""

    def focus_first(self) -> None:
        """The cursor starts in the first field that is owed, else in the first that can have it."""
        for entry in self.entries():
            if entry.is_open:
                return entry.focus_line()
        for widget in self.query("Choice, Ticks, Line"):
            if widget.focusable:
                widget.focus()
                return None
        return None

    # ------------------------------------------------------------ answers

    def take(self, entry: Entry, value: str) -> None:
        """Take over a typed answer. Pages with fields of other kinds override this."""
        if self.flow.edit(**{entry.field: value}):
            self.edited()

    def on_entry_edited(self, event: Entry.Edited) -> None:
        event.stop()
        self.take(event.entry, event.value)

    def edited(self) -> None:
        """An answer changed: the running test ends, and what it invalidates is un-ticked."""
        self._warned = False
        stopped = self.is_testing()
        self.workers.cancel_group(self, PROBE)
        self.notice("")
        if BY_ID[self.PAGE].tests:
            if self.flow.outcome(self.PAGE) is not None:
                self.show_outcome()  # the answer is again what was tested
            else:
                self.query_one(Live).clear(CHANGED if stopped or self.flow.is_stale(self.PAGE) else "")
        self.draw_sides()

    def problems(self) -> bool:
        """Show what is wrong with the fields; True if anything is, with the cursor in the first such field."""
        bad: Entry | None = None
        for entry in self.entries():
            error = entry.problem()
            entry.tell(error)
            if error is not None and bad is None:
                bad = entry
        if bad is not None:
            bad.focus_line()
        return bad is not None

    # ------------------------------------------------------------ going on

    def action_advance(self) -> None:
        for entry in self.entries():
            if entry.is_open and not entry.has_cursor:
                return entry.focus_line()
        if self.problems():
            return None
        if not BY_ID[self.PAGE].tests:
            return self.action_next()
        if self.is_testing():
            return self.notice(RUNNING)
        outcome = self.flow.outcome(self.PAGE)
        if outcome is None or outcome.status in UNPROVEN:
            return self.action_test()
        return self.action_next()

    def action_next(self) -> None:
        if self.problems():
            return
        if BY_ID[self.PAGE].tests and not self._warned:
            outcome = self.flow.outcome(self.PAGE)
            if outcome is None or outcome.status in UNPROVEN:
                self._warned = True
                self.notice("not proven yet: Enter tests · F2 once more goes on without proof")
                return
        self.leave()

    def leave(self) -> None:
        """Go to the next page."""
        at = ORDER.index(self.PAGE)
        self.post_message(self.Go(ORDER[at + 1]))

    def action_back(self) -> None:
        at = ORDER.index(self.PAGE)
        self.post_message(self.Go(ORDER[at - 1] if at else "start"))

    # ------------------------------------------------------------ live test

    def where(self) -> str:
        """What is being tested, beside the title of the live test."""
        return printable(f"{self.flow.draft.host}:{self.flow.draft.port}", 100)

    def is_testing(self) -> bool:
        """Whether a live test runs."""
        return any(worker.group == PROBE and not worker.is_finished for worker in self.workers)

    def action_test(self) -> None:
        if not BY_ID[self.PAGE].tests or self.problems():
            return
        if self.is_testing():
            return self.notice(RUNNING)
        self.notice("")
        self.query_one(Live).begin(self.where())
        self.draw_keys()
        self.run_worker(self._test(), name=self.PAGE, group=PROBE, description="live test", exclusive=True)

    async def _test(self) -> None:
        try:
            await self.run_test()
        except WizardError as error:
            if not self.is_whole:
                return
            self.query_one(Live).clear()
            self.notice(" · ".join((error.message, *error.hints)))
            return
        if not self.is_whole:
            return
        self.show_outcome()
        self.draw_sides()
        outcome = self.flow.outcome(self.PAGE)
        if outcome is not None and outcome.status in UNPROVEN:
            self.offer_cure()

    def offer_cure(self) -> None:
        """After a failure the cursor goes where it is most likely put right, without scrolling away from the reason."""

    async def run_test(self) -> None:
        """The page's live test; steps are shown as they happen."""
        await self.flow.test(self.PAGE, self.on_step)

    def on_step(self, step: Step) -> None:
        shown = self.fold(step) if self.is_whole else None
        if shown is not None:
            self.query_one(Live).step(shown)

    @property
    def is_whole(self) -> bool:
        """False while the page is being taken away: what a test still tells then is shown nowhere."""
        return self.is_attached and bool(self.query(Live))

    def fold(self, step: Step) -> Step | None:
        """How a step is shown here: as it is, under another name (then it shares a row), or not at all (None)."""
        return step

    def show_outcome(self) -> None:
        """Show the result that this page has, if its answers are still the same."""
        outcome = self.flow.outcome(self.PAGE)
        live = self.query_one(Live)
        if outcome is None:
            if self.flow.is_stale(self.PAGE) and not self.is_testing():
                live.clear(CHANGED)
            return
        if not live.has_steps:
            live.begin(self.where())
            for step in outcome.steps:
                self.on_step(step)
        self.conclude(outcome)

    def conclude(self, outcome: Outcome) -> None:
        """Say what a result means, and bring that into sight."""
        live = self.query_one(Live)
        live.conclude(outcome.findings, self.ALL_OK)
        self.call_after_refresh(self.reveal)

    def reveal(self) -> None:
        """Scroll so far that the conclusion is in sight: its end, or where it does not fit, its beginning."""
        if not self.is_whole:
            return
        body, words = self.query_one("#body", VerticalScroll), self.query_one(Live).words
        if words.display and words.region.height:
            top = words.region.y - body.content_region.y + body.scroll_offset.y
            body.scroll_to(y=min(top, top + words.region.height - body.content_region.height), animate=False)

    # ------------------------------------------------------------ sides

    def draw_sides(self) -> None:
        """The keys; and the list of steps with verdicts and the transcript, which are shown where the terminal is wide."""
        self.draw_keys()
        if self.app.size.width < SIDES:
            return
        rows = []
        for page in PAGES:
            word = self.flow.state(page.id)
            here = page.id == self.PAGE
            title = Content.styled(page.title, "bold" if here else "")
            rows.append(Content.assemble("› " if here else "  ", mark(word) if word != "stale" else mark("?"), title))
        self.query_one("#steps", Plain).put(Content("\n").join(rows))
        outcome = self.flow.outcome(self.PAGE)
        lines = outcome.evidence.conversation.transcript if outcome and outcome.evidence.conversation else ()
        text = "\n".join(f"{line.dir} {line.text}" for line in lines)
        self.query_one("#transcript-text", Plain).show(text)

    def on_resize(self) -> None:
        """What was not drawn on a narrow terminal is drawn on a wide one."""
        if self.is_whole:
            self.draw_sides()

    def draw_keys(self) -> None:
        """What Enter does now: test, test again, or go on."""
        if not BY_ID[self.PAGE].tests:
            return
        outcome = self.flow.outcome(self.PAGE)
        is_proven = outcome is not None and outcome.status not in UNPROVEN
        keys = self.query_one(Keys)
        keys.rename("advance", "go on" if is_proven else "test again" if outcome else "test")
        keys.rename("test", "test" if is_proven else "")
