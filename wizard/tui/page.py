"""A page of the wizard proper: its fields, going on and back, and the list of steps. What a live test needs is in `tested`."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from wizard.setup.flow import Flow
from wizard.setup.page import BY_ID, ORDER, PAGES
from wizard.text import printable
from wizard.tui.frame import HELP_KEYS, Frame
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.keys import Keys
from wizard.tui.widgets.live import mark
from wizard.tui.widgets.plain import Plain

SIDES = 104
"""Columns from which there is room for the list of steps; as in app.py."""
PROBE = "probe"
"""The group of the workers that ask the network: an edit or leaving the page cancels them."""


class WizardPage(Frame):
    """A page of the wizard proper. Enter always goes on: to the next field that is owed, then to the next page."""

    PAGE: ClassVar[str]
    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2,ctrl+n", "next", "next", show=False)]

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow)

    # ------------------------------------------------------------ frame

    def heading(self) -> tuple[str, str]:
        at = ORDER.index(self.PAGE) + 1
        draft = self.flow.draft
        name = draft.name or (draft.apps[0].hostname if draft.apps else "")
        return printable(name, 100), f"{at} of {len(PAGES)} · {BY_ID[self.PAGE].title}"

    def keys(self) -> list[tuple[str, str, str]]:
        return [
            ("Esc", "back", "back"),
            ("Enter", "go on", "advance"),
            ("F1", "help", "guide"),
            ("F2", "next", "next"),
            ("Ctrl+Q", "quit", "app.quit"),
        ]

    def body(self) -> ComposeResult:
        yield Plain(BY_ID[self.PAGE].proves, id="proves")
        yield from self.fields()

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

    def show_outcome(self) -> None:
        """Show what the page's live test found before, where it has one."""

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

    @property
    def is_whole(self) -> bool:
        """False while the page is being taken away: what a worker still tells then is shown nowhere."""
        return self.is_attached and bool(self.query(Keys)) and bool(self.query("#notice"))

    # ------------------------------------------------------------ answers

    def take(self, entry: Entry, value: str) -> None:
        """Take over a typed answer. Pages with fields of other kinds override this."""
        if self.flow.edit(**{entry.field: value}):
            self.edited()

    def on_entry_edited(self, event: Entry.Edited) -> None:
        event.stop()
        self.take(event.entry, event.value)

    def edited(self) -> None:
        """An answer changed: what the page is asking the network for ends, and what rests on the answer is un-ticked."""
        self.workers.cancel_group(self, PROBE)
        self.notice("")
        self.draw_sides()

    def problems(self) -> bool:
        """Show what is wrong with the fields; True if anything is, with the cursor in the first such field."""
        bad: Entry | None = None
        for entry in self.entries():
            if entry.look() is not None and bad is None:
                bad = entry
        if bad is not None:
            bad.mend()
        return bad is not None

    # ------------------------------------------------------------ going on

    def action_advance(self) -> None:
        owed = [entry for entry in self.entries() if entry.is_open]
        for entry in owed:
            if entry.has_cursor:
                return None if entry.look() else entry.ask()
        if owed:
            return owed[0].focus_line()
        return None if self.problems() or self.owes() else self.go_on()

    def owes(self) -> bool:
        """Say which answer is still owed; True if one is, with the cursor in its field. Fields that parse say so themselves."""
        owed = next((entry for entry in self.entries() if entry.is_open), None)
        if owed is not None:
            owed.ask()
        return owed is not None

    def go_on(self) -> None:
        """What Enter does on a filled page."""
        self.action_next()

    def action_next(self) -> None:
        if not self.problems():
            self.leave()

    def leave(self) -> None:
        """Go to the next page."""
        at = ORDER.index(self.PAGE)
        self.post_message(self.Go(ORDER[at + 1]))

    def action_back(self) -> None:
        at = ORDER.index(self.PAGE)
        self.post_message(self.Go(ORDER[at - 1] if at else "start"))

    # ------------------------------------------------------------ sides

    def draw_sides(self) -> None:
        """The list of steps with their verdicts, where the terminal is wide enough to show it."""
        if self.app.size.width < SIDES:
            return
        rows = []
        for page in PAGES:
            word = self.flow.state(page.id)
            here = page.id == self.PAGE
            title = Content.styled(page.title, "bold" if here else "")
            rows.append(Content.assemble("› " if here else "  ", mark(word) if word != "stale" else mark("?"), title))
        self.query_one("#steps", Plain).put(Content("\n").join(rows))

    def on_resize(self) -> None:
        """What was not drawn on a narrow terminal is drawn on a wide one."""
        if self.is_whole:
            self.draw_sides()
