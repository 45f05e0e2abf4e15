"""One text value of a YAML file, written so that YAML 1.1 (PyYAML), YAML 1.2 (ruamel.yaml) and Compose's reader agree.

Bare words don't do: `yes`, `0123`, `1:30`, `a #b`, `@x` become booleans, numbers, times, half a value or an error. Double quotes
with escapes for everything that can't be seen are read back alike by all of them. Reading follows PyYAML, which Synapse uses:
`y` and `1e3` are text, and the last of two equal keys wins without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wizard.dialects.environment import require_text
from wizard.dialects.located import Located
from wizard.dialects.node_tree import compose
from wizard.errors import FileError

_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BOOLEANS = {**dict.fromkeys(("yes", "true", "on"), True), **dict.fromkeys(("no", "false", "off"), False)}
_FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_INTEGER = re.compile(
    r"[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+"
)
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Other:
    """A date or another value that no mail setting is; `text` as it stands in the file."""

    text: str


def write(value: str) -> str:
    """The value in double quotes, on one line. Raises Unrepresentable for text that is none, and for NUL."""
    require_text(value)
    return '"' + "".join(map(_escape, value)) + '"'


def _escape(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    # A bidi override or a non-breaking space in a password is better seen than guessed.
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def read(text: str) -> str:
    """The text that a YAML 1.1 reader takes from a scalar. Raises FileError where it would take something else than text."""
    value = load(text)
    if not isinstance(value, str):
        kind = {bool: "yes or no", int: "a number", float: "a number", type(None): "nothing"}.get(type(value), "no plain text")
        raise FileError(f"YAML reads this as {kind}, not as text", 'put it into double quotes: "…"')
    return value


def load(text: str) -> object:
    """What PyYAML makes of a document: dict, list, str, int, float, bool, None or Other. Raises FileError with the line."""
    node = _compose(text)
    return None if node is None else _value(node, {})


def locate(text: str, section: str) -> tuple[Located, ...]:
    """The keys of one top-level mapping with their lines; of two equal sections the last, as PyYAML takes it."""
    root = _compose(text)
    children = [value for key, value in _pairs(root) if key.value == section]
    if not children:
        return ()
    return tuple(_located(text, key, value) for key, value in _pairs(children[-1]))


def _located(text: str, key: Any, value: Any) -> Located:
    raw = _raw(text, value)
    # What a list of aliases stands for may be endless; its text is not.
    shown = _shown(_scalar(value)) if value.id == "scalar" else raw
    return Located(key.value if key.id == "scalar" else _raw(text, key), shown, key.start_mark.line + 1, raw)


def _compose(text: str) -> Any:
    """The document as ruamel's node tree, in which each scalar still knows how it was quoted and where it stands."""
    from ruamel.yaml.error import YAMLError

    try:
        return compose(text, (1, 1))
    except (YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise FileError(f"{where}this is no valid YAML", "put the value into double quotes") from error


def _pairs(node: Any) -> Iterator[tuple[Any, Any]]:
    if node is not None and node.id == "mapping":
        yield from node.value


def _raw(text: str, node: Any) -> str:
    # The end mark of an empty value stands before its start where the next key follows.
    return text[node.start_mark.index : max(node.start_mark.index, node.end_mark.index)].rstrip()


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return value.text if isinstance(value, Other) else str(value)


def _value(node: Any, known: dict[int, object]) -> object:
    """The value of a node; `known` makes an alias cost nothing, however often it is used."""
    if id(node) not in known:
        try:
            known[id(node)] = _made(node, known)
        except RecursionError as error:
            raise FileError("this YAML is nested too deeply") from error
    return known[id(node)]


def _made(node: Any, known: dict[int, object]) -> object:
    if node.id == "scalar":
        return _scalar(node)
    if node.id == "sequence":
        return [_value(item, known) for item in node.value]
    merged: dict[object, object] = {}
    own: dict[object, object] = {}
    for key, value in node.value:
        if key.id == "scalar" and key.style is None and key.value == "<<":
            for part in value.value if value.id == "sequence" else [value]:
                found = _value(part, known)
                merged = {**(found if isinstance(found, dict) else {}), **merged}
            continue
        if key.id != "scalar":
            raise FileError(f"line {key.start_mark.line + 1}: a list or mapping can't be a key")
        own[_scalar(key)] = _value(value, known)
    return {**merged, **own}


def _scalar(node: Any) -> object:
    text, tag = str(node.value), str(node.tag).removeprefix(_TAG)
    if tag == "str" or node.style is not None:
        return text if tag in ("str", "!") else Other(text)
    if tag == "null":
        return None
    if tag == "bool":
        return _BOOLEANS.get(text.lower(), text)
    if tag == "int":
        return _integer(text) if _INTEGER.fullmatch(text) else text
    if tag == "float":
        return _float(text) if _FLOAT.fullmatch(text) else text
    if tag.startswith("!"):
        line = node.start_mark.line + 1
        raise FileError(f"line {line}: a value that begins with ! is a tag to YAML", "put it into double quotes")
    return Other(text)


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits.removeprefix("+"))
    if ":" in digits:
        return sign * int(_sexagesimal(digits))
    if digits.startswith(("0b", "0x")):
        return sign * int(digits, 0)
    return sign * int(digits, 8 if digits.startswith("0") else 10)


def _float(text: str) -> float:
    digits = text.replace("_", "").lower()
    if ":" in digits:
        return -_sexagesimal(digits[1:]) if digits.startswith("-") else _sexagesimal(digits.removeprefix("+"))
    return float(digits.replace(".inf", "inf").replace(".nan", "nan"))


def _sexagesimal(text: str) -> float:
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part)
    return total
