"""Files are written private, complete or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wizard.errors import FileError
from wizard.files import Places, path_of, read_text, write_private


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_file_is_private_and_so_is_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.toml"
    write_private(path, "x = 1\n")
    assert (path.read_text(), mode(path), mode(path.parent)) == ("x = 1\n", 0o600, 0o700)


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "b"
    path.write_text("old")
    path.chmod(0o640)
    write_private(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o640)


def test_a_symlink_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_private(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_nothing_is_left_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b"
    path.write_text("old")

    def broken(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(FileError, match="No space left"):
        write_private(path, "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["b"]
    assert path.read_text() == "old"


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="not an ordinary file"):
        write_private(tmp_path, "x")


def test_what_is_no_text_is_refused_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"ab\xff")
    with pytest.raises(FileError) as caught:
        read_text(path)
    assert "offset 2" in caught.value.hints[0]


def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/null")):
        with pytest.raises(FileError, match="not an ordinary file"):
            read_text(path)


def test_a_name_that_can_be_none_is_refused() -> None:
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(FileError, match="can't read"):
            read_text(Path(name))


def test_a_home_of_nobody_is_a_name_like_any_other() -> None:
    assert path_of("~/x") == Path.home() / "x"
    assert path_of("~nobody-here/x") == Path("~nobody-here/x")


def test_a_pipe_of_the_shell_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    try:
        os.write(writer, b"x = 1\n")
        monkeypatch.setattr("wizard.files.PIPE_LIMIT", 0.01)
        with pytest.raises(FileError, match=r"did not end within 0\.01 s"):
            read_text(Path(f"/dev/fd/{reader}"))
        os.write(writer, b"y = 2\n")
        os.close(writer)
        assert read_text(Path(f"/dev/fd/{reader}")) == "y = 2\n"
    finally:
        os.close(reader)


def test_everything_lives_below_the_given_folder(tmp_path: Path) -> None:
    places = Places.at(tmp_path)
    assert all(path.is_relative_to(tmp_path) for path in (places.profiles, places.vault, places.draft))
    assert Places.at().root.name == "smtp-wizard"
