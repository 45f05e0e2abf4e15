"""What every test gets: no network but loopback, a configuration folder of its own, no keyring of the person's."""

from __future__ import annotations

import errno
import ipaddress
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.sandbox.certificate import Authority


@pytest.fixture(autouse=True, scope="session")
def heed_signals() -> Iterator[None]:
    """Tests that run in the background or under `nohup` ignore these signals, and so would every program that they start."""
    usual = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, usual[number]) for number in usual if signal.getsignal(number) is signal.SIG_IGN}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine."""
    for name in ("connect", "connect_ex", "sendto"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any, _original: Any = original) -> Any:
            address = args[-1]
            if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
                raise AssertionError(f"a test tried to reach {address[0]}")
            return _original(self, *args)

        monkeypatch.setattr(socket.socket, name, guarded)
    return


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A HOME and XDG folders that are nobody's."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in ("DBUS_SESSION_BUS_ADDRESS", "CREDENTIALS_DIRECTORY", "PYTHON_KEYRING_BACKEND", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that this user may not look into; no mode does that to root, whom tests may run as."""
    folder = tmp_path / "closed"
    folder.mkdir()
    for name in ("stat", "lstat", "open", "mkdir", "unlink"):
        original = getattr(os, name)

        def guarded(path: Any, *more: Any, _original: Any = original, **others: Any) -> Any:
            if isinstance(path, str | os.PathLike) and str(path).startswith(f"{folder}/"):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return _original(path, *more, **others)

        monkeypatch.setattr(os, name, guarded)
    return folder


@pytest.fixture(scope="session")
def authority() -> Iterator[Authority]:
    """One CA for all scripted servers: making keys is slow."""
    made = Authority()
    yield made
    made.close()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """A long value is no name: keys made in each process would give each worker of a parallel run other tests."""
    return argname if isinstance(val, str | bytes) and len(val) > 60 else None
