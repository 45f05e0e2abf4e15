"""The interface as the design states it, spelt out once more by somebody who reads no code: what is renamed is missed here."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.check.stage import PASSWORD, stage
from tests.cli.design import document, write
from tests.cli.program import Terminal, run, run_beside
from wizard.catalogue import load_all
from wizard.sandbox.smtp import Authority, Script

VERBS = [
    "setup",
    "check",
    "probe",
    "send",
    "providers",
    "profiles",
    "secret",
    "demo",
    "schema",
    "dns",
    "export",
    "explain",
    "lint",
    "import",
]
OPTIONS = {
    "setup": ["--profile"],
    "check": ["--profile-file", "--app", "--only", "--skip", "--format", "--output", "--fail-on"],
    "send": ["--to", "--identity", "--each"],
    "demo": ["--fault"],
    "dns": ["--provider", "--selector"],
    "export": ["--app", "--target", "--secret", "--write", "--into", "--diff"],
    "explain": ["--app", "--provider", "--host", "--port", "--encryption"],
    "lint": ["--app", "--fix"],
    "import": ["--app", "--as"],
}
EVERYWHERE = ["--config-dir", "--resolver", "--timeout", "--format", "--no-color", "-v"]
CHECKS = [
    "secret.available",
    "dns.host",
    "connect.reach",
    "connect.family",
    "tls.mode",
    "tls.certificate",
    "tls.version",
    "ehlo.greeting",
    "ehlo.name",
    "auth.offered",
    "auth.login",
    "sender.mail-from",
    "sender.rcpt-to",
    "message.data",
    "message.arrived",
    "spf.record",
    "spf.provider",
    "dkim.key",
    "dmarc.policy",
    "dmarc.alignment",
    "mx.record",
    "ptr.record",
    "provider.account",
    "app.behaviour",
    "app.settings",
]
STAGES = ["dns", "connect", "tls", "ehlo", "auth", "mail-from", "rcpt-to", "data", "delivery", "records", "app-config"]
STATUSES = ["pass", "warn", "fail", "unknown", "skipped"]
FINDING = ["id", "subject", "app", "stage", "status", "cause", "title", "seen", "why", "fix", "links", "ms", "details"]

# ---------------------------------------------------------------- words


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_its_options_are_there(verb: str) -> None:
    outcome = run(verb, "--help")
    assert outcome.code == 0
    for option in [*OPTIONS.get(verb, []), *EVERYWHERE]:
        assert re.search(rf"(?<![\w-]){re.escape(option)}\b", outcome.out), option


@pytest.mark.parametrize("action", [["profiles", "list"], ["profiles", "show"], ["profiles", "delete"], ["secret", "set"]])
def test_the_actions_of_profiles_and_secret_are_there(action: list[str]) -> None:
    assert run(*action, "--help").code == 0


@pytest.mark.parametrize("words", [["check", "--skp", "x"], ["check", "--profile-fil", "x"], ["--conf", "x", "check"], ["chec"]])
def test_nothing_may_be_abbreviated(words: list[str]) -> None:
    assert run(*words).code == 3


@pytest.mark.parametrize("name", ["Chat", "-chat", "_chat", "a.b", "a/b", "../a", "", "ä", "a b"])
def test_a_profile_name_is_small_letters_digits_and_dashes(name: str, tmp_path: Path) -> None:
    outcome = run("--config-dir", str(tmp_path), "profiles", "show", "--", name)
    assert (outcome.code, outcome.out) == (3, "")
    assert "there is no setup called" not in outcome.err


async def test_shared_options_stand_before_or_after_the_verb(chat: Terminal) -> None:
    shared, verb = chat.shared, ["check", "chat", "--only", "dns.host"]
    for words in ([*shared, *verb], [*verb, *shared], [*shared[:2], *verb, *shared[2:]]):
        assert (await run_beside(*words)).code == 0, words


# ---------------------------------------------------------------- check


async def test_the_json_of_check_is_the_promised_one(chat: Terminal) -> None:
    outcome = await chat.run("check", "chat", "--format", "json")
    told = document(outcome)
    assert list(told) == ["schema", "tool", "started", "verdict", "profiles"]
    assert told["schema"] == 1
    assert list(told["tool"]) == ["name", "version"]
    assert told["tool"]["name"] == "smtp-wizard"
    assert datetime.fromisoformat(told["started"]).utcoffset() is not None
    (profile,) = told["profiles"]
    assert list(profile) == ["name", "verdict", "findings", "transcript", "waiting"]
    assert profile["name"] == "chat"
    assert profile["findings"]
    for finding in profile["findings"]:
        assert list(finding) == FINDING
        assert finding["id"] in CHECKS
        assert finding["stage"] in STAGES
        assert finding["status"] in STATUSES
        assert finding["cause"] is None or finding["cause"] in load_all()
        assert list(finding["fix"]) == ["text", "commands"]
        assert isinstance(finding["links"], list)
        assert finding["ms"] is None or finding["ms"] >= 0
    assert [(list(line), line["dir"] in "<>*") for line in profile["transcript"]] == [
        (["t", "dir", "text"], True) for _ in profile["transcript"]
    ]
    assert {finding["app"] for finding in profile["findings"] if finding["id"] == "app.behaviour"} == {"chat", "second", "food"}


async def test_the_verdict_is_the_worst_and_the_exit_code_is_its_own(chat: Terminal) -> None:
    told = document(await chat.run("check", "chat", "--format", "json"))
    statuses = {finding["status"] for finding in told["profiles"][0]["findings"]}
    assert told["verdict"] == next(status for status in ("fail", "unknown", "warn", "pass") if status in statuses)
    codes = {"pass": 0, "warn": 1, "fail": 2, "unknown": 3}
    assert (await chat.run("check", "chat")).code == codes[told["verdict"]]


async def test_the_app_narrows_by_its_own_name_or_its_kind(chat: Terminal) -> None:
    for word, apps in (("second", {"second"}), ("zulip", {"chat", "second"}), ("food", {"food"})):
        told = document(await chat.run("check", "--app", word, "--only", "app.behaviour", "--format", "json"))
        assert {finding["app"] for finding in told["profiles"][0]["findings"]} == apps


async def test_one_wrong_password_is_exactly_one_failed_login_with_every_app_and_option(chat: Terminal) -> None:
    assert (await chat.run("check", password="wr0ng-and-secret")).code == 2
    assert len(chat.scene.server.logins) == 1


@pytest.mark.parametrize("secret", ["ask", "env:NOT_SET", "file:/nonexistent", "systemd:none", 'command:["false"]', "vault:chat"])
async def test_a_secret_that_can_not_be_had_is_an_unknown_login_that_says_why(good: Terminal, secret: str) -> None:
    write(good, secret)
    outcome = await good.run("check", "--only", "auth.login", "--format", "json")
    assert outcome.code == 3
    (finding,) = document(outcome)["profiles"][0]["findings"]
    assert (finding["id"], finding["status"], finding["cause"]) == ("auth.login", "unknown", "secret-unavailable")
    assert finding["seen"]
    assert finding["fix"]["text"]
    assert good.scene.server.logins == []


async def test_a_secret_in_a_file_of_the_app_is_read(good: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "zulip-secrets.conf"
    path.write_text(f"[secrets]\nemail_password = {PASSWORD}\n")
    path.chmod(0o600)
    write(good, f"app:{path}#email_password")
    assert (await good.run("check", "--only", "auth.login", password=None)).code == 0


async def test_a_greylisting_server_is_unknown_and_not_refused(tmp_path: Path, authority: Authority) -> None:
    async with stage(Script(greylist=True), authority=authority) as scene:
        terminal = Terminal(scene, tmp_path / "config")
        write(terminal)
        outcome = await terminal.run("check", "--only", "sender.rcpt-to", "--format", "json")
        assert outcome.code == 3
        found = document(outcome)["profiles"][0]["findings"]
        put_off = [finding for finding in found if finding["status"] != "pass"]
        assert {(finding["status"], finding["cause"]) for finding in put_off} == {("unknown", "greylisting")}
        assert all(finding["seen"].startswith("451 ") for finding in put_off)


async def test_implicit_tls_is_a_profile_too(tmp_path: Path, authority: Authority) -> None:
    async with stage(Script(implicit_tls=True), authority=authority) as scene:
        terminal = Terminal(scene, tmp_path / "config")
        write(terminal, encryption="implicit_tls")
        assert (await terminal.run("check", "--only", "auth.login", "--only", "tls.mode")).code == 0


async def test_a_wrong_pair_of_port_and_encryption_is_named_in_words(good: Terminal) -> None:
    write(good, encryption="implicit_tls")
    outcome = await good.run("check", "--only", "tls.mode", "--format", "json")
    (finding,) = document(outcome)["profiles"][0]["findings"]
    port = good.scene.server.port
    assert finding["title"] == f"port {port} here speaks STARTTLS; you chose implicit TLS"
    assert finding["seen"] == "220 mail.example.com ESMTP"  # the greeting, not what it thinks of a handshake


async def test_the_resolver_serves_host_names_and_without_it_the_system_does(chat: Terminal) -> None:
    assert (await chat.run("check", "--only", "dns.host")).code == 0
    path = chat.folder / "profiles" / "chat.toml"
    path.write_text(path.read_text().replace('host = "mail.example.com"', 'host = "localhost"'))
    without = ["--config-dir", str(chat.folder), "--timeout", "2", "check", "--only", "dns.host"]
    assert (await run_beside(*without)).code == 0  # in /etc/hosts, and not in the zone


async def test_an_unsuitable_value_of_a_profile_is_told_with_its_place(good: Terminal) -> None:
    path = write(good)
    good_text = path.read_text()
    for old, new, place in (
        (f"port = {good.scene.server.port}", 'port = "587"', "[server] port"),
        ('encryption = "starttls"', 'encryption = "ssl"', "[server] encryption"),
        ("secret = 'env:CHAT_PASSWORD'", "secret = 'hunter2'", "[auth] secret"),
        ('name = "chat"', 'name = "other"', "name"),
        ("schema = 1", "schema = 2", "schema"),
        ("[test]", 'password = "hunter2"\n[test]', "password"),
    ):
        path.write_text(good_text.replace(old, new, 1))
        outcome = await good.run("check")
        assert (outcome.code, outcome.out) == (3, ""), new
        assert place in outcome.err
        assert "hunter2" not in outcome.err
        assert "hint: " in outcome.err
