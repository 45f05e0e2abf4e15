"""Everything that a crash screen could show of an exception: its words, its chain, and what the chain carries along."""

from __future__ import annotations


def everything(error: BaseException) -> str:
    """Words, hints, attributes and chain of an exception, as one text."""
    shown: list[str] = []
    queue: list[BaseException | None] = [error]
    while queue:
        each = queue.pop()
        if each is None:
            continue
        shown += [str(each), repr(each), repr(each.args), repr(vars(each)), repr(getattr(each, "object", ""))]
        queue += [each.__cause__, each.__context__]
    return "\n".join(shown)
