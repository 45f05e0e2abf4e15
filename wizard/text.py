"""The only door from foreign bytes to text that may be shown.

SMTP replies, DNS records, certificate names, file contents and exception texts can hold escape sequences, bidi overrides and
bytes that are no text. Neither Textual nor a terminal filters them, so nothing is shown that has not passed `printable`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LIMIT = 500
"""Characters of one foreign line that are shown; the rest is counted."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_COMBINING = frozenset({"Mn", "Me"})
_MOST_COMBINING = 3


def printable(data: str | bytes, limit: int = LIMIT) -> str:
    """One line of text in which every control, bidi, unassigned or undecodable character is spelt out as `\\x1b`.

    The result is `str.isprintable()` and at most about `limit` characters long. Tabs and odd blanks become a space.
    """
    text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
    shown: list[str] = []
    combining = 0
    for character in text[:limit]:
        category = unicodedata.category(character)
        combining = combining + 1 if category in _COMBINING else 0
        if combining > _MOST_COMBINING:
            continue
        shown.append(_visible(character, category))
    if len(text) > limit:
        shown.append(f"… ({len(text) - limit} more)")
    return "".join(shown)


def printable_lines(data: str | bytes, limit: int = LIMIT) -> list[str]:
    """`printable`, a line at a time; CR LF, CR and LF end a line."""
    text = data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else data
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [printable(line, limit) for line in lines]


def _visible(character: str, category: str) -> str:
    code = ord(character)
    if character == "\t" or category == "Zs":
        return " "
    if category not in _INVISIBLE:
        return character
    if 0xDC80 <= code <= 0xDCFF:  # surrogateescape: a byte that was no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@dataclass(frozen=True, slots=True)
class Foreign:
    """Bytes that somebody else chose. `str()` of it is safe to show; `raw` is for rules that match on it."""

    raw: bytes

    @classmethod
    def of(cls, value: str | bytes | BaseException) -> Foreign:
        """Foreign bytes from a text, bytes, or an exception's words."""
        if isinstance(value, bytes):
            return cls(value)
        return cls(str(value).encode("utf-8", "surrogateescape" if isinstance(value, str) else "replace"))

    @property
    def text(self) -> str:
        """The bytes as text for matching; undecodable bytes become U+FFFD. Not to be shown."""
        return self.raw.decode("utf-8", "replace")

    def __str__(self) -> str:
        return printable(self.raw)

    def __bool__(self) -> bool:
        return bool(self.raw)


NOTHING = Foreign(b"")
"""No foreign text at all."""
