"""The shape of server words that mean one thing: a row of alternatives and the stages where they count.

No row holds a whole sentence of one server: an alternative is the few words that every server uses for the same thing, or an
enhanced status code of RFC 3463 and the IANA registry where one is specific enough. They match text in small letters with
single blanks, from which addresses were taken out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wizard.step import Stage

EARLY = frozenset({Stage.CONNECT, Stage.TLS, Stage.EHLO})
LOGIN = frozenset({Stage.AUTH})
SENDER = frozenset({Stage.MAIL_FROM})
RECIPIENT = frozenset({Stage.RCPT_TO, Stage.DATA})
MAIL = SENDER | RECIPIENT
MESSAGE = frozenset({Stage.DATA})


NAMELESS = ""
"""The cause of what the words say plainly and the catalogue has no name for: no other row, nor the code, shall name one."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A cause, the words that mean it, and the stages where they do (None = anywhere)."""

    cause: str
    words: re.Pattern[str]
    stages: frozenset[Stage] | None = None


def row(cause: str, *alternatives: str, stages: frozenset[Stage] | None = None) -> Phrase:
    """A Phrase of regular expressions, any of which will do."""
    return Phrase(cause, re.compile("|".join(f"(?:{words})" for words in alternatives)), stages)
