"""The lint corpora: settings files with seeded mistakes, and correct ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "lint"


@dataclass(frozen=True, slots=True)
class Row:
    """One file of a corpus."""

    id: str
    app: str
    filename: str
    text: str
    expect: tuple[str, ...]
    keys: tuple[str, ...]
    also_ok: tuple[str, ...]


def load(name: str) -> list[Row]:
    """All rows of one corpus."""
    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [
        Row(
            row["id"],
            row["app"],
            row["filename"],
            row["text"],
            tuple(cause for cause in row["expect"] if cause != "none"),
            tuple(row["keys"]),
            tuple(row["also_ok"]),
        )
        for row in rows
    ]


ROWS = load("dev") + load("own")
