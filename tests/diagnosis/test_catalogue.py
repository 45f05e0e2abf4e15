"""Every cause of the catalogue can be produced, is well told, and is documented by the catalogue itself."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

import wizard
from tests.diagnosis.table import ROWS
from wizard.catalogue import Cause, load_all
from wizard.diagnosis import diagnose

ROOM = Path(wizard.__file__).parent
DNS_RULES = ("records", "spf", "spf_merge", "dkim", "key", "dmarc", "alignment", "sender_domain", "wanted")
"""The rules about records: what each produces is shown case by case in their own tests."""
WAITING = {
    "lint": frozenset({"setting-ignored-by-app", "secret-in-shared-file"}),
}
"""Causes whose family is not built yet. A cause that is produced must be taken out here."""


def _live() -> set[str]:
    return {finding.cause for row in ROWS for finding in diagnose(row.case) if finding.cause}


def _spoken(*files: Path) -> set[str]:
    """The catalogue ids that stand as a string in these modules."""
    known = set(load_all())
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    return {
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known
    }


def _explained() -> set[str]:
    """The causes that the signatures of `explain` name."""
    found: set[str] = set()
    for file in (ROOM / "diagnosis" / "signatures").glob("*.toml"):
        for value in _values(tomllib.loads(file.read_text("utf-8"))):
            found.add(value)
    return found & set(load_all())


def _values(data: object) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for key, value in data.items() for text in (str(key), *_values(value))]
    return [text for value in data for text in _values(value)] if isinstance(data, list) else []


FAMILIES = {
    "live": _live,
    "explain": _explained,
    "dns": lambda: _spoken(
        *(ROOM / "diagnosis" / f"{name}.py" for name in DNS_RULES if (ROOM / "diagnosis" / f"{name}.py").exists())
    ),
    "lint": lambda: _spoken(*(ROOM / "apps").rglob("*lint*.py"), *(ROOM / "apps").glob("*/lint/*.py")),
}
"""Who names causes, and how to learn which: by running the rules, or by reading the data that they run on."""


def test_every_cause_is_produced_by_somebody() -> None:
    produced = set().union(*(family() for family in FAMILIES.values()))
    assert set(load_all()) - produced == set().union(*WAITING.values()) - produced


def test_every_cause_that_only_a_probe_can_tell_is_produced_by_a_live_rule() -> None:
    dns = FAMILIES["dns"]()
    wanted = {
        id for id, cause in load_all().items() if "live" in cause.detectable and not ("dns" in cause.detectable and id in dns)
    }
    assert wanted - _live() == set()


def test_rules_speak_only_ids_of_the_catalogue() -> None:
    assert _live() <= set(load_all())


@pytest.mark.parametrize("cause", load_all().values(), ids=lambda cause: cause.id)
def test_a_cause_is_told_in_full(cause: Cause) -> None:
    assert cause.title[0].isupper() or cause.title.startswith("localhost")
    assert not cause.title.endswith(".")
    assert cause.meaning.endswith((".", ")"))
    assert cause.fix.text.endswith(".")
    assert "!" not in cause.title + cause.meaning + cause.fix.text
    assert cause.detectable
    assert set(cause.detectable) <= {"live", "explain", "lint", "dns"}
    assert cause.id not in cause.look_alikes
    assert set(cause.look_alikes) <= set(load_all())
    assert not cause.look_alikes or cause.tell_apart


def test_ids_stand_once() -> None:
    text = (ROOM / "catalogue" / "causes.toml").read_text("utf-8")
    assert len(tomllib.loads(text)["cause"]) == len(load_all())
