"""Exports as they stood when somebody last looked at them, one file each below tests/golden/.

After a change that is meant: SMTP_WIZARD_GOLDEN=rewrite pytest tests/apps, and read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

from wizard.app import Export

FOLDER = Path(__file__).parent.parent / "golden"


def shown(export: Export) -> str:
    """A whole export as text: every file with its mode, then what is said about it."""
    parts = [
        f"==== {file.path}  mode {file.mode:04o}{'  holds the password' if file.secret else ''}\n{file.text}"
        for file in export.files
    ]
    for title in ("apply", "test", "notes", "limits"):
        lines: tuple[str, ...] = getattr(export, title)
        parts.append(f"==== {title}\n" + "".join(f"- {line}\n" for line in lines))
    return "\n".join(parts)


def compare(kind: str, name: str, export: Export) -> None:
    """Fail where an export differs from its golden file; write that instead where it was asked for."""
    path = FOLDER / kind / f"{name}.txt"
    if os.environ.get("SMTP_WIZARD_GOLDEN") == "rewrite":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown(export), encoding="utf-8")
    assert path.exists(), f"{path} is missing; SMTP_WIZARD_GOLDEN=rewrite makes it"
    assert shown(export) == path.read_text(encoding="utf-8")
