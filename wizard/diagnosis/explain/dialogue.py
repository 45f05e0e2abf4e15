"""An SMTP dialogue in a pasted text: the reply that decided it, without the commands that went well before and the noise after.

swaks, nodemailer, PHPMailer, smtplib, curl, Exim and bounces all print dialogues, each with arrows and labels of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_FROM_CLIENT = r"(?:->|=>|~>|>>>?|>|\bC:|\b[Ss]en[dt]:?|\bSEND:?|\b[Cc](?:lient|LIENT)\b[^:\n]{0,12}:)"
_FROM_SERVER = r"(?:<-|<=|<~|<\*\*|<<<?|<|\bS:|\b[Rr]eply:|\b[Rr]ecv:?|\bRECV:?|\b[Gg]ot:|\b[Ss](?:erver|ERVER)\b[^:\n]{0,12}:)"
_VERB = r"(?:EHLO|HELO|LHLO|MAIL FROM|RCPT TO|DATA|BDAT|AUTH|STARTTLS|QUIT|RSET|NOOP)"
_COMMAND = re.compile(
    rf"(?:\W*+b?['\"]?|.{{0,30}}?{_FROM_CLIENT}[\s'\"b]*)({_VERB})\b",
    re.IGNORECASE,
)
_REPLY = re.compile(rf"(?:\W*+b?['\"]?|.{{0,30}}?{_FROM_SERVER}[\s'\"b(\[]*)([2-5]\d\d)(?=[\s\])'\",-]|$)([\])'\",]*[\s-]?)")
"""Each begins with one run of signs that is never shortened: two runs that overlap take time by the square of their length."""
_ASIDE = frozenset({"QUIT", "RSET", "NOOP"})
"""Their replies say nothing about how far a conversation came."""
_STAGE_WORDS = {
    "EHLO": "ehlo",
    "HELO": "ehlo",
    "STARTTLS": "starttls",
    "AUTH": "auth login",
    "MAIL FROM": "mail from",
    "RCPT TO": "rcpt to",
    "DATA": "data: ",
    "BDAT": "data: ",
}
_LEAST = 2
"""Commands that make a text a dialogue."""


def decisive(lines: Sequence[str], before: Sequence[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines without what went well, and what was asked before the reply that failed.

    The failing command and its reply, the EHLO list and all other text stay. A text that is no dialogue, or whose last word was
    a good one, comes back as it is.
    """
    kinds = [_kind(line) for line in lines]
    if sum(verb != "" for verb, _ in kinds) < _LEAST:
        return tuple(lines), tuple(before)
    replies = _answers(kinds)
    good = max((at for at, (verb, code) in replies.items() if code < "4" and verb not in _ASIDE), default=-1)
    bad = next((at for at, (_, code) in replies.items() if code >= "4" and at > good), None)
    if bad is None:
        return tuple(lines), tuple(before)
    left = tuple(line for at, line in enumerate(lines) if _stays(at, kinds, replies, bad))
    return left, (_STAGE_WORDS.get(replies[bad][0], ""),)


def _kind(line: str) -> tuple[str, str]:
    """(verb, "") of a command, ("", code) of a reply, ("", "") of anything else."""
    reply = _REPLY.match(line)
    if reply is not None:
        return "", reply[1]
    command = _COMMAND.match(line)
    return (command[1].upper(), "") if command is not None else ("", "")


def _answers(kinds: Sequence[tuple[str, str]]) -> dict[int, tuple[str, str]]:
    """Each reply line with the verb that it answers and its code, in order."""
    answers: dict[int, tuple[str, str]] = {}
    asked = ""
    for at, (verb, code) in enumerate(kinds):
        asked = verb or asked
        if code:
            answers[at] = asked, code
    return answers


def _stays(at: int, kinds: Sequence[tuple[str, str]], replies: dict[int, tuple[str, str]], bad: int) -> bool:
    verb, code = kinds[at]
    if code:
        # What the server offers is no outcome; a reply over several lines belongs to its first.
        return at == bad or (code < "4" and replies[at][0] in ("EHLO", "HELO", "LHLO")) or (at > bad and code == kinds[bad][1])
    if verb:
        answer = next((replies[later][1] for later in replies if later > at), "")
        return at < bad and (answer >= "4" or not answer) and verb not in _ASIDE
    return True
