"""Faults of a server: each is survived within its limit, is never taken for a pass, and has a name, and no other beside it.

`benchmarks/faults.py` prints the same beside other clients.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.check.fault import CASES, MORE, PASSWORD, Case, Place, play
from tests.check.stage import RECORDS
from wizard import diagnosis, report
from wizard.check import check, deliver, pace
from wizard.finding import Result, Run, Status
from wizard.model import Endpoint, Identity, Login, Profile
from wizard.probe.request import Limits
from wizard.probe.system import SystemNet
from wizard.sandbox.dns import DnsServer
from wizard.sandbox.smtp import Authority
from wizard.secret import Secret, SecretRef

LIMITS = Limits(connect=0.4, reply=0.4, auth=0.4, total=1.5)
PATIENT = Limits(connect=10, reply=10, auth=10, total=30)
"""For servers that do not keep us waiting: a busy machine must not look like a silent server."""
GRACE = 5.0
"""Seconds beside the limits: a second connection that looks whether only the encryption is wrong, and this machine being busy."""
MOST_GROWTH = 20 << 20
"""Bytes that a fault may cost; what is only loaded once is loaded before, see `loaded`."""
SECRET = Secret(PASSWORD)
SENDER = Identity("base", "noreply@example.com", "noreply@example.com")


def profile(case: Case, place: Place) -> Profile:
    return Profile(
        name="chat",
        server=Endpoint("mail.example.com", place.port, case.encryption, place.ca_file),
        from_address="noreply@example.com",
        ehlo="chat.example.com",
        auth=Login("noreply@example.com", SecretRef.parse("env:CHAT_PASSWORD")),
    )


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """The libraries that the first check of a process loads are no cost of a fault."""
    pace._load([*pace._RECORDS, *pace._KEYS, *diagnosis.rule_modules(), "wizard.probe.session", "wizard.probe.ports"])


class Peak:
    """The most memory that this process held since it was made, above what it held then."""

    def __init__(self) -> None:
        self._before = self._reset()

    def _reset(self) -> int:
        try:
            Path("/proc/self/clear_refs").write_text("5", "ascii")
        except OSError:
            return self._peak()
        return self._peak()

    def _peak(self) -> int:
        try:
            rows = Path("/proc/self/status").read_text("ascii").splitlines()
            return next(int(row.split()[1]) * 1024 for row in rows if row.startswith("VmHWM"))
        except OSError:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    @property
    def growth(self) -> int:
        return self._peak() - self._before


async def ask(case: Case, place: Place) -> Result:
    async with DnsServer(RECORDS) as dns:
        net = SystemNet(f"{dns.address}:{dns.port}")
        return await check(profile(case, place), net=net, secret=SECRET, limits=limits(case))


def limits(case: Case) -> Limits:
    if case.total is not None:
        return replace(PATIENT, total=case.total)
    waits = case.place == "blackhole" or case.causes & {"server-silent", "login-delayed", "server-starttls-broken"}
    return LIMITS if waits else PATIENT


def told(result: Result) -> str:
    return "\n".join(
        f"{each.id}={each.status.value} {each.cause}: {each.title} [{each.seen}]"
        for each in result.findings
        if each.status is not Status.PASS
    )


def live(result: Result) -> list[tuple[Status, str | None]]:
    """What the findings about the server say, those about DNS left out."""
    records = ("spf.", "dkim.", "dmarc.", "mx.", "ptr.")
    return [(each.status, each.cause) for each in result.findings if not each.id.startswith(records)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in (*CASES, *MORE)])
async def test_a_fault_is_survived_named_and_never_a_pass(case: Case, authority: Authority) -> None:
    async with play(case, authority) as place:
        peak, started = Peak(), time.monotonic()
        result = await ask(case, place)
        took, growth = time.monotonic() - started, peak.growth
        if place.server is not None:
            async with asyncio.timeout(5):
                await place.server.empty.wait()
    assert took < limits(case).total + GRACE, f"{took:.1f} s\n{told(result)}"
    assert growth <= MOST_GROWTH, f"{growth >> 20} MB"
    statuses = {status for status, _ in live(result)}
    if case.passes or case.sends:
        assert not statuses & {Status.FAIL, Status.UNKNOWN}, told(result)
    else:
        assert statuses & {Status.FAIL, Status.UNKNOWN}, told(result)
        assert case.causes & {cause for _, cause in live(result)}, told(result)
        assert {cause for status, cause in live(result) if status in (Status.FAIL, Status.WARN)} <= case.causes, told(result)
    shown = str(result) + report.render("text", Run(datetime.now(UTC), "0", (result,)), verbose=True)
    assert PASSWORD not in shown
    assert "\x1b" not in shown
    nothing_left()


def nothing_left() -> None:
    assert asyncio.all_tasks() == {asyncio.current_task()}
    gc.collect()  # an unclosed socket is a ResourceWarning, which is an error


@pytest.mark.parametrize("case", [case for case in CASES if case.sends], ids=lambda case: case.name)
async def test_what_only_a_message_shows_is_named_when_one_is_sent(case: Case, authority: Authority) -> None:
    async with play(case, authority) as place:
        net = SystemNet()
        found, _ = await deliver(profile(case, place), [SENDER], "me@example.net", net=net, secret=SECRET, limits=PATIENT)
    print(found)
    assert Status.FAIL in {each.status for each in found}
