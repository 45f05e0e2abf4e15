"""A value in `environment:` of a compose file: a YAML scalar, and then Compose's own `$` rules.

Unquoted scalars change on the way (`0587` becomes 587, `false` becomes a truth value, `~` inherits from the shell), so values are
always written in double quotes. Single quotes don't stop `$`. Read by Docker Compose 2.26 and 2.40.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wizard.dialects.environment import require_same, require_text
from wizard.dialects.interpolation import interpolate
from wizard.dialects.located import Located
from wizard.dialects.node_tree import compose
from wizard.errors import FileError

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "$": "$$"}
_HINT = "use an env_file beside the compose file"
_INT = re.compile(r"[-+]?(0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|0[0-7]*|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {**dict.fromkeys(("true", "True", "TRUE"), "true"), **dict.fromkeys(("false", "False", "FALSE"), "false")}
_DEEPEST = 8
"""Merges within merges that are followed."""
_NULL = frozenset({"", "~", "null", "Null", "NULL"})


def write(value: str) -> str:
    """The value as a double-quoted YAML scalar with `$` doubled; invisible characters are spelt out. Raises Unrepresentable."""
    require_text(value)
    return require_same('"' + "".join(map(_spell, value)) + '"', value, read, _HINT)


def read(text: str, variables: Mapping[str, str] | None = None) -> str:
    """What the container gets for this scalar; a null, which inherits from the shell, reads as empty. Raises FileError."""
    return _value(_compose(text), variables or {}) or ""


def read_environment(text: str, service: str, variables: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """`environment:` of one service of a compose file, in either form; None = inherited from the shell. Raises FileError."""
    return {one.key: one.value for one in locate_environment(text, service, variables)}


def locate_environment(text: str, service: str, variables: Mapping[str, str] | None = None) -> tuple[Located, ...]:
    """`environment:` of one service with the lines that its keys stand in."""
    node = _child(_child(_child(_compose(text), "services"), service), "environment")
    if node is None:
        return ()
    known = variables or {}
    if node.id == "mapping":
        return tuple(Located(key.value, _value(value, known), _line(key), _raw(text, value)) for key, value in _members(node))
    if node.id != "sequence":
        raise FileError("environment: is neither a mapping nor a list", "write KEY: value lines below it")
    items = ((item, *_value_of_item(item, known).partition("=")) for item in node.value)
    return tuple(Located(name, value if equals else None, _line(item), _raw(text, item)) for item, name, equals, value in items)


def read_at(text: str, *path: str) -> str | None:
    """The value at a path of mapping keys in a whole compose file; None = absent or null. Raises FileError."""
    node = _compose(text)
    for key in path:
        node = _child(node, key)
    return _value(node, {})


def services(text: str) -> tuple[str, ...]:
    """The names of the services in a compose file. Raises FileError."""
    node = _child(_compose(text), "services")
    return tuple(dict.fromkeys(key.value for key, _ in _members(node))) if node is not None and node.id == "mapping" else ()


def _spell(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _compose(text: str) -> Any:
    """The document as ruamel's node tree, so that each scalar still knows how it was quoted."""
    from ruamel.yaml.error import YAMLError

    try:
        return compose(text)
    except RecursionError as error:
        raise FileError("this YAML is nested too deep for a compose file") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise FileError(f"{where}this is no valid YAML: {getattr(error, 'problem', None) or 'it can not be parsed'}") from error


def _child(node: Any, key: str) -> Any:
    if node is None or node.id != "mapping":
        return None
    return next((value for name, value in reversed(_members(node)) if name.value == key), None)


def _members(node: Any, depth: int = 0) -> list[tuple[Any, Any]]:
    """Keys and values of a mapping; what `<<` merges in comes first, so that the mapping's own keys win."""
    own = [(key, value) for key, value in node.value if key.id == "scalar" and key.value != "<<"]
    merged: list[tuple[Any, Any]] = []
    for key, value in node.value if depth < _DEEPEST else ():
        if key.value == "<<":
            for source in reversed(value.value) if value.id == "sequence" else (value,):
                merged += _members(source, depth + 1) if source.id == "mapping" else []
    names = {key.value for key, _ in own}
    return [pair for pair in merged if pair[0].value not in names] + own


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _raw(text: str, node: Any) -> str:
    return text[node.start_mark.index : node.end_mark.index]


def _value_of_item(node: Any, variables: Mapping[str, str]) -> str:
    return _value(node, variables) or ""


def _value(node: Any, variables: Mapping[str, str]) -> str | None:
    if node is None:
        return None
    if node.id != "scalar":
        raise FileError("a list or mapping where one value is expected", "put the value in double quotes")
    if node.style is None:
        return _plain(node.value, variables)
    return interpolate(node.value, variables)


def _plain(text: str, variables: Mapping[str, str]) -> str | None:
    """An unquoted scalar as go-yaml types it and Compose turns it back into text."""
    if text in _NULL:
        return None
    if text in _WORDS:
        return _WORDS[text]
    digits = text.replace("_", "")
    if _INT.fullmatch(text):
        octal = re.fullmatch(r"([-+]?)0([0-7]+)", digits)
        return str(int(f"{octal[1]}0o{octal[2]}" if octal else digits, 0))
    if _FLOAT.fullmatch(digits) and text[0] != "_":
        number = float(digits)
        return str(int(number)) if number.is_integer() and abs(number) < 1e21 else repr(number)
    return interpolate(text, variables)
