"""A Postfix of its own that runs exactly the exported files; only where it lives and on which port it listens is added.

with RelayPostfix(folder, export) as relay:
    await relay.submit(sender, recipient)
    relay.port, relay.log()
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Self

import aiosmtplib

from tests.postfix import Postfix
from tests.postfix_configuration import LIVES_IN, SERVICES, setting
from tests.real import find
from wizard.app import Export

XCLIENT = "smtpd_authorized_xclient_hosts = 127.0.0.1\n"
"""Lets a test say which address it comes from."""


def write(folder: Path, export: Export) -> None:
    """The exported files with their modes, as the steps to apply put them into /etc/postfix."""
    for file in export.files:
        path = folder / file.path
        path.write_text(file.text, "utf-8")
        path.chmod(file.mode)


class RelayPostfix(Postfix):
    """The exported relay for `with`. `folder` must be one that every user may enter."""

    def __init__(self, folder: Path, export: Export, more: str = "") -> None:
        super().__init__(folder)
        self.export = export
        self.port = self.plain_port
        self.more = more

    def __enter__(self) -> Self:
        self.folder.chmod(0o755)
        for name in ("queue", "data", "etc"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        write(self._etc, self.export)
        lives = LIVES_IN.format(d=self.folder, commands=setting("command_directory"), programs=setting("daemon_directory"))
        with (self._etc / "main.cf").open("a", encoding="utf-8") as file:
            file.write(lives + self.more)
        (self._etc / "master.cf").write_text("\n".join([f"127.0.0.1:{self.port} inet n - n - - smtpd", *SERVICES]) + "\n")
        self.starttls_port = self.tls_port = self.port
        subprocess.run([find("postfix") or "postfix", "-c", str(self._etc), "start"], check=True, capture_output=True, timeout=60)
        try:
            self._await_start()
        except BaseException:
            self.stop()
            raise
        return self

    async def submit(self, sender: str, recipient: str, text: str = "It works.\n") -> None:
        """What an app does: a plain session without a login."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, recipient, "relayed"
        message.set_content(text)
        await aiosmtplib.send(message, hostname="127.0.0.1", port=self.port, start_tls=False, use_tls=False, timeout=20)

    async def logged(self, words: str, within: float = 20.0) -> str:
        """The log, as soon as some words stand in it. AssertionError with the log when they don't come."""
        end = time.monotonic() + within
        while words not in self.log():
            assert time.monotonic() < end, f"{words!r} is not in the log:\n{self.log()}"
            await asyncio.sleep(0.02)
        return self.log()
