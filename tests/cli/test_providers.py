"""`providers ID`: what a person needs, in words; where it was learned and what is doubtful stays in JSON."""

from __future__ import annotations

import json

import pytest

from wizard import providers
from wizard.__main__ import main
from wizard.cli.providers import told

INTERNAL = (
    "(memory",
    "(docs",
    "(doc)",
    "(secondary",
    "github:",
    "confirmed for",
    "not confirmed",
    "wizard",
    "[^",
    "vendor page",
    "^[",
)


@pytest.mark.parametrize("id", sorted(providers.load_all()))
def test_a_page_holds_no_notes_to_ourselves(id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["providers", id]) == 0
    page = capsys.readouterr().out
    provider = providers.find(id)
    assert not [word for word in INTERNAL if word in " ".join(page.split())]
    assert "  source" not in page
    assert "  user  " in page
    assert provider.docs in page
    assert all(region.host in page for region in provider.regions)
    if provider.username.type == "pattern":
        assert provider.username.value not in page


def test_mailgun_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    main(["providers", "mailgun"])
    page = " ".join(capsys.readouterr().out.split())
    assert "user SMTP credential of ONE sending domain" in page
    assert "like postmaster@<domain>" in page
    assert "sender the credential's domain should match" in page
    assert (
        "limit free: 100/day on the free plan (probably) limit unverified domain: 300 emails/day for unverified domains" in page
    )
    assert "beware Mailgun's US and EU are separate" in page


def test_json_keeps_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    main(["providers", "mailgun", "--format", "json"])
    (row,) = json.loads(capsys.readouterr().out)["providers"]
    provider = providers.find("mailgun")
    assert row["username"]["value"] == provider.username.value
    assert row["sender"]["note"] == provider.sender.note
    assert row["limits"] == dict(provider.limits)
    assert row["traps"] == list(provider.traps)
    assert row["sources"] == list(provider.sources)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("5/min, 10/h (memory)", "5/min, 10/h (probably)"),
        ("a day (docs)", "a day"),
        ("signs mail; not confirmed whether it refuses", "signs mail"),
        ("the wizard must compare", ""),
        ("messages in memory by default", "messages in memory by default"),
        ("per region (EU, US); only one", "per region (EU, US); only one"),
        ("", ""),
    ],
)
def test_a_note_is_told_without_its_remarks(note: str, words: str) -> None:
    assert told(note) == words
