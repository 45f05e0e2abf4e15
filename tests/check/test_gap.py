"""What was asked for by name gets an answer, whatever became of the rest."""

from __future__ import annotations

from dataclasses import replace

from tests.check.stage import GOOD, SECRET, stage
from wizard.check import check, learn
from wizard.check.examination import _with_settings
from wizard.finding import Finding, Result, Status
from wizard.model import App
from wizard.sandbox.smtp import Fault
from wizard.secret import Secret


def statuses(result: Result) -> dict[str, Status]:
    return {finding.id: finding.status for finding in result.findings}


async def test_a_check_without_anything_to_judge_says_so_and_is_neutral() -> None:
    async with stage() as scene:
        only = ["dns.host", "connect.family", "message.data", "provider.account", "app.behaviour", "ptr.record"]
        result = await check(scene.profile, net=scene.net, secret=SECRET, only=only)
        assert statuses(result) == {"dns.host": Status.PASS} | dict.fromkeys(only[1:], Status.SKIPPED)
        assert all(finding.title for finding in result.findings)
        assert result.verdict is Status.PASS
        alone = await check(scene.profile, net=scene.net, secret=SECRET, only=["message.data"])
        assert alone.verdict is Status.UNKNOWN


async def test_a_check_that_the_conversation_did_not_reach_is_never_passed_over() -> None:
    async with stage(replace(GOOD, faults={"ehlo": Fault.CLOSE})) as scene:
        only = ["dns.host", "auth.offered", "provider.account", "tls.version"]
        result = await check(scene.profile, net=scene.net, secret=SECRET, only=only)
        assert statuses(result) == {"dns.host": Status.PASS} | dict.fromkeys(only[1:], Status.UNKNOWN)
        assert result.verdict is Status.UNKNOWN


async def test_a_setup_without_login_has_none_to_judge() -> None:
    async with stage(replace(GOOD, login_needed=False)) as scene:
        result = await check(replace(scene.profile, auth=None), net=scene.net, secret=None, only=["auth.login", "tls.mode"])
        assert [finding.title for finding in result.findings if finding.id == "auth.login"] == ["this setup has no login"]
        assert result.verdict is Status.PASS


async def test_what_an_app_experiences_is_told_when_only_that_is_asked() -> None:
    async with stage() as scene:
        profile = replace(scene.profile, apps=(App("chat", "zulip", "bare", "chat.example.com"),))
        result = await check(profile, net=scene.net, secret=SECRET, only=["app.behaviour"])
        assert statuses(result) == {"app.behaviour": Status.PASS}
        assert len(scene.server.logins) == 1


async def test_both_ways_to_miss_a_setting_are_told_of_every_app() -> None:
    async with stage() as scene:
        apps = (
            App("food", "mealie", "compose", ""),
            App("chat", "zulip", "docker-12", ""),
            App("docs", "docmost", "compose", ""),
        )
        known = learn(replace(scene.profile, apps=apps))
    rule = Finding("app.settings", Status.FAIL, "from its behaviour", subject="food", app="food")
    found = _with_settings((rule,), known, Secret("line\nbreak"))
    told = {(finding.app, finding.title == rule.title, finding.status) for finding in found}
    assert ("food", True, Status.FAIL) in told
    assert {app for app, _, _ in told} == {"food", "chat", "docs"}
    failed = {(app, mine) for app, mine, status in told if status is Status.FAIL}
    passed = {app for app, _, status in told if status is Status.PASS}
    assert failed >= {("food", True)}
    assert not passed & {app for app, _ in failed}  # who has failed in one way has not passed in the other
