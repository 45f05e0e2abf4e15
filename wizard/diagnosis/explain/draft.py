"""An entry while it grows: which of the next lines still belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from wizard.diagnosis.explain.heading import Heading, heading_of
from wizard.diagnosis.explain.interest import is_request, is_worth_a_look
from wizard.diagnosis.explain.stamp import Stamped

MOST_LINES = 80
MOST_CHARACTERS = 12_000
_DULL_ALLOWED = 4
_DULL_EARLY = 8
"""Among the first lines, which may be a person's own words."""
_DULL_IN_TRACE = 25
_JOINABLE = 40
"""Unmarked lines right after each other belong together as long as they are this few."""

_FRAME = (
    r"During\ handling|The\ above\ exception|[Cc]aused\ by|nested\ exception|\.\.\.\ \d+\ more"
    r"|at\ \S+[(.:]|from\ \S+:\d+|\#\d+\s|[}\])]|\[(?:stacktrace|previous\ exception)\]|Next\ [\w\\]+:"
)
_FIELD = r"(?:code|command|response|responseCode|errno|syscall|address|port|hostname)['\"]?\s*[:=]"
_PART = re.compile(rf"(?:{_FRAME}|{_FIELD})", re.VERBOSE)
"""What is never the beginning of an error, even where each line has a stamp."""
_TOLD = (
    r"(?:->|<-|[<>]\s|>>>?|<<<?|<==|==>|S:|C:|\*\s|<~|~>|<\*\*|[A-Z][A-Za-z]+\s->\s[A-Z])"
    r"|(?:Send|Recv|SEND|RECV|send|reply|retcode)[:\s]"
)
_CONTINUES = re.compile(
    rf"""\s                                    # indented: frames, folded replies
    | (?:{_FRAME}|Traceback|Stack\ ?trace|stack\ backtrace|\*\*\s)
    | {_FIELD} | (?:reason|cause|library|function|opensslErrorStack|host)['"]?\s*[:=]
    | \d{{3}}[ -]
    | {_TOLD}
    | [\w.$]*(?:Error|Exception|Refused|Failure|Timeout|Disconnected)\b
    """,
    re.VERBOSE,
)
_SPOKEN = re.compile(
    rf"""{_TOLD} | [23]\d\d[ -] | .*\ said: | .*DATA\b.*:$
    | (?:EHLO|HELO|LHLO)\ | MAIL\ FROM: | RCPT\ TO: | AUTH\ [A-Z] | (?:STARTTLS|DATA|QUIT|RSET)$""",
    re.VERBOSE | re.IGNORECASE,
)
"""A line of a conversation with a mail server, in which one refusal may follow another."""
_EXCEPTION = re.compile(r"[\w.$]*(?:Error|Exception|Refused|Failure|Timeout|Disconnected)\b")
_TRACE = r"^\s+File \"|Traceback \(most recent|panic:|goroutine |Stack trace|^\s+at \S|^\s+from /"
_HAS_FRAMES = re.compile(_TRACE)
_OPENS_TRACE = re.compile(rf"{_TRACE}|Exception|Error\b.*:?$")
_AWAITS = re.compile(r"(?:Traceback|During handling|The above exception)|.*nested exception is:?$")
"""What an exception's own line comes after."""
_KEEPS_OPEN = re.compile(r"(?:During handling|The above exception|[Cc]aused by|Traceback)")
_SENT = re.compile(r"status=sent\b|dsn=2\.\d\.\d|\b250 2\.[0156]\.\d", re.IGNORECASE)
_DELIVERED = re.compile(
    r"\bstat(?:us)?=sent\b|dsn=2\.|\b250[ -]2\.[06]\.\d|\b250\b.{0,40}\b(?:queued|accepted|delivered|id=)"
    r"|\b(?:sent|delivered)\b.{0,80}\b250\b",
    re.IGNORECASE,
)
_SETTING = re.compile(r"\s*(?:export\s|-\s)?[A-Z][A-Z0-9]*_[A-Z0-9_]+\s?[=:]")
_NUMBER = re.compile(r"\d+")


