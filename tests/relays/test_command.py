"""`export --relay` as a person runs it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.check.stage import PASSWORD
from tests.cli.program import Terminal, run

MEALIE = """[apps.food]
kind = "mealie"
target = "compose"
hostname = "food.example.com"
[apps.food.settings]
old_build = true
"""
SETUP = """schema = 1
name = "chat"
[server]
host = "smtp.example.net"
port = 587
encryption = "starttls"
[identity]
from_address = "noreply@example.com"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "profiles" / "chat.toml"
    path.parent.mkdir(parents=True)
    path.write_text(SETUP + MEALIE)
    return tmp_path / "config"


async def test_a_relay_is_written_with_the_password_and_the_app_without(good: Terminal, tmp_path: Path) -> None:
    path = good.folder / "profiles" / "chat.toml"
    path.write_text(path.read_text() + MEALIE)
    outcome = await good.run("export", "chat", "--relay", "postfix", "--write", str(tmp_path / "out"))
    assert (outcome.code, sorted(Path(line).name for line in outcome.out.splitlines())) == (
        0,
        ["compose.override.yaml", "main.cf", "postfix-after-docker.conf", "sasl_passwd"],
    )
    texts = {file.name: file.read_text() for file in (tmp_path / "out").rglob("*") if file.is_file()}
    assert [name for name, text in texts.items() if PASSWORD in text] == ["sasl_passwd"]
    assert stat.S_IMODE((tmp_path / "out/postfix/sasl_passwd").stat().st_mode) == 0o600
    assert "172.17.0.1" in texts["compose.override.yaml"]
    assert "SMTP_USER" not in texts["compose.override.yaml"]


@pytest.mark.parametrize(("relay", "word"), [("postfix", "relayhost = [smtp.example.net]:587"), ("maddy", "starttls yes")])
def test_a_relay_can_be_looked_at(folder: Path, relay: str, word: str) -> None:
    outcome = run("--config-dir", str(folder), "export", "chat", "--relay", relay)
    assert outcome.code == 0
    assert word in outcome.out
    assert "food: compose.override.yaml" in outcome.out


def test_a_relay_needs_no_app(folder: Path) -> None:
    (folder / "profiles" / "chat.toml").write_text(SETUP)
    outcome = run("--config-dir", str(folder), "export", "chat", "--relay", "postfix")
    assert (outcome.code, "inet_interfaces = loopback-only" in outcome.out) == (0, True)


def test_what_an_app_can_not_do_is_told_with_the_relay_as_a_way_out(folder: Path) -> None:
    outcome = run("--config-dir", str(folder), "export", "chat")
    assert outcome.code == 3
    assert "sends no mail over STARTTLS without a login" in outcome.err
    assert "smtp-wizard export chat --relay" in outcome.err


def test_an_export_says_on_stderr_when_a_relay_would_help(folder: Path) -> None:
    login = '[auth]\nusername = "jürgen"\nsecret = "ask"\n'
    text = (SETUP + login + MEALIE).replace("old_build = true", "old_build = false")
    (folder / "profiles" / "chat.toml").write_text(text, "utf-8")
    outcome = run("--config-dir", str(folder), "export", "chat")
    assert outcome.code == 0
    assert "a local relay in between would help:" in outcome.err
    assert "relay" not in outcome.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--relay", "exim"], "postfix"),
        (["--relay", "postfix", "--into", "x"], "--write"),
        (["--relay", "postfix", "--secret", "env"], "file"),
    ],
)
def test_words_that_do_not_fit_are_refused(folder: Path, words: list[str], hint: str) -> None:
    outcome = run("--config-dir", str(folder), "export", "chat", *words)
    assert outcome.code == 3
    assert hint in outcome.err
