"""Which answers each page's test uses: a wrong one that belongs to another page must not stop it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from wizard import field
from wizard.errors import UsageError
from wizard.setup.draft import Draft, selectors

_PARSERS: Mapping[str, Callable[[str], object]] = {
    "username": field.username,
    "from_address": field.address,
    "from_name": field.from_name,
    "selectors": selectors,
    "recipient": field.address,
}
_USED: Mapping[str, frozenset[str]] = {
    "port": frozenset(),
    "login": frozenset({"username"}),
    "senders": frozenset({"username", "from_address", "from_name"}),
    "dns": frozenset({"from_address", "selectors"}),
    "message": frozenset({"username", "from_address", "from_name", "recipient"}),
}
"""Of the answers that are asked for after the server: those that a test can't do without."""


def needed(page: str, draft: Draft) -> Draft:
    """The draft as a page's test needs it: what is wrong and not used counts as not answered yet."""
    wrong: dict[str, Any] = {name: "" for name in _PARSERS.keys() - _USED[page] if _is_wrong(name, getattr(draft, name))}
    return replace(draft, **wrong)


def _is_wrong(name: str, text: str) -> bool:
    try:
        _PARSERS[name](text)
    except UsageError:
        return True
    return False