def is_of_a_delivery(line: str) -> bool:
    """Whether a line tells of a message that was delivered: a conversation is over then, and what follows is none of it."""
    return _DELIVERED.search(line) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its wrapping, and what that said."""

    text: str
    stamp: Stamped
    inside: bool = False
    """Whether it stands in the same string as the line before it."""
    after_blank: bool = False

    @property
    def is_indented(self) -> bool:
        return self.text[:1].isspace()


@dataclass(slots=True)
class Draft:
    """The lines so far, and what the next one is judged by."""

    lines: list[str] = field(default_factory=list)
    worth: bool = False
    """Whether it is worth judging."""
    early: bool = True
    first: Stamped | None = None
    heading: Heading | None = None
    size: int = 0
    dull: int = 0
    telling: bool = False
    trace: bool = False
    frames: bool = False
    """Whether a traceback is open: a word like "Error" may open one, and says only that more dull lines may follow."""
    awaits: bool = False
    """Whether a traceback is open whose exception is still to come."""
    spoken: bool = False
    settings: bool = False
    """Whether there was nothing yet but settings, which a person put before their error."""
    request: bool = False

    def begin(self, lines: Iterable[str]) -> None:
        """Lines that were not worth an entry by themselves, but stand before one that is."""
        self.lines.extend(lines)

    def takes(self, line: Line) -> bool:
        """Whether a line belongs to this entry."""
        text, stamp = line.text, line.stamp
        if (
            len(self.lines) >= MOST_LINES
            or self.size + len(text) > MOST_CHARACTERS
            or self._is_dull(line)
            or (stamp.source and self.first is not None and self.first.source and stamp.source != self.first.source)
        ):
            return False
        if line.inside or line.is_indented:
            return True
        if stamp.request and self.first is not None and stamp.request == self.first.request:
            return True
        if line.after_blank and not _KEEPS_OPEN.match(text):
            return False
        if self._repeats(line) or self._is_apart(text) or self.request or is_request(text):
            return False
        if self.settings:
            return True
        if stamp.fresh:
            return self._takes_stamped(line)
        if self.first is not None and self.first.fresh and not self.telling:
            return False  # a bare line after an ordinary log line is no part of it
        if _CONTINUES.match(text):
            return True
        # What docker wrote is a log, line by line; without its prefix it may be a person's own words around an error.
        return len(self.lines) < _JOINABLE and (not stamp.source or is_worth_a_look(text))

    def _takes_stamped(self, line: Line) -> bool:
        """Whether a line with a stamp of its own is part of it: docker logs -t and journald stamp each line of one traceback."""
        text = line.text
        return bool(
            _PART.match(text)
            or (self.trace and _EXCEPTION.match(text) and (self.frames or heading_of(text) is None))
            or (text[:3].isdigit() and self.lines[-1].startswith(f"{text[:3]}-"))
        )

    def _is_dull(self, line: Line) -> bool:
        """Whether so many lines told nothing of mail that the next is none of it either."""
        if self.trace:
            return self.dull > _DULL_IN_TRACE
        if self.early:
            return self.dull > _DULL_EARLY and not line.is_indented
        return self.dull > _DULL_ALLOWED

    def _is_apart(self, text: str) -> bool:
        """Whether a line begins another error than the one that this entry is about."""
        if self.heading is None or self.awaits or self.spoken or _PART.match(text):
            return False
        new = heading_of(text)
        return new is not None and new.is_apart_from(self.heading)

    def _repeats(self, line: Line) -> bool:
        """Whether the line is the same error once more."""
        text = line.text
        if self.spoken or _PART.match(text) or _KEEPS_OPEN.match(text):
            return text == self.lines[-1] and is_worth_a_look(text)
        bare = _NUMBER.sub("0", text)
        return any(bare == _NUMBER.sub("0", old) for old in {self.lines[0], self.lines[-1]}) and is_worth_a_look(text)

    def add(self, line: Line, *, early: bool) -> None:
        """Take a line. `early`: it is one of the first of the input, which all count."""
        text = line.text
        if self.first is None:
            self.first, self.early, self.settings = line.stamp, early, not line.stamp.fresh
            self.request = is_request(text)
        self.lines.append(text)
        self.size += len(text)
        telling = is_worth_a_look(text)
        sent = _SENT.search(text) is not None
        self.worth = self.worth or ((early or telling) and not sent)
        self.telling = self.telling or telling or bool(_OPENS_TRACE.search(text))
        self.dull = 0 if telling and not sent else self.dull + (not (early and line.is_indented))
        self.trace = self.trace or bool(_OPENS_TRACE.search(text))
        self.frames = self.frames or bool(_HAS_FRAMES.search(text))
        self.spoken = self.spoken or bool(_SPOKEN.match(text))
        self.settings = self.settings and bool(_SETTING.match(text))
        heading = heading_of(text)
        self.heading = heading or self.heading
        self.awaits = bool(_AWAITS.match(text)) or (self.awaits and line.is_indented)
