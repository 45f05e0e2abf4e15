"""Exports put into people's own files: only what must change, proven by reading, once."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from tests.settings.into import GOLDEN, PASSWORD, TARGETS, copy, setup
from wizard.errors import FileError
from wizard.model import Encryption
from wizard.secret import Secret
from wizard.settings.change import difference, put_back, undo, write
from wizard.settings.editing import Plan, plan
from wizard.settings.linting import lint
from wizard.settings.recognition import recognise

CASES = [
    (name, encryption, login)
    for name in TARGETS
    for encryption in Encryption
    for login in (True, False)
    if login or name != "zulip-secrets.conf"
]


def planned(path: Path, encryption: Encryption = Encryption.STARTTLS, login: bool = True, **changes: str) -> Plan:
    profile = setup(*TARGETS[path.name], encryption=encryption, login=login, **changes)
    return plan(profile, profile.apps[0], path, PASSWORD if login else None)


def make(made: Plan) -> None:
    from datetime import UTC, datetime

    for change in made.changes:
        if change.is_needed:
            write(change, datetime.now(UTC))


@pytest.mark.parametrize(("name", "encryption", "login"), CASES)
def test_only_what_must_change_is_changed(name: str, encryption: Encryption, login: bool, tmp_path: Path) -> None:
    made = planned(copy(name, tmp_path), encryption, login)
    shown = []
    for change in made.changes:
        before, after = (raw.decode().splitlines(keepends=True) for raw in (change.before or b"", change.after))
        shown += difflib.unified_diff(before, after, change.path.name, change.path.name, n=1)
    golden = GOLDEN / f"{name}-{encryption}-{'login' if login else 'no-login'}.diff"
    if os.environ.get("SMTP_WIZARD_GOLDEN") == "rewrite":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text("".join(shown), "utf-8")
    assert golden.exists(), f"{golden} is missing; SMTP_WIZARD_GOLDEN=rewrite makes it"
    assert "".join(shown) == golden.read_text("utf-8")


@pytest.mark.parametrize(("name", "encryption", "login"), CASES)
def test_a_second_run_changes_nothing_and_lint_is_content(name: str, encryption: Encryption, login: bool, tmp_path: Path) -> None:
    path = copy(name, tmp_path)
    make(planned(path, encryption, login))
    assert not any(change.is_needed for change in planned(path, encryption, login).changes)
    (report,) = lint([path])
    assert {flaw.cause for flaw in report.flaws} <= {"secret-in-shared-file", "tls-required-first", "credentials-incomplete"}
    if login and encryption is not Encryption.NONE:
        assert report.flaws == ()


@pytest.mark.parametrize("name", TARGETS)
def test_undo_puts_every_byte_back(name: str, tmp_path: Path) -> None:
    path = copy(name, tmp_path)
    before = path.read_bytes()
    make(planned(path))
    assert path.read_bytes() != before
    assert path.stat().st_mode & 0o777 == 0o640
    put_back(*undo(path))
    assert path.read_bytes() == before
    with pytest.raises(FileError, match="no backup"):
        undo(path)


def test_several_backups_are_put_back_one_by_one(tmp_path: Path) -> None:
    path = copy("homeserver.yaml", tmp_path)
    states = [path.read_bytes()]
    for encryption in (Encryption.STARTTLS, Encryption.IMPLICIT_TLS, Encryption.NONE):
        make(planned(path, encryption))
        states.append(path.read_bytes())
    assert len(set(states)) == 4
    for state in reversed(states[:-1]):
        put_back(*undo(path))
        assert path.read_bytes() == state


def test_a_symlink_stays_one_and_the_real_file_is_changed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    target = copy("settings.py", real)
    link = tmp_path / "settings.py"
    link.symlink_to(target)
    make(planned(link))
    assert link.is_symlink()
    assert "mailgun" in target.read_text()
    put_back(*undo(link))
    assert "mailgun" not in target.read_text()


def test_backups_are_private(tmp_path: Path) -> None:
    path = copy("zulip-secrets.conf", tmp_path)
    make(planned(path))
    (backup,) = tmp_path.glob("*.bak")
    assert backup.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", TARGETS)
def test_the_diff_shows_no_secret_of_before_or_after(name: str, tmp_path: Path) -> None:
    path = copy(name, tmp_path)
    shown = "\n".join(line for change in planned(path).changes for line in difference(change))
    for secret in (PASSWORD.reveal(), "Pa55 'word", "old password", "old-one", "db-Pa55", "db-password", "123456789", "not_real"):
        assert secret not in shown
    assert all(line.isprintable() for line in shown.splitlines())


@pytest.mark.parametrize("name", TARGETS)
def test_windows_line_ends_and_a_byte_order_mark_stay(name: str, tmp_path: Path) -> None:
    path = copy(name, tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    make(planned(path))
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert not any(change.is_needed for change in planned(path).changes)


def test_a_file_without_a_line_end_at_its_end_gets_whole_lines(tmp_path: Path) -> None:
    for name in TARGETS:
        path = copy(name, tmp_path)
        path.write_bytes(path.read_bytes().rstrip())
        make(planned(path))
        assert not any(change.is_needed for change in planned(path).changes)


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = copy("homeserver.yaml", tmp_path)
    made = planned(path)
    path.write_text(path.read_text() + "# mine\n")
    with pytest.raises(FileError, match="changed meanwhile"):
        make(made)
    assert path.read_text().endswith("# mine\n")


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("email: {smtp_host: a.example.org, notif_from: 'x <a@b.example>'}\n", "synapse", "homeserver"),
        (
            "defaults: &d\n  smtp_host: a.example.org\nserver_name: x\nemail:\n  <<: *d\n  notif_from: a@b.example\n",
            "synapse",
            "homeserver",
        ),
        ("services:\n  mealie:\n    image: mealie\n    environment: {SMTP_FROM_EMAIL: a@b.example}\n", "mealie", "compose"),
        ('EMAIL_HOST = "a" if True else "b"; EMAIL_PORT = 25\n', "zulip", "bare"),
    ],
)
def test_what_can_not_be_edited_safely_is_edited_rightly_or_refused(text: str, kind: str, target: str, tmp_path: Path) -> None:
    path = tmp_path / {"synapse": "homeserver.yaml", "mealie": "compose.yaml", "zulip": "settings.py"}[kind]
    path.write_text(text)
    profile = setup(kind, target)
    try:
        made = plan(profile, profile.apps[0], path, PASSWORD)
    except FileError as error:
        assert error.hints
        return
    found = recognise(made.changes[0].after.decode(), path.name, kind)
    assert found is not None
    assert "smtp.eu.mailgun.org" in {one.value for one in found.settings}


@pytest.mark.parametrize(("target", "spelt"), [("bare", "'a#b c\\$d'"), ("env-file", '"a#b c\\$d"'), ("docker-run", "a#b c$d")])
def test_an_env_file_that_does_not_say_who_reads_it_is_read_as_the_setup_has_it(target: str, spelt: str, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("MAIL_DRIVER=smtp\nSMTP_HOST=old.example.org\n")
    profile = setup("docmost", target)
    make(plan(profile, profile.apps[0], path, Secret("a#b c$d")))
    assert f"SMTP_PASSWORD={spelt}\n" in path.read_text()
    assert not plan(profile, profile.apps[0], path, Secret("a#b c$d")).changes[0].is_needed


def test_a_file_of_another_app_is_refused(tmp_path: Path) -> None:
    path = copy("homeserver.yaml", tmp_path)
    profile = setup("mealie", "compose")
    with pytest.raises(FileError, match="no mail settings of mealie"):
        plan(profile, profile.apps[0], path, PASSWORD)


def test_an_empty_section_and_a_missing_one_are_filled(tmp_path: Path) -> None:
    profile = setup("synapse", "homeserver")
    path = tmp_path / "homeserver.yaml"
    for tail in ("", "email:\n", "email: # later\n  # nothing yet\n", "email:\nlisteners: []\n"):
        path.write_text("server_name: x\nreport_stats: false\n" + tail)
        make(plan(profile, profile.apps[0], path, PASSWORD))
        found = recognise(path.read_text(), str(path))
        assert found is not None
        assert found.value("smtp_host") == "smtp.eu.mailgun.org"
        assert found.value("smtp_pass") == PASSWORD.reveal()


def test_the_variable_that_a_compose_file_names_gets_the_password(tmp_path: Path) -> None:
    path = copy("docker-compose.yml", tmp_path)
    beside = tmp_path / ".env"
    beside.write_text("PG_PASSWORD=x # keep\nMAIL_PASSWORD=old\n")
    beside.chmod(0o600)
    make(planned(path))
    assert beside.read_text().startswith("PG_PASSWORD=x # keep\nMAIL_PASSWORD=")
    assert "${MAIL_PASSWORD}" in path.read_text()
    assert PASSWORD.reveal() not in path.read_text()


def test_a_password_in_a_compose_file_moves_to_a_file_beside_it(tmp_path: Path) -> None:
    path = copy("docker-compose.yml", tmp_path)
    path.write_text(path.read_text().replace("${MAIL_PASSWORD}", "old-plain-password"))
    make(planned(path))
    assert "old-plain-password" not in path.read_text()
    assert "mealie-smtp.env" in path.read_text()
    assert (tmp_path / "mealie-smtp.env").stat().st_mode & 0o777 == 0o600
    assert not any(change.is_needed for change in planned(path).changes)


def test_a_secret_below_a_closed_folder_is_told(tmp_path: Path, closed: Path) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(f"""services:
  mealie:
    image: mealie
    environment:
      SMTP_HOST: a.example.org
      SMTP_PASSWORD_FILE: /run/secrets/mealie-smtp-password
    secrets:
      - mealie-smtp-password
secrets:
  mealie-smtp-password:
    file: {closed}/password
""")
    profile = setup("mealie", "secrets")
    made = plan(profile, profile.apps[0], path, PASSWORD)
    with pytest.raises(FileError, match="Permission denied"):
        make(made)


def test_a_password_beside_the_file_that_every_account_can_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = copy("docker-compose.yml", tmp_path)
    beside = tmp_path / ".env"
    beside.write_text("MAIL_PASSWORD=old\n")
    monkeypatch.setattr("wizard.settings.editing.is_world_readable", Path.exists)
    assert [note for note in planned(path).notes if "can read" in note] == [
        f"Every account of this machine can read .env, which now holds the password: chmod o-rwx {beside}"
    ]
