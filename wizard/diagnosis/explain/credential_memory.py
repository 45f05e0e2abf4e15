"""The secrets that a text has shown so far, to hide them wherever else they stand in it. They never leave this module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.diagnosis.explain.credential_word import is_placeholder, is_word
from wizard.diagnosis.explain.interest import is_interesting

BLOT = "[removed]"

_MOST = 64
"""Secrets kept, the last ones: each costs a look at every line after it."""
_SHORTEST, _SHORTEST_WORD = 6, 8
"""Letters of a secret that is looked for: a shorter one stands in other words by chance."""
_TLDS = "com|org|net|edu|gov|info|io|dev|app|eu|de|at|ch|fr|nl|be|uk|us|it|es|pl|se|example|test|local|lan|internal|localdomain"
_NAME_OF_HOST = re.compile(
    rf"(?i)(?:[\w.+-]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_TLDS})(?::\d+)?$|(?:smtp|mail|mx|imap|relay|email)[\w-]*\.[\w.-]+$"
)
_CALL = re.compile(r"[A-Za-z_][\w.]*(?:\((?:['\"](?P<text>[^'\"]+))?|\[)")
_ATTRIBUTE = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+$")
"""What stands in a program and would be hidden all over it; a text in a call's brackets is the secret itself."""
_JOINTS = re.compile(r"[/?#:@%&;,=$\s]+")
"""Where a parser of addresses, a shell or a template cuts a secret in pieces, and names one of them in its error."""
_DATED = re.compile(r"\d{4}-\d\d-\d\d")
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUADS = re.compile(r"[a-z]{4}(?:[ -][a-z]{4}){3}$")
_PARSED = re.compile(
    r"(?i)(?P<before>invalid port ['\"]:?|url escape ['\"]|integer value as ['\"]|with base 10: ['\"])(?P<piece>[^'\"]+)(?=['\"])"
)
"""What a parser says of the piece of an address that it could not read."""


class Memory:
    """The last secrets of a text, and their longer pieces."""

    def __init__(self) -> None:
        self.holds = False
        self._whole: dict[str, None] = {}
        self._texts: dict[str, None] = {}

    def keep(self, value: str) -> None:
        """Looks for this secret from now on, however it is written and cut."""
        call = _CALL.match(value)
        bare = (call["text"] or "" if call else value).strip("\"'`").rstrip(",;)}]")
        if not bare or BLOT in bare or _NAME_OF_HOST.match(bare) or _ATTRIBUTE.match(bare):
            return
        self.holds = True
        _push(self._whole, [bare], _MOST)
        _push(self._texts, list(_texts(bare)), 3 * _MOST)

    def hide(self, line: str) -> str:
        """The line without what was kept."""
        found = [text for text in self._texts if text in line]
        for text in sorted(found, key=len, reverse=True):
            line = line.replace(text, BLOT) if len(text) >= _SHORTEST_WORD else _alone(text).sub(BLOT, line)
        return _PARSED.sub(self._without_piece, line) if "nvalid" in line or "integer" in line else line

    def _without_piece(self, found: re.Match[str]) -> str:
        piece = found["piece"]
        is_kept = not piece.isdigit() and any(piece in whole for whole in self._whole)
        return found["before"] + BLOT if is_kept else found.group()


def _push(kept: dict[str, None], new: Iterable[str], most: int) -> None:
    for text in new:
        kept.pop(text, None)
        kept[text] = None
    while len(kept) > most:
        del kept[next(iter(kept))]


def _texts(value: str) -> Iterator[str]:
    """The spellings of a secret, and its pieces, as far as they stand for nothing else."""
    for text in dict.fromkeys((value, _ESCAPED.sub(_decoded, value))):
        if _is_telling(text):
            yield text
            yield from (piece for piece in _JOINTS.split(text) if piece != text and _is_made(piece))
        if _QUADS.match(text):
            yield text.replace(" ", "").replace("-", "")


def _decoded(found: re.Match[str]) -> str:
    return bytes.fromhex(found.group().replace("%", "")).decode("utf-8", "replace")


def _is_telling(text: str) -> bool:
    if is_placeholder(text) or len(text) < _SHORTEST:
        return False
    return _is_made(text) or (len(text) >= _SHORTEST_WORD and text.isalpha() and not is_word(text) and not is_interesting(text))


def _is_made(text: str) -> bool:
    """Whether a text is no word of a language, no number of a few digits, and no name of a setting."""
    if len(text) < _SHORTEST or not text.isprintable() or _DATED.match(text):
        return False
    has_letter, has_digit = any(map(str.isalpha, text)), any(map(str.isdigit, text))
    if has_letter and has_digit:
        return True
    if not has_letter:
        return text.isdigit() and len(text) >= _SHORTEST_WORD
    has_sign = not text.replace(".", "").replace("_", "").replace("-", "").isalnum()
    return (has_sign or text[1:] != text[1:].lower()) and not text.isupper() and not is_interesting(text)


def _alone(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])")
