"""Reads the signatures out of the TOML files beside: one subject a file, one wording a line."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from wizard.diagnosis.explain.signatures.signature import About, Row, Signature
from wizard.step import Stage

_MACRO = re.compile(r"<([a-z]+)>")
FILES = (
    "name",
    "connect",
    "greeting",
    "tls",
    "certificate",
    "ehlo",
    "auth",
    "login",
    "sender",
    "permission",
    "recipient",
    "message",
    "delivery",
    "value",
    "config",
    "library",
    "status",
    "grammar",
)


@functools.cache
def load_all() -> tuple[Signature, ...]:
    """All signatures, in the order of the mail conversation."""
    folder = files(__package__)
    macros: dict[str, str] = tomllib.loads(folder.joinpath("words.toml").read_text("utf-8"))["words"]
    rows = [
        (name, row) for name in FILES for row in tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))["signature"]
    ]
    return tuple(_signature(name, row, macros) for name, row in rows)


def _signature(file: str, row: Mapping[str, Any], macros: Mapping[str, str]) -> Signature:
    known = {
        "id",
        "seen",
        "about",
        "stage",
        "causes",
        "any",
        "all",
        "none",
        "code",
        "enhanced",
        "seen_stage",
        "flag",
        "unless",
        "reply",
        "rules_out",
    }
    if unknown := set(row) - known:
        raise KeyError(f"{file}.toml: {row.get('id')}: unknown {sorted(unknown)}")
    if not set(row) & {"any", "code", "enhanced", "flag"}:
        raise KeyError(f"{file}.toml: {row['id']}: matches everything")
    return Signature(
        id=row["id"],
        seen=row["seen"],
        about=row.get("about", About.MAIL),
        stage=Stage(row["stage"]) if "stage" in row else None,
        causes=tuple(_row(cause, macros) for cause in row["causes"]),
        any=_either(row.get("any", ()), macros),
        all=tuple(_pattern(text, macros) for text in row.get("all", ())),
        none=_either(row.get("none", ()), macros),
        codes=frozenset(row.get("code", ())),
        enhanced=tuple(row.get("enhanced", ())),
        stages=frozenset(Stage(stage) for stage in row.get("seen_stage", ())),
        reply=row.get("reply", False),
        flag=row.get("flag", ""),
        unless=row.get("unless", ""),
        rules_out=frozenset(row.get("rules_out", ())),
    )


_CONDITIONS = frozenset(
    {
        "app",
        "provider",
        "kind",
        "port",
        "encryption",
        "mode",
        "mismatch",
        "known_host",
        "misspelt_host",
        "host_elsewhere",
        "host_seen",
        "documented_port",
        "has",
        "lacks",
        "loopback",
        "ipv6",
        "seen_stage",
        "code",
        "host",
        "hinted",
    }
)


def _row(row: Mapping[str, Any], macros: Mapping[str, str]) -> Row:
    conditions = {name: value for name, value in row.items() if name not in ("cause", "weight")}
    if unknown := set(conditions) - _CONDITIONS:
        raise KeyError(f"{row['cause']}: unknown conditions {sorted(unknown)}")
    when = tuple(
        (name, _pattern(value, macros) if name in ("has", "lacks") else tuple(value) if isinstance(value, list) else value)
        for name, value in conditions.items()
    )
    return Row(row["cause"], row["weight"], when)


def _pattern(text: str, macros: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(_MACRO.sub(lambda found: macros.get(found[1], found[0]), text))


def _either(texts: Iterable[str], macros: Mapping[str, str]) -> re.Pattern[str] | None:
    joined = "|".join(f"(?:{text})" for text in texts)
    return _pattern(joined, macros) if joined else None
