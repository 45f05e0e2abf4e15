"""A real Secret Service: gnome-keyring on a private D-Bus, for tests. Debian: apt-get install dbus gnome-keyring.

Use it as a fixture: `from tests.secret_service import secret_service` in a conftest.py, then ask for `secret_service`.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real import find, need

LIMIT = 10.0
"""Seconds that the daemon may take to come up."""
_NAME = "org.freedesktop.secrets"


@dataclass(frozen=True)
class SecretService:
    """The running service; what it was told can be looked at and changed from outside."""

    address: str

    def lock(self) -> None:
        """Lock the default collection, as a desktop does when its user leaves."""
        import secretstorage

        with contextlib.closing(secretstorage.dbus_init()) as bus:
            secretstorage.Collection(bus).lock()


@pytest.fixture
def secret_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """An unlocked keyring of its own, that ends with the test."""
    with _daemons(tmp_path, monkeypatch, passphrase=b"test") as service:
        yield service


@pytest.fixture
def empty_secret_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """A Secret Service whose user never made a collection."""
    with _daemons(tmp_path, monkeypatch, passphrase=b"") as service:
        yield service


@contextlib.contextmanager
def _daemons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, passphrase: bytes) -> Iterator[SecretService]:
    need("dbus-daemon", "gnome-keyring-daemon")
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    for name, folder in (("XDG_RUNTIME_DIR", run), ("XDG_DATA_HOME", tmp_path / "data"), ("HOME", tmp_path)):
        monkeypatch.setenv(name, str(folder))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with contextlib.ExitStack() as stack:
        # It prints its address when it listens, so reading that line is waiting for it.
        bus = _start(
            stack,
            [
                str(find("dbus-daemon")),
                "--session",
                "--nofork",
                "--nopidfile",
                "--print-address=1",
                f"--address=unix:path={run}/bus",
            ],
        )
        assert bus.stdout is not None
        address = bus.stdout.readline().decode().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        # A copy has no cap_ipc_lock file capability; where a container lacks that one, the original can't even be executed.
        program = tmp_path / "gnome-keyring-daemon"
        shutil.copyfile(str(find("gnome-keyring-daemon")), program)
        program.chmod(0o755)
        _start_keyring(stack, program, passphrase, address)
        yield SecretService(address)


def _start(stack: contextlib.ExitStack, argv: list[str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(5)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _start_keyring(stack: contextlib.ExitStack, program: Path, passphrase: bytes, address: str) -> None:
    """Start it, and wait until the bus says that the name of the Secret Service has an owner."""
    from jeepney import MatchRule  # type: ignore[import-untyped]
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

    with open_dbus_connection(bus=address) as connection:
        rule = MatchRule(
            type="signal",
            sender=message_bus.bus_name,
            interface=message_bus.interface,
            member="NameOwnerChanged",
            path=message_bus.object_path,
        )
        rule.add_arg_condition(0, _NAME)
        Proxy(message_bus, connection).AddMatch(rule)
        with connection.filter(rule) as owners:
            unlock = ["--unlock"] if passphrase else []
            daemon = _start(stack, [str(program), "--foreground", *unlock, "--components=secrets"])
            assert daemon.stdin is not None
            # Not empty, and without a line end: both would be part of the passphrase.
            daemon.stdin.write(passphrase)
            daemon.stdin.close()
            connection.recv_until_filtered(owners, timeout=LIMIT)
