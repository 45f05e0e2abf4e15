"""`lint`, `import`, `export --into` and `--undo` as a script runs them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from tests.cli.program import Outcome, run
from tests.lint.corpus import ROWS
from tests.settings.into import PASSWORD, TARGETS, copy, setup
from wizard import report
from wizard.profiles import dump

SCHEMA = json.loads(report.schema("lint"))
CODES = {"pass": 0, "warn": 1, "fail": 2, "unknown": 3}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    (folder / "profiles").mkdir(parents=True)
    return folder


def keep(config: Path, name: str) -> None:
    """A setup for a file, its password in the environment."""
    text = dump(setup(*TARGETS[name])).replace('"ask"', '"env:SETUP_PASSWORD"')
    (config / "profiles" / "app.toml").write_text(text)


def wizard(config: Path, *words: str, stdin: bytes = b"") -> Outcome:
    outcome = run("--config-dir", str(config), *words, env={"SETUP_PASSWORD": PASSWORD.reveal()}, stdin=stdin)
    assert PASSWORD.reveal() not in outcome.out + outcome.err
    assert "Traceback" not in outcome.err
    return outcome


def test_every_answer_fits_its_schema_and_the_exit_code_is_the_worst_of_it(config: Path, tmp_path: Path) -> None:
    paths = []
    for row in ROWS[:30]:
        path = tmp_path / f"{row.id}-{Path(row.filename).name}"
        path.write_text(row.text)
        paths.append(path)
    (tmp_path / "unknown.txt").write_text("hello\n")
    outcome = wizard(config, "lint", *map(str, paths), str(tmp_path / "unknown.txt"), "--format", "json")
    document = json.loads(outcome.out)
    jsonschema.validate(document, SCHEMA)
    assert outcome.code == 2
    assert [entry["app"] for entry in document["files"]] == [*(row.app for row in ROWS[:30]), None]
    for row, entry in zip(ROWS[:30], document["files"][:30], strict=True):
        assert set(row.expect) <= {finding["cause"] for finding in entry["findings"]}


@pytest.mark.parametrize(("id", "code"), [("c01", 0), ("d08", 1), ("d01", 2)])
def test_the_exit_code_is_the_verdict(id: str, code: int, config: Path, tmp_path: Path) -> None:
    row = next(row for row in ROWS if row.id == id)
    path = tmp_path / Path(row.filename).name
    path.write_text(row.text)
    assert wizard(config, "lint", str(path)).code == code


def test_a_file_that_nobody_knows_or_that_is_not_there_is_unknown(config: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello\n")
    assert wizard(config, "lint", str(tmp_path / "x")).code == 3
    assert wizard(config, "lint", str(tmp_path / "absent")).code == 3
    assert wizard(config, "lint", "~nobody-here/x").code == 3
    assert wizard(config, "lint", str(tmp_path / "x"), "--app", "nothing").code == 3


def test_a_pipe_that_nobody_writes_to_keeps_nobody_waiting(config: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for words in (["lint"], ["check", "--profile-file"], ["import", "--as", "x"]):
        outcome = wizard(config, *words, str(tmp_path / "pipe"))
        assert outcome.code == 3
        assert "not an ordinary file" in outcome.out + outcome.err


def test_what_a_pipe_of_the_shell_brings_is_linted(config: Path) -> None:
    row = next(row for row in ROWS if row.id == "z01")
    outcome = wizard(config, "lint", "/dev/stdin", "--app", "zulip", stdin=row.text.encode())
    assert "line 11 EMAIL_USE_TLS: " in outcome.out


def test_words_for_people_say_what_why_and_how(config: Path, tmp_path: Path) -> None:
    row = next(row for row in ROWS if row.id == "z01")
    path = tmp_path / "settings.py"
    path.write_text(row.text)
    out = wizard(config, "lint", str(path)).out
    assert "line 11 EMAIL_USE_TLS: " in out
    assert "EMAIL_USE_SSL = True" in out
    assert "nothing wrong was found" not in out


def test_fix_shows_asks_writes_and_can_be_undone(config: Path, tmp_path: Path) -> None:
    row = next(row for row in ROWS if row.id == "d02")
    path = tmp_path / "docker-compose.yml"
    path.write_text(row.text)
    assert wizard(config, "lint", str(path), "--fix").code == 3
    assert wizard(config, "lint", str(path), "--fix", stdin=b"n\n").code == 2
    assert path.read_text() == row.text
    outcome = wizard(config, "lint", str(path), "--fix", stdin=b"y\n")
    assert (outcome.code, path.read_text()) == (0, row.text.replace("MAIL_DRIVER: SMTP", 'MAIL_DRIVER: "smtp"'))
    assert '+      MAIL_DRIVER: "smtp"' in outcome.err
    assert wizard(config, "export", "--undo", str(path), "--yes").code == 0
    assert path.read_text() == row.text


@pytest.mark.parametrize("name", TARGETS)
def test_into_a_file_and_back_again(name: str, config: Path, tmp_path: Path) -> None:
    keep(config, name)
    path = copy(name, tmp_path)
    before = path.read_bytes()
    refused = wizard(config, "export", "app", "--into", str(path))
    assert (refused.code, path.read_bytes()) == (3, before)
    assert "--yes" in refused.err
    shown = wizard(config, "export", "app", "--into", str(path), "--diff")
    assert (shown.code, path.read_bytes()) == (0, before)
    assert "+++" in shown.out
    done = wizard(config, "export", "app", "--into", str(path), "--yes")
    assert done.code == 0
    assert str(path) in done.out.splitlines()
    after = path.read_bytes()
    assert after != before
    again = wizard(config, "export", "app", "--into", str(path), "--yes")
    assert (again.code, again.out, path.read_bytes()) == (0, "", after)
    if name != "zulip-secrets.conf":
        assert "says what the setup app says" in wizard(config, "lint", str(path)).err
    assert wizard(config, "export", "--undo", str(path), "--yes").code == 0
    assert path.read_bytes() == before


def test_the_diff_of_write_shows_neither_the_password_of_now_nor_an_older_one(config: Path, tmp_path: Path) -> None:
    keep(config, "docker-compose.yml")
    old = tmp_path / "out" / "app" / "compose.override.yaml"
    old.parent.mkdir(parents=True)
    old.write_text(
        f'services:\n  mealie:\n    environment:\n      SMTP_PASSWORD: "old-secret-1"\n      X: "{PASSWORD.reveal()}"\n'
    )
    for words in (["--diff"], []):
        outcome = wizard(config, "export", "app", "--secret", "env", "--write", str(tmp_path / "out"), *words)
        assert outcome.code == 0
        assert "-      SMTP_PASSWORD: …" in outcome.out + outcome.err
        assert "old-secret-1" not in outcome.out + outcome.err


def test_import_makes_a_setup_that_exports_to_the_same(config: Path, tmp_path: Path) -> None:
    keep(config, "homeserver.yaml")
    path = copy("homeserver.yaml", tmp_path)
    wizard(config, "export", "app", "--into", str(path), "--yes")
    outcome = wizard(config, "import", str(path), "--as", "matrix")
    assert outcome.code == 0
    text = (config / "profiles" / "matrix.toml").read_text()
    assert f'secret = "app:{path}#email.smtp_pass"' in text
    assert PASSWORD.reveal() not in text
    assert "subjects" in outcome.err
    again = wizard(config, "export", "matrix", "--into", str(path), "--yes")
    assert (again.code, again.out) == (0, "")
    assert wizard(config, "import", str(path), "--as", "matrix").code == 3
    assert wizard(config, "import", str(path), "--as", "matrix", "--replace").code == 0


def test_a_mistake_is_told_when_it_is_imported_and_whenever_it_is_written(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "settings.py"
    path.write_text(
        "EMAIL_HOST = 'mail.example.org'\nEMAIL_PORT = 465\nEMAIL_USE_TLS = True\nNOREPLY_EMAIL_ADDRESS = 'a@example.org'\n"
        "ZULIP_ADMINISTRATOR = 'a@example.org'\nEXTERNAL_HOST = 'chat.example.org'\nADD_TOKENS_TO_NOREPLY_ADDRESS = False\n"
    )
    path.chmod(0o600)
    outcome = wizard(config, "import", str(path), "--as", "chat")
    assert outcome.code == 0
    assert f"warning: {path}: line 3 EMAIL_USE_TLS: " in outcome.err
    assert f"smtp-wizard lint {path}" in outcome.err
    for words in ([], ["--write", str(tmp_path / "out"), "--diff"], ["--into", str(path), "--diff"]):
        outcome = wizard(config, "export", "chat", *words)
        assert outcome.code == 0
        assert "EMAIL_USE_TLS: " in next(line for line in outcome.err.splitlines() if line.startswith("warning: "))
        assert "warning: " not in outcome.out
    path.write_text(path.read_text().replace("EMAIL_USE_TLS", "EMAIL_USE_SSL"))
    assert "warning: " not in wizard(config, "import", str(path), "--as", "chat", "--replace").err
    assert "warning: " not in wizard(config, "export", "chat").err


def test_words_that_do_not_go_together_are_refused(config: Path, tmp_path: Path) -> None:
    keep(config, "homeserver.yaml")
    for words in (
        ["export"],
        ["export", "app", "--undo", "x"],
        ["export", "app", "--into", "x", "--write", "y"],
        ["export", "--undo", str(tmp_path / "nothing")],
        ["import", str(tmp_path / "nothing"), "--as", "x"],
        ["import", "x"],
    ):
        assert wizard(config, *words).code == 3
