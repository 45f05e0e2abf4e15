"""Python literals, as in Zulip's settings.py: `repr` writes them, `ast.literal_eval` reads them, both ways exactly."""

from __future__ import annotations

import ast
import warnings

from wizard.dialects.located import Located
from wizard.errors import FileError


def write(value: str | int | bool) -> str:
    """The literal for a value; every text has one."""
    return repr(value)


def read(text: str) -> str:
    """The text that a string literal stands for. Raises FileError where it is no string literal."""
    value = load(text)
    if not isinstance(value, str):
        raise FileError("this is Python, but no text in quotes", "write it as 'text'")
    return value


def load(text: str) -> object:
    """The value of any literal. Raises FileError where Python finds none: a name, a call, a mistake."""
    try:
        with warnings.catch_warnings():
            # An escape such as '\d' is only a warning to Python, and reads as written.
            warnings.simplefilter("ignore")
            return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise FileError("Python can't read this as a value", "accepted: 'text', a number, True, False or None") from error


def load_assignments(text: str) -> dict[str, object]:
    """Every `NAME = literal` of a module, the last of each name. Raises FileError for a value that is no literal."""
    return {one.key: load(one.raw) for one in locate(text)}


def locate(text: str) -> tuple[Located, ...]:
    """Every assignment to a plain name at the top level, in order. Raises FileError with the line of a mistake.

    `value` is None where it can't be known without running the file; `raw` is the expression as written.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        line = f"line {error.lineno}: " if isinstance(error, SyntaxError) and error.lineno else ""
        raise FileError(f"{line}Python can't read this file", "look for a missing quote or a word that stands bare") from error
    return tuple(_located(text, name, node) for statement in module.body for name, node in _assigned(statement))


def _assigned(statement: ast.stmt) -> list[tuple[ast.Name, ast.expr]]:
    if isinstance(statement, ast.Assign):
        return [(target, statement.value) for target in statement.targets if isinstance(target, ast.Name)]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value is not None:
        return [(statement.target, statement.value)]
    return []


def _located(text: str, name: ast.Name, node: ast.expr) -> Located:
    try:
        value: str | None = str(ast.literal_eval(node))
    except (ValueError, TypeError, MemoryError, RecursionError):
        value = None
    return Located(name.id, value, name.lineno, ast.get_source_segment(text, node) or "")
