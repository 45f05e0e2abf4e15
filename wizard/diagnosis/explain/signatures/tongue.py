"""Other tongues and careless typing: words of other languages and missing apostrophes become the English that signatures know."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files

_CONTRACTION = re.compile(r"\b(does|did|do|is|are|was|were|has|have|had|ca|could|wo|would|should|must)nt\b")


@functools.cache
def _table() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """One pattern that finds any of them, and each with its English words."""
    words: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("tongue.toml").read_text("utf-8"))["words"]
    rows = tuple((english, re.compile("|".join(patterns))) for english, patterns in words.items())
    return re.compile("|".join(pattern.pattern for _, pattern in rows)), rows


def in_english(line: str) -> str:
    """A line in small letters, with what another language says about an error put into English words."""
    if "nt" in line:
        line = _CONTRACTION.sub(r"\1n't", line)
    anything, rows = _table()
    if anything.search(line) is None:
        return line
    for english, pattern in rows:
        line = pattern.sub(f" {english} ", line)
    return " ".join(line.split())
