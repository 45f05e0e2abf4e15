"""A secret that stands alone in a file, such as a Docker secret."""

from __future__ import annotations

import stat
from pathlib import Path

from wizard.errors import FileError, SecretError
from wizard.files import open_ordinary, path_of
from wizard.secret import Keeper, Secret
from wizard.secret_store.state import LONGEST, KeeperState, decode

DOCKER = Path("/run/secrets")
"""Docker mounts secrets here with mode 0444; inside a container that means the app alone."""


def state() -> KeeperState:
    return KeeperState(Keeper.FILE, True, "a file that holds the password alone; it is read, never written")


def read(path: str) -> Secret:
    """The file's text without exactly one line end. Raises SecretError, also where everybody can read the file."""
    place = path_of(path)
    return decode(read_bytes(place, shared=place.is_relative_to(DOCKER)), str(place))


def read_bytes(path: Path, *, shared: bool = False, limit: int = LONGEST) -> bytes:
    """At most `limit` bytes and one more. A file that everybody can read is refused unless `shared`. Raises SecretError."""
    try:
        file, facts = open_ordinary(path)
    except FileError as error:
        raise SecretError(error.message, *error.hints) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise SecretError(f"can't read {path}: {reason}", "see that the file is there and that this user may read it") from None
    with file:
        if facts.st_mode & stat.S_IROTH and not shared:
            raise SecretError(f"everybody on this machine can read {path}", f"make it private: chmod o-rwx {path}")
        return file.read(limit + 1)
