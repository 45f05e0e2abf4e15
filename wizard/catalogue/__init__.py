"""Every cause in words. The ids are relied on from outside and never renamed; rules and signatures speak ids only."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wizard.finding import Fix
from wizard.step import Stage

PLACEHOLDERS = {
    "SERVER": "the mail server's name",
    "PORT": "its port",
    "SERVICE": "the app's name in the compose file",
    "DOMAIN": "the domain of the address in question",
    "SELECTOR": "the name of the DKIM key",
    "PUBLIC_ADDRESS": "the address that the mail leaves from",
    "FILE": "the file in question",
    "VARIABLE": "the variable that holds the password",
    "NAME": "the setup's name",
}
"""What stands in capitals in the commands, and what a person puts there."""
_PLACEHOLDER = re.compile(rf"(?<![A-Z_])(?:{'|'.join(PLACEHOLDERS)})(?![A-Z_])")


@dataclass(frozen=True, slots=True)
class Cause:
    """One root cause of mail that is not sent."""

    id: str
    title: str
    stage: Stage
    meaning: str
    """What is the case."""
    why: str
    """What in the world leads to it."""
    fix: Fix
    detectable: tuple[str, ...]
    """live · explain · lint · dns."""
    look_alikes: tuple[str, ...] = ()
    tell_apart: str = ""
    links: tuple[str, ...] = ()
    """The most helpful page first."""

    @property
    def reason(self) -> str:
        """Meaning and why in one, for whoever has a single place for them."""
        return f"{self.meaning} {self.why}"


@functools.cache
def load_all() -> dict[str, Cause]:
    """All causes by id, in the file's order."""
    data = tomllib.loads(Path(__file__).with_name("causes.toml").read_text("utf-8"))
    return {row["id"]: _cause(row) for row in data["cause"]}


def cause(id: str) -> Cause:
    """One cause. KeyError = a rule speaks an id that is not in the catalogue, which is a bug."""
    return load_all()[id]


def fill(command: str, words: dict[str, str]) -> str:
    """A command with what is known in the place of its placeholders. The words are put in as they are: they must suit a shell."""
    return _PLACEHOLDER.sub(lambda found: words.get(found[0], found[0]), command)


def named_in(commands: Iterable[str]) -> tuple[str, ...]:
    """The placeholders of some commands, each once."""
    return tuple(dict.fromkeys(name for command in commands for name in _PLACEHOLDER.findall(command)))


def _cause(row: dict[str, object]) -> Cause:
    def words(key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list):
            raise TypeError(f"causes.toml: {row['id']}: {key} is no list")
        return tuple(str(word) for word in value)

    known = {"id", "title", "stage", "meaning", "why", "fix", "commands", "detectable", "look_alikes", "tell_apart", "links"}
    if unknown := set(row) - known:
        raise KeyError(f"causes.toml: {row['id']}: unknown {sorted(unknown)}")
    return Cause(
        id=str(row["id"]),
        title=str(row["title"]),
        stage=Stage(str(row["stage"])),
        meaning=str(row["meaning"]),
        why=str(row["why"]),
        fix=Fix(str(row["fix"]), words("commands")),
        detectable=words("detectable"),
        look_alikes=words("look_alikes"),
        tell_apart=str(row.get("tell_apart", "")),
        links=words("links"),
    )
