"""A pasted error in words: what the explain page and the plain output of `explain` show."""

from __future__ import annotations

from collections.abc import Iterable

from wizard import providers
from wizard.diagnosis.explain import Explanation, Hints, explain

_MOST = 3


def answer(text: str | Iterable[str], hints: Hints | None = None) -> str:
    """Explain a pasted text and put the answer into words."""
    return words(explain(text, hints or Hints(), providers.load_all()))


def words(found: Explanation) -> str:
    """An explanation for people: the likeliest cause in full, the others in a line."""
    lines = [f"! {warning}" for warning in found.warnings]
    if not found.causes:
        lines.append("No mail error that I know is in this text. Paste the lines around the failure, with the server's reply.")
        return "\n".join(lines)
    for at, one in enumerate(found.causes[:_MOST]):
        if at == 0:
            lines += [one.title, "", f"Seen   {one.matched}", f"Why    {one.why}", f"Do     {one.fix.text}"]
            lines += [f"       {command}" for command in one.fix.commands]
        else:
            lines += ["", f"Or     {one.title}", f"       {one.matched}"]
    if found.question:
        lines += ["", f"To be sure: {found.question.ask}"]
    return "\n".join(lines)
