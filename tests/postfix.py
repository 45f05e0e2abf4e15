"""A real Postfix on loopback, without systemd, in a folder of its own: STARTTLS, implicit TLS, SASL, sender ownership.

    with Postfix(folder) as postfix:
        postfix.starttls_port, postfix.tls_port, postfix.ca_file
        postfix.set_password("alice@lab.test", "s3cret#1")
        postfix.messages("bob@lab.test")
        postfix.relay_port, postfix.relay_tls_port      no login: plain or STARTTLS, implicit TLS

`sasl="dovecot"` has Dovecot judge the logins, which delays its answers after failed ones (only alice has a login then).
Nothing can leave: everything that is not for lab.test is discarded. It needs root, since Postfix changes its user.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
import trustme

from tests import dovecot
from tests.postfix_configuration import CYRUS, MAIN, RELAY, SERVICES, SUBMISSION, setting
from tests.real import absent, find, need

HOST = "mail.lab.test"
ALICE, BOB = "alice@lab.test", "bob@lab.test"
PASSWORDS = {ALICE: "s3cret#1", BOB: "pä's \"w$d\\%"}
_SINK_USER = 5000
_START = 20.0


class Postfix:
    """A submission server for `with`. `folder` must be one that every user may enter (not below a private one)."""

    host = HOST

    def __init__(self, folder: Path, mechanisms: str = "PLAIN LOGIN CRAM-MD5", *, sasl: str = "cyrus") -> None:
        self.folder = folder
        self.mechanisms = mechanisms
        self.sasl = sasl
        self.plain_port, self.starttls_port, self.tls_port, self.relay_port, self.relay_tls_port = free_ports(5)
        self.ca_file = str(folder / "ca.pem")
        self._etc = folder / "etc"

    def __enter__(self) -> Self:
        self.folder.chmod(0o755)
        for name in ("queue", "data", "mail", "etc/sasl"):
            (self.folder / name).mkdir(parents=True)
        shutil.chown(self.folder / "data", "postfix")
        os.chown(self.folder / "mail", _SINK_USER, _SINK_USER)
        self._certify()
        for user, password in PASSWORDS.items():
            self.set_password(user, password)
        self._configure()
        start = [find("postfix") or "postfix", "-c", str(self._etc), "start"]
        try:
            if self.sasl == "dovecot":
                dovecot.start(self.folder / "dovecot", self.folder / "queue/private", self.mechanisms, {ALICE: PASSWORDS[ALICE]})
            subprocess.run(start, check=True, capture_output=True, timeout=60)
            self._await_start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def set_password(self, user: str, password: str) -> None:
        """Add a user, or change a password; it counts from the next login on."""
        name, _, realm = user.partition("@")
        base = self.folder / "sasldb2"
        command = [find("saslpasswd2") or "saslpasswd2", "-p", "-c", "-f", str(base), "-u", realm, name]
        subprocess.run(command, input=password.encode(), check=True, capture_output=True, timeout=30)
        shutil.chown(base, "postfix")
        base.chmod(0o400)

    def messages(self, address: str, at_least: int = 1, within: float = 10.0) -> list[EmailMessage]:
        """What was delivered to an address (bob+WORD: only what was sent to just that); waits until it is `at_least` so many."""
        name, _, word = address.partition("@")[0].partition("+")
        box = self.folder / "mail" / name / "new"
        end = time.monotonic() + within
        while True:
            files = sorted(box.glob("*")) if box.exists() else []
            found = [message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default) for file in files]
            found = [message for message in found if not word or message["X-Original-To"] == address]
            if len(found) >= at_least or time.monotonic() > end:
                return found
            time.sleep(0.02)

    def log(self) -> str:
        """Postfix's own log so far."""
        path = self.folder / "maillog"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def failed_logins(self, at_least: int = 0, within: float = 5.0) -> int:
        """How many logins its log calls failed; waits for `at_least`, since a log is written a moment later."""
        end = time.monotonic() + within
        while (count := self.log().count("authentication failed")) < at_least and time.monotonic() < end:
            time.sleep(0.02)
        return count

    def stop(self) -> None:
        """End the masters that were started here; their children go with them."""
        _end(self.folder / "queue/pid/master.pid")
        self.stop_dovecot()

    def stop_dovecot(self) -> None:
        """From here on nobody judges logins, though Postfix still offers them to who is connected."""
        master = self.folder / "dovecot/run/master.pid"
        started = _children(master)
        _end(master)
        for child in started:
            _end_process(child)

    def _certify(self) -> None:
        ca = trustme.CA()
        leaf = ca.issue_cert(HOST)
        ca.cert_pem.write_to_path(self.ca_file)
        leaf.private_key_pem.write_to_path(str(self.folder / "server.key"))
        for index, pem in enumerate(leaf.cert_chain_pems):
            pem.write_to_path(str(self.folder / "server.pem"), append=index > 0)
        (self.folder / "server.key").chmod(0o600)

    def _configure(self) -> None:
        (self._etc / "sasl/smtpd.conf").write_text(
            f"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {self.folder}/sasldb2\nmech_list: {self.mechanisms}\n"
        )
        (self._etc / "senders").write_text(f"{ALICE} {ALICE}\n{BOB} {BOB}\nshared@lab.test {ALICE} {BOB}\n")
        (self._etc / "main.cf").write_text(
            MAIN.format(d=self.folder, host=HOST, programs=setting("daemon_directory"), commands=setting("command_directory"))
            + ("smtpd_sasl_type = dovecot\nsmtpd_sasl_path = private/auth\n" if self.sasl == "dovecot" else CYRUS)
        )
        lines = [f"127.0.0.1:{self.plain_port} inet n - n - - smtpd"]
        for address in ("127.0.0.1", "[::1]") if _has_ipv6() else ("127.0.0.1",):
            lines += [
                f"{address}:{self.starttls_port} inet n - n - - smtpd",
                "  -o smtpd_tls_security_level=encrypt",
                SUBMISSION,
            ]
        lines += [f"127.0.0.1:{self.tls_port} inet n - n - - smtpd", "  -o smtpd_tls_wrappermode=yes", SUBMISSION]
        lines += [f"127.0.0.1:{self.relay_port} inet n - n - - smtpd", RELAY]
        lines += [f"127.0.0.1:{self.relay_tls_port} inet n - n - - smtpd", "  -o smtpd_tls_wrappermode=yes", RELAY]
        (self._etc / "master.cf").write_text("\n".join([*lines, *SERVICES]) + "\n")

    def _await_start(self) -> None:
        end = time.monotonic() + _START
        for port in (self.starttls_port, self.tls_port):
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if time.monotonic() > end:
                        raise RuntimeError(f"Postfix did not start:\n{self.log()}") from None
                    time.sleep(0.02)


