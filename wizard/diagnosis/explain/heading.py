"""How an error begins: with an exception's class or a server's reply. Tells two errors in a row from one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENDING = r"(?:Error|Exception|Refused|Failure|Timeout|Disconnected)"
_TAG = r"(?:\[[\w .:/-]{1,40}\]\s+)?"
_CLASS = re.compile(
    rf"{_TAG}(?P<name>(?:[\w$]+(?:\.|::|\\))*(?:[A-Z][\w$]*)?{_ENDING}|socket\.(?:gaierror|timeout))(?=\s?[:(]|\s\[)"
)
_REPLY = re.compile(rf"{_TAG}(?P<code>[45]\d\d)(?P<more>[ -])(?:(?P<status>[45]\.\d{{1,2}}\.\d{{1,3}})(?![\d.]))?(?=.*[A-Za-z])")
_CODES = re.compile(r"(?<![\w.:/-])[45]\d\d(?=[\s,:;)'\"-]|$)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line begins with."""

    name: str = ""
    """The exception's class."""
    code: str = ""
    """The reply's code."""
    status: str = ""
    codes: frozenset[str] = frozenset()
    """All that stand in the line."""
    open: bool = False
    """Whether the next line goes on with it, by its own punctuation."""

    def is_apart_from(self, other: Heading) -> bool:
        """Whether the line that begins so tells another error than an earlier line that began like `other`."""
        if other.open:
            return False
        if self.name and other.name:
            return True
        if self.code and other.code:
            return self.code != other.code or (self.status != "" != other.status and self.status != other.status)
        if self.name:
            return other.code not in self.codes
        return bool(other.codes) and self.code not in other.codes


def heading_of(line: str) -> Heading | None:
    """The heading of a line; None = it begins like any other."""
    found = _CLASS.match(line)
    reply = None if found else _REPLY.match(line)
    if found is None and reply is None:
        return None
    open = line.rstrip().endswith((":", ";", ",", "("))
    codes = frozenset(_CODES.findall(line))
    if reply is None:
        return Heading(name=found["name"] if found else "", codes=codes, open=open)
    return Heading(code=reply["code"], status=reply["status"] or "", codes=codes, open=open or reply["more"] == "-")
