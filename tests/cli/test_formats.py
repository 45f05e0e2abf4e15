"""The help of a verb lists what its --format takes, and nothing else is taken."""

from __future__ import annotations

import re

import pytest

from wizard import report
from wizard.__main__ import main
from wizard.cli.parser import VERBS

WORDS = {
    "check": ["check"],
    "probe": ["probe", "mail.example.com"],
    "send": ["send", "chat", "--to", "me@example.com"],
    "providers": ["providers"],
    "profiles": ["profiles", "list"],
    "profiles show": ["profiles", "show", "chat"],
    "profiles delete": ["profiles", "delete", "chat"],
    "secret": ["secret", "set", "chat"],
    "secret where": ["secret", "where", "chat"],
    "export": ["export", "chat"],
    "lint": ["lint", "settings.py"],
    "import": ["import", "settings.py", "--as", "chat"],
    "dns": ["dns", "example.com"],
    "explain": ["explain", "-"],
    "causes": ["causes"],
    "demo": ["demo"],
    "schema": ["schema"],
}


def listed(verb: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit):
        main([*verb.split(), "--help"])
    text = " ".join(capsys.readouterr().out.split())
    match = re.search(r"how the answer is written: (.*?) --no-color", text)
    assert match is not None
    return match[1].removesuffix(" only").replace(" (usual)", "").split(", ")


@pytest.mark.parametrize("verb", WORDS)
def test_a_format_that_a_verb_has_not_is_refused_with_those_that_its_help_lists(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names = listed(verb, capsys)
    assert main([*WORDS[verb], "--format", "nonesuch"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"error: {verb.split()[0]} has no format 'nonesuch'\nhint: accepted: {', '.join(names)}\n"


def test_every_verb_lists_its_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert {verb.split()[0] for verb in WORDS} == VERBS.keys() - {"setup"}
    assert listed("setup", capsys) == ["text"]
    assert set(listed("check", capsys)) == set(listed("send", capsys)) == set(report.formats())
