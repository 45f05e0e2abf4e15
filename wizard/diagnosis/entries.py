"""Cuts a stream of lines into entries: one error with its traceback, its continuation lines, or its SMTP dialogue.

Memory is bounded: lines that can't matter are dropped at once, an entry holds at most `MOST_LINES` lines.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wizard.diagnosis.credentials import Finder
from wizard.diagnosis.unwrap import clean, pieces, unfolded, without_prefix

MOST_LINES = 80
MOST_CHARACTERS = 12_000
_SHORT = 200
"""The first lines of any input are all looked at; after them only those that hold one of the keys."""
_BEFORE = 3
"""Dull lines kept before an entry begins: a traceback starts before its error does."""
_DULL_ALLOWED = 4
_DULL_IN_TRACE = 25
_JOINABLE = 40
"""Unmarked lines right after each other belong together as long as they are this few."""
_ALONE = 8
"""Lines beside the only entry (or lines at all), at most, for it to count as pasted alone."""

_KEYS = (
    "smtp", "mail", "tls", "ssl", "x509", "certificate", "pkix", "helo", "econn", "timedout", "eai_again", "enotfound",
    "edns", "esocket", "eauth", "refused", "timed", "timeout", "time-out", "unreach", "getaddrinfo", "gaierror",
    "name or service", "name resolution", "no such host", "lookup", "reset by peer", "eof", "closed", "relay", "rcpt",
    "recipient", "sender", "authen", "invalid login", "login fail", "login denied", "login incorrect", "bad login",
    "login first", "logged in", "login: eof", "login eof", "credential", "spf", "dmarc", "quota", "credits", "sandbox",
    "greylist", "greeting", "traceback", "codec can't", "linefeed", "newline", "interpolation", "duplicate",
    "mutually exclusive", "assign requested", "nxdomain", "sasl", "from address", "schannel", "gnutls", "connection lost",
    "end of file", "_failure", "missing_requirement", "10060", "10061", "11001", "contenttype", "授权", "认证",
)  # fmt: skip

_REPLY = re.compile(r"""[45](?:\d\d[ -](?<![\w.=:/#-].{4})(?=[\w<("'])|\.[1-7]\.\d{1,3}(?![\d.]))""")
"""A reply code or an enhanced code. It starts with a plain set of characters and looks behind later: three times as fast."""
_CONTINUES = re.compile(
    r"""\s                                     # indented: frames, folded replies
    | (?:Traceback|During\ handling|The\ above\ exception|[Cc]aused\ by|nested\ exception|\.\.\.\ \d+\ more
        |at\ \S+[(.:]|from\ \S+:\d+|Stack\ ?trace|stack\ backtrace|\#\d+\s|\*\*\s|[}\])])
    | (?:code|command|response|responseCode|errno|syscall|address|port|hostname|reason|cause|library|function
        |opensslErrorStack|host)['"]?\s*[:=]
    | \d{3}[ -]
    | (?:->|<-|[<>]\s|>>>?|<<<?|<==|==>|S:|C:|\*\s|<~|~>|<\*\*|[A-Z][A-Za-z]+\s->\s[A-Z])
    | (?:Send|Recv|SEND|RECV|send|reply|retcode)[:\s]
    | [\w.$]*(?:Error|Exception|Refused|Failure|Timeout|Disconnected)\b
    """,
    re.VERBOSE,
)
_PART = re.compile(
    r"""(?:During\ handling|The\ above\ exception|[Cc]aused\ by|nested\ exception|\.\.\.\ \d+\ more
    | at\ \S+[(.:]|from\ \S+:\d+|\#\d+\s|[}\])]
    | (?:code|command|response|responseCode|errno|syscall|address|port|hostname)['"]?\s*[:=])""",
    re.VERBOSE,
)
_EXCEPTION = re.compile(r"[\w.$]*(?:Error|Exception|Refused|Failure|Timeout|Disconnected)\b")
_OPENS_TRACE = re.compile(
    r"^\s+File \"|Traceback \(most recent|Exception|Error\b.*:?$|panic:|goroutine |Stack trace|^\s+at \S|^\s+File \"|^\s+from /"
)
_KEEPS_OPEN = re.compile(r"(?:During handling|The above exception|[Cc]aused by|Traceback)")
_SENT = re.compile(r"status=sent\b|dsn=2\.\d\.\d|\b250 2\.[0156]\.\d", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """Lines that belong together, without their wrapping and without secrets."""

    lines: list[str] = field(default_factory=list)
    alone: bool = False
    """Whether it is (almost) all there was: then a person pasted just this error."""
    last: bool = False
    """Whether the input ends with it, perhaps in the middle of a word."""
    early: bool = True
    """Whether it stands among the first lines of the input, which are looked at without a filter."""
    before: tuple[str, ...] = ()
    """The last lines of the dialogue before it, for the stage."""


def is_interesting(line: str) -> bool:
    """A cheap test: whether a line could be part of a mail error at all."""
    low = line.lower()
    for key in _KEYS:  # a plain loop: this runs for every line of a log of many MB
        if key in low:
            return True
    return _REPLY.search(line) is not None


def cut(lines: Iterable[str], finder: Finder) -> Iterator[Entry]:
    """Entries that hold at least one line worth looking at, in order."""
    cutter = _Cutter(finder)
    for raw in lines:
        for piece in pieces(raw):
            yield from cutter.take(piece)
    yield from cutter.finish()


def whole(text: str) -> list[str]:
    """The lines of a text as one entry, without their wrapping."""
    return [line for raw in unfolded(text).splitlines() for piece in pieces(raw) for line in clean(piece).lines]


class _Cutter:
    """The state between two lines. `take` gives back the entries that a line has ended, if any."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._recent: deque[str] = deque(maxlen=_BEFORE)
        self._said: deque[str] = deque(maxlen=4)
        self._entry = Entry()
        self._held: list[Entry] = []
        self._worth = self._telling = self._trace = self._blank = self._stamped = False
        self._dull = self._total = self._given = self._size = 0

    def take(self, piece: str) -> Iterator[Entry]:
        """One line of input (or a piece of a very long one)."""
        if not piece.strip():
            self._blank = True
            return
        if self._total >= _SHORT and not self._entry.lines and not is_interesting(piece):
            self._total += 1
            self._recent.append(self._finder.blot(piece))
            return
        cleaned = clean(piece)
        for position, line in enumerate(cleaned.lines):
            if not line.strip():
                self._blank = True
                continue
            self._total += 1
            inner, fresh = (line, cleaned.fresh) if position == 0 else without_prefix(line)  # a whole log in one string
            line = self._finder.blot(inner)
            inside = position > 0 and not fresh
            if self._entry.lines and ((cleaned.whole and position == 0) or not self._belongs(line, inside, fresh)):
                yield from self._close()
            if self._entry.lines or self._total <= _SHORT or is_interesting(line):
                self._stamped = self._stamped if self._entry.lines else fresh
                self._add(line)
            else:
                self._recent.append(line)

    def finish(self) -> Iterator[Entry]:
        """The last entries. Of a short input each counts as pasted alone."""
        only = self._given == 0 and not self._held and self._total - len(self._entry.lines) <= _ALONE
        last = list(self._close())
        for entry in (*self._held, *last)[-1:]:
            entry.last = not self._recent
        for entry in (*self._held, *last):
            entry.alone = only or self._total <= _ALONE
            yield entry

    def _belongs(self, line: str, inside: bool, fresh: bool) -> bool:
        entry = self._entry
        if (
            len(entry.lines) >= MOST_LINES
            or self._size + len(line) > MOST_CHARACTERS
            or self._dull > (_DULL_IN_TRACE if self._trace else _DULL_ALLOWED)
        ):
            return False
        indented = line[:1].isspace()
        if inside or indented:
            return True
        if self._blank and not _KEEPS_OPEN.match(line):
            return False
        if self._repeats(line, fresh):
            return False
        if fresh:  # docker logs -t and journald stamp every line, also those of one traceback or reply
            return bool(
                _PART.match(line)
                or (self._trace and _EXCEPTION.match(line))
                or (line[:3].isdigit() and entry.lines[-1].startswith(f"{line[:3]}-"))
            )
        if self._stamped and not self._telling:  # a bare line after an ordinary log line is no part of it
            return False
        return bool(_CONTINUES.match(line)) or len(entry.lines) < _JOINABLE

    def _repeats(self, line: str, fresh: bool) -> bool:
        """Whether the line is the same error once more: two stamped exceptions in a row are no traceback of one."""
        lines = self._entry.lines
        if line == lines[-1] and is_interesting(line):
            return True
        return fresh and bool(_EXCEPTION.match(line) and _EXCEPTION.match(lines[0]))

    def _add(self, line: str) -> None:
        entry = self._entry
        if not entry.lines and self._recent and line[:1].isspace():
            entry.lines.extend(part for old in self._recent for part in clean(old).lines if part.strip())
        self._blank = False
        self._recent.clear()
        entry.lines.append(line)
        self._size += len(line)
        telling = is_interesting(line)
        hit = (self._total <= _SHORT or telling) and not _SENT.search(line)
        self._worth = self._worth or hit
        self._telling = self._telling or telling or bool(_OPENS_TRACE.search(line))
        self._dull = 0 if hit else self._dull + 1
        self._trace = self._trace or bool(_OPENS_TRACE.search(line))

    def _close(self) -> Iterator[Entry]:
        entry = self._entry
        if self._worth and entry.lines:
            self._held.append(entry)
        self._said.extend(entry.lines[-2:])
        self._entry = Entry(before=tuple(self._said), early=self._total <= _SHORT)
        self._worth = self._telling = self._trace = False
        self._dull = self._size = 0
        if self._total > _ALONE:
            yield from self._held
            self._given += len(self._held)
            self._held = []
