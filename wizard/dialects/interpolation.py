"""The `$` rules of Docker Compose: `$$`, `$NAME`, `${NAME}` and `${NAME:-word}` with its relatives.

Source: compose-go `template/template.go`. Compose files and Compose's env files share them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wizard.errors import FileError

_NAME = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*", re.ASCII)
_OPERATOR = re.compile(r":?[-+?]")


_DEEPEST = 50
"""Expressions within expressions that are followed."""


def interpolate(text: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """The text with its variables put in; one that is not set becomes empty. Raises FileError where Compose refuses."""
    if depth > _DEEPEST:
        raise FileError("a ${…} is nested too deep", "set the value itself")
    done: list[str] = []
    at = 0
    while (dollar := text.find("$", at)) >= 0:
        done.append(text[at:dollar])
        replacement, at = _one(text, dollar, variables, depth)
        done.append(replacement)
    done.append(text[at:])
    return "".join(done)


def _one(text: str, dollar: int, variables: Mapping[str, str], depth: int) -> tuple[str, int]:
    """What the expression at `dollar` becomes, and the offset behind it."""
    after = text[dollar + 1 : dollar + 2]
    if after == "$":
        return "$", dollar + 2
    if after == "{":
        end = _closing(text, dollar + 1)
        return _braced(text[dollar + 2 : end], variables, depth), end + 1
    name = _NAME.match(text, dollar + 1)
    if name is None:
        return "$", dollar + 1
    return variables.get(name.group(), ""), name.end()


def _closing(text: str, opening: int) -> int:
    depth = 0
    for offset in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[offset], 0)
        if depth == 0:
            return offset
    raise FileError("a ${ without its }", "write $$ for a dollar sign that is meant as such")


def _braced(inside: str, variables: Mapping[str, str], depth: int) -> str:
    name = _NAME.match(inside)
    operator = _OPERATOR.match(inside, name.end()) if name else None
    if name is None or (operator is None and name.end() != len(inside)):
        raise FileError("Compose refuses this ${…}", "write $$ for a dollar sign that is meant as such")
    value = variables.get(name.group())
    if operator is None:
        return value or ""
    word = inside[operator.end() :]
    is_there = bool(value) if operator.group().startswith(":") else value is not None
    if operator.group().endswith("+"):
        return interpolate(word, variables, depth + 1) if is_there else value or ""
    if is_there:
        return value or ""
    if operator.group().endswith("-"):
        return interpolate(word, variables, depth + 1)
    raise FileError(f"the variable {name.group()} is required and not set", "set it in the .env file beside the compose file")
