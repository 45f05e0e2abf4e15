"""`providers ID`: what a person needs, in words; where it was learned stays in JSON."""

from __future__ import annotations

import json

import pytest

from wizard import providers
from wizard.__main__ import main

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
    assert "user an SMTP credential of one sending domain" in page
    assert "like postmaster@<domain>" in page
    assert "sender addresses at the credential's domain" in page
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
    assert row["unsure"] == list(provider.unsure)


@pytest.mark.parametrize("id", sorted(providers.load_all()))
def test_what_is_shown_stands_so_in_the_file(id: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["providers", id])
    page = " ".join(capsys.readouterr().out.split())
    provider = providers.find(id)
    texts = [provider.sandbox, provider.sender.rule, provider.sender.note, provider.username.note, *provider.limits.values()]
    assert not [text for text in texts if text[1:] not in page]
    assert ("(probably)" in page or "Probably: " in page) or not provider.is_unsure("limits") or not provider.limits
