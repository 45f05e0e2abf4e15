"""One argument in maddy.conf.

A word stands bare or in double quotes. In quotes a backslash escapes a double quote and nothing else; it stays where another
character follows, so a lone backslash at the end, or before a double quote, has no spelling there. `$(name)` and `{env:NAME}` are
put in, in quotes too, and a brace alone is a brace even in quotes.
Source: foxcpp/maddy v0.9.4, `framework/config/lexer` and `framework/cfgparser` (parse.go, imports.go, env.go).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.dialects.environment import require_text
from wizard.errors import FileError, Unrepresentable

_BARE = re.compile(r'[^\s#"{}\\$]+')
_MACRO = re.compile(r"\$\(([^$]+)\)")
_MISSING = re.compile(r"{env:([^$]+)}")
_HINT = "put it into the environment and write {env:NAME}, or choose another value"


@dataclass(frozen=True, slots=True)
class Node:
    """One directive: its name, its arguments, and what stands in its block (None = it has none)."""

    name: str
    arguments: tuple[str, ...] = ()
    block: tuple[Node, ...] | None = None
    line: int = 0

    def find(self, name: str) -> Node | None:
        """The first directive of this name in the block."""
        return next((node for node in self.block or () if node.name == name), None)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    line: int
    end: int
    """The line on which it ends."""


def write(value: str) -> str:
    """One argument, quoted where it needs it. Raises Unrepresentable for what maddy would read back changed."""
    require_text(value)
    if "\n" in value or "\r" in value:
        raise Unrepresentable("a line break is not safe in maddy.conf", "choose a value without it")
    quoted = '"' + value.replace('"', '\\"') + '"'
    for spelling in (value, quoted) if _BARE.fullmatch(value) else (quoted, value):
        # The documentation takes any backslash at the end of a line for its continuation; the source, a lone one.
        if _reads_as(spelling, value) and not spelling.endswith("\\"):
            return spelling
    raise Unrepresentable("maddy.conf has no spelling for this value", _HINT)


def _reads_as(spelling: str, value: str) -> bool:
    try:
        return read(spelling) == value
    except FileError:
        return False


def read(text: str, environment: Mapping[str, str] | None = None) -> str:
    """The argument that maddy makes of it. Raises FileError where it is not exactly one."""
    nodes = parse(f"name {text}\nnext\n", environment)
    if [node.name for node in nodes] != ["name", "next"] or len(nodes[0].arguments) != 1 or nodes[0].block is not None:
        raise FileError("this is not one argument in maddy.conf", "put it in double quotes")
    return nodes[0].arguments[0]


def parse(text: str, environment: Mapping[str, str] | None = None) -> tuple[Node, ...]:
    """A whole file without snippets, imports and macros of its own. Raises FileError with the line."""
    tokens = list(_tokens(text))
    nodes, _ = _nodes(tokens, 0, nested=False)
    return tuple(_put_in(node, environment or {}) for node in nodes)


def _tokens(text: str) -> Iterator[_Token]:
    at, line = 0, 1
    text = text.removeprefix("\ufeff")
    while at < len(text):
        if text[at].isspace():
            line += text[at] == "\n"
            at += 1
        elif text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        else:
            value, after = _quoted(text, at + 1, line) if text[at] == '"' else _bare(text, at)
            passed = text.count("\n", at, after)
            yield _Token(value, line, line + passed)
            at, line = after, line + passed


def _quoted(text: str, at: int, line: int) -> tuple[str, int]:
    done: list[str] = []
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text):
            done.append('"' if text[at + 1] == '"' else text[at : at + 2])
            at += 2
        else:
            done.append(text[at])
            at += 1
    if at >= len(text):
        raise FileError(f"line {line}: a quote is not closed")
    return "".join(done), at + 1


def _bare(text: str, at: int) -> tuple[str, int]:
    """To the next blank. A `#` in a word leaves out what stands up to that blank, and no more."""
    done: list[str] = []
    comment = False
    while at < len(text) and (not text[at].isspace() or text[at] == "\r"):
        comment = comment or text[at] == "#"
        if text[at] != "\r" and not comment:
            done.append(text[at])
        at += 1
    return "".join(done), at


def _nodes(tokens: list[_Token], at: int, *, nested: bool) -> tuple[list[Node], int]:
    found: list[Node] = []
    while at < len(tokens):
        if tokens[at].text == "}":
            if not nested:
                raise FileError(f"line {tokens[at].line}: a }} closes nothing")
            return found, at + 1
        node, at = _node(tokens, at)
        found.append(node)
    if nested:
        raise FileError("a { is not closed")
    return found, at


def _node(tokens: list[_Token], at: int) -> tuple[Node, int]:
    first = tokens[at]
    if not re.fullmatch(r"[^\W\d][\w.-]*", first.text):
        raise FileError(f"line {first.line}: this is no name of a directive")
    arguments: list[str] = []
    end = first.end
    at += 1
    while at < len(tokens) and tokens[at].line == end:
        text, end = tokens[at].text, tokens[at].end
        if text == "}":
            break
        at += 1
        if text == "{":
            block, at = _nodes(tokens, at, nested=True)
            return Node(first.text, tuple(arguments), tuple(block), first.line), at
        if text == "\\" and (at == len(tokens) or tokens[at].line != end):
            end = tokens[at].line if at < len(tokens) else end  # the next line goes on with this one
            continue
        arguments.append(text)
    return Node(first.text, tuple(arguments), None, first.line), at


def _put_in(node: Node, environment: Mapping[str, str]) -> Node:
    """Macros first, then the environment: what comes out of the environment is not looked at again for macros."""
    arguments: list[str] = []
    for argument in node.arguments:
        if argument.startswith("$(") and argument.endswith(")"):
            continue  # a macro that is not defined stands for no argument at all
        for macro in _MACRO.findall(argument):
            argument = argument.replace(f"$({macro})", "")
        arguments.append(_from_environment(argument, environment))
    block = None if node.block is None else tuple(_put_in(child, environment) for child in node.block)
    return Node(node.name, tuple(arguments), block, node.line)


def _from_environment(text: str, environment: Mapping[str, str]) -> str:
    known = "|".join(re.escape(f"{{env:{name}}}") for name in environment)
    if known:
        text = re.sub(known, lambda found: environment[found[0][5:-1]], text)
    return _MISSING.sub("", text)
