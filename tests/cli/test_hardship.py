"""A terminal that is gone, a disk that is full, a folder that may not be read: an exit code and words, never a crash."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import Terminal, environment

PROGRAM = [sys.executable, "-m", "wizard"]


def outcome(words: list[str], **streams: object) -> subprocess.CompletedProcess[bytes]:
    env = {name: value for name, value in environment().items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run([*PROGRAM, *words], env=env, timeout=60, **streams)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["demo", "--fault", "list"], ["schema"], ["providers"]])
def test_a_full_disk_behind_stdout_is_exit_3_in_words(words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = outcome(words, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert done.stderr.startswith(b"error: can't write the answer")
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["schema"], ["providers"]])
def test_a_reader_that_went_away_is_141_and_silent(words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = outcome(words, stdout=write, stderr=subprocess.PIPE)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(("closed", "words", "code"), [(2, ["check", "nobody"], 3), (2, ["schema"], 0), (1, ["schema"], 3)])
def test_a_closed_stream_does_not_change_the_exit_code(closed: int, words: list[str], code: int, tmp_path: Path) -> None:
    done = outcome(["--config-dir", str(tmp_path), *words], stdout=subprocess.DEVNULL, preexec_fn=lambda: os.close(closed))
    assert done.returncode == code


def test_talk_that_nobody_hears_is_no_reason_to_fail(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = outcome(["--config-dir", str(tmp_path), "profiles", "list"], stdout=subprocess.PIPE, stderr=full)
    assert (done.returncode, done.stdout) == (0, b"")


async def test_a_report_that_does_not_fit_is_not_begun(good: Terminal, tmp_path: Path) -> None:
    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    report = tmp_path / "report.json"
    report.write_text("before")
    words = [*good.shared, "check", "--only", "dns.host", "--format", "json", "--output", str(report)]
    process = await in_thread(lambda: outcome(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=small))
    assert process.returncode == 3
    assert process.stderr.startswith(b"error: can't write ")
    assert report.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["report.json"]


async def test_a_report_for_a_folder_that_is_not_there_is_refused_before_anything_is_asked(
    good: Terminal, tmp_path: Path
) -> None:
    for missing in (tmp_path / "typo", good.folder / "profiles" / "chat.toml"):
        outcome = await good.run("check", "--output", str(missing / "report.txt"))
        assert (outcome.code, outcome.out) == (3, "")
        assert outcome.err.startswith(f"error: there is no folder {missing}\nhint: make it first")
    assert not (tmp_path / "typo").exists()
    assert good.scene.server.logins == []
    assert good.scene.dns.queries == []


async def in_thread(call: Callable[[], subprocess.CompletedProcess[bytes]]) -> subprocess.CompletedProcess[bytes]:
    from wizard.patience import in_daemon_thread

    return await in_daemon_thread(call, "program")


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wizard.errors import FileError
    from wizard.files import Places
    from wizard.profiles import Profiles

    def denied(path: object, *more: object, **others: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    store = Profiles(Places(tmp_path))
    store.folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("os.stat", denied)
        patch.setattr("os.scandir", denied)
        with pytest.raises(FileError, match="Permission denied"):
            store.load("chat")


@pytest.mark.parametrize("what", ["missing", "folder", "text", "pipe"])
async def test_a_ca_file_that_can_not_be_used_is_told_by_its_name(good: Terminal, tmp_path: Path, what: str) -> None:
    place = tmp_path / "ca.pem"
    if what == "folder":
        place.mkdir()
    elif what == "text":
        place.write_text("no")
    elif what == "pipe":
        os.mkfifo(place)
    path = good.folder / "profiles" / "chat.toml"
    path.write_text(path.read_text().replace(good.scene.server.ca_file, str(place)))
    outcome = await good.run("check", "--only", "tls.certificate", "--only", "auth.login")
    assert outcome.code == 3
    assert "? unknown  tls.certificate" in outcome.out
    assert "ssl.c" not in outcome.out
    assert str(place) in outcome.out
    assert good.scene.server.logins == []
