"""What the code of one live SMTP reply means, where no words say it.

A code decides nothing where the words speak of something else that no row knows: a server that says 550 to a login because of its
own rules has not called the password wrong.
"""

from __future__ import annotations

import re

from wizard.provider import Provider
from wizard.step import Stage

_OF_LOGIN = re.compile(
    r"aut(?:h|ent)|zugang|incorrect|invalid|wrong|falsch|"
    r"log ?-?[io]n|log ?ged|sign|pass ?(?:w|code|phrase)|pwd|credential|user|account|mailbox|key\b|token|secret|access|"
    r"denied|permission|sasl|anmeld|kennwort|benutzer|contrase|clave|identif|[45]\.7\.8\b"
)
"""Words and a status that speak of a login, in the languages in which servers were seen to speak."""
_OF_SENDER = re.compile(
    r"sender|from\b|address|mailbox|domain|user|account|envelope|identit|alias|return-?path|allow|permi|authori|access|denied|"
    r"relay|owne?[dr]|verif|invalid|unknown|absender|[45]\.1\.[78]\b"
)
_OF_MESSAGE = re.compile(
    r"\bmessages?\b|\be?-?mails?\b|content|spam|header|\bformat|size|\blarge|\blong|attach|\bfile|extension|virus|polic|transaction|\bdata\b|\blines?\b|"
    r"\burls?\b|\blinks?\b|subject|[45]\.6\.\d"
)
_OF_NAME = re.compile(r"\b(?:host|domain|name|hostname|dns|helo|ehlo|resolv\w*)\b")
_MANY = 3
"""Words from which on a text that does not speak of a login, a sender or a message speaks of something else."""


def by_code(code: int, text: str, stage: Stage, provider: Provider | None, username: str) -> str | None:
    """The cause behind a code, seen at or said about `stage`; `text` in small letters. An empty `username`: no login was made."""
    if stage is Stage.CONNECT:
        return "server-refuses-connection" if code >= 500 else "server-down"
    if stage is Stage.TLS:
        return "server-starttls-broken"
    if stage is Stage.EHLO:
        return _by_greeting_code(code, text)
    if stage is Stage.AUTH:
        return _by_login_code(code, text)
    if stage is Stage.MAIL_FROM:
        return _by_sender_code(code, text, provider, username)
    if stage is Stage.RCPT_TO:
        if "access denied" in text and not username:
            return "auth-not-attempted"
        return "greylisting" if code in (421, 450, 451) else None
    return "message-content-or-format-rejected" if code in (550, 552, 554) and _may_mean(_OF_MESSAGE, text) else None


def of_recipient(code: int, text: str) -> str | None:
    """A recipient is refused, and no word says why: later it may be taken, and a policy may mean anybody."""
    if 400 <= code < 500:
        return "greylisting"
    return None if "policy" in text else "recipient-invalid"


def speaks_of_name(text: str) -> bool:
    """Whether an answer to EHLO speaks of a name."""
    return _OF_NAME.search(text) is not None


def _by_greeting_code(code: int, text: str) -> str:
    """A temporary code (4xx) is about the server, unless its words speak of a name."""
    if code in (500, 502, 503) and not re.search(r"syntax|argument|param", text):
        return "server-misconfigured"
    return "server-down" if 400 <= code < 500 and not speaks_of_name(text) else "ehlo-name-rejected"


def _by_login_code(code: int, text: str) -> str | None:
    if code in (530, 538):  # RFC 4954: encryption required
        return "tls-required-first"
    if code in (502, 503):
        return "auth-not-needed"
    if code == 504:
        return "auth-mechanism-unsupported"
    if code == 500:  # RFC 5321 4.2.4: the command is unknown, whatever EHLO listed
        return "wrong-credentials" if re.search(r"pass ?w|credential|\buser", text) else "auth-not-needed"
    if code == 501:
        return "wrong-credentials"
    if code == 421:
        return "rate-or-quota-limited"
    if 400 <= code < 500:
        return "wrong-credentials" if re.search(r"\b4\.7\.8\b", text) else "server-misconfigured"
    if code == 535:  # RFC 4954: the credentials are invalid, in whatever language it goes on
        return "wrong-credentials"
    return "wrong-credentials" if code >= 500 and _may_mean(_OF_LOGIN, text) else None


def _may_mean(words: re.Pattern[str], text: str) -> bool:
    """Whether what a code means may be meant: it is not where a whole sentence speaks of something else."""
    return words.search(text) is not None or not text.isascii() or len(re.findall(r"[a-z]{2,}", text)) < _MANY


def _by_sender_code(code: int, text: str, provider: Provider | None, username: str) -> str | None:
    if "sender address rejected: access denied" in text and not username:
        return "auth-not-attempted"
    if code == 421:
        return "server-down"
    if code == 530:
        return "auth-not-attempted"
    if code in (501, 555):
        return "malformed-from"
    if code in (550, 551, 553, 554) and _may_mean(_OF_SENDER, text):
        if provider and provider.kind == "transactional":
            return "sender-not-verified"
        return "from-mismatch-with-login" if username else None
    return None
