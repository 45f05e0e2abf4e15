"""One file before and after: shown as a diff without secrets, written with a backup, put back from it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wizard.errors import FileError
from wizard.files import PRIVATE, read_bytes, write_private
from wizard.lint.quoting import HIDDEN
from wizard.lint.secrecy import is_secret_name
from wizard.text import printable

_ASSIGNMENT = re.compile(r"^([+\- ]?\s*(?:-\s+)?[\"']?)([A-Za-z_][\w.-]*)([\"']?\s*(?:=|:)\s*)(\S.*)$")
_NAMED = r"(?:pass(?:word|wd|phrase)?|pwd|secret(?:_?key)?|token|api_?key)[\"']?(?:\s*(?:=>?|:)\s*|\s{2,})"
_MADDY = r"\bauth\s+(?:plain|login)\s+\S+\s+"
_WITHIN = re.compile(rf"(?i)({_NAMED}|{_MADDY})(\S.*)$")
"""A password in the midst of a line: `'smtp_password' => 'x'`, Coolify's `SMTP Password   x`, maddy's `auth plain user x`."""
_REFERENCE = re.compile(r"[\"']?(?:\$\{\w+(?::?\?[^}]*|:?-)?\}|:?\?[^}]*\})[\"']?\s*,?")
"""`${NAME}`, perhaps with words for its absence: it names a password and holds none."""
_LOGIN_IN_URL = re.compile(r"(\w+://[^\s:/@]*:)[^\s@]+(@)")
_LONGEST = 2000
_SHORTEST = 4
"""Letters of a secret that are looked for in a line; a shorter one would blot half the file."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file to write. `before` None = it is new."""

    path: Path
    before: bytes | None
    after: bytes
    mode: int = PRIVATE
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Texts that must not be shown."""

    @property
    def is_needed(self) -> bool:
        return self.before != self.after


def difference(change: Change) -> Iterator[str]:
    """The change as a unified diff, printable, every secret blotted."""
    if not change.is_needed:
        return
    if change.before is None:
        yield f"new: {printable(str(change.path))} (mode {change.mode:04o})"
        return
    old, new = (raw.decode("utf-8", "surrogateescape").splitlines() for raw in (change.before, change.after))
    name = printable(str(change.path))
    hidden = sorted(
        {part for text in change.secrets for part in text.splitlines() if len(part) >= _SHORTEST}, key=len, reverse=True
    )
    lines = list(difflib.unified_diff(old, new, name, f"{name} (new)", lineterm=""))
    yield from (line if at < 2 else blot(line, hidden) for at, line in enumerate(lines))


def blot(line: str, hidden: list[str]) -> str:
    """A line of a settings file as it may be shown: values of secret keys, known secrets and logins in URLs are left out."""
    found = _ASSIGNMENT.match(line)
    if found is not None and is_secret_name(found[2]):
        line = line if _REFERENCE.fullmatch(found[4]) else f"{found[1]}{found[2]}{found[3]}{HIDDEN}"
    else:
        line = _WITHIN.sub(lambda within: within[0] if _REFERENCE.fullmatch(within[2]) else f"{within[1]}{HIDDEN}", line)
    for text in hidden:
        line = line.replace(text, HIDDEN)
    return printable(_LOGIN_IN_URL.sub(rf"\1{HIDDEN}\2", line), _LONGEST)


def write(change: Change, now: datetime) -> Path | None:
    """Make the change; a file keeps its mode, owner and symlink. The backup, None for a new file. Raises FileError."""
    current = read_bytes(change.path) if os.path.exists(change.path) else None
    if current != change.before:
        raise FileError(f"{change.path} was changed meanwhile", "look at the differences again")
    backup = _keep(change, now) if change.before is not None else None
    write_private(change.path, change.after, change.mode)
    return backup


def _keep(change: Change, now: datetime) -> Path:
    """A private copy beside the real file, which `undo` finds again."""
    real = Path(os.path.realpath(change.path))
    stem = f"{real.name}.{now:%Y%m%d-%H%M%S}"
    for number in range(100):
        backup = real.with_name(f"{stem}{f'-{number}' if number else ''}.bak")
        if not backup.exists():
            write_private(backup, change.before or b"")
            return backup
    raise FileError(f"there are too many backups of {change.path} already", f"remove some of {stem}*.bak")


def undo(path: Path) -> tuple[Change, Path]:
    """The change that puts the newest backup back, and that backup. Raises FileError where there is none."""
    real = Path(os.path.realpath(path))
    pattern = re.compile(rf"{re.escape(real.name)}\.(\d{{8}}-\d{{6}})(?:-(\d+))?\.bak")
    try:
        found = [(match, each) for each in real.parent.iterdir() if (match := pattern.fullmatch(each.name))]
        # The number decides only where one tick of the file system saw two of them.
        aged = [(match[1], each.stat().st_mtime_ns, int(match[2] or 0), each) for match, each in found]
        *_, newest = max(aged, default=(None,))
        if newest is None:
            raise FileError(f"there is no backup of {path}", f"looked for {real.name}.DATE-TIME.bak beside it")
        before = real.read_bytes() if real.exists() else None
        return Change(path, before, newest.read_bytes()), newest
    except OSError as error:
        raise FileError(f"can't read the backup of {path}: {error.strerror or error}") from error


def put_back(change: Change, backup: Path) -> None:
    """Restore the bytes, and remove the backup, so that another undo goes one step further. Raises FileError."""
    write_private(change.path, change.after, change.mode)
    try:
        backup.unlink()
    except OSError as error:
        raise FileError(f"{change.path} is restored, but {backup} can't be removed: {error.strerror or error}") from error
