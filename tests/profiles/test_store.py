"""Profiles on disk: private, complete or not at all, and nowhere else."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.profiles.test_reader import LEAST
from wizard.errors import FileError, UsageError
from wizard.files import Places
from wizard.profiles import Profiles, dump, parse

PROFILE = parse(LEAST, "relay.toml")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.at(tmp_path / "config")


def test_a_saved_profile_is_listed_and_loads_again(places: Places) -> None:
    profiles = Profiles(places)
    for name in ("shop", "relay", "chat-2"):
        profiles.save(replace(PROFILE, name=name))
    assert profiles.names() == ("chat-2", "relay", "shop")
    assert profiles.load("relay") == PROFILE


def test_a_saved_profile_is_private(places: Places) -> None:
    old = os.umask(0)
    try:
        path = Profiles(places).save(PROFILE)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_saved_means_no_names(places: Places) -> None:
    assert Profiles(places).names() == ()


def test_only_profiles_are_listed(places: Places) -> None:
    profiles = Profiles(places)
    profiles.save(PROFILE)
    (places.profiles / "UPPER.toml").write_text("")
    (places.profiles / "notes.txt").write_text("")
    (places.profiles / "folder.toml").mkdir()
    (places.profiles / "dangling.toml").symlink_to("nowhere")
    assert profiles.names() == ("relay",)


def test_a_missing_profile_is_told_with_the_ones_that_exist(places: Places) -> None:
    profiles = Profiles(places)
    profiles.save(PROFILE)
    for action in (profiles.load, profiles.delete):
        with pytest.raises(UsageError) as caught:
            action("chat")
        assert "relay" in caught.value.hints[0]


@pytest.mark.parametrize("name", ["../relay", "/etc/passwd", "", ".", "a/b", "A", "x\x00"])
def test_a_name_never_leaves_the_folder(places: Places, name: str) -> None:
    profiles = Profiles(places)
    with pytest.raises(UsageError):
        profiles.load(name)
    with pytest.raises(UsageError):
        profiles.delete(name)
    with pytest.raises(UsageError):
        profiles.save(replace(PROFILE, name=name))


def test_a_symlinked_profile_is_written_through_and_only_its_link_is_deleted(places: Places, tmp_path: Path) -> None:
    elsewhere = tmp_path / "dotfiles.toml"
    elsewhere.write_text(dump(PROFILE))
    places.profiles.mkdir(parents=True)
    (places.profiles / "relay.toml").symlink_to(elsewhere)
    profiles = Profiles(places)
    changed = replace(PROFILE, from_name="Relay")
    path = profiles.save(changed)
    assert path.is_symlink()
    assert parse(elsewhere.read_text(), "x") == changed
    profiles.delete("relay")
    assert elsewhere.exists()
    assert profiles.names() == ()


def test_a_file_that_calls_itself_otherwise_is_refused(places: Places) -> None:
    places.profiles.mkdir(parents=True)
    (places.profiles / "shop.toml").write_text(dump(PROFILE))
    with pytest.raises(FileError, match="calls itself 'relay'"):
        Profiles(places).load("shop")


def test_a_file_that_is_no_text_is_refused(places: Places) -> None:
    places.profiles.mkdir(parents=True)
    (places.profiles / "relay.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="not UTF-8"):
        Profiles(places).load("relay")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told(places: Places) -> None:
    Profiles(places).save(PROFILE)
    places.profiles.chmod(0)
    try:
        with pytest.raises(FileError, match="can't read"):
            Profiles(places).names()
    finally:
        places.profiles.chmod(0o700)


def test_a_profile_that_would_not_read_back_is_not_written(places: Places) -> None:
    profiles = Profiles(places)
    with pytest.raises(FileError):
        profiles.save(replace(PROFILE, from_address="nobody"))
    assert profiles.names() == ()
