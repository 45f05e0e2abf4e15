"""Finds secrets in pasted text, so that nothing shown holds one and the person is told to change it.

What counts: base64 of AUTH exchanges (RFC 4954), keys of well-known shapes, `user:password@host`, command lines, and values of
settings that are called password, token or secret, in several languages. The value itself never leaves this module.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache

from wizard.diagnosis.explain.bounds import LONGEST
from wizard.diagnosis.explain.credential_command import CALLS, COMMANDS, CURL
from wizard.diagnosis.explain.credential_form import CELL, END, NAME, PASSWORD, SETTINGS, TABLE
from wizard.diagnosis.explain.credential_kind import Kind
from wizard.diagnosis.explain.credential_memory import BLOT, Memory
from wizard.diagnosis.explain.credential_next import LINES, awaited, value_in
from wizard.diagnosis.explain.credential_shape import (
    BARE_ADDRESS,
    BARE_ADDRESS_MIDDLE,
    LOGIN,
    LOGIN_ADDRESS,
    LOGIN_ADDRESS_MIDDLE,
    LOGINS,
    MAILGUN,
    MAILGUN_END,
    POSTMARK_USER,
    SHAPES,
)
from wizard.diagnosis.explain.credential_word import (
    decoded,
    is_exception,
    is_masked,
    is_placeholder,
    is_prompt,
    is_text,
    prompt_in,
)
from wizard.diagnosis.explain.keyword import any_of

__all__ = ["BLOT", "Finder"]

KINDS = (*SHAPES, *LOGINS, *COMMANDS, *CALLS, *SETTINGS)
_KEYS = {key for kind in KINDS for key in kind.keys} | {"334", "postmark"}
_KEY = any_of(key for key in _KEYS if key.isascii())
_KEY_IN_ANY_SCRIPT = any_of(_KEYS)
_CHALLENGING = frozenset(key for key in _KEYS if key.startswith(("auth ", "auth=", "authenticate "))) | {"334"}
_ROW_STARTS = ("[", "smtp", "mail", "email", "relay")
_CHALLENGE = re.compile(r"334(?<!\w334)(?!\w|\]:)|auth(?:enticate)?[ =](?:login|plain|cram-md5|x?oauth2?|oauthbearer|ntlm)\b")
_ANSWER = re.compile(r"(?<![\w+/=])(?P<secret>[A-Za-z0-9+/]{4,}={0,2})(?:\\[rn]|['\"\s]){0,6}$")
_ANSWER_ALONE = re.compile(
    r"^\W{0,12}(?:(?:C|>>>?|->|client|send|sent|CLIENT -> SERVER)\s*:?\s*['\"]?)?[A-Za-z0-9+/]{4,}={0,2}['\"\\rn]{0,6}$",
    re.IGNORECASE,
)
_SAID_BY_SERVER = re.compile(r"334[ -]['\"]?$")
_COMMANDS = frozenset({"STARTTLS", "CHUNKING", "PIPELINING", "SMTPUTF8"})
"""Words of SMTP that are base64 too."""
_LONGEST_USER = 20
"""Letters of a user that is no address, at most; a longer one may be a key, as providers give out for both."""
_ANSWERS = 4
"""Lines after a challenge in which its answer may come, since loggers write lines of their own in between."""
_NAMED = re.compile(rf"(?<![\w.])(?:name|key)['\"]?\s*[:=]\s*['\"]?[\w.:-]{{0,60}}?{NAME}[\w.-]{{0,20}}['\"]?,?\s*$")
_VALUE = re.compile(r"(?i)^\W*value['\"]?\s*[:=]\s*(?P<q>['\"]?)(?P<secret>.+?)(?P=q)\s*,?\s*\}?,?\s*$")
_BLOCK = re.compile(rf"^[\s'\"-]*\w{{0,40}}?{NAME}\w{{0,20}}['\"]?\s*:\s*[|>][+-]?\s*$")
_BLOCK_ENDS = ("|", ">", "|-", ">-", "|+", ">+")
_NAMES = frozenset({"pass", "pwd", "psw", "secret", "key", "token"})
_BLOCK_VALUE = re.compile(r"^\s*(?P<secret>\S.*?)\s*$")
_KEY_LINE = re.compile(r"^\W*(?P<secret>[A-Za-z0-9+/=]+)\W*$")
_LINES_OF_KEY = 120
_LONG = LONGEST // 2 - 200
_FULL = LONGEST - 200
"""Characters of a line that may be a piece of a longer one, cut at a break or within a word, and whose stamp was taken off."""
_LONG_VALUE = 500
"""Characters of a value without quotes that was cut with its line, at least: a shorter one has a blank before it to be cut at."""
_NO_REST = re.compile(r"\s|[245]\d\d[ -]")
_REST_ENDS = {
    quote: re.compile(rf"(?<!\\){quote}(?=[\s,;:.)}}\]<>&|/]|$)" if quote else END)
    for quote in ("", '"', "'", "`", '"' * 3, "'" * 3)
}
"""Where the rest of a value ends that was cut with its line, by the quote that it began with."""


class Finder:
    """Looks at lines in turn. What a line asks for (`334 …`, `name: SMTP_PASSWORD`) is expected in those after it."""

    def __init__(self) -> None:
        self._kinds: dict[str, int] = {}
        self._answers = self._named = self._key_lines = self._awaits = 0
        self._awaited = ""
        self._block = self._curl = False
        self._length = 0
        self._open: str | None = None
        self._memory = Memory()
        self._knows_postmark = False
        self._token = self._prompt = ""

    @property
    def _expects(self) -> bool:
        """Whether an earlier line lets this one hold a secret that nothing in it tells."""
        return bool(self._answers or self._named or self._block or self._curl or self._key_lines or self._awaits)

    def blot(self, line: str) -> str:
        """The line with every secret in it replaced, and remembered by kind only."""
        self._length = len(line)
        if self._open is not None:
            line = self._blot_rest(line, self._open)
        if self._expects:
            line = self._blot_expected(line)
        low = _small(line)
        keys = (_KEY if low.isascii() else _KEY_IN_ANY_SCRIPT).findall(low)
        if keys:
            line = self._blot_known(line, low, keys)
        if low.count("@") > 1 and BARE_ADDRESS_MIDDLE.search(line):
            line = self._blot_kind(BARE_ADDRESS, line)
        if "@" in low and LOGIN_ADDRESS_MIDDLE.search(line):
            line = self._blot_kind(LOGIN_ADDRESS, line)
        if "@" in low or (keys and "|" in low) or low.startswith(_ROW_STARTS):
            line = self.blot_row(line)
        if MAILGUN_END.search(low):
            line = self._blot_kind(MAILGUN, line)
        if "user" in low:
            self._look_for_token(line)
        if self._token and self._knows_postmark:
            self._kinds.setdefault("a Postmark token", 1)
            self._memory.keep(self._token)
            self._token = ""
        return self._memory.hide(line) if self._memory.holds else line

    def hide(self, line: str) -> str:
        """The line without the secrets met so far, also where it came before them."""
        return self._memory.hide(line)

    def blot_row(self, line: str) -> str:
        """The line without the password of a table's row. Its start (`[host]:587`, `password |`) may look like the prefix of a
        log."""
        end = line.rstrip()
        if ":" in end[end.rfind(" ") + 1 :]:
            line = self._blot_kind(TABLE, line)
        return self._blot_kind(CELL, line) if "|" in line else line

    def _blot_rest(self, line: str, quote: str) -> str:
        """The line without its start, where that is the rest of a value that was cut with its line."""
        end = _REST_ENDS[quote].search(line)
        if not quote and _NO_REST.match(line):
            self._open = None
            return line
        if self._length >= _FULL and (end is None or end.start() == len(line)):
            return BLOT
        self._open = None
        return BLOT + line[end.start() :] if end and end.start() else line

    def _blot_known(self, line: str, low: str, keys: list[str]) -> str:
        held, small = frozenset(keys), low
        for kind in _kinds_with(held):
            blotted = self._blot_kind(kind, line, small)
            line, small = (blotted, _small(blotted)) if blotted is not line else (line, small)
        self._expect(line, low, held)
        self._knows_postmark = self._knows_postmark or "postmark" in held
        return line

    def _look_for_token(self, line: str) -> None:
        """Postmark's token is the user too. Elsewhere a UUID as user is a number of a person: so its name is waited for."""
        found = POSTMARK_USER.search(_small(line))
        if found:
            self._token = line[slice(*found.span("secret"))]

    def _expect(self, line: str, low: str, keys: frozenset[str]) -> None:
        """Notes what this line lets the next ones hold."""
        if not keys.isdisjoint(_CHALLENGING) and _CHALLENGE.search(low):
            self._answers = _ANSWERS
            self._prompt = prompt_in(line)
        if not keys.isdisjoint(_NAMES) and _NAMED.search(low):
            self._named = 2
        if not keys.isdisjoint(_NAMES) and (form := awaited(low)):
            self._awaited, self._awaits = form, LINES[form]
        self._block = low.rstrip().endswith(_BLOCK_ENDS) and _BLOCK.match(low) is not None
        self._curl = "curl" in keys and low.rstrip().endswith("\\")
        if "key" in keys and "private key-----" in low and "-----end" not in low:
            self._key_lines = _LINES_OF_KEY

    def _blot_expected(self, line: str) -> str:
        if self._answers:
            self._answers -= 1
            line = self._blot_answer(line)
        if self._named:
            self._named -= 1
            line = self._blot_match(_VALUE.match(line), line, PASSWORD)
        if self._block and line.strip():
            self._block = False
            line = self._blot_match(_BLOCK_VALUE.match(line), line, PASSWORD)
        if self._awaits and line.strip():
            self._awaits -= 1
            line = self._blot_match(value_in(line, self._awaited), line, PASSWORD)
        if self._curl:
            self._curl = line.rstrip().endswith("\\")
            line = self._blot_kind(CURL, line)
        if self._key_lines:
            self._key_lines = 0 if "-----END" in line else self._key_lines - 1
            line = self._blot_match(_KEY_LINE.match(line), line, "a private key", once=True)
        return line

    def _blot_answer(self, line: str) -> str:
        found = _ANSWER.search(line)
        if found is None:
            return line
        value = found["secret"]
        if is_prompt(value) or is_masked(value) or value in _COMMANDS or _SAID_BY_SERVER.search(line[: found.start()]):
            return line
        alone = _ANSWER_ALONE.match(line.strip()) is not None
        if not ((len(value) % 4 == 0 and (alone or len(value) >= 8) and is_text(value)) or (alone and _looks_base64(value))):
            return line
        told, asked, self._prompt = decoded(value), self._prompt, ""
        if asked == "username" and "\0" not in told and ("@" in told or len(told) < _LONGEST_USER):
            return line[: found.start("secret")] + BLOT + line[found.end("secret") :]
        if asked == "password":
            self._memory.keep(told)
        return self._blot_match(found, line, LOGIN)

    def _blot_match(self, found: re.Match[str] | None, line: str, words: str, *, once: bool = False) -> str:
        """The line without the group `secret` of what was found in it."""
        if found is None or is_placeholder(found["secret"]) or is_exception(found["secret"]):
            return line
        self._kinds[words] = 1 if once else self._kinds.get(words, 0) + 1
        start, end = found.span("secret")
        self._keep(line[start:end])
        return line[:start] + BLOT + line[end:]

    def _blot_kind(self, kind: Kind, line: str, small: str = "") -> str:
        text = (small or _small(line)) if kind.is_folded else line
        if kind.screen and not kind.screen.search(text):
            return line
        parts, done = [], 0
        for found in kind.pattern.finditer(text):
            groups = found.groupdict()
            start, end = found.span("secret" if groups.get("secret") is not None else "bare")
            value = line[start:end]
            if value.startswith(BLOT) or not kind.judge(found, value):
                continue
            if BLOT not in value:
                self._kinds[kind.words] = self._kinds.get(kind.words, 0) + 1
                self._keep(value)
            parts += [line[done:start], BLOT]
            done = end
        if done and self._length >= _LONG and line[-1:] not in "\"'`":
            quote = groups.get("q") or ""
            if done == len(line) and (quote or (self._length >= _FULL and end - start >= _LONG_VALUE)):
                self._open = quote
        return "".join((*parts, line[done:])) if done else line

    def _keep(self, value: str) -> None:
        self._memory.keep(value)
        if len(value) >= 8 and "\0" in (told := decoded(value)):
            self._memory.keep(told.rpartition("\0")[2])

    def warnings(self) -> tuple[str, ...]:
        """One line per kind of secret that was met. They never hold the secret."""
        return tuple(
            f"the text contains {words}{f' ({count} times)' if count > 1 else ''}: "
            "treat it as known to others and change it at its provider"
            for words, count in self._kinds.items()
        )


@lru_cache(maxsize=4096)
def _kinds_with(keys: frozenset[str]) -> tuple[Kind, ...]:
    """The kinds that may be on a line with these keys. A key that holds another one stands for both."""
    return tuple(kind for kind in KINDS if any(own in key for own in kind.keys for key in keys))


def _small(line: str) -> str:
    """The line in small letters, each where it was: only Turkish's capital İ would become two."""
    return line.lower() if line.isascii() else line.replace("İ", "i").lower()


def _looks_base64(text: str) -> bool:
    if len(text) < 8 or (text.isalpha() and (text.islower() or text.istitle())):
        return False
    try:
        base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(text) >= 12 or text.endswith("=") or len(text) % 4 == 0
