"""What an app's mail library reads out of a server's answer to EHLO: some know a word only as the standard spells it."""

from __future__ import annotations

from wizard.diagnosis.library import Library
from wizard.evidence import Extensions


def knows(extensions: Extensions, keyword: str, library: Library) -> bool:
    """Whether the library finds a keyword (in capitals) there."""
    if keyword not in extensions.words:
        return False
    spelt = [words[0] for words in _lines(extensions) if words[0].upper().partition("=")[0] == keyword]
    return not library.exact_keywords or not spelt or keyword in spelt


def mechanisms(extensions: Extensions, library: Library) -> tuple[str, ...]:
    """The mechanisms, in capitals, that the library finds there."""
    offers = [words for words in _lines(extensions) if words[0].upper().partition("=")[0] == "AUTH"]
    spelt = {name for words in offers for name in (words[0].partition("=")[2], *words[1:])}
    offered = tuple(name.upper() for name in extensions.mechanisms)
    if library.exact_mechanisms and spelt:
        return tuple(name for name in offered if name in spelt)
    return offered


def _lines(extensions: Extensions) -> list[list[str]]:
    return [words for line in extensions.reply.lines[1:] if (words := line.text.split())]
