"""Finds secrets in pasted text, so that nothing shown holds one and the person is told to change it.

What counts: base64 of AUTH exchanges (RFC 4954), keys of well-known shapes, `user:password@host`, and values of settings that
are called password, token or secret. The value itself never leaves this module.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

BLOT = "[removed]"

_B64 = r"[A-Za-z0-9+/]{8,}={0,2}"
_PLACEHOLDER = re.compile(
    r"(?i)^(?:\*+|x+|\.+|•+|<[^<>]*>?|\[[^\]]*\]?|\$\{[^}]*\}?|\$[A-Z_]\w*|%\w+%|\{\{.*\}\}|none|null|nil|undefined|true|false|required|empty|incorrect|invalid|wrong|missing|not|is|was|redacted|hidden|masked|"
    r"filtered|secret|password|passwd|changeme|your[\w-]*|str|string|unset|set|\.\.\.|or|and|for|file|must|cannot|authentication|\(.*|\"\"|'')$"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of secret: what it is called, and where the value stands (group `secret`)."""

    words: str
    pattern: re.Pattern[str]
    sure: bool = True
    """Whether the shape alone proves it; else placeholders are let pass."""
    keys: tuple[str, ...] = ()
    """Lower-case words without which the pattern can't match; a cheap test before the costly one."""


_KINDS = (
    Kind("a SendGrid API key", re.compile(r"(?P<secret>\bSG\.[\w-]{8,40}(?:\.[\w-]{8,80})?)"), keys=("sg.",)),
    Kind("a Brevo key", re.compile(r"(?P<secret>\bx(?:smtp|key)sib-[\w-]{8,140})", re.IGNORECASE), keys=("sib-",)),
    Kind("a Resend API key", re.compile(r"(?P<secret>\bre_(?=[A-Za-z0-9_]*[A-Z0-9])[A-Za-z0-9_]{12,60})"), keys=("re_",)),
    Kind("an AWS access key id", re.compile(r"(?P<secret>\b(?:AKIA|ASIA)[0-9A-Z]{12,20}\b)"), keys=("akia", "asia")),
    Kind(
        "a Mailgun key",
        re.compile(r"(?P<secret>\bkey-[0-9a-f]{16,64}\b|\b[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\b)"),
        keys=("key-", "api", "mailgun"),
    ),
    Kind(
        "a Mandrill or Mailchimp key",
        re.compile(r"(?P<secret>\bmd-[\w-]{16,40}|\b[0-9a-f]{32}-us\d{1,2}\b)"),
        keys=("md-", "-us"),
    ),
    Kind("a MailerSend token", re.compile(r"(?P<secret>\bmlsn\.[0-9a-f]{16,80})"), keys=("mlsn.",)),
    Kind(
        "a key",
        re.compile(r"(?P<secret>\b(?:sk|pk|rk)_(?:live|test)_[\w]{12,80}|\bgh[pousr]_\w{20,80}|\bxox[abpr]-[\w-]{10,80})"),
        keys=("_live_", "_test_", "gh", "xox"),
    ),
    Kind(
        "an OAuth token",
        re.compile(r"(?P<secret>\bya29\.[\w.-]{20,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)"),
        keys=("ya29.", "eyj"),
    ),
    Kind(
        "a login (AUTH line)",
        re.compile(rf"(?i)\bAUTH\s+(?:PLAIN|XOAUTH2|OAUTHBEARER|LOGIN|CRAM-MD5)\s+(?P<secret>{_B64})"),
        keys=("auth",),
    ),
    Kind("a login (AUTHENTICATE line)", re.compile(rf"(?i)\bAUTHENTICATE\s+\w+\s+(?P<secret>{_B64})"), keys=("authenticate",)),
    Kind(
        "a user and password in an address",
        re.compile(r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"<>]{0,120}:(?P<secret>[^\s'\"<>]{1,120})@(?=[\w.\[-])"),
        sure=False,
        keys=("://",),
    ),
    Kind(
        "an authorization header",
        re.compile(r"(?i)\bauthorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic|token)\s+(?P<secret>[\w.+/=~-]{8,})"),
        keys=("authorization",),
    ),
    Kind(
        "a password",
        re.compile(
            r"(?i)(?<![A-Za-z])(?:\w{0,40}?(?:password|passwd|passphrase|passwort|mot_de_passe|secret|api[_-]?key|apikey|token|smtp[_-]?pass|mail[_-]?pass|access[_-]?key)|pass|pwd|pw)"
            r"\w{0,20}?['\"\]]{0,2}\s{0,3}(?:=>|:=|=|:)\s{0,3}"
            r"(?:(?P<q>['\"])(?P<secret>(?:(?!(?P=q)).){1,200})(?P=q)?|(?P<bare>[^\s'\",;}\])]{1,200}))"
        ),
        sure=False,
        keys=("pass", "pwd", "pw", "secret", "key", "token", "mot_de"),
    ),
)

