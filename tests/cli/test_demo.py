"""`demo` without a terminal: what it says of the exported settings is what its tests found."""

from __future__ import annotations

import pytest

from tests.cli.program import run

HEADING = "\n── Export: each app's own words. These settings are "


@pytest.mark.parametrize(
    ("words", "code", "proven"),
    [
        ([], 0, "proven just now."),
        (["--fault", "unverified-sender"], 2, "not proven, the test failed: Test mail."),
        (["--fault", "missing-dkim"], 2, "proven just now; the DNS records failed."),
    ],
)
def test_the_export_is_called_proven_only_where_it_is(words: list[str], code: int, proven: str) -> None:
    outcome = run("demo", *words)
    assert outcome.code == code
    assert f"{HEADING}{proven}\n" in outcome.out


def test_a_test_that_stops_the_way_leaves_nothing_to_export() -> None:
    outcome = run("demo", "--fault", "wrong-password")
    assert outcome.code == 2
    assert "── Export" not in outcome.out
