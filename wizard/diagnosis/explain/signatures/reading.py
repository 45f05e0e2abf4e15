"""Reads the structure of an entry: reply codes, the stage they belong to, host and port, and whether it is about mail at all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from wizard.diagnosis.explain.signatures.address import FILE_ENDINGS, IPV6, LOOPBACK, MAIL_PORTS, NAME, QUAD, URL, ports_in
from wizard.diagnosis.explain.signatures.time_limit import without_time_limits
from wizard.diagnosis.explain.signatures.tongue import in_english
from wizard.step import Stage

_SPACE = re.compile(r"\s+")
_CONTINUED = re.compile(r"\b([45]\d\d)-(?=\s|\d\.\d|[a-z<\"'])")
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.]*\d)")
_CODE = re.compile(
    r"""(?<![\w.:/#$@-])([45]\d\d)(?:(?=[\s-]+[<\["'(]?[45]\.\d{1,2}\.\d{1,3})()      # with an enhanced code
      | (?=[-\s,:;"'\])]|$))""",
    re.VERBOSE,
)
_SMTP_CODES = frozenset({421, 430, 432, 471, 571, *range(450, 460), *range(500, 505), *range(510, 514), *range(521, 558)})
_HTTP_TOO = frozenset({421, 451, 500, 501, 502, 503, 504, 510, 511, 521, 523, 525, 526, 530})
_STRUCTURE: dict[str, Any] = tomllib.loads(files(__package__).joinpath("structure.toml").read_text("utf-8"))


def _any(*path: str) -> re.Pattern[str]:
    table: Any = _STRUCTURE
    for key in path:
        table = table[key]
    return re.compile("|".join(table))


_MAIL, _FOREIGN, _MAIL_STRONG, _FOREIGN_STRONG = _any("mail"), _any("foreign"), _any("mail_strong"), _any("foreign_strong")
_FOREIGN_OUTRIGHT = _any("foreign_outright")
_FETCHING, _SENDING, _TOPIC = _any("fetching"), _any("sending"), _any("topic")
_ARRIVING, _LISTED = _any("arriving"), _any("listed")
_DIALOGUE, _IMPLICIT, _REPLY_BEFORE, _BOILERPLATE = _any("dialogue"), _any("implicit"), _any("before_code"), _any("boilerplate")
_STAGES = tuple((Stage(name), _any("stages", name)) for name in _STRUCTURE["stages"])
_FAILURE: tuple[str, ...] = tuple(_STRUCTURE["failure"])
_BOILERPLATE_LEAST = 60
_RAISED = re.compile(r"^\S*\.[A-Z]\w*: ")
"""How an exception begins: a class has a capital, the key of a text has none."""
_REPORT = re.compile(
    r"(?:dsn|status|diagnostic-code|said|response was|reply|detail|reason|error|\()[:=\s]{0,3}[^ ]{0,3}[45]\.\d{1,2}\.\d"
)
_EXIT = re.compile(r"exit\w*(?: with)?(?: status| code)*[ :=]*$|\buser $")
_PROGRAM = re.compile(r"([a-z][a-z0-9._-]{1,24})(?:\[\d+\])?: ")
_FAULT = re.compile(
    r"err|exc|fail|fatal|warn|critical|severe|timeout|refused|reason|msg|message|result|response|mail|smtp|socket|net|ssl|tls|connect|^logs?$|output|trace"
)
_COUNTED = re.compile(
    r" (?:new |old )?(?:files|items|users|rows|records|entries|requests|kb|mb|gb|ms|bytes|e?-?mails|messages)\b(?! ?:)"
)
_COLON = re.compile(r"[:>]\s{0,2}[\"'(\[]?$")


@dataclass(frozen=True, slots=True)
class Code:
    """A reply code met in the text; `sure` = its surroundings are those of an SMTP reply."""

    value: int
    sure: bool


class Reading:
    """One entry's text, lower case on one line, with what its structure says. Offsets lead back to the lines."""

    def __init__(self, lines: Iterable[str], before: Iterable[str] = (), *, topical: bool = False) -> None:
        """`topical`: whether the text around it is about mail."""
        self.lines = tuple(lines)
        flat = [in_english(_SPACE.sub(" ", line).strip().lower()) for line in self.lines]
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        for line in flat:
            self._starts.append(length)
            parts.append(line)
            length += len(line) + 1
        self.raw = " ".join(parts)
        self.flat = tuple(flat)
        self.before = " ".join(before).lower()
        self.topical = topical

    @cached_property
    def said(self) -> str:
        """`raw` with blanks for what is only a setting: how long to wait says nothing of a wait that was in vain."""
        return without_time_limits(self.raw)

    @cached_property
    def text(self) -> str:
        """What signatures match: replies over several lines are joined, repeated codes taken out."""
        return without_boilerplate(joined(self.said))

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        found: dict[int, bool] = {}
        for match in _CODE.finditer(self.raw):
            value = int(match[1])
            if value not in _SMTP_CODES or _COUNTED.match(self.raw, match.end()):
                continue
            sure = match[2] is not None or (
                (match.start() == 0 or self._is_reply_after(self.raw[max(0, match.start() - 40) : match.start()]))
                and (value not in _HTTP_TOO or self.is_mail)
            )
            found[value] = found.get(value, False) or sure
        return tuple(Code(value, sure) for value, sure in found.items())

    def _is_reply_after(self, words: str) -> bool:
        if _EXIT.search(words):
            return False
        if not words.strip("\"'([{ ") or _REPLY_BEFORE.search(words):
            return True
        return (self.is_mail or not self.is_foreign) and bool(_COLON.search(words))

    @cached_property
    def enhanced(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_ENHANCED.findall(self.raw)))

    @cached_property
    def stages(self) -> frozenset[Stage]:
        """Stages that the words of the entry name; else that of the dialogue before it."""
        found = frozenset(stage for stage, pattern in _STAGES if pattern.search(self.raw))
        return found or frozenset(stage for stage, pattern in _STAGES if self.before and pattern.search(self.before))

    @cached_property
    def is_mail(self) -> bool:
        return self.topical or bool(_MAIL.search(self.raw) or _DIALOGUE.search(self.before))

    @cached_property
    def failure_words(self) -> int:
        """How many of the words there are that failures are told with."""
        return sum(word in self.said for word in _FAILURE)

    @cached_property
    def tells_of_failure(self) -> bool:
        """Whether there is anything in it that a failure is told with; other languages have words that are not listed."""
        return bool(self.codes or self.enhanced or self.failure_words or not self.raw.isascii())

    @cached_property
    def is_foreign(self) -> bool:
        return bool(_FOREIGN.search(self.raw)) or bool(self.ports and not self.ports & MAIL_PORTS)

    @cached_property
    def is_of_the_web(self) -> bool:
        """Whether another service speaks, or an address of the web stands in it."""
        return self.is_foreign or ("://" in self.raw and not self.urls)

    @cached_property
    def is_fetching(self) -> bool:
        """Whether it tells of mail being read somewhere, and of none being sent."""
        return bool(_FETCHING.search(self.raw)) and not _SENDING.search(self.raw)

    @cached_property
    def is_none_that_happened(self) -> bool:
        """Whether it tells of mail that arrived, or lists what errors there may be: none of it is an error of mail being sent."""
        listed = all(_LISTED.search(line) for line in self.flat) and not any(_RAISED.search(line) for line in self.lines)
        return bool(_ARRIVING.search(self.raw)) or listed

    def is_about_mail_at(self, position: int) -> bool | None:
        """Whether the words next to a match speak of mail (True), of another service (False), or of neither (None)."""
        line = self.line_at(position)
        near = self.flat[line]
        mail, foreign = bool(_MAIL.search(near)), bool(_FOREIGN.search(near))
        foreign = foreign or (not mail and "://" in near and not self.urls)
        if not mail and not foreign and (pairs := ports_in(near)):
            mail, foreign = bool(pairs & MAIL_PORTS), not pairs & MAIL_PORTS
        if mail or foreign:
            return mail if not (mail and foreign) else not _overruled(near)
        if self.is_mail or self.is_foreign:
            return self.is_mail if not (self.is_mail and self.is_foreign) else self._nearest(line)
        return None

    def _nearest(self, line: int) -> bool:
        for distance in range(1, len(self.flat)):
            for other in (line - distance, line + distance):
                if 0 <= other < len(self.flat):
                    mail, foreign = bool(_MAIL.search(self.flat[other])), bool(_FOREIGN.search(self.flat[other]))
                    if mail or foreign:
                        return mail
        return False

    def line_at(self, position: int) -> int:
        """Index of the line that holds a position of `raw`."""
        line = 0
        for index, start in enumerate(self._starts):
            if start > position:
                break
            line = index
        return line

    @cached_property
    def is_of_program(self) -> bool:
        """Whether it begins with the name of a program that has nothing to do with mail."""
        found = _PROGRAM.match(self.raw)
        return found is not None and not _FAULT.search(found[1])

    @cached_property
    def ports(self) -> frozenset[int]:
        return ports_in(self.raw)

    @cached_property
    def urls(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((match[1], match[2], match[3] or "") for match in URL.finditer(self.raw))

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Host names in the text."""
        return tuple(dict.fromkeys(match[1] for match in NAME.finditer(self.raw)))

    @cached_property
    def names_a_host(self) -> bool:
        """Whether a server's name or address stands in it, as far as that can be told from the names of a program's own parts."""
        return bool(QUAD.search(self.raw) or any(name.rsplit(".", 1)[-1] not in FILE_ENDINGS for name in self.hosts))

    @cached_property
    def has_ipv6(self) -> bool:
        return bool(IPV6.search(self.raw))

    @cached_property
    def has_loopback(self) -> bool:
        return bool(LOOPBACK.search(self.raw))

    @cached_property
    def has_reply(self) -> bool:
        """Whether a server's reply stands in it: then it is no fault of the settings' form."""
        return any(code.sure for code in self.codes)

    @cached_property
    def has_status(self) -> bool:
        """Whether a status code in it belongs to a reply or a delivery report, not to a version number."""
        return self.has_reply or (self.is_mail and bool(_REPORT.search(self.raw)))

    @cached_property
    def is_mail_reply(self) -> bool:
        """Whether a reply stands in it and words of mail beside."""
        return self.has_reply and self.is_mail

    @cached_property
    def says_implicit(self) -> bool:
        return bool(_IMPLICIT.search(self.raw))


def is_about_sending(line: str) -> bool:
    """Whether a line speaks of mail that is sent, and of no other service: "the test mail fails", not "log in by mail"."""
    low = line.lower()
    speaks = "://" not in low and _MAIL.search(low) and _TOPIC.search(low)
    return bool(speaks) and not (_FOREIGN.search(low) or _FETCHING.search(low))


def _overruled(line: str) -> bool:
    """Whether words of another service outweigh the mail words of the same line."""
    if _FOREIGN_OUTRIGHT.search(line):
        return True
    return bool(_FOREIGN_STRONG.search(line) or _FOREIGN.match(line)) and not _MAIL_STRONG.search(line)


def without_boilerplate(text: str) -> str:
    """A text without the help that a library adds to every error."""
    return _BOILERPLATE.sub(" ", text) if len(text) > _BOILERPLATE_LEAST else text


def joined(text: str) -> str:
    """A reply over several lines as one: `535-5.7.8 a 535 5.7.8 b` becomes `535 5.7.8 a b`."""
    for code in dict.fromkeys(_CONTINUED.findall(text)):
        first = text.find(f"{code}-")
        head, tail = text[: first + 3], text[first + 4 :]
        text = head + " " + re.sub(rf"[?\s]{code}[- ]", " ", tail)
    for code in dict.fromkeys(_ENHANCED.findall(text)):
        first = text.find(code) + len(code)
        text = text[:first] + re.sub(rf"(?<=[\s?]){re.escape(code)}\s", " ", text[first:])
    return _SPACE.sub(" ", text)
