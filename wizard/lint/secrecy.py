"""Which settings hold a secret, by their names, and which values are none yet."""

from __future__ import annotations

import re

_SECRET = re.compile(r"(?:^|[_-])(?:pass|passwd|password|pwd|secret|token|api_?key|key|credentials?)(?:$|[_-])", re.IGNORECASE)
_NOT = re.compile(r"(?:_FILE|_PATH|ADD_TOKENS|TOKENIZED|token_lifetime)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:change[-_ ]?me|replace[-_ ]?(?:me|this)|your[-_ ].*|<.*>|x{3,}|\*{3,}|put[-_ ]the[-_ ].*|todo|password|secret|\.{3})",
    re.IGNORECASE,
)


def is_secret_name(name: str) -> bool:
    """Whether a setting is called as if its value were a secret."""
    return _SECRET.search(name) is not None and _NOT.search(name) is None


def is_placeholder(value: str) -> bool:
    """Whether a value only stands where a secret is to be put."""
    return _PLACEHOLDER.fullmatch(value.strip()) is not None
