"""Every cause in words. The ids are relied on from outside and never renamed; rules and signatures speak ids only."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from wizard.finding import Fix
from wizard.step import Stage


@dataclass(frozen=True, slots=True)
class Cause:
    """One root cause of mail that is not sent."""

    id: str
    title: str
    stage: Stage
    meaning: str
    fix: Fix
    detectable: tuple[str, ...]
    """live · explain · lint · dns."""
    look_alikes: tuple[str, ...] = ()
    tell_apart: str = ""
    links: tuple[str, ...] = ()


@functools.cache
def load_all() -> dict[str, Cause]:
    """All causes by id, in the file's order."""
    data = tomllib.loads(Path(__file__).with_name("causes.toml").read_text("utf-8"))
    return {row["id"]: _cause(row) for row in data["cause"]}


def cause(id: str) -> Cause:
    """One cause. KeyError = a rule speaks an id that is not in the catalogue, which is a bug."""
    return load_all()[id]


def _cause(row: dict[str, object]) -> Cause:
    def words(key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list):
            raise TypeError(f"causes.toml: {row['id']}: {key} is no list")
        return tuple(str(word) for word in value)

    known = {"id", "title", "stage", "meaning", "fix", "commands", "detectable", "look_alikes", "tell_apart", "links"}
    if unknown := set(row) - known:
        raise KeyError(f"causes.toml: {row['id']}: unknown {sorted(unknown)}")
    return Cause(
        id=str(row["id"]),
        title=str(row["title"]),
        stage=Stage(str(row["stage"])),
        meaning=str(row["meaning"]),
        fix=Fix(str(row["fix"]), words("commands")),
        detectable=words("detectable"),
        look_alikes=words("look_alikes"),
        tell_apart=str(row.get("tell_apart", "")),
        links=words("links"),
    )
