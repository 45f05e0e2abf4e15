"""The end of the way: where files go, and what a summary says."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard import apps
from wizard.app import Export, File
from wizard.errors import FileError, UsageError, WizardError
from wizard.files import Places
from wizard.model import SAME_AS_SECRET, App, Encryption, Endpoint, Login, Profile
from wizard.probe.system import SystemNet
from wizard.relays import maddy
from wizard.sandbox import ready
from wizard.secret import Secret, SecretRef
from wizard.settings import change
from wizard.setup import draft, keeping, writing
from wizard.setup.flow import Flow
from wizard.setup.server import certificate_file

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("path", ["/etc/zulip/settings.py", "../../etc/passwd", "~/.bashrc", "a/../../b"])
def test_no_file_leaves_its_folder(tmp_path: Path, path: str) -> None:
    placed = writing.place(tmp_path, "chat", File(path, "x"))
    assert placed.resolve().is_relative_to(tmp_path.resolve())


def test_the_same_file_again_leaves_no_backup(tmp_path: Path) -> None:
    made = {"chat": Export("chat", "bare", (File("a", "one"),), (), ())}
    writing.write(tmp_path, made, NOW)
    writing.write(tmp_path, made, NOW)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a"]
    writing.write(tmp_path, {"chat": Export("chat", "bare", (File("a", "two"),), (), ())}, NOW)
    assert {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == {
        "a": "two",
        "a.20261120-120000.bak": "one",
    }


OLD_PASSWORD = Secret("old-secret-1")
WITH_LOGIN = Profile(
    "app",
    Endpoint("smtp.example.org", 587, Encryption.STARTTLS),
    "noreply@example.org",
    "Chat",
    auth=Login("bob", SecretRef.parse("ask")),
)


@pytest.mark.parametrize("form", ["inline", "file", "env", "auto"])
@pytest.mark.parametrize("login", [True, False])
@pytest.mark.parametrize(
    ("kind", "target"), [(kind, target.id) for kind, one in apps.load_all().items() for target in one.TARGETS]
)
def test_a_diff_shows_no_password_that_an_earlier_export_wrote(
    kind: str, target: str, login: bool, form: str, tmp_path: Path
) -> None:
    settings = {"administrator": "a@example.org"} if kind == "zulip" else {}
    before = replace(WITH_LOGIN, apps=(App("app", kind, target, "app.example.org", settings),))
    after = before if login else replace(before, auth=None)
    for earlier in ("inline", "auto"):
        try:
            writing.write(tmp_path / earlier, apps.export_all(before, OLD_PASSWORD, None, earlier), NOW)
            made = apps.export_all(after, Secret("new-secret-2") if login else None, None, form)
        except WizardError:
            continue
        shown = "\n".join(line for one in writing.planned(tmp_path / earlier, made) for line in one.difference())
        assert OLD_PASSWORD.reveal() not in shown


def test_a_diff_shows_no_password_that_an_earlier_relay_was_given(tmp_path: Path) -> None:
    writing.write(tmp_path, {"maddy": maddy.export(WITH_LOGIN, OLD_PASSWORD, form="inline")}, NOW)
    made = {"maddy": maddy.export(WITH_LOGIN, Secret("new-secret-2"), form="env")}
    shown = "\n".join(line for one in writing.planned(tmp_path, made) for line in one.difference())
    assert "auth plain bob …" in shown
    assert OLD_PASSWORD.reveal() not in shown


def test_two_writes_in_one_second_leave_a_backup_of_each_text(tmp_path: Path) -> None:
    path = tmp_path / "chat" / "a"
    for text in ("mine", "one", "two"):
        writing.write(tmp_path, {"chat": Export("chat", "bare", (File("a", text),), (), ())}, NOW)
    assert sorted(backup.read_text() for backup in path.parent.glob("a.*.bak")) == ["mine", "one"]
    for text in ("one", "mine"):
        change.put_back(*change.undo(path))
        assert path.read_text() == text


def test_a_password_that_goes_into_a_file_for_others_is_told_before(tmp_path: Path) -> None:
    made = {"chat": Export("chat", "bare", (File("a", "pw", secret=True), File("b", "x"), File("c", "pw", 0o640, True)), (), ())}
    assert not any(one.exposure() for one in writing.planned(tmp_path, made))
    for path in writing.write(tmp_path, made, NOW):
        path.chmod(0o644)
    assert [one.exposure() for one in writing.planned(tmp_path, made)] == [
        f"{path} keeps its mode 0644, so others may read the password in it: chmod {mode} {path}" if mode else ""
        for path, mode in ((tmp_path / "chat" / "a", "0600"), ("", ""), (tmp_path / "chat" / "c", "0640"))
    ]
    (tmp_path / "chat" / "c").chmod(0o640)
    assert not writing.planned(tmp_path, made)[2].exposure()


@pytest.mark.parametrize("text", ["", "   ", "a\0b", __file__])
def test_what_is_no_folder_is_told(text: str) -> None:
    with pytest.raises(UsageError) as told:
        writing.folder_of(text)
    assert told.value.hints[0].startswith("accepted: a folder")


def test_a_folder_below_a_closed_one_is_told_when_it_is_written_to(closed: Path) -> None:
    folder = writing.folder_of(str(closed / "x"))
    with pytest.raises(FileError, match="Permission denied"):
        writing.write(folder, {"chat": Export("chat", "bare", (File("a", "one"),), (), ())}, NOW)


async def test_a_closed_configuration_folder_is_told_in_words(closed: Path) -> None:
    flow = Flow(SystemNet("127.0.0.1:9"), Places.at(closed / "config"))
    assert flow.resumable() is None
    flow.start_over(replace(ready.DRAFT, keeper="vault"))
    await keeping.try_passphrase(flow)
    for work in (lambda: flow.save_draft(), lambda: draft.discard(flow.places)):
        with pytest.raises(FileError, match="Permission denied"):
            work()


def test_a_certificate_file_is_looked_at(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", tmp_path / "a\0b", Path(__file__)):
        with pytest.raises(UsageError):
            certificate_file(str(path) if path != Path(__file__) else str(_empty(tmp_path)))


def _empty(folder: Path) -> Path:
    (folder / "empty.pem").write_text("nothing")
    return folder / "empty.pem"


def test_a_doubled_secret_makes_every_file_a_secret_one(tmp_path: Path) -> None:
    flow = Flow(SystemNet("127.0.0.1:9"), Places.at(tmp_path))
    flow.start_over(ready.DRAFT)
    flow.edit(username=SAME_AS_SECRET)
    profile = flow.draft.profile()
    made = apps.export_all(profile, ready.PASSWORD, None)
    assert all(file.secret for export in made.values() for file in export.files)
    assert not any(SAME_AS_SECRET in file.text for export in made.values() for file in export.files)
    blank = apps.export_all(profile, None, None)
    assert not any(ready.PASSWORD.reveal() in file.text for export in blank.values() for file in export.files)


def test_the_summary_says_what_was_stored_where_and_how_to_check(tmp_path: Path) -> None:
    flow = Flow(SystemNet("127.0.0.1:9"), Places.at(tmp_path))
    flow.start_over(ready.DRAFT)
    flow.kept_in = "the password is kept in vault:demo"
    flow.written = (str(tmp_path / "out" / "chat" / ".env"), str(tmp_path / "out" / "matrix" / "homeserver.yaml"))
    told = writing.summary(flow, writing.blank(flow))
    assert f"Written into {tmp_path}/out" in told
    assert "  chat/.env" in told
    assert "The password is kept in vault:demo." in told
    assert "  smtp-wizard check demo" in told
    assert "not from inside a container" in " ".join(told)
