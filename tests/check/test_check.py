"""One profile against a real server on loopback: what is asked, what is not, and what comes out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.check.stage import GOOD, RECORDS, SECRET, Stage, WatchedNet, stage, without_login
from wizard.check import Part, check, examine
from wizard.diagnosis.connect import CONTROL_HOSTS
from wizard.errors import SecretError, UsageError
from wizard.finding import CHECKS, Ask, Consent, Result, Status
from wizard.model import App, Encryption
from wizard.probe.request import Limits
from wizard.sandbox.dns import SILENT
from wizard.sandbox.smtp import Fault, Script
from wizard.secret import Secret
from wizard.step import Step, StepState

QUICK = Limits(connect=2, reply=0.5, auth=0.5, total=3)


@pytest.fixture
async def good() -> AsyncIterator[Stage]:
    async with stage() as scene:
        yield scene


def status(result: Result, check: str) -> Status:
    found = {finding.status for finding in result.findings if finding.id == check}
    assert len(found) == 1, (check, found)
    return found.pop()


async def test_a_good_server_passes_from_the_name_to_the_recipient(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=SECRET)
    for name in ("secret.available", "dns.host", "connect.reach", "tls.mode", "tls.certificate", "tls.version", "ehlo.greeting"):
        assert status(result, name) is Status.PASS
    for name in ("ehlo.name", "auth.offered", "auth.login", "sender.mail-from", "sender.rcpt-to", "spf.record", "mx.record"):
        assert status(result, name) is Status.PASS
    assert result.profile == "chat"
    assert result.endpoint == f"mail.example.com:{good.server.port}"


async def test_a_check_never_sends_a_message(good: Stage) -> None:
    await check(good.profile, net=good.net, secret=SECRET)
    await good.server.empty.wait()
    assert good.server.messages == []
    assert not any(command.upper().startswith("DATA") for command in good.server.commands)


async def test_one_wrong_password_is_one_failed_login(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=Secret("wrong"))
    assert status(result, "auth.login") is Status.FAIL
    assert result.verdict is Status.FAIL
    assert len(good.server.logins) == 1


async def test_the_findings_stand_in_the_order_of_the_table(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=SECRET, skip=["mx.record", "dns.host"])
    order = list(CHECKS)
    places = [order.index(finding.id) for finding in result.findings]
    assert places == sorted(places)


async def test_a_missing_secret_leaves_the_login_unknown_and_tries_none(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=SecretError("the variable CHAT_PASSWORD is not set"))
    assert status(result, "auth.login") is Status.UNKNOWN
    assert status(result, "secret.available") in (Status.UNKNOWN, Status.FAIL)
    assert status(result, "tls.certificate") is Status.PASS
    assert good.server.logins == []
    assert not any(command.upper().startswith("MAIL") for command in good.server.commands)
    assert any("CHAT_PASSWORD" in finding.seen + finding.title + finding.why for finding in result.findings)


async def test_no_secret_given_is_unknown_too(good: Stage) -> None:
    assert status(await check(good.profile, net=good.net, secret=None), "auth.login") is Status.UNKNOWN


async def test_a_profile_without_login_needs_no_secret() -> None:
    async with stage(Script(mechanisms=())) as scene:
        result = await check(without_login(scene.profile), net=scene.net, secret=None)
        assert status(result, "sender.mail-from") is Status.PASS
        assert scene.server.logins == []
        assert "secret.available" not in {finding.id for finding in result.findings if finding.status is not Status.PASS}


# ---------------------------------------------------------------- only, skip, app


async def test_only_the_certificate_does_no_login_and_no_dns(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=None, only=["tls.certificate"])
    assert [(finding.id, finding.status) for finding in result.findings] == [("tls.certificate", Status.PASS)]
    assert good.server.logins == []
    assert {query.name for query in good.dns.queries} == {"mail.example.com"}


async def test_only_dns_connects_nowhere(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=None, only=["mx.record"])
    assert [finding.id for finding in result.findings] == ["mx.record"]
    assert good.server.connections == 0


async def test_what_is_skipped_is_told_and_neutral(good: Stage) -> None:
    result = await check(good.profile, net=good.net, secret=SECRET, only=["auth.login", "mx.record"], skip=["mx.record"])
    assert [(finding.id, finding.status) for finding in result.findings] == [
        ("auth.login", Status.PASS),
        ("mx.record", Status.SKIPPED),
    ]
    assert result.verdict is Status.PASS
    assert not any(query.type == "MX" for query in good.dns.queries)


@pytest.mark.parametrize("words", [{"only": ["tls"]}, {"skip": ["nope"]}, {"only": ["mx.record"], "skip": ["mx.record"]}])
async def test_an_unknown_check_is_refused(good: Stage, words: dict[str, list[str]]) -> None:
    with pytest.raises(UsageError):
        await check(good.profile, net=good.net, secret=SECRET, only=words.get("only", ()), skip=words.get("skip", ()))
    assert good.server.connections == 0


def zulip(name: str, target: str = "docker-12") -> App:
    return App(name, "zulip", target, "chat.example.com", {"administrator": "admin@example.com"})


async def test_an_app_is_chosen_by_name_or_kind(good: Stage) -> None:
    profile = replace(good.profile, apps=(zulip("chat"), zulip("lab")))
    result = await check(profile, net=good.net, secret=SECRET, app="lab", only=["sender.mail-from"])
    assert {finding.subject.partition(".")[0] for finding in result.findings if finding.subject} == {"lab"}
    both = await check(profile, net=good.net, secret=SECRET, app="zulip", only=["sender.mail-from"])
    assert {finding.subject.partition(".")[0] for finding in both.findings if finding.subject} == {"lab", "chat"}
    with pytest.raises(UsageError, match="has no app 'mealie'"):
        await check(profile, net=good.net, secret=SECRET, app="mealie")


async def test_a_target_that_does_not_exist_is_refused(good: Stage) -> None:
    with pytest.raises(UsageError) as caught:
        await check(replace(good.profile, apps=(zulip("chat", "podman"),)), net=good.net, secret=SECRET)
    assert "docker-12" in caught.value.hints[0]


async def test_a_provider_that_does_not_exist_is_refused_by_its_place(good: Stage) -> None:
    with pytest.raises(UsageError, match="chat: provider: there is no provider"):
        await check(replace(good.profile, provider="nobody"), net=good.net, secret=SECRET)


async def test_whether_the_app_can_express_the_settings_is_told(good: Stage) -> None:
    result = await check(replace(good.profile, apps=(zulip("chat"),)), net=good.net, secret=SECRET, only=["app.settings"])
    assert [(finding.id, finding.app) for finding in result.findings] == [("app.settings", "chat")]
    assert good.server.logins == []


async def test_a_value_that_no_file_of_the_app_can_hold_is_a_failure(good: Stage) -> None:
    """docker-zulip's SETTING_ values are guessed at: a user name of digits arrives as a number."""
    auth = good.profile.auth
    assert auth is not None
    profile = replace(good.profile, apps=(zulip("chat"),), auth=replace(auth, username="\u00fc\nx"))
    found = await examine(profile, net=good.net, secret=SECRET, parts={Part.CONNECT}, settings=True)
    assert {finding.status for finding in found.findings if finding.id == "app.settings"} == {Status.FAIL}


