"""What each app's real mail library does at good, wrong and broken servers, beside what was predicted from our own conversation.

    cells = await meet_all(folder)           every app at every server, at the same time
    cells["zulip", "wrong password"].differences

The app is set up by its own export, the server is a scripted one on loopback, and an app that waits is waited for, for LONG
seconds at most; where it has no time limit or a longer one, it is only seen to wait, for PATIENCE seconds.
"""

from __future__ import annotations

import asyncio
import builtins
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.apps.server import SERVERS, Server
from tests.apps.setups import PASSWORD, on_server, profile
from tests.outside.app_run import APPS, Answer, AppRun, Together, send_one
from wizard.app import Behaviour
from wizard.apps import kind_of
from wizard.diagnosis.outcome import Outcome, Prediction
from wizard.diagnosis.prediction import failed_logins, predict
from wizard.evidence import Conversation, Halt, SenderResult
from wizard.model import Profile
from wizard.probe.message import send
from wizard.probe.request import Credentials, Limits, Request
from wizard.probe.session import converse
from wizard.probe.system import SystemNet
from wizard.sandbox.smtp import Authority, ScriptedServer
from wizard.step import Stage

PATIENCE = 12.0
LONG = 40.0
_AT_ONCE = 3
_TOGETHER = 24
"""Mails of one process of Synapse."""
_TO = "me@example.net"
_BEFORE_LOGIN = (Stage.DNS, Stage.CONNECT, Stage.TLS, Stage.EHLO, Stage.APP_CONFIG)


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of one mail. `logins`: those that the server counted. `seconds` is PATIENCE or LONG where it was not over."""

    outcome: Outcome
    error_class: str
    logins: int
    seconds: float
    said: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.outcome.value} {self.error_class}".strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """One app at one server."""

    run: AppRun
    server: Server
    prediction: Prediction
    logins: int | None
    """How many logins are predicted, None where nothing is."""
    happened: Happened

    @property
    def predicted(self) -> str:
        words = f"{self.prediction.outcome.value} {self.prediction.error_class}".strip()
        return f"{words} after {self.prediction.seconds:g} s" if self.prediction.seconds else words

    @property
    def differences(self) -> tuple[str, ...]:
        """In words, what was predicted and did not happen; empty = they agree."""
        happened, found = self.happened, []
        if self.run.id in self.server.untold:
            return () if self.prediction.outcome is Outcome.UNKNOWN else (f"predicted {self.predicted}, which nothing shows",)
        if not self._is_same:
            found.append(f"predicted {self.predicted}, happened {happened} after {happened.seconds:.1f} s ({happened.said})")
        if self.logins not in (None, happened.logins):
            found.append(f"predicted {self.logins} logins, the server counted {happened.logins}")
        return tuple(found)

    @property
    def _is_same(self) -> bool:
        prediction, happened = self.prediction, self.happened
        if happened.outcome is Outcome.HANG:
            return prediction.outcome is Outcome.HANG or (prediction.seconds or 0) > LONG
        if prediction.outcome is not happened.outcome:
            return False
        if prediction.outcome is not Outcome.ERROR:
            return True
        limit = prediction.seconds
        in_time = happened.seconds < PATIENCE if limit is None else limit - 1 <= happened.seconds <= limit + 10
        return in_time and any(_is_a(happened.error_class, name) for name in prediction.error_class.split(" or "))


def _is_a(special: str, general: str) -> bool:
    """Whether an error is of a class: SSLEOFError is an SSLError."""
    if special == general:
        return True
    if special == "UnexpectedResponseException":  # Symfony's
        return general == "TransportException"
    one, other = (
        next((kind for room in (builtins, ssl, smtplib) if (kind := getattr(room, name, None))), None)
        for name in (special, general)
    )
    return isinstance(one, type) and isinstance(other, type) and issubclass(one, other)


# ---------------------------------------------------------------- all of them


async def meet_all(
    folder: Path, runs: Sequence[AppRun] = tuple(APPS.values()), servers: Sequence[Server] = SERVERS
) -> dict[tuple[str, str], Cell]:
    """Every app that is there at every server: (id of the app, name of the server) → what was predicted and what happened."""
    authority, slots, turn = Authority(), asyncio.Semaphore(_AT_ONCE), asyncio.Lock()
    # Those that wait come first: waiting costs nothing while the others run.
    order = sorted(servers, key=lambda server: not server.waits)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = []
            for run in (run for run in runs if run.is_there):
                mine = folder / run.id
                mine.mkdir(parents=True)
                its = [server for server in order if not server.only or run.id in server.only]
                groups = [
                    Together(mine, authority.ca_file, len(its[start : start + _TOGETHER]), turn, to=_TO, limit=PATIENCE)
                    for start in range(0, len(its), _TOGETHER)
                ]
                for number, server in enumerate(its):
                    many = groups[number // _TOGETHER] if run.kind == "synapse" else None
                    tasks.append(group.create_task(_meet(run, server, mine / str(number), authority, slots, many)))
    finally:
        authority.close()
    return {(cell.run.id, cell.server.name): cell for cell in (task.result() for task in tasks)}


async def _meet(
    run: AppRun, server: Server, folder: Path, authority: Authority, slots: asyncio.Semaphore, many: Together | None
) -> Cell:
    folder.mkdir()
    async with ScriptedServer(server.script, authority=authority) as real:
        setup = on_server(profile(server.encryption, login=server.login), "localhost", real.port)
        setup = replace(setup, from_address=server.sender) if server.sender else setup
        behaviour = kind_of(run.app).behaviour(setup, run.app)
        conversation, sent = await _probe(setup, run, behaviour, server, authority)
        prediction = predict(behaviour, conversation, login=server.login, username="apikey", sent=sent)
        logins, messages = len(real.logins), len(real.messages)
        limit = PATIENCE if (prediction.seconds or 0) > LONG else LONG
        if many is not None:
            limit, answer = PATIENCE, await many.send_one(run, setup, folder)
        elif server.waits:
            answer = await send_one(run, setup, folder, authority.ca_file, to=_TO, limit=limit)
        else:
            async with slots:
                answer = await send_one(run, setup, folder, authority.ca_file, to=_TO, limit=limit)
        happened = _judge(answer, len(real.logins) - logins, len(real.messages) - messages, limit)
    return Cell(run, server, prediction, _count(prediction, behaviour, conversation, server), happened)


async def _probe(
    setup: Profile, run: AppRun, behaviour: Behaviour, server: Server, authority: Authority
) -> tuple[Conversation, tuple[SenderResult, ...]]:
    """Our own conversation with the server, under the app's name; and a real message where only that can tell."""
    endpoint = replace(setup.server, ca_file=authority.ca_file)
    identities = kind_of(run.app).identities(setup, run.app)[:1]
    credentials = Credentials("apikey", PASSWORD, plaintext_for=endpoint.host) if setup.auth else None
    limits = Limits(connect=20, reply=server.patience, auth=server.patience, total=40)
    request = Request(endpoint, behaviour.ehlo or setup.greeting_name, credentials, identities, _TO, limits)
    net = SystemNet()
    conversation = await converse(request, net)
    if not server.real_message:
        return conversation, ()
    return conversation, (await send(request, identities[0], _TO, net, subject="test", text="A test.\n"),)


