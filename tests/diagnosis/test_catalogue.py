"""Every cause of the catalogue is produced by everybody who is said to, and by nobody else; each is told in full."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import wizard
from tests.diagnosis.domain import judged
from tests.diagnosis.published import KEY, REJECT, zone
from tests.diagnosis.table import ROWS
from tests.lint.corpus import FOLDER
from tests.lint.corpus import ROWS as FILES
from tests.zone import UNCLEAR
from wizard.catalogue import Cause, load_all, named_in
from wizard.diagnosis import diagnose
from wizard.diagnosis.explain.signatures.reader import load_all as load_signatures
from wizard.sandbox.smtp import Dialogue
from wizard.settings.linting import lint_text
from wizard.step import Stage

ROOM = Path(wizard.__file__).parent
DIALOGUES = Path(__file__).parent.parent / "dialogues"
PUBLISHED: tuple[tuple[dict[str, Any], str, dict[str, Any]], ...] = (
    (zone(), "google-relay", {}),
    (zone("v=spf1 inlcude:_spf.google.com -all"), "google-relay", {}),
    (zone("v=spf1 " + "mx " * 11 + "-all"), "google-relay", {}),
    (zone("v=spf1 mx -all"), "google-relay", {}),
    (zone(dmarc=REJECT), "sendgrid", {}),
    (zone(resend={"TXT": ["v=DKIM1; p="]}), "resend", {}),
    (zone(s1=KEY), "sendgrid", {}),
    ({"example.com": {"MX": UNCLEAR}}, "sendgrid", {}),
    ({"example.com": {}}, "sendgrid", {}),
    ({**zone(), "10.113.0.203.in-addr.arpa": {}}, "local-relay", {"addresses": ["203.0.113.10"]}),
)
"""What domains publish, and through which provider they send. Every fault in it has its own tests in `test_spf.py` and beside."""

# ---------------------------------------------------------------- who produces a cause


@functools.cache
def live() -> frozenset[str]:
    """What the rules say of evidence, and what they must say of a server that is played (`tests/test_dialogues.py`)."""
    said = {finding.cause for row in ROWS for finding in diagnose(row.case)}
    played = {expected.cause for file in DIALOGUES.glob("*.smtp") for expected in Dialogue.load(file).expected}
    return frozenset(id for id in said | played if id) | dns()


@functools.cache
def dns() -> frozenset[str]:
    """What the rules say of records alone."""
    said = {finding.cause for found, provider, more in PUBLISHED for finding in judged(found, provider, **more).values()}
    return frozenset(id for id in said if id)


@functools.cache
def explained() -> frozenset[str]:
    """What the signatures speak for; a word in any other table is no signature."""
    return frozenset(row.cause for signature in load_signatures() for row in signature.causes if row.weight > 0)


@functools.cache
def linted() -> frozenset[str]:
    """The flaws that are found in the settings files of the corpora."""
    rules = [json.loads(line) for line in (FOLDER / "rules.jsonl").read_text("utf-8").splitlines()]
    texts = [(row.text, row.filename) for row in FILES] + [(row["text"], row["filename"]) for row in rules]
    return frozenset(flaw.cause for text, name in texts for flaw in lint_text(text, name)[1])


FAMILIES: dict[str, Callable[[], frozenset[str]]] = {"live": live, "explain": explained, "lint": linted, "dns": dns}
"""Who names causes. Each is run, or reads nothing but the rows that it acts on: that an id stands somewhere proves nothing."""


def orphans(causes: Mapping[str, Cause]) -> set[str]:
    """Causes that nobody produces."""
    return set(causes).difference(*(family() for family in FAMILIES.values()))


def promised_in_vain(causes: Mapping[str, Cause]) -> set[tuple[str, str]]:
    """Causes that are said to be seen by a family that never names them."""
    return {(id, family) for id, one in causes.items() for family in one.detectable if id not in FAMILIES[family]()}


def test_every_cause_is_produced_by_somebody() -> None:
    assert orphans(load_all()) == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_cause_says_who_can_see_it(family: str) -> None:
    promised = {id for id, one in load_all().items() if family in one.detectable}
    assert sorted(promised) == sorted(FAMILIES[family]())


def test_an_invented_cause_is_noticed() -> None:
    like = load_all()["wrong-host"]
    invented = {**load_all(), "moon-phase": replace(like, id="moon-phase")}
    assert orphans(invented) == {"moon-phase"}
    assert promised_in_vain(invented) == {("moon-phase", family) for family in like.detectable}


# ---------------------------------------------------------------- how it is told

WITHOUT_A_PAGE = frozenset(
    {"app-bug", "app-cannot-express", "conflicting-settings", "misspelt-config-key", "setting-ignored-by-app"}
)
"""What only the app's own page can tell: `explain` names that page where it knows the app."""
# fmt: off
PROGRAMS = frozenset(
    {
        "cat", "chmod", "curl", "cut", "dig", "docker", "getent", "git", "grep", "hostname", "ip", "journalctl", "nc",
        "od", "openssl", "postconf", "postfix", "postqueue", "smtp-wizard", "sort", "ss", "sudo", "systemctl", "tail",
        "timedatectl", "truncate", "update-ca-certificates",
    }
)
# fmt: on
CAPITALS = frozenset({"TXT", "MX", "A", "ADD_TOKENS_TO_NOREPLY_ADDRESS"})
"""Words in capitals that stay as they are."""


@pytest.mark.parametrize("cause", load_all().values(), ids=lambda cause: cause.id)
def test_a_cause_is_told_in_full(cause: Cause) -> None:
    assert cause.title[0].isupper() or cause.title.startswith("localhost")
    assert not cause.title.endswith(".")
    for text in (cause.meaning, cause.why, cause.fix.text):
        assert text.endswith(".")
        assert "!" not in text
        assert text.isprintable()
    assert cause.why not in cause.meaning
    assert cause.detectable
    assert set(cause.detectable) <= set(FAMILIES)
    assert cause.id not in cause.look_alikes
    assert set(cause.look_alikes) <= set(load_all())
    assert cause.look_alikes
    assert cause.tell_apart.endswith(".")
    assert cause.links or (cause.id in WITHOUT_A_PAGE and cause.stage is Stage.APP_CONFIG)
    assert all(re.fullmatch(r"https://[a-z0-9.-]+/[\w./#-]*", link) for link in cause.links)
    assert len(set(cause.links)) == len(cause.links)


@pytest.mark.parametrize("cause", [one for one in load_all().values() if one.fix.commands], ids=lambda cause: cause.id)
def test_a_command_can_be_typed(cause: Cause) -> None:
    for command in cause.fix.commands:
        assert command.isprintable()
        words = set(re.findall(r"(?<![A-Za-z_])[A-Z][A-Z_]*(?![A-Za-z])", command))
        assert words <= {*named_in([command]), *CAPITALS}
        assert {part.split()[0] for part in re.split(r" \| ", command) if not part.startswith("wc -m'")} <= PROGRAMS
        subprocess.run(["sh", "-n", "-c", command], check=True, timeout=10)


def test_ids_stand_once() -> None:
    text = (ROOM / "catalogue" / "causes.toml").read_text("utf-8")
    assert len(tomllib.loads(text)["cause"]) == len(load_all())
