"""What can't be about mail is given up before the signatures: nothing that they would find is lost by that."""

from __future__ import annotations

import pytest

from tests.benchmarks.explain_score import DATA, read
from wizard import providers
from wizard.diagnosis.explain.signatures import engine
from wizard.diagnosis.explain.signatures.engine import matches, may_match
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.diagnosis.explain.surroundings import Book, Hints, facts_of


@pytest.mark.parametrize("name", ["dev.jsonl", "own.jsonl"])
def test_nothing_is_found_where_nothing_may_match(name: str) -> None:
    book, given_up = Book(providers.load_all()), 0
    for row in read(DATA / name):
        for line in row["text"].splitlines():
            reading = Reading((line,))
            if not may_match(reading, alone=False, hinted=False):
                given_up += 1
                assert matches(reading, facts_of(Hints(), reading, book)) == [], line
    assert given_up > 30


def test_a_failure_of_another_service_costs_no_general_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    known = engine._position

    def position(signature: engine.Signature, reading: Reading) -> int | None:
        tried.append(signature.about)
        return known(signature, reading)

    monkeypatch.setattr(engine, "_position", position)
    reading = Reading(("[one.example.org] PUT federation failed: Connection refused",))
    assert not may_match(reading, alone=False, hinted=False)
    assert set(tried) <= {"mail", "always"}
