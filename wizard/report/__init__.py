"""Findings in, characters out: one file a format, found by looking in this folder.

A format is a module with `render(run, *, color, verbose) -> str`; its name is what `--format` takes. All texts in findings are
already printable, transcript lines are not: they are `Foreign`, and their `str()` is what is shown.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from wizard.errors import UsageError
from wizard.finding import Run

_SCHEMAS = "schema"


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(sorted(entry.name for entry in pkgutil.iter_modules(__path__) if not entry.ispkg))


def render(format: str, run: Run, *, color: bool = False, verbose: bool = False) -> str:
    """The report of a run, ending with a line break. Raises UsageError for a format that does not exist.

    `color` asks for terminal colours, where the format has any; `verbose` for what passed in full, and the transcript.
    """
    if format not in formats():
        raise UsageError(f"there is no format {format!r}", f"accepted: {', '.join(formats())}")
    module = importlib.import_module(f"{__name__}.{format}")
    text: str = module.render(run, color=color, verbose=verbose)
    return text


def schemas() -> tuple[str, ...]:
    """The names of every JSON output that has a schema, sorted."""
    found = (Path(__file__).parent / _SCHEMAS).iterdir()
    return tuple(sorted(entry.name.removesuffix(".json") for entry in found if entry.name.endswith(".json")))


def schema(name: str) -> str:
    """The JSON Schema of an output. Raises UsageError for one that does not exist."""
    if name not in schemas():
        raise UsageError(f"there is no schema {name!r}", f"accepted: {', '.join(schemas())}")
    return (Path(__file__).parent / _SCHEMAS / f"{name}.json").read_text("utf-8")