_ANY_KEY = tuple(sorted({key for kind in _KINDS for key in kind.keys if key != "pw"} | {"334", "pw=", "pw:", 'pw"', "pw'"}))
_CHALLENGE = re.compile(r"\b334\b")
_BASE64_LINE = re.compile(
    rf"^\W{{0,12}}(?:(?:C|>>>?|->|client|send|sent|CLIENT -> SERVER)\s*:?\s*['\"]?)?(?P<secret>{_B64})['\"\\rn]{{0,6}}$",
    re.IGNORECASE,
)


class Finder:
    """Looks at lines in turn; a base64 line counts only right after a challenge (`334 …`) or an AUTH LOGIN."""

    def __init__(self) -> None:
        self._kinds: dict[str, int] = {}
        self._expecting = 0

    def blot(self, line: str) -> str:
        """The line with every secret in it replaced, and remembered by kind only."""
        if self._expecting:
            line = self._blot_answer(line)
        low = line.lower()
        if not _holds_any(low):
            return line
        for kind in _KINDS:
            for key in kind.keys:  # a plain loop: this runs for most lines of a log of many MB
                if key in low:
                    line = self._blot_kind(kind, line)
                    break
        if _CHALLENGE.search(low) or "auth login" in low:
            self._expecting = 4
        return line

    def _blot_answer(self, line: str) -> str:
        self._expecting -= 1
        found = _BASE64_LINE.match(line.strip())
        if found and _looks_base64(found["secret"]):
            self._kinds["a login (AUTH line)"] = self._kinds.get("a login (AUTH line)", 0) + 1
            return line.replace(found["secret"], BLOT)
        return line

    def _blot_kind(self, kind: Kind, line: str) -> str:
        def replace(found: re.Match[str]) -> str:
            group = "secret" if found["secret"] is not None else "bare"
            value = found[group]
            if BLOT in value or (not kind.sure and _PLACEHOLDER.match(value)) or "/run/secrets/" in value:
                return found.group()
            self._kinds[kind.words] = self._kinds.get(kind.words, 0) + 1
            start, end = found.span(group)
            whole = found.group()
            return whole[: start - found.start()] + BLOT + whole[end - found.start() :]

        return kind.pattern.sub(replace, line)

    def warnings(self) -> tuple[str, ...]:
        """One line per kind of secret that was met. They never hold the secret."""
        return tuple(
            f"the text contains {words}{f' ({count} times)' if count > 1 else ''}: "
            "treat it as known to others and change it at its provider"
            for words, count in self._kinds.items()
        )


def _holds_any(low: str) -> bool:
    return any(map(low.__contains__, _ANY_KEY))


def _looks_base64(text: str) -> bool:
    if len(text) < 8 or (text.isalpha() and text.islower()):
        return False
    try:
        base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(text) >= 12 or text.endswith("=") or len(text) % 4 == 0
