"""What a command line loads before it does its work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ROOT, environment
from wizard.cli.parser import VERBS

HEAVY = ("wizard.diagnosis.explain", "textual", "rich", "dns", "aiosmtplib", "keyring", "cryptography", "ruamel", "trustme")


def loaded(code: str) -> set[str]:
    """Which heavy libraries a piece of code loads, in a process of its own."""
    listing = f"{code}\nimport sys\nprint(*sorted(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def calling(*words: str) -> str:
    return f"from wizard.__main__ import main\ntry:\n    main({list(words)!r})\nexcept SystemExit:\n    pass"


def test_help_loads_nothing_heavy() -> None:
    assert loaded(calling("--help")) == set()


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_loads_nothing_heavy(verb: str) -> None:
    assert loaded(calling(verb, "--help")) == set()


@pytest.mark.parametrize("verb", ["check", "export", "explain", "dns", "send", "probe"])
def test_a_verb_for_timers_never_loads_a_screen(verb: str, tmp_path: Path) -> None:
    setup = tmp_path / "profiles" / "chat.toml"
    setup.parent.mkdir()
    setup.write_text(
        'schema = 1\nname = "chat"\n[server]\nhost = "127.0.0.1"\nport = 1\nencryption = "starttls"\n'
        '[identity]\nfrom_address = "noreply@chat.invalid"\n'
        '[apps.chat]\nkind = "zulip"\ntarget = "docker-12"\nhostname = "chat.invalid"\n'
    )
    words = {
        "check": ["check", "--only", "connect.reach"],
        "export": ["export", "chat"],
        "explain": ["explain", str(setup)],
        "dns": ["dns", "chat", "--resolver", "127.0.0.1:1"],
        "send": ["send", "chat", "--to", "me@chat.invalid"],
        "probe": ["probe", "127.0.0.1", "1"],
    }[verb]
    heavy = loaded(calling("--config-dir", str(tmp_path), "--timeout", "1", *words))
    assert not heavy & {"textual", "rich", "trustme"}
    if verb != "explain":
        assert "wizard.diagnosis.explain" not in heavy
    if verb in ("export", "explain"):
        assert not heavy & {"dns", "aiosmtplib", "keyring", "cryptography"}
