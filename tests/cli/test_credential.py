"""The passwords of one run: who is asked, and how often."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.check.stage import profile
from wizard.cli.credential import read_all
from wizard.errors import SecretError
from wizard.files import Places
from wizard.model import Login, Profile
from wizard.secret import Secret, SecretRef
from wizard.secret_store import SecretStore

NAMES = ("one", "two", "three", "four", "five")
PASSPHRASE = Secret("a passphrase of several words")


def of_vault(name: str) -> Profile:
    return replace(profile(587), name=name, auth=Login(f"{name}@example.com", SecretRef.parse(f"vault:{name}")))


@pytest.fixture
async def places(tmp_path: Path) -> Places:
    """A configuration folder whose vault keeps a password for each name."""
    places = Places(tmp_path / "config")
    store = SecretStore(places, vault_cost=2)
    for name in NAMES:
        await store.keep(SecretRef.parse(f"vault:{name}"), Secret(f"pw {name}"), passphrase=PASSPHRASE)
    return places


def answering(monkeypatch: pytest.MonkeyPatch, *answers: Secret | None) -> list[str]:
    """A person who gives these answers, and then none; the questions, as they come."""
    asked: list[str] = []

    def ask(question: str) -> Secret | None:
        asked.append(question)
        return answers[len(asked) - 1] if len(asked) <= len(answers) else None

    monkeypatch.setattr("wizard.cli.prompt.is_possible", lambda: True)
    monkeypatch.setattr("wizard.cli.prompt.ask", ask)
    return asked


async def test_whoever_leaves_the_vault_locked_is_not_asked_again(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch)
    found = await read_all([of_vault(name) for name in NAMES], places)
    assert asked == ["Passphrase of the vault"]
    assert [one.message for one in found if isinstance(one, SecretError)] == ["the vault is locked"] * 5


async def test_a_passphrase_that_was_mistyped_can_be_typed_again(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, Secret("mistyped"), PASSPHRASE)
    found = await read_all([of_vault(name) for name in NAMES], places)
    assert len(asked) == 2
    assert found[1:] == [Secret(f"pw {name}") for name in NAMES[1:]]


async def test_no_answer_for_the_vault_keeps_no_other_question_from_being_asked(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, None, Secret("typed"))
    other = replace(profile(587), name="other", auth=Login("me@example.com", SecretRef.parse("ask")))
    await read_all([of_vault("one"), other], places)
    assert sorted(asked) == ["Passphrase of the vault", "Password (me@example.com at mail.example.com)"]
