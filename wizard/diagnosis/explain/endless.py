"""Lines without an end: a dump in JSON, a log whose line breaks were lost. Cuts them into pieces that can be looked at. Pure.

A cut falls where the text itself has one, so that what repeats in the line gives the same pieces again and no word is cut in two.
Of a very long line only the surroundings of what may be a mail error are worth the costly look; these are looked at as one piece,
so that an error is whole wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.diagnosis.explain.bounds import LONGEST
from wizard.diagnosis.explain.credential_form import NAME
from wizard.diagnosis.explain.interest import has_reply, is_interesting

_SPAN = 300
"""Characters that are judged as worth a look or not."""
_ASIDE = 60
"""How far beside a span its words are seen: what is telling may be two words with the cut between them."""
_BREAKS = (
    re.compile(r"[}\])][,;]?\s*(?=[{\[]|$)|(?:\\r)?\\n"),
    re.compile(r"[}\])][,;]?\s*|,\s?(?=[\"'{\[])"),
    re.compile(r"[;,.]\s"),
    re.compile(r"(?<![:=>])\s+|[,;|&]"),
)
"""Where one thing ends and the next begins, the plainest first. Not after a key: a secret is found by the key before it."""
_AWAITS = re.compile(rf"(?:{NAME}|auth|334|\s-{{1,2}}\w)[^}}]{{0,40}}$|\b(?:with|using|and|app)\s*$", re.IGNORECASE)
"""Words that a secret may follow, near before a break: "the password is", "with password", "AUTH PLAIN", an option."""
_LAST = 20
"""Breaks of a kind that are tried, the last ones."""
_FAILS = re.compile(
    r"fail|error(?!\W{1,3}(?:null|none|false|0)\b)|refus|reject|denied|invalid|unable|cannot|could not|n't|expire|unknown|unreach"
    r"|not (?:a |be |in |yet )?(?:acc|all|auth|ava|conf|conn|found|know|logg|own|perm|poss|res|sent|send|supp|trust|val|ver)"
    r"|closed|lost|reset|exceed|block|wrong|unauth|must|time[ds]?[ -]?out|never|unexpected|unsupport|exception|traceback|eof"
    r"|missing|require|too |bad |abort|econn|etimed|enotfound|eai_|[^\x00-\x7f]{4}",
    re.IGNORECASE,
)
"""Words of failure; more telling ones than for a line of usual length, since a dump holds all the others."""


def pieces(line: str, longest: int = LONGEST) -> Iterator[str]:
    """A line in pieces of bounded length, cut at its own breaks; together they are the line."""
    start = 0
    while len(line) - start > longest:
        end = _last_break(line, start + longest // 2, start + longest)
        yield line[start:end]
        start = end
    if start < len(line) or not line:
        yield line[start:]


def _last_break(line: str, start: int, end: int) -> int:
    """The end of the last break in a part of a line that parts no secret from its name, or of the last one that does, or the
    part's own end where it is one word."""
    fallback = 0
    for pattern in _BREAKS:
        for found in list(pattern.finditer(line, start, end))[: -_LAST - 1 : -1]:
            if not _AWAITS.search(line, max(start, found.start() - _ASIDE), found.end()):
                return found.end()
            fallback = fallback or found.end()
    return fallback or end


def worthy(line: str) -> Iterator[str]:
    """The parts of an endless line that may tell of a mail error, each with what stands around it."""
    spans = list(pieces(line, _SPAN))
    start = at = 0
    open = False
    for place, span in enumerate(spans):
        end = at + len(span)
        around = line[max(0, at - _ASIDE) : end + _ASIDE]
        if is_interesting(around) and (_FAILS.search(around) or has_reply(around)):
            if not open:
                start = at - len(spans[place - 1]) if place else at
                open = True
        elif open:
            # The span after the last one that is worth a look ends the part.
            open = False
            yield from pieces(line[start:end])
        at = end
    if open:
        yield from pieces(line[start:])
