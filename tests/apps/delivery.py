"""Each app's real mail library, delivering through a real Postfix: every encryption, with a login and without.

deliveries = await deliver_all(postfix, folder)       (id of the app, way) → what arrived, beside what identities() promises
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import parseaddr
from pathlib import Path

from tests.apps.setups import PASSWORD
from tests.outside.app_run import APPS, AppRun, send_one
from tests.outside.sending import container
from tests.postfix import ALICE, PASSWORDS, Postfix
from wizard.apps import kind_of
from wizard.errors import Unrepresentable
from wizard.model import App, Encryption, Endpoint, Login, Profile
from wizard.secret import SecretRef

GREETING = "chat.lab.test"
SHARED = "shared@lab.test"
NAME = "Café: Zoë, (x)"
_NO_RESOLVER = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
_AT_ONCE = 3
Pair = tuple[str, str]
"""Envelope sender and address in From."""


@dataclass(frozen=True, slots=True)
class Way:
    """An encryption, with a login or without."""

    encryption: Encryption
    login: bool

    def __str__(self) -> str:
        return f"{self.encryption.words}, {'login' if self.login else 'no login'}"


WAYS = (
    Way(Encryption.STARTTLS, True),
    Way(Encryption.IMPLICIT_TLS, True),
    Way(Encryption.STARTTLS, False),
    Way(Encryption.IMPLICIT_TLS, False),
    Way(Encryption.NONE, False),
)
"""A login over a plain line is what this Postfix refuses, as every server should."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one app delivered in one way. `refusal`: why the export refuses to be written at all."""

    run: AppRun
    way: Way
    promised: frozenset[Pair] = frozenset()
    arrived: frozenset[Pair] = frozenset()
    names: frozenset[str] = frozenset()
    greeted: frozenset[str] = frozenset()
    error: str = ""
    refusal: str = ""

    @property
    def is_as_promised(self) -> bool:
        return not self.error and bool(self.promised) and self.promised <= self.arrived


async def deliver_all(
    server: Postfix, folder: Path, runs: Sequence[AppRun] = tuple(APPS.values())
) -> dict[tuple[str, Way], Delivery]:
    """Every app that is there, in every way, to addresses of bob's of their own."""
    server.set_password(ALICE, PASSWORD.reveal())
    slots = asyncio.Semaphore(_AT_ONCE)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = []
            for run in (run for run in runs if run.is_there):
                for number, way in enumerate(WAYS):
                    mine = folder / f"{run.id}-{number}"
                    mine.mkdir(parents=True)
                    tasks.append(group.create_task(_deliver(server, run, way, mine, slots)))
    finally:
        server.set_password(ALICE, PASSWORDS[ALICE])
    return {(one.run.id, one.way): one for one in (task.result() for task in tasks)}


async def _deliver(server: Postfix, run: AppRun, way: Way, folder: Path, slots: asyncio.Semaphore) -> Delivery:
    ports = {
        (Encryption.STARTTLS, True): server.starttls_port,
        (Encryption.IMPLICIT_TLS, True): server.tls_port,
        (Encryption.IMPLICIT_TLS, False): server.relay_tls_port,
    }
    endpoint = Endpoint(server.host, ports.get((way.encryption, way.login), server.relay_port), way.encryption)
    auth = Login(ALICE, SecretRef.parse("ask")) if way.login else None
    setup = Profile("chat", endpoint, SHARED, NAME, ehlo=GREETING, auth=auth)
    of = _with_answers(run.app)
    run = replace(run, settings=of.settings)
    try:
        kind_of(of).export(setup, of, PASSWORD if auth else None, form="auto", provider=None)
    except Unrepresentable as error:
        return Delivery(run, way, refusal=str(error))
    promised = frozenset((one.envelope, _family(one.from_address)) for one in kind_of(of).identities(setup, of))
    to = f"bob+{folder.name}@lab.test"
    async with slots:
        answer = await send_one(run, setup, folder, server.ca_file, to=to, limit=50, inside=_inside(folder), every=True)
    if answer is None or not answer["sent"]:
        return Delivery(run, way, promised, error=(answer or {}).get("error") or "not over after 50 seconds")
    messages = await asyncio.to_thread(server.messages, to, len(answer.get("mails", "1")))
    return Delivery(
        run,
        way,
        promised,
        frozenset((parseaddr(one["Return-Path"])[1], _family(parseaddr(one["From"])[1])) for one in messages),
        frozenset(parseaddr(one["From"])[0] for one in messages),
        frozenset(str(one["Received"]).split()[1] for one in messages),
    )


def _with_answers(app: App) -> App:
    return replace(app, settings={"administrator": ALICE, "tokens": True}) if app.kind == "zulip" else app


def _family(address: str) -> str:
    """Random addresses count as one."""
    return "shared-TOKEN" if address.startswith("shared-") else address


def _inside(folder: Path) -> tuple[str, ...]:
    """A host name and hosts of its own, and no name server: nodemailer would ask one first."""
    resolver = folder / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    return (*container(folder, GREETING, mail__lab__test="127.0.0.1"), "sh", "-c", _NO_RESOLVER, "sh", str(resolver))
