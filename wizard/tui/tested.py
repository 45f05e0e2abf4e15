"""A page with a live test: when it runs, what it means, when the page counts as proven, and what may be asked further."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from wizard.errors import WizardError
from wizard.finding import Finding, FollowUp, Status
from wizard.setup.flow import Flow
from wizard.setup.outcome import Outcome
from wizard.setup.page import BY_ID
from wizard.step import Step
from wizard.text import printable
from wizard.tui.page import PROBE, SIDES, WizardPage
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.keys import Keys
from wizard.tui.widgets.live import Live, urgency
from wizard.tui.widgets.plain import Plain

CHANGED = "changed: not tested yet · Enter tests"
RUNNING = "the test is still running; an edit stops it"
REFUSED = "the server just refused this login, and more can lock you out: {cure} · F3 tries it once more"
UNPROVEN = (Status.FAIL, Status.UNKNOWN)
PINNED = "-pinned"
"""The class of a field that stays above while the page below it scrolls."""


class TestedPage(WizardPage):
    """Enter goes on to the next field that is owed, then to the live test, then to the next page."""

    __test__ = False  # the name tells pytest otherwise
    ALL_OK: ClassVar[str] = "all is well here; Enter goes on"
    CURE: ClassVar[str] = "change the password or the user name on the login page"
    """What a refused login asks for."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,ctrl+t", "test", "test", show=False),
        Binding("f5,ctrl+y", "ask", "ask more", show=False),
    ]

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)
        self._warned = False

    # ------------------------------------------------------------ frame

    def keys(self) -> list[tuple[str, str, str]]:
        found = super().keys()
        return [*found[:2], ("F3", "test", "test"), *found[2:-1], ("F5", "", "ask"), found[-1]]

    def body(self) -> ComposeResult:
        yield from super().body()
        yield Live()

    # ------------------------------------------------------------ answers

    def edited(self) -> None:
        """The running test ends, and what it proved is un-ticked, unless the answer is again what was tested."""
        self.unpin()
        self._warned = False
        stopped = self.is_testing()
        super().edited()
        if self.flow.outcome(self.PAGE) is not None:
            self.show_outcome()
        else:
            self.query_one(Live).clear(CHANGED if stopped or self.flow.is_stale(self.PAGE) else "")
        self.draw_keys()

    # ------------------------------------------------------------ going on

    def go_on(self) -> None:
        if self.is_testing():
            return self.notice(RUNNING)
        if self.is_proven:
            return self.action_next()
        if self.is_refused:
            self.notice(REFUSED.format(cure=self.CURE))
            return self.offer_cure()
        return self.action_next() if self.is_settled else self.action_test()

    @property
    def is_refused(self) -> bool:
        """Whether a test would repeat a login that was refused: then no Enter starts it, only F3."""
        return BY_ID[self.PAGE].logs_in and not self.is_proven and self.flow.is_login_refused

    @property
    def is_settled(self) -> bool:
        """Whether the same test again can't be expected to tell anything new: then Enter leads on, and only F3 tests."""
        return False

    @property
    def is_proven(self) -> bool:
        """Whether the answers as they stand passed, perhaps with warnings."""
        outcome = self.flow.outcome(self.PAGE)
        return outcome is not None and outcome.status not in UNPROVEN

    @property
    def way_to_proof(self) -> str:
        """What to do on a page that is not proven yet, in words."""
        return self.CURE if self.is_refused else "Enter tests"

    def action_next(self) -> None:
        if self.problems():
            return
        if not self._warned and not self.is_proven:
            self._warned = True
            keys = "F2 or Enter" if self.is_settled and not self.is_testing() else "F2"
            self.notice(f"not proven yet: {self.way_to_proof} · {keys} once more goes on without proof")
            return
        self.leave()

    # ------------------------------------------------------------ live test

    def where(self) -> str:
        """What is being tested, beside the title of the live test."""
        return printable(f"{self.flow.draft.host}:{self.flow.draft.port}", 100)

    def is_testing(self) -> bool:
        """Whether a live test runs."""
        return any(worker.group == PROBE and not worker.is_finished for worker in self.workers)

    def action_test(self) -> None:
        if self.problems():
            return
        if self.is_testing():
            return self.notice(RUNNING)
        self.unpin()
        self.query_one(Live).begin(self.where())
        self.draw_keys()
        self._run(self.run_test)

    def _run(self, ask: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.notice("")
        self.run_worker(self._test(ask), name=self.PAGE, group=PROBE, description="live test", exclusive=True)

    async def _test(self, ask: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await ask()
        except WizardError as error:
            if not self.is_whole:
                return
            self.query_one(Live).clear()
            self._warned = False
            self.notice(error.line)
            return
        if not self.is_whole:
            return
        self.news()
        self.show_outcome()
        self.draw_sides()
        if self.flow.outcome(self.PAGE) is not None and not self.is_proven:
            self.offer_cure()

    def news(self) -> None:
        """There is another result: what the line above the keys said before it, and F2's warning, were about the old one."""
        self._warned = False
        self.notice("")

    def cure(self) -> Widget | None:
        """The field where what failed is most likely put right; None where that is on another page, or not in the setup."""
        return None

    def offer_cure(self) -> None:
        """After a failure the cursor goes there, without scrolling away from the reason."""
        found = self.cure()
        if isinstance(found, Entry):
            found.offer_again()
        elif found is not None:
            next(widget for widget in found.walk_children(Widget, with_self=True) if widget.focusable).focus(scroll_visible=False)

    @property
    def worst(self) -> Finding | None:
        """What stands first among what is not as it should be, where the page is not proven."""
        outcome = self.flow.outcome(self.PAGE)
        poor = [one for one in outcome.findings if one.status in UNPROVEN] if outcome and not self.is_proven else []
        return min(poor, key=urgency, default=None)

    def focus_first(self) -> None:
        if self.cure() is None:
            super().focus_first()
        else:
            self.offer_cure()

    async def run_test(self) -> None:
        """The page's live test; steps are shown as they happen."""
        await self.flow.test(self.PAGE, self.on_step)

    def on_step(self, step: Step) -> None:
        shown = self.fold(step) if self.is_whole else None
        if shown is not None:
            self.query_one(Live).step(shown)

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
        self.query_one(Live).conclude(outcome.findings, self.ALL_OK, waiting=outcome.waiting)
        self.call_after_refresh(self.reveal)

    def reveal(self) -> None:
        """Scroll so far that the conclusion is in sight: its end, or where it does not fit, its beginning.

        The field to mend stays with it: where it would be scrolled away it is pinned above, with all its keys.
        """
        if not self.is_whole:
            return
        body, words, cure = self.query_one("#body", VerticalScroll), self.query_one(Live).words, self.cure()
        if not (words.display and words.region.height):
            return
        above = body.scroll_offset.y - body.content_region.y
        top, pinned = words.region.y + above, sum(widget.outer_size.height for widget in self.query(f".{PINNED}"))
        y = min(top - pinned, top + words.region.height - body.content_region.height)
        if cure is not None and not pinned and cure.region.y + above < y:
            cure.add_class(PINNED)
            self.call_after_refresh(self.reveal)
        else:
            body.scroll_to(y=y, animate=False)

    def unpin(self) -> None:
        """The field to mend goes back to its place, and the cursor stays in sight."""
        if self.query(f".{PINNED}"):
            self.query(f".{PINNED}").remove_class(PINNED)
            if self.focused is not None:
                self.call_after_refresh(self.focused.scroll_visible, animate=False)

    # ------------------------------------------------------------ further questions

    def action_ask(self) -> None:
        """Ask for consent to what would tell more, and then ask just that."""
        outcome = self.flow.outcome(self.PAGE)
        if outcome is None or not outcome.waiting or self.is_testing():
            return
        from wizard.tui.dialogs.consent import ConsentDialog

        self.app.push_screen(ConsentDialog(outcome.waiting), self._pursue)

    def _pursue(self, question: FollowUp | None) -> None:
        if question is not None:
            self._run(lambda: self._follow(question))
            self.draw_keys()

    async def _follow(self, question: FollowUp) -> None:
        await self.flow.pursue(self.PAGE, question, self.on_step)

    # ------------------------------------------------------------ sides

    def draw_sides(self) -> None:
        self.draw_keys()
        super().draw_sides()
        if self.app.size.width < SIDES:
            return
        outcome = self.flow.outcome(self.PAGE)
        lines = outcome.evidence.conversation.transcript if outcome and outcome.evidence.conversation else ()
        text = "\n".join(f"{line.dir} {line.text}" for line in lines)
        self.query_one("#transcript-text", Plain).show(text)

    def draw_keys(self) -> None:
        """What Enter does now: test, test again, or go on; where it repeats nothing, F3 does; whether more may be asked."""
        outcome = self.flow.outcome(self.PAGE)
        keys = self.query_one(Keys)
        again = "test again" if outcome else "test"
        keys.rename("advance", "go on" if self.is_proven or self.is_settled else "" if self.is_refused else again)
        keys.rename("test", "test" if self.is_proven else again if self.is_refused or self.is_settled else "")
        keys.rename("ask", "ask more" if outcome and outcome.waiting else "")
