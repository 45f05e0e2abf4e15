"""What is known about a file beside its text: who can read it, whether git keeps it, what stands beside it."""

from __future__ import annotations

import fnmatch
import stat
from collections.abc import Iterator
from pathlib import Path

from wizard.dialects import compose_env
from wizard.errors import FileError
from wizard.files import read_text
from wizard.lint.flaw import Surroundings

_SIBLING_LIMIT = 1 << 20
"""Bytes of the `.env` beside a file that are looked at."""


def look_around(path: Path) -> Surroundings:
    """The surroundings of a file that exists."""
    return Surroundings(
        is_tracked=is_tracked(path), is_world_readable=is_world_readable(path), sibling=frozenset(variables(path))
    )


def is_world_readable(path: Path) -> bool:
    """Whether every account can read it: the file's own mode, and a way through every folder above it."""
    real = path.resolve()
    try:
        if not real.stat().st_mode & stat.S_IROTH:
            return False
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in real.parents)
    except OSError:
        return False


def is_tracked(path: Path) -> bool:
    """Whether it lies in a git repository, and no .gitignore on the way names it. Git itself is not asked."""
    real = path.resolve()
    root = next((folder for folder in real.parents if (folder / ".git").exists()), None)
    return root is not None and not _is_ignored(real, root)


def _is_ignored(path: Path, root: Path) -> bool:
    """By the plain patterns of git's own: names, paths, *, and ! to take one back; the last that fits decides."""
    ignored = False
    folders = [folder for folder in reversed(path.parents) if folder == root or root in folder.parents]
    rules = [(root, line) for line in _lines(root / ".git" / "info" / "exclude")]
    rules += [(folder, line) for folder in folders for line in _lines(folder / ".gitignore")]
    for folder, line in rules:
        wants = not line.startswith("!")
        if _fits(line.removeprefix("!"), path.relative_to(folder).as_posix()):
            ignored = wants
    return ignored


def _lines(path: Path) -> Iterator[str]:
    try:
        text = read_text(path, _SIBLING_LIMIT)
    except FileError:
        return
    yield from (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _fits(pattern: str, relative: str) -> bool:
    parts = relative.split("/")
    whole = pattern.strip("/").removeprefix("**/")
    if "/" in pattern.rstrip("/") and not pattern.startswith("**/"):
        return any(fnmatch.fnmatchcase("/".join(parts[:end]), whole) for end in range(1, len(parts) + 1))
    return any(fnmatch.fnmatchcase(part, whole) for part in (parts[:-1] if pattern.endswith("/") else parts))


def variables(path: Path) -> dict[str, str]:
    """What the `.env` beside a file sets, as Docker Compose reads it; nothing where there is none, or it can't be read."""
    beside = path.with_name(".env")
    if beside == path or not beside.is_file():
        return {}
    try:
        found = compose_env.read_file(read_text(beside, _SIBLING_LIMIT))
    except FileError:
        return {}
    return {name: value for name, value in found.items() if value is not None}
