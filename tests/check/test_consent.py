"""What costs a login or contacts others waits for the person's word, and is then asked alone: nothing is tried twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.check.region import THERE, two_regions
from tests.check.stage import SECRET, Stage, WatchedNet, stage
from wizard import report
from wizard.check import check, examine, pursue
from wizard.diagnosis.connect import CONTROL_HOSTS
from wizard.finding import Ask, Consent, Finding, Run, Status
from wizard.probe.request import Limits
from wizard.report import markdown
from wizard.sandbox.certificate import Authority
from wizard.step import Step

QUICK = Limits(connect=1, reply=2, auth=2, total=5)
SENDING = {"connect", "login"}


def login(findings: tuple[Finding, ...]) -> Finding:
    (found,) = [finding for finding in findings if finding.id == "auth.login"]
    return found


async def test_the_other_region_waits_and_a_yes_costs_exactly_one_login_there(authority: Authority) -> None:
    async with two_regions(authority) as scene:
        found = await examine(scene.profile, net=scene.net, secret=SECRET, parts=SENDING)
        assert login(found.findings).cause != "region-mismatch"
        (question,) = found.waiting
        assert (question.ask, question.value) == (Ask.OTHER_REGION, THERE)
        assert THERE in question.cost
        assert (len(scene.here.logins), len(scene.there.logins)) == (1, 0)
        heard: list[Step] = []
        more = await pursue(scene.profile, found, question, net=scene.net, secret=SECRET, parts=SENDING, on_step=heard.append)
        assert (len(scene.here.logins), len(scene.there.logins)) == (1, 1)
        assert login(more.findings).cause == "region-mismatch"
        assert THERE in login(more.findings).fix.text
        assert more.waiting == ()
        assert {step.apart for step in heard} == {THERE}


async def test_a_no_there_is_not_asked_again(authority: Authority) -> None:
    async with two_regions(authority) as scene:
        found = await examine(scene.profile, net=scene.net, secret=SECRET, parts=SENDING)
        scene.there.script = scene.here.script
        more = await pursue(scene.profile, found, found.waiting[0], net=scene.net, secret=SECRET, parts=SENDING)
        assert login(more.findings).status is Status.FAIL
        assert login(more.findings).cause != "region-mismatch"
        assert more.waiting == ()


@pytest.mark.parametrize(
    ("consent", "logins"),
    [
        ((), 0),
        ((Consent(Ask.OTHER_REGION),), 1),
        ((Consent(Ask.OTHER_REGION, THERE),), 1),
        ((Consent(Ask.OTHER_REGION, "smtp.ap.mailgun.org"),), 0),
        ((Consent(Ask.CONTROL_HOSTS),), 0),
    ],
)
async def test_consent_covers_what_it_names(authority: Authority, consent: tuple[Consent, ...], logins: int) -> None:
    async with two_regions(authority) as scene:
        result = await check(scene.profile, net=scene.net, secret=SECRET, consent=consent, only=["auth.login"])
        assert len(scene.there.logins) == logins
        assert [str(question.answer) for question in result.waiting] == [f"other-region={THERE}"] * (1 - logins)


@pytest.fixture
def unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A survey that calls a port filtered after half a second."""
    monkeypatch.setattr("wizard.probe.ports.LIMIT", 0.5)


@pytest.fixture
async def good() -> AsyncIterator[Stage]:
    async with stage() as scene:
        yield scene


@pytest.mark.usefixtures("unanswered")
async def test_control_hosts_wait_and_are_then_asked_without_a_second_try_of_the_server() -> None:
    async with stage() as scene:
        net = WatchedNet(scene.resolver, black_hole=scene.server.port)
        found = await examine(scene.profile, net=net, parts={"connect"}, limits=QUICK)
        (question,) = found.waiting
        assert question.ask is Ask.CONTROL_HOSTS
        assert all(host in question.cost for host in CONTROL_HOSTS)
        net.resolved.clear()
        more = await pursue(scene.profile, found, question, net=net, parts={"connect"}, limits=QUICK)
        assert set(net.resolved) == set(CONTROL_HOSTS)
        assert more.waiting == ()


async def test_every_report_says_what_waits_and_how_to_agree(authority: Authority) -> None:
    async with two_regions(authority) as scene:
        result = await check(scene.profile, net=scene.net, secret=SECRET, only=["auth.login"])
    run = Run(datetime.now(UTC), "1.2.3", (result,))
    option = f"--consent other-region={THERE}"
    assert option in report.render("text", run)
    assert "logs in once" in report.render("text", run)
    assert option in report.render("markdown", run)
    (waiting,) = json.loads(report.render("json", run))["profiles"][0]["waiting"]
    assert waiting["consent"] == f"other-region={THERE}"
    assert THERE not in markdown.render(run, mask=True)


async def test_nothing_waits_where_all_is_well(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=SECRET)
    assert result.waiting == ()
    assert "consent" not in report.render("text", Run(datetime.now(UTC), "1.2.3", (result,)))
