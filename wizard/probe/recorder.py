"""What is kept of a conversation: steps as they happen, and a transcript that a secret can't get into.

Login lines are never handed to the recorder, only what they are called. What a server says is searched for the secret in the
spellings that a server could echo, before anything else sees it.
"""

from __future__ import annotations

import base64
import re
import time
from urllib.parse import quote

from wizard.secret import Secret
from wizard.step import Line, OnStep, Step, StepState, unheard
from wizard.text import NOTHING, Foreign

BLOT = b"(secret)"
MAX_LINES = 4000
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
_DISTINCT = 8
"""Characters from which on a secret is looked for even before it was sent: a shorter one may well be part of a host name."""
_CORE = 4
"""Characters of base64 below which a match would be chance."""


class Recorder:
    """Steps and lines of one conversation, with its clock."""

    def __init__(self, on_step: OnStep = unheard, secret: Secret | None = None) -> None:
        self._on_step = on_step
        self._start = time.monotonic()
        self._armed = False
        self._plain: re.Pattern[bytes] | None = None
        self._encoded: re.Pattern[bytes] | None = None
        self._tokens: set[bytes] = set()
        self.steps: list[Step] = []
        self.lines: list[Line] = []
        if secret:
            self._hide(secret)

    def arm(self, *tokens: bytes) -> None:
        """From now on the server knows the secret; `tokens` are what was sent for it."""
        self._armed = True
        self._tokens |= {token for token in tokens if len(token) >= _CORE}

    def foreign(self, raw: bytes) -> Foreign:
        """What a server said, with every spelling of the secret blotted out."""
        for token in self._tokens:
            raw = raw.replace(token, BLOT)
        if self._plain is not None and self._armed:
            raw = self._plain.sub(BLOT, raw)
        if self._encoded is not None and self._armed:
            raw = _blot_words(raw, self._encoded)
        return Foreign(raw)

    def asked(self, text: str) -> None:
        """A line that we said; for a login only what it is called."""
        self._line(">", Foreign.of(text))

    def heard(self, raw: bytes) -> Foreign:
        """A line that the server said, without its end."""
        line = self.foreign(raw)
        self._line("<", line)
        return line

    def event(self, text: str) -> None:
        """Something that is no line, in our words: "TLS 1.3"."""
        self._line("*", Foreign.of(text))

    def step(
        self,
        name: str,
        state: StepState,
        detail: str,
        ms: float | None = None,
        subject: str | None = None,
        said: Foreign = NOTHING,
    ) -> None:
        """Stream a step; its outcome is kept."""
        step = Step(name, state, str(self.foreign(detail.encode("utf-8", "surrogateescape"))), ms, subject, said or None)
        if state is not StepState.RUNNING:
            self.steps.append(step)
        self._on_step(step)

    def _line(self, direction: str, text: Foreign) -> None:
        if len(self.lines) < MAX_LINES:
            self.lines.append(Line(round(time.monotonic() - self._start, 6), direction, text))

    def _hide(self, secret: Secret) -> None:
        raw = secret.reveal().encode("utf-8", "surrogateescape")
        parts = {raw, *(part for part in re.split(rb"[\r\n]+", raw) if len(part) >= _CORE)}
        plain = {spelling for part in parts for spelling in _plain_spellings(part)}
        encoded = {core for part in parts for core in _base64_cores(part)}
        self._plain = re.compile(b"|".join(map(re.escape, sorted(plain, key=len, reverse=True))), re.IGNORECASE)
        if encoded:
            self._encoded = re.compile(b"|".join(map(re.escape, sorted(encoded, key=len, reverse=True))))
        self._armed = len(raw) >= _DISTINCT


def _plain_spellings(raw: bytes) -> set[bytes]:
    spellings = {raw}
    if len(raw) >= _CORE:
        text = raw.decode("utf-8", "replace")
        spellings |= {quote(raw, safe="").encode(), raw.hex().encode(), text.encode("latin-1", "replace")}
    return spellings


def _base64_cores(raw: bytes) -> set[bytes]:
    """What stays the same in base64 wherever the secret stands in what was encoded (`\\0user\\0secret`, `secret`, …)."""
    cores = set()
    for offset, begin in ((0, 0), (1, 2), (2, 3)):
        whole = base64.b64encode(b"\0" * offset + raw)
        core = whole[begin : (offset + len(raw)) * 8 // 6]
        if len(core) >= _CORE:
            cores.add(core)
    return cores


def _blot_words(raw: bytes, pattern: re.Pattern[bytes]) -> bytes:
    """Blot out whole base64 words: the edges of a match still hold bits of the secret."""
    kept, end = [], 0
    for match in pattern.finditer(raw):
        if match.end() <= end:
            continue
        left, right = max(match.start(), end), match.end()
        while left > end and raw[left - 1] in _BASE64:
            left -= 1
        while right < len(raw) and raw[right] in _BASE64:
            right += 1
        kept += [raw[end:left], BLOT]
        end = right
    return b"".join([*kept, raw[end:]])
