"""The account's name in paths: a person's own home is written as `~`, where a shell still finds it; others' names are hidden."""

from __future__ import annotations

import os
import re

from wizard.text import printable

NOBODYS = ("", "/", "/root")
"""Homes that name nobody. Root's stays as it is: who pastes the command may not be root, and `~` would be another folder."""
OTHERS = re.compile(r"(?P<parent>/(?:home|Users|media)/)(?!zulip(?![\w-]))(?P<account>[^\s/:;,'\"`()\[\]<>|&$]+)")
"""The folder of any account; Zulip's own is the same on every server."""


def own_home() -> str:
    """The home of who runs this; empty where it names nobody."""
    home = os.path.expanduser("~")
    return "" if home in NOBODYS or not home.startswith("/") else home


def without_home(text: str, home: str) -> str:
    """The text with `~` for the home, such that a shell still finds the file: outside any quotes, which begin after it."""
    return _pattern(home).sub(_tilde, text) if home else text


def _tilde(found: re.Match[str]) -> str:
    opening = found["opening"] or ""
    if found["slash"]:
        return f"~/{opening}"
    # Quotes around nothing but the home would keep a shell from reading the `~`.
    return "~" if found["closing"] else f"{opening}~"


def _pattern(home: str) -> re.Pattern[str]:
    spelt = "".join(map(_spelt, home))
    return re.compile(
        rf"(?<![\w/.~-])(?P<opening>\$?(?P<quote>['\"]))?{spelt}(?:(?P<slash>/)|(?(quote)(?P<closing>(?P=quote))|(?!))|(?![\w-]|\.\w))"
    )


def _spelt(char: str) -> str:
    """One character as it stands in a sentence, or between a shell's quotes of either kind."""
    if char == "'":
        return r"""(?:'"'"'|\\?')"""
    if char == "\\":
        return r"\\{1,2}"
    shown = printable(char)
    return re.escape(char) if shown == char else rf"(?:(?:\\[xuU][0-9a-f]{{2,8}})+|{re.escape(shown)})"
