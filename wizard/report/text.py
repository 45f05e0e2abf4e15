"""For people: a line a check, why and what to do below what is not in order, the verdict last."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from contextvars import ContextVar

from wizard.finding import Detail, Finding, Result, Run, Status

WIDTH = 80
"""Columns that prose is wrapped at. Commands and what a server said are never wrapped: they are copied."""
TERMINAL: ContextVar[int] = ContextVar("terminal", default=0)
"""Columns of the terminal that the words are for; 0 = they are for none, as in a file or a pipe."""
_ID = 18
_INDENT = " " * 11
_LABEL = 7
_TITLE = len(_INDENT) + _ID
"""The column where titles begin."""

SHAPES = {
    Status.PASS: ("+", "ok"),
    Status.WARN: ("!", "warn"),
    Status.FAIL: ("x", "FAIL"),
    Status.UNKNOWN: ("?", "unknown"),
    Status.SKIPPED: ("-", "skipped"),
}
"""A shape and a word for each status, in ASCII; colour only repeats them."""
_COLORS = {Status.PASS: "32", Status.WARN: "33", Status.FAIL: "31;1", Status.UNKNOWN: "35", Status.SKIPPED: "2"}
_MOST_SUBJECTS = 12
_MOST_WAITING = 4
_HERE = "Tested from this host; a container may see another network."
_COUNTED = (
    (Status.FAIL, "failed"),
    (Status.UNKNOWN, "unknown"),
    (Status.WARN, "warn"),
    (Status.PASS, "ok"),
    (Status.SKIPPED, "skipped"),
)


def render(run: Run, *, color: bool = False, verbose: bool = False) -> str:
    """The report as lines of text."""
    lines: list[str] = []
    for result in run.results:
        lines += [*_profile(result, color, verbose), ""]
    lines += [f"{result.profile}: {tally(result, color)}" for result in run.results]
    return "\n".join(lines) + "\n"


def status_word(status: Status, color: bool = False) -> str:
    """Shape and word, padded to one width."""
    shape, word = SHAPES[status]
    return paint(f"{shape} {word:<8}", status, color)


def paint(text: str, status: Status, color: bool) -> str:
    """The text in the colour of a status, where colour is asked for."""
    return f"\x1b[{_COLORS[status]}m{text}\x1b[0m" if color else text


def tally(result: Result, color: bool = False) -> str:
    """The verdict and how many checks had which outcome: `FAIL (1 failed, 14 ok)`."""
    counts = Counter(finding.status for finding in result.findings)
    parts = ", ".join(f"{counts[status]} {word}" for status, word in _COUNTED if counts[status])
    word = paint(SHAPES[result.verdict][1], result.verdict, color)
    return f"{word} ({parts or 'nothing was checked'})"


def _profile(result: Result, color: bool, verbose: bool) -> Iterator[str]:
    yield f"{result.profile}: {result.endpoint}" if result.endpoint else result.profile
    yield ""
    said = Said()
    for finding, subjects in _together(result.findings, verbose):
        yield from describe(finding, color=color, verbose=verbose, said=said, subjects=subjects)
    yield from _waiting(result)
    yield from _places(result.findings, verbose)
    if verbose and result.transcript:
        yield ""
        yield from (f"  {line.t:7.3f} {line.dir} {line.text}" for line in result.transcript)


class Said:
    """What this profile's findings have said so far: a sentence that is true of six of them is read once."""

    def __init__(self) -> None:
        self._first: dict[tuple[object, ...], str] = {}

    def before(self, finding: Finding, *what: object) -> str:
        """The id of the finding that said the same before; empty where this one is the first."""
        first = self._first.get(what, "")
        self._first.setdefault(what, finding.id)
        return first


def _together(findings: tuple[Finding, ...], verbose: bool) -> Iterator[tuple[Finding, list[str]]]:
    """Every finding with its subjects; those that passed in the same words are one line, unless everything is to be told."""
    groups: dict[object, tuple[Finding, list[str]]] = {}
    for at, finding in enumerate(findings):
        same = (finding.id, finding.title) if finding.status is Status.PASS and not verbose else at
        group = groups.setdefault(same, (finding, []))
        if finding.subject and finding.subject not in finding.title:
            group[1].append(finding.subject)
    yield from groups.values()


