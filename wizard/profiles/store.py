"""The folder of profiles, one private file each."""

from __future__ import annotations

import os
from pathlib import Path

from wizard import field
from wizard.errors import FileError, UsageError
from wizard.files import Places, read_text, write_private
from wizard.model import Profile
from wizard.profiles.reader import parse
from wizard.profiles.writer import dump

_SUFFIX = ".toml"
_LARGEST = 1 << 20


class Profiles:
    """The profiles of one configuration folder."""

    def __init__(self, places: Places) -> None:
        self.folder = places.profiles

    def names(self) -> tuple[str, ...]:
        """The names of all profiles, sorted. Raises FileError when the folder can't be read."""
        try:
            with os.scandir(self.folder) as entries:
                found = [
                    entry.name.removesuffix(_SUFFIX) for entry in entries if entry.name.endswith(_SUFFIX) and entry.is_file()
                ]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            raise FileError(f"can't read {self.folder}: {error.strerror or error}") from error
        return tuple(sorted(name for name in found if _is_name(name)))

    def path(self, name: str) -> Path:
        """Where a profile of this name is kept. Raises UsageError for what is no name, so that no path leaves the folder."""
        return self.folder / f"{field.profile_name(name)}{_SUFFIX}"

    def load(self, name: str) -> Profile:
        """Raises UsageError where there is no such profile, FileError where its file can't be used."""
        path = self.path(name)
        # Unlike Path.exists, this raises nothing for a folder that may not be looked into; listing it then says so.
        if not os.path.exists(path):
            raise self._unknown(name)
        profile = read_profile(path)
        if profile.name != name:
            raise FileError(
                f"{path}: name: this file calls itself {profile.name!r}",
                f"accepted: {name!r}, the name of the file; or rename the file to {profile.name}{_SUFFIX}",
            )
        return profile

    def save(self, profile: Profile) -> Path:
        """Write a profile, private, complete or not at all. Raises FileError; nothing is written that could not be read back."""
        path = self.path(profile.name)
        text = dump(profile)
        if parse(text, str(path)) != profile:
            raise FileError(
                f"can't write {path}: it would not read back the same", "please report this with the values you typed"
            )
        write_private(path, text)
        return path

    def delete(self, name: str) -> Path:
        """Remove a profile's file (a symlink: only the link). Its secret stays where it is kept."""
        path = self.path(name)
        try:
            path.unlink()
        except FileNotFoundError:
            raise self._unknown(name) from None
        except OSError as error:
            raise FileError(f"can't delete {path}: {error.strerror or error}") from error
        return path

    def _unknown(self, name: str) -> UsageError:
        names = self.names()
        known = (
            f"saved here: {', '.join(names)}" if names else f"none is saved in {self.folder}; make one with: smtp-wizard setup"
        )
        return UsageError(f"there is no setup called {name!r}", known)


def read_profile(path: Path) -> Profile:
    """The profile in one file, wherever it is. Raises FileError."""
    return parse(read_text(path, _LARGEST), str(path))


def _is_name(text: str) -> bool:
    try:
        return field.profile_name(text) == text
    except UsageError:
        return False