# ---------------------------------------------------------------- follow-ups


async def test_a_wrong_encryption_is_named_and_the_ports_are_looked_at() -> None:
    async with stage(replace(GOOD, implicit_tls=True, starttls=False)) as scene:
        profile = replace(scene.profile, server=replace(scene.profile.server, encryption=Encryption.STARTTLS))
        result = await check(profile, net=scene.net, secret=SECRET, limits=QUICK)
        assert status(result, "tls.mode") is Status.FAIL
        assert "starttls-on-implicit-tls-port" in {finding.cause for finding in result.findings}
        assert scene.server.logins == []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A survey that calls a port filtered after half a second."""
    monkeypatch.setattr("wizard.probe.ports.LIMIT", 0.5)


@pytest.mark.usefixtures("impatient")
async def test_follow_ups_that_contact_others_are_not_made_without_consent(good: Stage) -> None:
    net = WatchedNet(good.resolver, black_hole=good.server.port)
    found = await examine(good.profile, net=net, parts={Part.CONNECT}, limits=QUICK)
    assert {finding.status for finding in found.findings if finding.id == "connect.reach"} == {Status.FAIL}
    assert set(net.resolved) == {"mail.example.com"}


@pytest.mark.usefixtures("impatient")
async def test_follow_ups_that_contact_others_are_made_with_consent(good: Stage) -> None:
    net = WatchedNet(good.resolver, black_hole=good.server.port)
    await examine(good.profile, net=net, parts={Part.CONNECT}, limits=QUICK, consent={Consent(Ask.CONTROL_HOSTS)})
    assert set(net.resolved) == {"mail.example.com", *CONTROL_HOSTS}


@pytest.mark.usefixtures("impatient")
async def test_consent_on_the_command_line_reaches_the_follow_ups(good: Stage) -> None:
    net = WatchedNet(good.resolver, black_hole=good.server.port)
    await check(good.profile, net=net, secret=None, only=["connect.reach"], limits=QUICK, consent=[Consent(Ask.CONTROL_HOSTS)])
    assert set(net.resolved) == {"mail.example.com", *CONTROL_HOSTS}


# ---------------------------------------------------------------- time and trouble


async def test_dns_and_smtp_are_asked_at_the_same_time() -> None:
    """Neither waits for the other: this server is silent until the name server was asked, and the other way round."""
    async with stage(replace(GOOD, faults={"greeting": Fault.SILENT})) as scene:
        net = WatchedNet(scene.resolver)
        limits = replace(QUICK, reply=5, total=10)
        running = asyncio.create_task(check(scene.profile, net=net, secret=SECRET, limits=limits))
        await asyncio.wait_for(scene.server.reached("greeting").wait(), 5)
        await asyncio.wait_for(net.asked.wait(), 5)
        scene.server.release("greeting")
        assert status(await running, "auth.login") is Status.PASS


async def test_a_silent_name_server_makes_records_unknown_and_no_failure() -> None:
    records = {**RECORDS, "example.com": SILENT, "_dmarc.example.com": SILENT}
    async with stage(records=records) as scene:
        from wizard.probe.system import SystemNet

        net = SystemNet(scene.resolver, timeout=0.3)
        result = await check(scene.profile, net=net, secret=SECRET, only=["mx.record", "spf.record", "auth.login"])
        assert status(result, "mx.record") is Status.UNKNOWN
        assert status(result, "spf.record") is Status.UNKNOWN
        assert status(result, "auth.login") is Status.PASS


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.DRIP])  # dripping is slow, not broken
@pytest.mark.parametrize("at", ["greeting", "ehlo", "auth", "mail"])
async def test_a_broken_server_never_passes_and_never_hangs(fault: Fault, at: str) -> None:
    async with stage(replace(GOOD, faults={at: fault})) as scene, asyncio.timeout(10):
        result = await check(
            scene.profile, net=scene.net, secret=SECRET, limits=QUICK, only=["ehlo.greeting", "auth.login", "sender.mail-from"]
        )
    assert result.verdict in (Status.FAIL, Status.UNKNOWN)


async def test_a_cancelled_check_leaves_no_connection_and_no_task() -> None:
    async with stage(replace(GOOD, faults={"auth": Fault.SILENT})) as scene:
        running = asyncio.create_task(check(scene.profile, net=scene.net, secret=SECRET))
        await asyncio.wait_for(scene.server.reached("auth").wait(), 5)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await asyncio.wait_for(scene.server.empty.wait(), 5)


# ---------------------------------------------------------------- steps and parts


async def test_steps_are_told_while_they_happen_and_kept_for_reports(good: Stage) -> None:
    heard: list[Step] = []
    result = await check(good.profile, net=good.net, secret=SECRET, on_step=heard.append)
    assert {step.name for step in heard} >= {"resolve", "connect", "tls", "auth", "mail-from"}
    assert StepState.RUNNING not in {step.state for step in result.steps}
    assert [step for step in heard if step.state is not StepState.RUNNING] == list(result.steps)


async def test_a_page_can_ask_for_a_part_only(good: Stage) -> None:
    found = await examine(good.profile, net=good.net, parts={Part.CONNECT})
    findings, evidence = found.findings, found.evidence
    assert evidence.conversation is not None
    assert evidence.conversation.auth is None
    assert evidence.records == ()
    assert evidence.secret_missing is None
    assert {finding.id for finding in findings if finding.status is Status.FAIL} == set()
    assert good.server.logins == []


async def test_the_password_is_nowhere_in_a_result(good: Stage) -> None:
    for secret in (SECRET, Secret("wr0ng-and-secret")):
        result = await check(good.profile, net=good.net, secret=secret)
        assert secret.reveal() not in repr(result)
