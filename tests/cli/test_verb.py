"""Whole runs of the other verbs against servers on loopback."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from tests.check.stage import GOOD, PASSWORD, RECORDS, stage
from tests.cli.program import Terminal
from wizard import report
from wizard.profiles import dump
from wizard.sandbox.dns import SERVFAIL
from wizard.sandbox.smtp import Authority, Script


async def test_send_sends_one_message_and_says_to_look(good: Terminal) -> None:
    outcome = await good.run("send", "chat", "--to", "me@example.net")
    (message,) = good.scene.server.messages
    assert message.recipients == ("me@example.net",)
    assert b"smtp-wizard test" in message.data
    assert "accepted: 1; now look whether it arrives at me@example.net" in outcome.err
    assert "whether it still comes from noreply@example.com" in " ".join(outcome.err.split())
    assert "message.data" in outcome.out


async def test_send_refuses_an_identity_that_there_is_not(good: Terminal) -> None:
    outcome = await good.run("send", "chat", "--to", "me@example.net", "--identity", "nope")
    assert outcome.code == 3
    assert "accepted: base" in outcome.err
    assert good.scene.server.messages == []


@pytest.mark.parametrize("usual", [None, "usual@example.net"])
async def test_a_refused_recipient_is_the_one_that_the_message_went_to(
    usual: str | None, tmp_path: Path, authority: Authority
) -> None:
    script = replace(GOOD, on_rcpt=lambda address: "550 5.1.1 no such user here")
    async with stage(script, authority=authority) as scene:
        terminal = Terminal(replace(scene, profile=replace(scene.profile, recipient=usual)), tmp_path / "config")
        outcome = await terminal.run("send", "chat", "--to", "typo@example.net")
    assert outcome.code == 2
    assert "the recipient typo@example.net is refused" in outcome.out


async def test_send_without_a_password_sends_nothing(good: Terminal) -> None:
    outcome = await good.run("send", "chat", "--to", "me@example.net", password=None)
    assert outcome.code == 3
    assert good.scene.server.messages == []


async def test_send_stops_after_a_refused_login(zulip: Terminal) -> None:
    outcome = await zulip.run("send", "chat", "--to", "me@example.net", "--each", password="wr0ng-and-secret")
    assert outcome.code == 2
    assert len(zulip.scene.server.logins) == 1


async def test_probe_tells_what_a_port_speaks(good: Terminal) -> None:
    outcome = await good.run("probe", "mail.example.com", str(good.scene.server.port))
    assert outcome.code == 0
    assert "STARTTLS" in outcome.out
    as_json = await good.run("--format", "json", "probe", "mail.example.com", str(good.scene.server.port))
    document = json.loads(as_json.out)
    jsonschema.validate(document, json.loads(report.schema("probe")))
    assert document["ports"][0]["speaks"] == "starttls"


async def test_probe_tells_the_address_families_apart(tmp_path: Path) -> None:
    async with stage(records=RECORDS | {"mail.example.com": ["A 127.0.0.1", "AAAA ::1"]}) as scene:
        terminal, port = Terminal(scene, tmp_path / "config"), str(scene.server.port)
        outcome = await terminal.run("probe", "mail.example.com", port)
        assert re.search(r"STARTTLS, (refuses|no way there) over IPv6 ", outcome.out)
        document = json.loads((await terminal.run("--format", "json", "probe", "mail.example.com", port)).out)
        jsonschema.validate(document, json.loads(report.schema("probe")))
        (row,) = document["ports"]
        assert {"address": "127.0.0.1", "family": 4, "reach": "connected"} in row["attempts"]
        (six,) = [attempt for attempt in row["attempts"] if attempt["family"] == 6]
        assert six["reach"] in ("refused", "unreachable")


async def test_probe_takes_the_port_behind_the_name_too(good: Terminal) -> None:
    port = good.scene.server.port
    assert (await good.run("probe", f"mail.example.com:{port}")).out.startswith(f"{port} ")
    outcome = await good.run("probe", f"mail.example.com:{port}", "1")
    assert [line.split()[0] for line in outcome.out.splitlines()] == [str(port), "1"]
    outcome = await good.run("probe", "mail.example.com:smtp")
    assert (outcome.code, outcome.err.splitlines()[0]) == (3, "error: this is no port")


async def test_probe_tells_a_dead_port_and_a_dead_name(good: Terminal) -> None:
    assert (await good.run("probe", "mail.example.com", "1")).code == 2
    outcome = await good.run("probe", "nowhere.example.com", "587")
    assert outcome.code == 2
    assert "there is no server called nowhere.example.com" in outcome.err


async def test_probe_warns_of_a_port_without_encryption(tmp_path: Path) -> None:
    async with stage(Script(starttls=False)) as scene:
        terminal = Terminal(scene, tmp_path / "config")
        assert (await terminal.run("probe", "mail.example.com", str(scene.server.port))).code == 1


async def test_dns_tells_have_want_and_missing(good: Terminal) -> None:
    outcome = await good.run("dns", "example.com", "--provider", "sendgrid", "--selector", "s1")
    assert outcome.code == 2
    assert "v=DMARC1; p=none" in outcome.out
    assert "x missing" in outcome.out
    as_json = await good.run("--format", "json", "dns", "chat")
    document = json.loads(as_json.out)
    jsonschema.validate(document, json.loads(report.schema("dns")))
    assert [(domain["domain"], domain["exists"]) for domain in document["domains"]] == [("example.com", True)]


async def test_dns_says_first_that_a_domain_does_not_exist(good: Terminal) -> None:
    outcome = await good.run("dns", "example.invalid", "--provider", "sendgrid")
    assert outcome.code == 2
    assert 0 < outcome.out.find("example.invalid does not exist in DNS (NXDOMAIN)") < outcome.out.find("missing")
    as_json = await good.run("--format", "json", "dns", "example.invalid")
    document = json.loads(as_json.out)
    jsonschema.validate(document, json.loads(report.schema("dns")))
    assert (as_json.code, document["domains"][0]["exists"]) == (2, False)


async def test_dns_tells_a_domain_without_records_from_one_that_is_not_there(good: Terminal) -> None:
    good.scene.dns.put("mail.bare.example.org", ["A 127.0.0.1"])
    outcome = await good.run("dns", "bare.example.org", "--format", "json")
    assert json.loads(outcome.out)["domains"][0]["exists"] is True
    good.scene.dns.put("bare.example.org", SERVFAIL)
    outcome = await good.run("dns", "bare.example.org", "--format", "json")
    assert json.loads(outcome.out)["domains"][0]["exists"] is None


async def test_dns_of_an_alias_that_leads_nowhere_is_a_domain_that_exists(good: Terminal) -> None:
    good.scene.dns.put("alias.example.org", ["CNAME gone.example.org."])
    outcome = await good.run("dns", "alias.example.org", "--format", "json")
    assert json.loads(outcome.out)["domains"][0]["exists"] is True


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_export_shows_every_file_with_a_placeholder_for_the_password(zulip: Terminal) -> None:
    outcome = await zulip.run("export", "chat")
    assert outcome.code == 0
    assert "==> chat: " in outcome.out
    assert "make chat use it:" in outcome.err


async def test_export_writes_privately_and_keeps_what_was_there(zulip: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    outcome = await zulip.run("export", "chat", "--write", str(folder))
    assert outcome.code == 0
    files = [Path(line) for line in outcome.out.splitlines()]
    assert files
    assert all(mode(file) == 0o600 for file in files)
    assert any(PASSWORD in file.read_text() for file in files)
    files[0].write_text("# mine\n")
    secret = next(file for file in files if PASSWORD in file.read_text())
    secret.chmod(0o644)
    preview = await zulip.run("export", "chat", "--write", str(folder), "--diff")
    assert preview.code == 0
    assert f"note: {secret} keeps its mode 0644" in preview.err
    assert files[0].read_text() == "# mine\n"
    assert str(files[0]) in preview.out
    again = await zulip.run("export", "chat", "--write", str(folder))
    assert again.code == 0
    assert mode(secret) == 0o644
    assert f"chmod 0600 {secret}" in again.err
    backups = list(files[0].parent.glob(f"{files[0].name}.*.bak"))
    assert [backup.read_text() for backup in backups] == ["# mine\n"]


async def test_export_refuses_a_target_that_there_is_not(zulip: Terminal) -> None:
    outcome = await zulip.run("export", "chat", "--target", "podman")
    assert outcome.code == 3
    assert "docker-12" in outcome.err


async def test_profiles_are_listed_shown_and_deleted(good: Terminal) -> None:
    listed = await good.run("profiles", "list")
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.startswith("chat  mail.example.com:")
    document = json.loads((await good.run("profiles", "list", "--format", "json")).out)
    jsonschema.validate(document, json.loads(report.schema("profiles")))
    assert (await good.run("profiles", "show", "chat")).out == dump(good.scene.profile)
    assert (await good.run("profiles", "delete", "chat")).code == 0
    assert (await good.run("profiles", "list")).out == ""


async def test_a_broken_profile_is_listed_with_its_problem(good: Terminal) -> None:
    (good.folder / "profiles" / "bad.toml").write_text("schema = 1\n")
    outcome = await good.run("profiles", "list", "--format", "json")
    assert outcome.code == 3
    document = json.loads(outcome.out)
    jsonschema.validate(document, json.loads(report.schema("profiles")))
    assert [bool(row["problem"]) for row in document["profiles"]] == [True, False]


async def test_providers_are_listed_and_shown(good: Terminal) -> None:
    assert "sendgrid" in (await good.run("providers")).out
    assert "smtp.sendgrid.net" in (await good.run("providers", "sendgrid")).out
    document = json.loads((await good.run("providers", "--format", "json")).out)
    jsonschema.validate(document, json.loads(report.schema("providers")))
    assert len(document["providers"]) > 40


async def test_explain_answers_by_its_schema(good: Terminal, tmp_path: Path) -> None:
    log = tmp_path / "error.log"
    log.write_bytes(b"\x1b[31m535 5.7.8 Error: authentication failed\x1b[0m\n\xff\xfe\n" * 3)
    outcome = await good.run("explain", "--format", "json", str(log))
    assert outcome.code == 0
    document = json.loads(outcome.out)
    jsonschema.validate(document, json.loads(report.schema("explain")))
    assert document["causes"][0]["cause"] == "wrong-credentials"
    text = await good.run("explain", str(log))
    assert "wrong-credentials" in text.out


async def test_a_secret_is_kept_found_and_deleted_without_being_shown(good: Terminal, tmp_path: Path) -> None:
    where = await good.run("secret", "where", "chat")
    assert (where.code, where.out) == (0, "env:CHAT_PASSWORD\n")
    missing = await good.run("secret", "where", "chat", password=None)
    assert (missing.code, missing.out) == (3, "env:CHAT_PASSWORD\n")
    refused = await good.run("secret", "set", "chat")
    assert refused.code == 3
    assert "only reads" in refused.err


async def test_schemas_are_printed(good: Terminal) -> None:
    document = json.loads((await good.run("schema")).out)
    assert set(document) == set(report.schemas())
    assert json.loads((await good.run("schema", "check")).out) == document["check"]