def free_ports(count: int) -> list[int]:
    """Ports below those that the system hands out by itself: others of a busy run can't take them before Postfix does."""
    found: list[int] = []
    for port in random.SystemRandom().sample(range(20000, 32000), 12000):
        if len(found) == count:
            break
        if _is_free(port):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    families = [(socket.AF_INET, "127.0.0.1"), *([(socket.AF_INET6, "::1")] if _has_ipv6() else [])]
    try:
        for family, address in families:
            with socket.socket(family) as sock:
                sock.bind((address, port))
    except OSError:
        return False
    return True


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
        return True
    except OSError:
        return False


def _end(file: Path) -> None:
    """End the process whose pid is in a file, if it was started."""
    if file.exists():
        _end_process(int(file.read_text().strip()))
        file.unlink(missing_ok=True)


def _end_process(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 10
    while _is_alive(pid) and time.monotonic() < end:
        time.sleep(0.02)


def _children(file: Path) -> list[int]:
    """What the process whose pid is in a file has started; some outlive it for a moment."""
    try:
        pid = int(file.read_text().strip())
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _is_alive(pid: int) -> bool:
    """Whether a process still runs; a zombie, which nobody may reap in a container, does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def need_postfix(*more: str) -> None:
    """Skip (or fail, where real servers are required) where no Postfix can be run here, or one of the further programs."""
    need("postfix", *more)
    if os.geteuid() != 0:
        absent("Postfix needs root to be started")


@pytest.fixture(scope="session")
def postfix() -> Iterator[Postfix]:
    """One Postfix for the whole run. A `conftest.py` that wants it says `from tests.postfix import postfix as postfix`."""
    need_postfix("saslpasswd2")
    # Not in pytest's own folder: that is private, and Postfix's processes run as several users.
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-postfix-") as folder, Postfix(Path(folder)) as server:
        yield server
