"""A pasted error in words, for the explain page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard import providers
from wizard.command_line import Command, indented
from wizard.diagnosis.explain import Explanation, Hints, Ranked, explain


def answer(text: str | Iterable[str], hints: Hints | None = None) -> str:
    """Explain a pasted text and put the answer into words."""
    return "\n".join(lines(text, hints))


def lines(text: str | Iterable[str], hints: Hints | None = None) -> list[str]:
    """The same line by line; what is to be typed is a `Command`."""
    return words(explain(text, hints or Hints(), providers.load_all()))


def words(found: Explanation) -> list[str]:
    """An explanation for people: each cause with its reason and remedy, the likeliest first."""
    rows = [f"! {warning}" for warning in found.warnings]
    if not found.causes:
        rows.append("No mail error that I know is in this text. Paste the lines around the failure, with the server's reply.")
        return rows
    first = found.causes[0]
    rows += [f"A guess: {first.title}" if first.is_guess else first.title, "", *_told(first)]
    if found.doubt:
        rows.append(f"Sure?  {found.doubt}")
    if first.links:
        rows.append(f"See    {first.links[0]}")
    for one in found.rivals:
        rows += ["", f"Or     {one.title}", *_told(one, seen=one.matched != first.matched, commands=False)]
    for one in found.further:
        rows += ["", f"Also   another error in this text: {one.title}", *_told(one)]
    if found.question:
        rows += ["", f"To be sure: {found.question.ask}"]
    return rows


def _told(one: Ranked, *, seen: bool = True, commands: bool = True) -> Iterator[str]:
    """A cause's reason and remedy. `seen`: with what was recognised, which a rival may share with the first."""
    if seen and one.matched:
        yield f"Seen   {one.matched}"
    yield f"Why    {one.why}"
    yield f"Do     {one.fix.text}"
    yield from (indented(Command(command), " " * 7) for command in one.fix.commands if commands)