def _count(prediction: Prediction, behaviour: Behaviour, conversation: Conversation, server: Server) -> int | None:
    """How many logins the prediction means; None = our conversation ended before that."""
    failed = prediction.outcome in (Outcome.ERROR, Outcome.HANG)
    if not server.login or (failed and prediction.stage in _BEFORE_LOGIN):
        return 0
    offered = conversation.extensions.mechanisms if conversation.extensions else ()
    if failed and prediction.stage is Stage.AUTH:
        if conversation.auth is not None:
            if prediction.cause == "server-down":
                return 1  # it leaves after the first
            return failed_logins(behaviour, offered) if prediction.cause is None else 0
        if conversation.halt is Halt.NO_MECHANISM:  # then a library that falls back tries a password for a token
            return failed_logins(behaviour, offered) if behaviour.falls_back else 0
        return 1
    if prediction.outcome is Outcome.SENT and prediction.stage is Stage.TLS:
        return None
    if prediction.cause == "password-in-clear-text":
        return 1
    return 1 if offered else 0


def _judge(answer: Answer | None, logins: int, messages: int, limit: float) -> Happened:
    if answer is None:
        return Happened(Outcome.HANG, "", logins, limit)
    said, seconds, versions = answer["error"] or "", answer["seconds"], answer["versions"]
    if answer["sent"]:
        return Happened(Outcome.SENT if messages else Outcome.SILENT_DROP, "", logins, seconds, "", versions)
    if said.startswith("Missing required values"):  # Mealie's mail is off then, which its log says at its start only
        return Happened(Outcome.SILENT_DROP, "", logins, seconds, said, versions)
    error = said.partition(":")[0].rpartition("\\")[2]
    return Happened(Outcome.ERROR, error, logins, seconds, said, versions)
