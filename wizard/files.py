"""Where our files live, and how a file is written: private, complete or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wizard.errors import FileError
from wizard.text import printable

PRIVATE = 0o600
APP = "smtp-wizard"
PIPE_LIMIT = 30.0
"""Seconds for what writes into a pipe: `lint <(ssh chat cat settings.py)`."""
_INHERITED = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


@dataclass(frozen=True, slots=True)
class Places:
    """The folder that everything of ours lives in: XDG's, or the one given with `--config-dir`."""

    root: Path

    @classmethod
    def at(cls, override: str | Path | None = None) -> Places:
        """`$XDG_CONFIG_HOME/smtp-wizard` unless a folder is given. Nothing is created."""
        if override is not None:
            return cls(path_of(override))
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


def path_of(text: str | Path) -> Path:
    """What a person names as a file or folder: `~` is their home. The `~x` of an x that there is not stays as it is."""
    return Path(os.path.expanduser(text))


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
        return read_bytes(path, limit).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not UTF-8 text", f"the first byte that is none stands at offset {error.start}") from error


def read_bytes(path: Path, limit: int = 32 << 20) -> bytes:
    """A whole file, or what a pipe of the shell's brings (`lint <(…)`). Raises FileError; `limit` is in bytes."""
    try:
        if _is_inherited_pipe(path):
            raw = _drained(path, limit)
        else:
            file, _ = open_ordinary(path)
            with file:
                raw = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise FileError(f"can't read {path}: {reason}") from error
    if len(raw) > limit:
        raise FileError(f"{path} is larger than {limit >> 20} MB")
    return raw


def open_ordinary(path: Path) -> tuple[BinaryIO, os.stat_result]:
    """A file that is no folder, pipe or device, and the facts of what was opened. Raises FileError, OSError, ValueError."""
    # Without O_NONBLOCK, a named pipe that nobody writes to would never open.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode):
        os.close(handle)
        raise FileError(f"{path} is not an ordinary file", "name an ordinary file")
    return os.fdopen(handle, "rb"), facts


def _is_inherited_pipe(path: Path) -> bool:
    """Whether it is a pipe that the shell opened for us; somebody writes to the other end, or has done so."""
    return os.fspath(path).startswith(_INHERITED) and stat.S_ISFIFO(os.stat(path).st_mode)


def _drained(path: Path, limit: int) -> bytes:
    """What a pipe brings until it ends, at most `limit` bytes and a few more. Raises FileError where it does not end in time."""
    import select
    import time

    deadline = time.monotonic() + PIPE_LIMIT
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        raw = bytearray()
        while len(raw) <= limit:
            if not waiting.poll(max(deadline - time.monotonic(), 0) * 1000):
                raise FileError(f"{path} did not end within {PIPE_LIMIT:g} s", "write it into a file first, and name that")
            piece = os.read(handle, 1 << 16)
            if not piece:
                break
            raw += piece
        return bytes(raw)
    finally:
        os.close(handle)
