"""An app's real mail library, set up by the app's own export, run for one mail in a process of its own.

    answer = await send_one(APPS["docmost"], setup, folder, ca_file, limit=40)      None: not over by then

`Together` does the same for many setups of Synapse in one process, since Synapse takes seconds to start.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.apps.setups import PASSWORD
from tests.outside.reader import HERE, outside
from tests.real import find
from wizard.apps import kind_of
from wizard.model import App, Profile

Answer = dict[str, Any]
"""sent, error (`Class: words` or None), seconds, versions."""


@dataclass(frozen=True, slots=True)
class AppRun:
    """An app as it is run here, and what of it is real."""

    id: str
    kind: str
    target: str
    proof: str
    """Whether the app's own code runs, or its few lines re-written on the real library."""
    settings: Mapping[str, str | bool] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    """Options of its driver."""

    @property
    def app(self) -> App:
        return App("chat", self.kind, self.target, "chat.example.com", self.settings)

    @property
    def is_there(self) -> bool:
        return (outside() / self.kind / "done").exists()


_ALL = (
    AppRun("zulip", "zulip", "bare", "few lines re-written (settings, envelope) on Django's own SMTP backend"),
    AppRun("synapse", "synapse", "conf-d", "the app's own code (HomeServerConfig, SendEmailHandler)"),
    AppRun(
        "mealie", "mealie", "bare", "few lines re-written, as after pull requests 8210 and 8397, on smtplib", words=("--new",)
    ),
    AppRun("mealie-old", "mealie", "bare", "few lines re-written, as in 3.8, on smtplib", {"old_build": True}),
    AppRun("docmost", "docmost", "bare", "few lines re-written on nodemailer and @nestjs/config"),
    AppRun("coolify", "coolify", "api", "few lines re-written (SmtpTransportFactory) on Symfony Mailer"),
)
APPS = {run.id: run for run in _ALL}
"""Mealie twice: the two builds differ in what they verify and what they refuse to send."""


def written(setup: Profile, app: App, folder: Path) -> list[Path]:
    """The files of an export for this setup."""
    export = kind_of(app).export(setup, app, PASSWORD if setup.auth else None, form="auto", provider=None)
    files = [folder / Path(file.path).name for file in export.files]
    for path, file in zip(files, export.files, strict=True):
        path.write_text(file.text, encoding="utf-8", newline="")
    return files


async def send_one(
    run: AppRun,
    setup: Profile,
    folder: Path,
    ca_file: str,
    *,
    to: str,
    limit: float,
    inside: Sequence[str] = (),
    every: bool = False,
) -> Answer | None:
    """One mail, or one of `every` kind that the app sends; None = it was not over after `limit` seconds.

    `inside`: see `sending.container`.
    """
    app = run.app
    if run.kind == "mealie" and setup.auth is None:
        # For an old Mealie such a setup is refused by the export; what Mealie would do with one is to be seen.
        app = App(app.name, app.kind, app.target, app.hostname)
    files = written(setup, app, folder)
    place, stdin = outside(), ""
    argv: list[str | Path]
    if run.kind == "zulip":
        argv = [place / "zulip/bin/python", HERE / "django_send.py", "send", files[0], folder / "zulip-secrets.conf", to]
        argv += [] if every else ["1"]
    elif run.kind == "synapse":
        argv = [place / "synapse/bin/python", HERE / "synapse_send.py", "send-each", str(limit), to, files[0]]
    elif run.kind == "mealie":
        argv = [place / "mealie/bin/python", HERE / "mealie_send.py", "send", "--dotenv", files[0], *run.words, to]
    elif run.kind == "docmost":
        argv = [find("node") or "node", HERE / "docmost_send.mjs", "send", files[0], to]
    else:
        argv = [place / "coolify/php", HERE / "coolify_send.php", "api", to]
        stdin = next(file for file in files if file.name == "mail.json").read_text("utf-8")
    began = time.monotonic()
    answer = await _ask([*inside, *argv], folder, ca_file, stdin, limit)
    if answer is None:
        return None
    if run.kind == "synapse":
        return _of_synapse(answer, files[0], limit)
    if "mails" in answer:
        error = next((mail["error"] for mail in answer["mails"] if mail["error"]), None)
        answer |= {"error": error, "sent": error is None}
    return {**answer, "error": answer.get("error"), "seconds": time.monotonic() - began}


def _of_synapse(answer: Answer, file: Path, limit: float) -> Answer | None:
    found: Answer = {**answer[str(file)], "versions": answer["versions"]}
    return None if str(found["error"]).startswith("TimeoutError") and found["seconds"] >= limit - 0.5 else found


class Together:
    """`count` mails of Synapse, sent at the same time by one process once all were asked for and it is its `turn`."""

    def __init__(self, folder: Path, ca_file: str, count: int, turn: asyncio.Lock, *, to: str, limit: float) -> None:
        self._folder, self._ca_file, self._missing, self._to, self._limit = folder, ca_file, count, to, limit
        self._turn = turn
        self._files: list[Path] = []
        self._answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

    async def send_one(self, run: AppRun, setup: Profile, folder: Path) -> Answer | None:
        """One mail; None = it was not over after the limit."""
        (file,) = written(setup, run.app, folder)
        self._files.append(file)
        self._missing -= 1
        if not self._missing:
            script, to = HERE / "synapse_send.py", self._to
            argv = [outside() / "synapse/bin/python", script, "send-each", str(self._limit), to, *self._files]
            async with self._turn:
                self._answer.set_result(await _ask(argv, self._folder, self._ca_file, "", self._limit + 60))
        answer = await asyncio.shield(self._answer)
        assert answer is not None, "Synapse's process did not end"
        return _of_synapse(answer, file, self._limit)


async def _ask(argv: Sequence[str | Path], folder: Path, ca_file: str, stdin: str, limit: float) -> Answer | None:
    """The answer of a driver, None when it is not over after `limit` seconds; then it is ended."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "SMTP_WIZARD_OUTSIDE": str(outside()),
        "SSL_CERT_FILE": ca_file,
        "NODE_EXTRA_CA_CERTS": ca_file,
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*map(str, argv), cwd=folder, env=env, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        out, said = await asyncio.wait_for(process.communicate(stdin.encode()), limit)
    except TimeoutError:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    assert process.returncode == 0, said.decode("utf-8", "replace")[-2000:]
    answer: Answer = json.loads(out)
    return answer
