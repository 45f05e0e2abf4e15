"""What is said of each app, word by word: by kind and target, in the situations that people meet most.

After a change that is meant: SMTP_WIZARD_GOLDEN=rewrite pytest tests/apps/test_experience.py, and read the diff.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.apps.golden import FOLDER
from tests.apps.setups import app, profile
from tests.apps.situation import RARE, SITUATIONS, Situation, experience
from wizard import apps
from wizard.finding import Status
from wizard.model import App, Encryption, Profile
from wizard.provider import ProviderPort
from wizard.providers import find
from wizard.report.text import describe


def _told(kind: str, target: str, **settings: str | bool) -> Iterator[str]:
    for name, situation in SITUATIONS.items():
        yield from (f"==== {name}", *describe(experience(kind, target, situation, **settings), verbose=True), "")
    for command in experience(kind, target).fix.commands:
        yield from ("==== inside the app's network", command, "")


OLD = {"mealie": {"old_build": True}, "coolify": {"before_4_3_10": True}}
VARIANTS = [(kind, target.id, "") for kind in tuple(apps.load_all()) for target in apps.kind_of(App("x", kind, "")).TARGETS]
VARIANTS += [("mealie", "compose", "old"), ("coolify", "api", "old")]


@pytest.mark.parametrize(("kind", "target", "version"), VARIANTS)
def test_what_is_said_of_an_app(kind: str, target: str, version: str) -> None:
    told = "\n".join(_told(kind, target, **(OLD[kind] if version else {})))
    path = FOLDER / "experience" / f"{kind}-{target}{f'-{version}' if version else ''}.txt"
    if os.environ.get("SMTP_WIZARD_GOLDEN") == "rewrite":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert path.exists(), f"{path} is missing; SMTP_WIZARD_GOLDEN=rewrite makes it"
    assert told == path.read_text(encoding="utf-8")


def test_no_golden_file_is_of_an_app_or_target_that_is_gone() -> None:
    names = {f"{kind}-{target}{f'-{version}' if version else ''}" for kind, target, version in VARIANTS}
    assert {path.stem for path in (FOLDER / "experience").iterdir()} == names


@pytest.mark.parametrize("kind", tuple(apps.load_all()))
def test_every_fact_of_an_app_is_told_somewhere(kind: str) -> None:
    own = app(kind, apps.kind_of(App("x", kind, "")).TARGETS[0].id)
    setup: Profile = replace(profile(), apps=(own,))
    behaviour = apps.kind_of(own).behaviour(setup, own)
    said = " ".join(detail.text for detail in experience(kind, own.target).details)
    for fact in (behaviour.ehlo, behaviour.ehlo_source, *behaviour.mechanisms, behaviour.hides_errors, behaviour.versions):
        assert fact in said
    assert behaviour.library in said
    assert all(note.text in said for note in behaviour.notes if not note.when)
    failing = [experience(kind, own.target, situation) for situation in (*SITUATIONS.values(), *RARE)]
    heard = " ".join(finding.why for finding in failing)
    assert [note.text for note in behaviour.notes if note.when and note.text not in heard] == []


def test_a_note_is_told_where_it_matters_and_nowhere_else() -> None:
    leak = "A refused login is written to homeserver.log with user name and password, in base64."
    told = {name: leak in experience("synapse", "docker", situation).why for name, situation in SITUATIONS.items()}
    assert [name for name, is_told in told.items() if is_told] == ["the login is refused"]
    for name, situation in SITUATIONS.items():
        known = [detail.text for detail in experience("synapse", "docker", situation).details]
        assert (leak in known) is situation.login, name


@pytest.mark.parametrize("kind", ["docmost", "coolify"])
def test_the_risk_without_starttls_is_seen_without_asking_and_a_warning_where_it_can_be_ended(kind: str) -> None:
    target = {"docmost": "compose", "coolify": "api"}[kind]
    risk = "your password would go in clear text if STARTTLS disappeared"
    told = experience(kind, target)
    assert (told.status, told.title.endswith(risk)) == (Status.PASS, True)
    better = experience(kind, target, SITUATIONS["a provider that has implicit TLS too"])
    assert (better.status, better.title.endswith(risk)) == (Status.WARN, True)
    assert "port 465" in better.fix.text
    assert risk in "\n".join(describe(better)).replace("\n" + " " * 29, " ")
    without = replace(find("sendgrid"), ports=(ProviderPort(587, Encryption.STARTTLS, recommended=True),))
    assert experience(kind, target, Situation(changes={"provider": without})).status is Status.PASS
    for other in ("implicit TLS", "no login", "no encryption"):
        quiet = experience(kind, target, SITUATIONS[other])
        words = " ".join([quiet.title, quiet.why, *(detail.text for detail in quiet.details if other != "no encryption")])
        assert "password" not in words.replace("one wrong password", ""), other


@pytest.mark.parametrize("kind", ["zulip", "synapse", "mealie"])
def test_an_app_that_insists_on_starttls_has_no_such_risk(kind: str) -> None:
    target = apps.kind_of(App("x", kind, "")).TARGETS[0].id
    assert "clear text" not in repr(experience(kind, target, SITUATIONS["a provider that has implicit TLS too"]))