def describe(
    finding: Finding,
    *,
    color: bool = False,
    verbose: bool = False,
    said: Said | None = None,
    subjects: Iterable[str] | None = None,
) -> Iterator[str]:
    """The lines of one finding. `said`: leave out what an earlier one said. `subjects`: other than its own."""
    named = [finding.subject] if subjects is None and finding.subject else [*(subjects or ())]
    more = f" and {len(named) - _MOST_SUBJECTS} more" if len(named) > _MOST_SUBJECTS else ""
    subject = f" [{', '.join(named[:_MOST_SUBJECTS])}{more}]" if named else ""
    head = f"{SHAPES[finding.status][0]} {SHAPES[finding.status][1]:<8} {finding.id:<{_ID}}"
    lines = _wrapped(head, f"{finding.title}{subject}", " " * _TITLE)
    word = status_word(finding.status)
    yield f"{status_word(finding.status, color)}{lines[0].removeprefix(word)}"
    yield from lines[1:]
    in_order = finding.status in (Status.PASS, Status.SKIPPED)
    if in_order and not verbose:
        return
    if finding.seen and finding.seen not in finding.title:
        yield labelled("seen", finding.seen)
    yield from _advice(finding, said or Said())
    if verbose:
        for detail in more_of(finding):
            yield from wrap(detail.label, detail.text)
    if finding.cause and verbose:
        yield labelled("cause", finding.cause)


def more_of(finding: Finding) -> Iterator[Detail]:
    """The details that the finding's own words have not said yet."""
    yield from (detail for detail in finding.details if detail.text not in finding.why)


def _advice(finding: Finding, said: Said) -> Iterator[str]:
    """Why, what to do, and where to read on. Where the proof was made stands below all findings."""
    why = finding.why.removesuffix(finding.where).rstrip() if finding.where else finding.why
    commands = () if finding.where else finding.fix.commands
    if why and not (first := said.before(finding, "why", why)):
        yield from wrap("why", why)
    elif why and not finding.fix.text:
        yield labelled("why", f"as for {first} above")
    if finding.fix.text:
        if first := said.before(finding, "do", finding.fix.text, commands):
            yield labelled("do", f"as for {first} above")
            return
        yield from wrap("do", finding.fix.text)
    yield from typed(commands)
    for link in finding.links:
        yield labelled("see", link)


def _waiting(result: Result) -> Iterator[str]:
    """What could be asked further, what it costs, and the words that agree to it."""
    if not result.waiting:
        return
    yield from ("", "With your consent, more can be found out:")
    for question in result.waiting[:_MOST_WAITING]:
        lines = _wrapped("  ? ", f"{question.reason}: {question.cost}", "    ")
        yield from (*lines, f"      --consent {question.answer}")
    if len(result.waiting) > _MOST_WAITING:
        yield f"  and {len(result.waiting) - _MOST_WAITING} more of this kind"


def _places(findings: tuple[Finding, ...], verbose: bool) -> Iterator[str]:
    """Where the proof was made, once for all apps, and the commands that make it inside theirs."""
    proven = [finding for finding in findings if finding.where]
    inside = [finding for finding in proven if finding.fix.commands]
    if not proven:
        return
    yield ""
    if not inside:
        yield from textwrap.wrap(" ".join(dict.fromkeys(finding.where for finding in proven)), _width())
    elif not verbose and all(finding.status is Status.PASS for finding in proven):
        yield from textwrap.wrap(f"{_HERE} With -v this report has the command that repeats it there.", _width())
    else:
        yield f"{_HERE} To repeat it there:"
        for finding in inside:
            yield from ("", f"  {finding.app or finding.subject}", *(f"  $ {command}" for command in finding.fix.commands))


def labelled(label: str, text: str) -> str:
    """A text behind its label as it is: what is copied is never wrapped."""
    return f"{_INDENT}{label:<{_LABEL}}{text}"


def typed(commands: Iterable[str]) -> Iterator[str]:
    """What to type, below the prose: each command behind a $, its further lines below it."""
    for command in commands:
        first, *further = command.split("\n")
        yield labelled("", f"$ {first}")
        yield from (labelled("", f"  {line}") for line in further)


def wrap(label: str, prose: str) -> list[str]:
    """Prose behind its label, wrapped."""
    first = labelled(label, "")
    return _wrapped(first, prose, " " * len(first))


def headed(line: str) -> list[str]:
    """A line that begins at the left edge: whole for programs that look for it, wrapped in a terminal."""
    if not TERMINAL.get():
        return [line]
    return textwrap.wrap(line, TERMINAL.get(), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _width() -> int:
    return TERMINAL.get() or WIDTH


def _wrapped(first: str, prose: str, below: str) -> list[str]:
    return textwrap.wrap(
        prose, _width(), initial_indent=first, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
    ) or [first.rstrip()]
