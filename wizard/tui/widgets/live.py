"""The live test of a page: steps that fill in while they happen, then what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content

from wizard.finding import Finding, FollowUp, Status, verdict
from wizard.step import Step, StepState
from wizard.tui.widgets.plain import Plain, command_rows, hang

WORDS = {
    StepState.RUNNING: "…",
    StepState.OK: "ok",
    StepState.FAILED: "FAIL",
    StepState.UNKNOWN: "?",
    StepState.SKIPPED: "-",
}
MARKS = {Status.PASS: "ok", Status.WARN: "warn", Status.FAIL: "FAIL", Status.UNKNOWN: "?", Status.SKIPPED: "-"}
STYLES = {
    "ok": "$text-success",
    "warn": "$text-warning",
    "FAIL": "bold $text-error",
    "?": "$text-warning",
    "…": "dim",
    "-": "dim",
}
_MARK = 7
_MOST_SHOWN = 2
"""Findings told in full; the others keep their line."""
_POOR = (Status.FAIL, Status.UNKNOWN, Status.WARN)


def mark(word: str) -> Content:
    """A status as a word, always of one width; colour only repeats it."""
    return Content.styled(f"  {word:<{_MARK - 2}}", STYLES.get(word, ""))


def milliseconds(ms: float | None) -> str:
    """A time for people: `12 ms`, `3.1 s`, nothing where there is none."""
    if ms is None:
        return ""
    if ms < 1:
        return "<1 ms"
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.1f} s"


class Live(VerticalGroup):
    """Steps by name and subject, each one row that changes from running to its outcome; below, what they mean."""

    DEFAULT_CSS = """
    Live { height: auto; margin: 1 0 0 0; display: none; }
    Live > Plain { height: auto; }
    Live #live-title { color: $text-muted; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="live")
        self._steps: dict[tuple[str, str | None], Step] = {}
        self._findings: tuple[Finding, ...] | None = None
        self._all_ok = ""
        self._app_rows = False
        self._waiting: tuple[FollowUp, ...] = ()
        self._title = Plain("", id="live-title")
        self._rows = Plain("", id="live-rows")
        self.words = Plain("", id="live-words")
        """What the steps mean: the part of a test that must be in sight."""

    def compose(self) -> ComposeResult:
        yield self._title
        yield self._rows
        yield self.words

    @property
    def has_steps(self) -> bool:
        """Whether any step is shown."""
        return bool(self._steps)

    def begin(self, where: str) -> None:
        """Start over; `where` is what is being tested."""
        self._start(f"Live test · {where}" if where else "Live test")
        self.display = True

    def clear(self, why: str = "") -> None:
        """Take the test away, for example because what it tested was edited."""
        self._start(why)
        self.display = bool(why)

    def fold(self) -> None:
        """Leave only what the steps mean, where the page shows the rest in a better way."""
        self._steps.clear()
        self._title.show("")
        self._rows.show("")

    def _start(self, title: str) -> None:
        self._steps.clear()
        self._findings = None
        self._title.show(title)
        self._rows.show("")
        self.words.show("")

    def step(self, step: Step) -> None:
        """Show a step; a later state of the same step takes its row."""
        # A conversation beside the main one has one row, which goes on changing.
        self._steps[(step.apart, None) if step.apart else (step.name, step.subject)] = step
        self._draw_rows()

    def conclude(self, findings: Sequence[Finding], all_ok: str, *, apps: bool = False, waiting: Sequence[FollowUp] = ()) -> None:
        """Say what it means: why and what to do for what failed, one line where all is well.

        `apps`: also what each app would experience, in a line each. `waiting`: what could be asked further, with consent.
        """
        self._findings = tuple(findings)
        self._all_ok = all_ok
        self._app_rows = apps
        self._waiting = tuple(waiting)
        self.display = True
        self._draw_words()

    def on_resize(self) -> None:
        """Lines are wrapped for the width that there is."""
        self._draw_rows()
        self._draw_words()

    @property
    def _width(self) -> int:
        return max(40, min(self.size.width or 78, 110))

    # ------------------------------------------------------------ rows

    def _draw_rows(self) -> None:
        rows = [row for step in self._steps.values() for row in self._row(step)]
        self._rows.show(Content("\n").join(rows) if rows else "")

    def _row(self, step: Step) -> list[Content]:
        room = self._width - 10
        first, *more = hang(mark(WORDS[step.state]), f"{step.apart}: {step.detail}" if step.apart else step.detail, room)
        gap = " " * (room - len(first)) + f"{milliseconds(step.ms):>9}"
        rows = [Content.assemble(first, Content.styled(gap, "dim")), *more]
        if step.said and step.state in (StepState.FAILED, StepState.UNKNOWN):
            rows += hang(" " * _MARK, str(step.said), self._width - 1, "italic")
        return rows

    # ------------------------------------------------------------ words

    def _draw_words(self) -> None:
        if self._findings is None:
            return
        poor = sorted((one for one in self._findings if one.status in _POOR), key=urgency)
        rows: list[Content] = []
        if poor:
            distinct = list({(one.title, one.why, one.fix): one for one in reversed(poor)}.values())[::-1]
            full = [one for one in distinct if one.id != "app.behaviour"][:_MOST_SHOWN] or distinct[:1]
            rows = [row for one in full for row in self._told(one)]
            rest = [one for one in distinct if one not in full and not (self._app_rows and one.id == "app.behaviour")]
            rows += [Content(""), *(row for one in rest for row in self._titled(one))] if rest else []
            rows += self._further()
        elif self._findings and verdict(one.status for one in self._findings) is Status.PASS:
            rows = [Content(""), *hang(mark("ok"), self._all_ok, self._width - 1)]
        if self._app_rows:
            rows += self._as_apps()
        self.words.show(Content("\n").join(rows) if rows else "")

    def _further(self) -> list[Content]:
        """What could be asked further. One is told whole; several regions are chosen from in the dialog."""
        if not self._waiting:
            return []
        first, *others = self._waiting
        more = f", or {len(others)} more like it" if others else ""
        label = Content.styled(f"  {'More':<{_MARK - 2}}", "dim")
        text = f"{first.reason[:1].upper()}{first.reason[1:]}{more}. F5 asks, if you agree: it {first.cost}."
        return [Content(""), *hang(label, text, self._width - 1)]

    def _as_apps(self) -> list[Content]:
        """What each app would experience, a line each."""
        told = [one for one in self._findings or () if one.id == "app.behaviour"]
        if not told:
            return []
        rows = [row for one in told for row in self._titled(one)]
        where = "Tested from this host; F4 shows how each app sends."
        if any(one.fix.commands for one in told):
            where = (
                "Tested from this host, not from inside a container; F4 shows how each app sends and the command to repeat it."
            )
        return [Content(""), *rows, *hang("  ", where, self._width - 1, "dim")]

    def _titled(self, finding: Finding, style: str = "") -> list[Content]:
        return hang(mark(MARKS[finding.status]), finding.title, self._width - 1, style)

    def _told(self, finding: Finding) -> list[Content]:
        lines = [Content(""), *self._titled(finding, "bold")]
        parts = [("Seen", "" if self._is_shown(finding.seen) else finding.seen), ("Why", finding.why), ("Do", finding.fix.text)]
        for label, text in parts:
            if text:
                lines += hang(Content.styled(f"  {label:<{_MARK - 2}}", "dim"), text, self._width - 1)
        for command in finding.fix.commands:
            lines += command_rows(" " * _MARK + command, self._width - 1)
        return lines

    def _is_shown(self, seen: str) -> bool:
        """Whether the server's words stand in a row above already."""
        poor = (StepState.FAILED, StepState.UNKNOWN)
        return any(step.said and step.state in poor and str(step.said) == seen for step in self._steps.values())


def urgency(finding: Finding) -> tuple[int, bool]:
    """What failed before what is unclear; the apps' share in it after its cause."""
    return _POOR.index(finding.status), finding.id == "app.behaviour"
