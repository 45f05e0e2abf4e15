"""Where our files live, and how a file is written: private, complete or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import FileError
from wizard.text import printable

PRIVATE = 0o600
APP = "smtp-wizard"


@dataclass(frozen=True, slots=True)
class Places:
    """The folder that everything of ours lives in: XDG's, or the one given with `--config-dir`."""

    root: Path

    @classmethod
    def at(cls, override: str | Path | None = None) -> Places:
        """`$XDG_CONFIG_HOME/smtp-wizard` unless a folder is given. Nothing is created."""
        if override is not None:
            return cls(Path(override).expanduser())
        import platformdirs

        return cls(Path(platformdirs.user_config_dir(APP)))

    @property
    def profiles(self) -> Path:
        return self.root / "profiles"

    @property
    def vault(self) -> Path:
        return self.root / "secrets.vault"

    @property
    def draft(self) -> Path:
        return self.root / "draft.toml"


def shown(path: Path) -> str:
    """A path for people: what lies in their home begins with `~`; control characters are spelt out."""
    home = Path.home()
    return printable(f"~/{path.relative_to(home)}" if path.is_relative_to(home) and path != home else str(path))


def write_private(path: Path, data: str | bytes, mode: int = PRIVATE) -> None:
    """Write a file completely or not at all; a new one gets `mode`, an existing one keeps its mode, owner and symlink.

    Folders that are missing are made with mode 0700. Raises FileError.
    """
    target = Path(os.path.realpath(path))
    raw = data.encode() if isinstance(data, str) else data
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = target.stat() if target.exists() else None
        if before is None:
            _replace(target, raw, mode, None)
        elif stat.S_ISREG(before.st_mode):
            _replace(target, raw, stat.S_IMODE(before.st_mode), (before.st_uid, before.st_gid))
        else:
            raise FileError(f"{target} is not an ordinary file", "choose another file name")
    except OSError as error:
        raise FileError(f"can't write {target}: {error.strerror or error}", "choose a folder that you can write to") from error


def _replace(target: Path, raw: bytes, mode: int, owner: tuple[int, int] | None) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if owner is not None and owner != (os.geteuid(), os.getegid()):
            os.chown(name, *owner)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def read_text(path: Path, limit: int = 32 << 20) -> str:
    """A whole text file as UTF-8. Raises FileError that says what is wrong; `limit` is in bytes."""
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
        if len(raw) > limit:
            raise FileError(f"{path} is larger than {limit >> 20} MB")
        return raw.decode("utf-8")
    except OSError as error:
        raise FileError(f"can't read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not UTF-8 text", f"the first byte that is none stands at offset {error.start}") from error
