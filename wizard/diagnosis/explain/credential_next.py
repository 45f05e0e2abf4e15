"""Secrets on the line after the one that tells of them: a name alone on its line, and what a shell prints or is fed."""

from __future__ import annotations

import re

from wizard.diagnosis.explain import credential_word as word
from wizard.diagnosis.explain.credential_form import NAME

_LONGEST = 300
_TAGS = r"(?:\s*<[^<>]{1,200}>)*"
_NAME = rf"^{_TAGS}[\s'\"\[{{-]*[\w.-]{{0,60}}?{NAME}(?P<rest>\w{{0,20}})['\"\]]{{0,2}}\s*"
_ALONE = re.compile(rf"{_NAME}(?:</\w{{1,10}}>\s*)?(?:(?:=>|:=|[:=])\s*(?:some\(|secretstr\(|[(b])?)?\s*$")
_OPENS = re.compile(rf"{_NAME}(?:=>|:=|[:=])\s*(?:\\|\"{{3}}|'{{3}})\s*$")
_PRINTS = re.compile(
    rf"(?:^|[$#%>]\s|\s(?:exec|run|sudo)\s.{{0,80}}?)\s*(?:(?:cat|head|tail|printenv)\s|echo\s+[\"']?\$)[^|;&<>]{{0,200}}?"
    rf"{NAME}[\w.-]{{0,40}}[\"'}})]*\s*$|{NAME}.{{0,60}}\|\s*base64\s+(?:-d|--decode)\s*$"
)
_COMMANDS = ("cat ", "head ", "tail ", "printenv ", "echo ", "base64 ")
_OPENERS = "=:>([{\\\"'"
_HEREDOC = re.compile(rf"{NAME}.{{0,40}}<<-?\s*['\"]?\w+['\"]?\s*$|<<-?\s*['\"]?\w+['\"]?\s*>>?\s*\S{{0,200}}?{NAME}[\w.-]*\s*$")
_QUOTED = re.compile(rf"{_TAGS}\s*(?:string\(\d+\)\s*)?(?P<q>[\"'])(?P<secret>.+?)(?P=q)\s*[,;)]*\s*(?:</.*)?$")
_REFUSED = re.compile(r"input_value=(?P<q>[\"'])(?P<secret>.+?)(?P=q)(?=[,\]])")
_TOKEN = re.compile(r"\s*(?P<secret>\S{4,})\s*$")
_PROMPT_OR_SETTING = re.compile(r".*[$#%>]$|[A-Z_]{3,}=|\S+[:>]$")

NAMED, BARE = "named", "bare"
LINES = {NAMED: 2, BARE: 1}
"""How many lines further the value may stand: pydantic tells first what is wrong with it."""


def awaited(low: str) -> str:
    """What a line, in small letters, lets the next one hold: a value in quotes, one without, or nothing."""
    bare = low.strip()
    if len(bare) > _LONGEST:
        return ""
    if " " not in bare or bare[-1:] in _OPENERS:
        alone = _ALONE.match(low)
        if alone:
            return "" if word.is_about(alone["rest"]) else NAMED
        if _OPENS.match(low):
            return BARE
    prints = any(command in low for command in _COMMANDS) and _PRINTS.search(low)
    return BARE if prints or ("<<" in low and _HEREDOC.search(low)) else ""


def value_in(line: str, form: str) -> re.Match[str] | None:
    """The awaited value in a line, unless something else stands there."""
    if form == NAMED:
        found = _QUOTED.match(line) or _REFUSED.search(line)
        return None if found is None or word.is_sentence(found["secret"]) else found
    found = _TOKEN.match(line)
    if found is None or _PROMPT_OR_SETTING.match(found["secret"]) or word.is_word(found["secret"]):
        return None
    return found
