"""Cuts a stream of lines into entries: one error with its traceback, its continuation lines, or its SMTP dialogue.

Memory is bounded: lines that can't matter are dropped at once, an entry holds at most `MOST_LINES` lines.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from wizard.diagnosis.explain.bounds import LONGEST
from wizard.diagnosis.explain.credentials import Finder
from wizard.diagnosis.explain.draft import MOST_CHARACTERS, Draft, Line, is_of_a_delivery
from wizard.diagnosis.explain.endless import pieces, worthy
from wizard.diagnosis.explain.interest import is_worth_a_look
from wizard.diagnosis.explain.signatures.reading import is_about_sending
from wizard.diagnosis.explain.speaker import speaker
from wizard.diagnosis.explain.stamp import without_stamp
from wizard.diagnosis.explain.unwrap import clean, is_record, unfolded

_SHORT = 200
"""The first lines of any input are all looked at; after them only those that hold one of the keys."""
_BEFORE = 3
"""Dull lines kept before an entry begins: a traceback starts before its error does."""
_ALONE = 8
"""Lines beside the only entry (or lines at all), at most, for it to count as pasted alone."""
_POST = 60
"""Lines of a text, at most, for it to be a person's post: what it is about may stand in another paragraph."""
_STAMPED = 1
"""Lines in a post that a logger wrote, at most: with more of them it is a log, and each of its errors speaks for itself."""


@dataclass(slots=True)
class Entry:
    """Lines that belong together, without their wrapping and without secrets."""

    lines: list[str] = field(default_factory=list)
    alone: bool = False
    """Whether it is (almost) all there was: then a person pasted just this error."""
    topical: bool = False
    """Whether it stands in a post that is about mail."""
    last: bool = False
    """Whether the input ends with it, perhaps in the middle of a word."""
    early: bool = True
    """Whether it stands among the first lines of the input, which are looked at without a filter."""
    app: str = ""
    """The app whose container or logger stands before its lines, where it is one that we know."""
    before: tuple[str, ...] = ()
    """The last lines of the dialogue before it, for the stage."""


def cut(lines: Iterable[str], finder: Finder) -> Iterator[Entry]:
    """Entries that hold at least one line worth looking at, in order."""
    cutter = _Cutter(finder)
    for raw in lines:
        yield from _hidden(cutter.read(raw), finder)
    yield from _hidden(cutter.finish(), finder)


def _hidden(entries: Iterable[Entry], finder: Finder) -> Iterator[Entry]:
    """The entries without the secrets that showed what they are only after them."""
    for entry in entries:
        entry.lines = [finder.hide(line) for line in entry.lines]
        entry.before = tuple(finder.hide(line) for line in entry.before)
        yield entry


def whole(text: str) -> list[str]:
    """The lines of a text as one entry, without their wrapping."""
    return [line for raw in unfolded(text).splitlines() for piece in _pieces(raw) for line in clean(piece).lines]


def _pieces(raw: str) -> Iterator[str]:
    """A line in pieces, or as it is where it is a record that is read as one."""
    return iter((raw,)) if len(raw) <= LONGEST or is_record(raw) else pieces(raw)


class _Cutter:
    """The state between two lines. `take` gives back the entries that a line has ended, if any."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._recent: deque[str] = deque(maxlen=_BEFORE)
        self._said: deque[str] = deque(maxlen=4)
        self._held: list[Entry] = []
        self._blank = False
        self._total = self._given = self._stamped = 0
        self._about_mail = False
        self._draft = Draft()
        self._app = ""

    def read(self, raw: str) -> Iterator[Entry]:
        """One line of input, however long."""
        cut = tuple(_pieces(raw)) if len(raw) > LONGEST else (raw,)
        if len(cut) == 1 or (self._total < _SHORT and len(raw) <= MOST_CHARACTERS):
            for piece in cut:
                yield from self.take(piece)
        else:
            text = "".join(map(self._finder.blot, cut))
            self._total += len(raw) // LONGEST
            for part in worthy(text):
                self._blank = True
                yield from self.take(part.strip())
            self._blank = True
            self._recent.append(text[-LONGEST // 10 :])

    def take(self, piece: str) -> Iterator[Entry]:
        """One line of input (or a piece of a very long one)."""
        if not piece.strip():
            self._blank = True
            return
        if self._total >= _SHORT and not self._draft.lines and not is_worth_a_look(piece):
            self._total += 1
            self._recent.append(self._finder.blot(piece))
            return
        cleaned = clean(self._finder.blot_row(piece) if piece[:1] == "[" or "|" in piece else piece)
        for position, inner in enumerate(cleaned.lines):
            if not inner.strip():
                self._blank = True
                continue
            self._total += 1
            # A whole log may stand in one string.
            stamped = replace(cleaned.stamp, text=inner) if position == 0 else without_stamp(inner)
            line = Line(self._finder.blot(stamped.text), stamped, position > 0 and not stamped.fresh, self._blank)
            self._look_for_topic(line)
            if self._draft.lines and ((cleaned.whole and position == 0) or not self._draft.takes(line)):
                yield from self._close()
            if self._draft.lines or self._total <= _SHORT or is_worth_a_look(line.text):
                if not self._draft.lines and line.is_indented:
                    # What was kept as it came shows only now what its colours and escapes had hidden.
                    self._draft.begin(
                        self._finder.blot(part) for old in self._recent for part in clean(old).lines if part.strip()
                    )
                self._recent.clear()
                self._blank = False
                self._draft.add(line, early=self._total <= _SHORT)
                self._app = self._app or speaker(piece)
            else:
                self._recent.append(line.text)

    def _look_for_topic(self, line: Line) -> None:
        """Remember whether a person's own words are about mail."""
        if self._total <= _POST:
            self._stamped += line.stamp.fresh
            self._about_mail = self._about_mail or (not line.stamp.fresh and is_about_sending(line.text))

    def finish(self) -> Iterator[Entry]:
        """The last entries. Of a short input each counts as pasted alone."""
        only = self._given == 0 and not self._held and self._total - len(self._draft.lines) <= _ALONE
        last = list(self._close())
        for entry in (*self._held, *last)[-1:]:
            entry.last = not self._recent
        for entry in (*self._held, *last):
            entry.alone = only or self._total <= _ALONE
            entry.topical = self._about_mail and self._stamped <= _STAMPED and self._total <= _POST
            yield entry

    def _close(self) -> Iterator[Entry]:
        draft, self._draft = self._draft, Draft()
        app, self._app = self._app, ""
        if draft.worth:
            self._held.append(Entry(draft.lines, early=draft.early, app=app, before=tuple(self._said)))
        for line in draft.lines[-2:]:
            if is_of_a_delivery(line):
                self._said.clear()
            else:
                self._said.append(line)
        if self._total > (_ALONE if self._stamped > _STAMPED else _POST):
            yield from self._held
            self._given += len(self._held)
            self._held = []
