"""`check --mask` names no account: a home is written as `~`, and a shell still finds what lies in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.sample import RUN
from wizard.again import quoted
from wizard.report.mask import Mask
from wizard.report.mask.home import without_home

NAME = st.text("aé '\"\\$\u202e\u00a0~-.", min_size=1, max_size=6).filter(lambda name: name not in (".", ".."))
HOMES = st.builds("/home/q{}q".format, NAME)
ARGV = ["bash", "-c"]


def words(home: str, *paths: str) -> bytes:
    """What a program is given that a shell of this account calls with these words."""
    env = {**os.environ, "HOME": home}
    return subprocess.run([*ARGV, f"printf '%s\\0' {' '.join(paths)}"], capture_output=True, check=True, env=env).stdout


@given(HOMES, st.lists(NAME, max_size=2))
def test_a_shell_finds_what_the_report_names(home: str, below: list[str]) -> None:
    path = "/".join((home, *below))
    masked = without_home(quoted(path), home)
    assert masked.startswith("~")
    assert words(home, masked) == os.fsencode(path) + b"\0"


@pytest.fixture
def mask(monkeypatch: pytest.MonkeyPatch) -> Mask:
    monkeypatch.setenv("HOME", "/home/alice")
    return Mask(RUN)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("--config-dir /home/alice/setups --timeout 5", "--config-dir ~/setups --timeout 5"),
        ("--config-dir /home/alice --timeout 5", "--config-dir ~ --timeout 5"),
        ("--profile-file '/home/alice/my setups/x.toml'", "--profile-file ~/'my setups/x.toml'"),
        ("--profile-file $'/home/alice/it\\'s\\x1b.toml'", "--profile-file ~/$'it\\'s\\x1b.toml'"),
        ("can't write /home/alice/x.toml, nor '/home/alice'. See /home/alice.", "can't write ~/x.toml, nor ~. See ~."),
        ("/home/alicea/x /home/bob/x /Users/bob/x /mnt/home/alice/x", "/home/{1}/x /home/{2}/x /Users/{2}/x /mnt/home/{3}/x"),
        ("/run/media/alice/stick/x.toml", "/run/media/{1}/stick/x.toml"),
        ("/home/zulip/deployments /root/x /etc/x", "/home/zulip/deployments /root/x /etc/x"),
        ("/home/alice/mail.acme.com.toml", "~/mail.acme.com.toml"),
        ("/home/alice/chat.example.com.toml", "~/host-1.example.org.toml"),
    ],
)
def test_no_account_is_named(mask: Mask, text: str, shown: str) -> None:
    assert mask(text) == shown.format(*(f"account-{number}" for number in range(4)))


@pytest.mark.parametrize("home", ["/", "/root"])
def test_a_home_that_names_nobody_stays(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", home)
    path = str(Path(home, "setups/chat.toml"))
    assert Mask(RUN)(f"--profile-file {path}") == f"--profile-file {path}"
