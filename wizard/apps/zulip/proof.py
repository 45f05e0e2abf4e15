"""What was written is read back with the app's own rules before it is shown."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.errors import Unrepresentable


def require_read_back(found: Mapping[str, object], expected: Mapping[str, object]) -> None:
    """Raise Unrepresentable, naming the first setting that would reach Zulip changed. Types count: 'False' is true."""
    for name in (*expected, *found):
        there = name in found and name in expected
        if not there or found[name] != expected[name] or type(found[name]) is not type(expected[name]):
            raise Unrepresentable(f"{name} would reach Zulip changed", "choose a value with fewer special characters")
