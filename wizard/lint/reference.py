"""Values that stand for something that is set elsewhere: `${NAME}` in a compose file or an env file."""

from __future__ import annotations

import re

_ONE = re.compile(r"\$(?:\{[A-Za-z_]\w*(?::?[-?+][^{}]*)?\}|[A-Za-z_]\w*)")
_ANY = re.compile(r"(?<![\\$])(?:\$\$)*\$(?:\{|[A-Za-z_])")
_DEFAULT = re.compile(r"\$\{[A-Za-z_]\w*:?-[^{}]*\}")


def is_reference(text: str) -> bool:
    """Whether the whole value comes from one variable: what somebody wrote on purpose."""
    return _ONE.fullmatch(text.strip()) is not None


def has_reference(text: str) -> bool:
    """Whether a `$` in it would be replaced; `$$` and `\\$` are dollar signs."""
    return _ANY.search(text) is not None


def has_default(text: str) -> bool:
    """Whether it is a variable with a value to fall back to, which then can be judged."""
    return _DEFAULT.fullmatch(text.strip()) is not None
