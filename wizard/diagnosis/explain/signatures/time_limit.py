"""Time limits among settings: `connect_timeout=30` says how long to wait, and of no wait that was in vain. Pure."""

from __future__ import annotations

import re

_ANY = re.compile("time", re.IGNORECASE)
_KEY = r"(?<![\w.-])(?!\w*(?:error|exception)\b)(?:[\w.-]*[\w.-]time[_-]?outs?|time[_-]?outs?(?=[a-z_-]))[a-z_]*"
"""A name with more in it than the word itself: `greetingtimeout`, `mail.smtp.timeout`, `timeout_ms`."""
_IN_VAIN = r"(?![\w.]*\)?,?\s(?:was\s|is\s|has\sbeen\s)?(?:exceed|reach|elaps|expir|pass|hit|over))"
_SETTING = re.compile(
    rf"""{_KEY}["']?\s?(?:=>|[:=])\s?["']?(?:\d++{_IN_VAIN}|(?:null|none|nil|undefined|true|false)\b|\$\{{)
      | (?<![\w.-])(?:\w+_)?time_?outs?_(?:seconds|secs?|millis\w*|ms|total|count|sum|bucket)\b(?:\{{[^{{}}]*\}})?""",
    re.VERBOSE | re.IGNORECASE,
)
"""With a value behind it, or as monitoring names it."""


def without_time_limits(text: str) -> str:
    """A text with blanks in place of time limits: every other word stays at its position."""
    return _SETTING.sub(lambda found: " " * len(found.group()), text) if _ANY.search(text) else text
