"""Whole runs of `check` against servers on loopback, as a timer would start them."""

from __future__ import annotations

import asyncio
import json
import signal
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from tests.check.stage import GOOD, PASSWORD, stage
from tests.cli.program import Terminal, start
from wizard import report
from wizard.profiles import dump
from wizard.sandbox.smtp import Authority, Fault

CHECKS = ("secret.available", "tls.certificate", "auth.login", "sender.mail-from")
TO_SENDERS = [word for name in CHECKS for word in ("--only", name)]


async def test_all_in_order_is_exit_0_and_silent_on_stderr(good: Terminal) -> None:
    outcome = await good.run("check", "chat", *TO_SENDERS)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[-1] == "chat: ok (4 ok)"


async def test_the_only_setup_needs_no_name(good: Terminal) -> None:
    assert (await good.run("check", *TO_SENDERS)).code == 0


async def test_several_setups_are_listed(good: Terminal) -> None:
    (good.folder / "profiles" / "shop.toml").write_text(dump(replace(good.scene.profile, name="shop")))
    outcome = await good.run("check")
    assert outcome.code == 3
    assert "chat, shop" in outcome.err
    assert outcome.out == ""
    both = await good.run("check", "shop", "chat", *TO_SENDERS)
    assert both.code == 0
    assert [line.partition(":")[0] for line in both.out.splitlines()[-2:]] == ["shop", "chat"]


async def test_setups_in_files_of_their_own_are_checked(good: Terminal, tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text(dump(replace(good.scene.profile, name="a")))
    second.write_text(dump(replace(good.scene.profile, name="b")))
    outcome = await good.run("check", "--profile-file", str(first), "--profile-file", str(second), *TO_SENDERS)
    assert outcome.code == 0
    assert [line.partition(":")[0] for line in outcome.out.splitlines()[-2:]] == ["a", "b"]


async def test_a_wrong_password_is_exit_2_and_one_attempt(good: Terminal) -> None:
    outcome = await good.run("check", *TO_SENDERS, password="wr0ng-and-secret")
    assert outcome.code == 2
    assert "535 5.7.8 Error: authentication failed" in outcome.out
    assert len(good.scene.server.logins) == 1


async def test_a_missing_secret_is_exit_3(good: Terminal) -> None:
    outcome = await good.run("check", *TO_SENDERS, password=None)
    assert outcome.code == 3
    assert good.scene.server.logins == []


async def test_a_secret_that_is_asked_for_is_unknown_where_nobody_is(good: Terminal) -> None:
    text = dump(good.scene.profile).replace("env:CHAT_PASSWORD", "ask")
    (good.folder / "profiles" / "chat.toml").write_text(text)
    outcome = await good.run("check", *TO_SENDERS)
    assert outcome.code == 3
    assert "? unknown  auth.login" in outcome.out


async def test_only_the_certificate_needs_no_password(good: Terminal) -> None:
    assert (await good.run("check", "--only", "tls.certificate", password=None)).code == 0


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("fail", 2), ("warn", 2)])
async def test_fail_on_decides_the_exit_code(good: Terminal, fail_on: str, code: int) -> None:
    assert (await good.run("check", "--fail-on", fail_on, *TO_SENDERS, password="wr0ng-and-secret")).code == code


async def test_json_is_valid_by_its_own_schema_and_complete(good: Terminal) -> None:
    outcome = await good.run("check", "--format", "json")
    document = json.loads(outcome.out)
    jsonschema.validate(document, json.loads(report.schema("check")))
    assert document["profiles"][0]["name"] == "chat"
    assert any("EHLO" in line["text"] for line in document["profiles"][0]["transcript"])


async def test_markdown_can_be_masked(good: Terminal) -> None:
    outcome = await good.run("--format", "markdown", "check", "--mask", *TO_SENDERS)
    assert outcome.code == 0
    assert "example.com" not in outcome.out
    assert "auth.login" in outcome.out


async def test_output_goes_to_a_file_whole_and_stdout_stays_silent(good: Terminal, tmp_path: Path) -> None:
    report_file = tmp_path / "report.json"
    outcome = await good.run("check", "--format", "json", "--output", str(report_file), *TO_SENDERS)
    assert (outcome.code, outcome.out) == (0, "")
    assert json.loads(report_file.read_text())["verdict"] == "pass"
    assert list(tmp_path.glob(".report*")) == []


async def test_steps_are_told_on_stderr_when_asked(good: Terminal) -> None:
    outcome = await good.run("check", "-v", *TO_SENDERS)
    assert "connected over IPv4" in outcome.err
    assert "> EHLO chat.example.com" in outcome.out


async def test_what_a_hostile_server_says_is_harmless_in_every_output(tmp_path: Path, authority: Authority) -> None:
    hostile = b"220 \x1b]0;owned\x07\x1b[2J\xe2\x80\xae\xff mail \x9b31m"
    script = replace(GOOD, says={"greeting": hostile, "mail": b"550 \x1b[31mno\x1b[0m\x00"})
    async with stage(script, authority=authority) as scene:
        terminal = Terminal(scene, tmp_path / "config")
        for format in ("text", "json", "markdown"):
            outcome = await terminal.run("check", "-v", "--format", format, *TO_SENDERS, env={"FORCE_COLOR": "1"})
            assert outcome.code in (2, 3)
            assert "\\x1b" in outcome.out
            assert "\u202e" not in outcome.out


async def test_a_password_that_the_server_repeats_is_not_shown(tmp_path: Path, authority: Authority) -> None:
    script = replace(GOOD, on_login=lambda user, password: f"535 5.7.8 {user} {password} is wrong")
    async with stage(script, authority=authority) as scene:
        terminal = Terminal(scene, tmp_path / "config")
        for format in ("text", "json", "markdown"):
            assert (await terminal.run("check", "-v", "--format", format, *TO_SENDERS)).code == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_a_signal_ends_it_at_once_with_128_and_its_number(
    number: signal.Signals, tmp_path: Path, authority: Authority
) -> None:
    async with stage(replace(GOOD, faults={"auth": Fault.SILENT}), authority=authority) as scene:
        terminal = Terminal(scene, tmp_path / "config")
        process = await start(*terminal.shared, "check", env={"CHAT_PASSWORD": PASSWORD})
        await asyncio.wait_for(scene.server.reached("auth").wait(), 20)
        process.send_signal(number)
        out, err = await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode == 128 + number
        assert (out, err) == (b"", b"")
        await asyncio.wait_for(scene.server.empty.wait(), 5)


async def test_a_signal_that_nohup_ignores_stays_ignored(tmp_path: Path, authority: Authority) -> None:
    async with stage(replace(GOOD, faults={"auth": Fault.SILENT}), authority=authority) as scene:
        terminal = Terminal(scene, tmp_path / "config")
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            process = await start(*terminal.shared, "check", env={"CHAT_PASSWORD": PASSWORD})
        finally:
            signal.signal(signal.SIGHUP, before)
        await asyncio.wait_for(scene.server.reached("auth").wait(), 20)
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode == 128 + signal.SIGTERM
        await asyncio.wait_for(scene.server.empty.wait(), 5)
