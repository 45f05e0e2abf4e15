"""A pasted error in words, for the explain page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard import providers
from wizard.diagnosis.explain import Explanation, Hints, Ranked, explain


def answer(text: str | Iterable[str], hints: Hints | None = None) -> str:
    """Explain a pasted text and put the answer into words."""
    return words(explain(text, hints or Hints(), providers.load_all()))


def words(found: Explanation) -> str:
    """An explanation for people: each cause with its reason and remedy, the likeliest first."""
    lines = [f"! {warning}" for warning in found.warnings]
    if not found.causes:
        lines.append("No mail error that I know is in this text. Paste the lines around the failure, with the server's reply.")
        return "\n".join(lines)
    first = found.causes[0]
    lines += [f"A guess: {first.title}" if first.is_guess else first.title, "", *_told(first)]
    if found.doubt:
        lines.append(f"Sure?  {found.doubt}")
    if first.links:
        lines.append(f"See    {first.links[0]}")
    for one in found.rivals:
        lines += ["", f"Or     {one.title}", *_told(one, seen=one.matched != first.matched, commands=False)]
    for one in found.further:
        lines += ["", f"Also   another error in this text: {one.title}", *_told(one)]
    if found.question:
        lines += ["", f"To be sure: {found.question.ask}"]
    return "\n".join(lines)


def _told(one: Ranked, *, seen: bool = True, commands: bool = True) -> Iterator[str]:
    """A cause's reason and remedy. `seen`: with what was recognised, which a rival may share with the first."""
    if seen and one.matched:
        yield f"Seen   {one.matched}"
    yield f"Why    {one.why}"
    yield f"Do     {one.fix.text}"
    yield from (f"       {command}" for command in one.fix.commands if commands)
