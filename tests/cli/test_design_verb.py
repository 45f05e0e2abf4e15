"""The interface as the design states it, for the verbs beside `check`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.design import document, write
from tests.cli.program import Terminal, run
from wizard.check import distinct, learn
from wizard.files import Places
from wizard.profiles import Profiles


def test_the_json_of_explain_is_the_promised_one() -> None:
    line = b'smtplib.SMTPAuthenticationError: (535, b"5.7.8 Error: authentication failed")\n'
    told = document(run("explain", "--format", "json", "-", stdin=line * 3))
    assert list(told) == ["schema", "causes", "groups", "question", "warnings"]
    cause = ["cause", "score", "title", "why", "fix", "matched", "look_alikes", "tell_apart", "links"]
    assert [list(row) for row in told["causes"]] == [cause] * len(told["causes"])
    assert [list(row) for row in told["groups"]] == [["seen", "count", "causes"]]
    assert told["groups"][0]["count"] == 3
    assert told["question"] is None or list(told["question"]) == ["ask", "decides"]
    nothing = document(run("explain", "--format", "json", "-", stdin=b"all is well\n"))
    assert (nothing["causes"], nothing["groups"]) == ([], [])


@pytest.mark.parametrize("hint", [["--app", "my-own-app"], ["--provider", "sendgrid"], ["--host", "h"], ["--port", "587"]])
def test_hints_for_explain_are_free(hint: list[str]) -> None:
    assert run("explain", *hint, "-", stdin=b"535 5.7.8 Error: authentication failed\n").code == 0


async def test_an_ipv6_address_is_a_server_too(good: Terminal) -> None:
    path = write(good)
    path.write_text(path.read_text().replace('host = "mail.example.com"', 'host = "[::1]"'))
    outcome = await good.run("check", "--only", "dns.host", "--only", "connect.reach")
    assert outcome.code in (0, 2)  # whether this machine has IPv6 is not the question
    assert outcome.out.startswith(f"chat: [::1]:{good.scene.server.port}\n")
    assert "+ ok       dns.host" in outcome.out


async def test_an_export_that_changes_nothing_says_so(chat: Terminal, tmp_path: Path) -> None:
    words = ["export", "chat", "--app", "food", "--write", str(tmp_path / "out")]
    assert (await chat.run(*words)).code == 0
    again = await chat.run(*words, "--diff")
    assert {line.partition(":")[0] for line in again.out.splitlines()} == {"as it is"}


async def test_send_that_was_taken_is_exit_0_and_leaves_the_mailbox_to_the_person(chat: Terminal) -> None:
    outcome = await chat.run("send", "chat", "--to", "me@example.net", "--format", "json")
    assert outcome.code == 0
    found = document(outcome)
    assert found["verdict"] == "pass"
    arrived = next(one for one in found["profiles"][0]["findings"] if one["id"] == "message.arrived")
    assert arrived["status"] == "skipped"


async def test_send_as_each_begins_with_the_first_identity(chat: Terminal) -> None:
    assert (await chat.run("send", "chat", "--to", "me@example.net", "--each")).code == 0
    messages = chat.scene.server.messages
    assert messages[0].sender == "noreply@example.com"
    known = distinct(learn(Profiles(Places(chat.folder)).load("chat")).identities)
    assert len(known) == 3
    senders = [(message.sender, *re.findall(rb"^From: .*<(.*)>|^From: (\S+@\S+)", message.data, re.M)) for message in messages]
    assert [sender for sender, *_ in senders] == [identity.envelope for identity in known]
    assert len(senders) == len({str(sender) for sender in senders})


async def test_dns_of_a_setup_knows_the_server_and_asks_nothing_twice(chat: Terminal) -> None:
    path = chat.folder / "profiles" / "chat.toml"
    path.write_text(path.read_text().replace('dkim_selectors = ["s1", "s2"]', "dkim_selectors = []"))
    outcome = await chat.run("dns", "chat", "--format", "json")
    rows = {row["purpose"]: row["state"] for row in document(outcome)["domains"][0]["records"]}
    assert rows["spf"] == "ok"  # a:mail.example.com is where this setup's server is
    udp = [(query.name, query.type) for query in chat.scene.dns.queries if query.over == "udp"]
    assert len(udp) == len(set(udp))
