"""The catalogue's commands name the case's own server, and never hold a word that a shell would obey."""

from __future__ import annotations

import shlex
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.diagnosis.domain import case_of
from tests.diagnosis.table import ROWS
from wizard.catalogue import load_all
from wizard.diagnosis import diagnose
from wizard.diagnosis.command import filled
from wizard.diagnosis.explain import Hints, explain
from wizard.diagnosis.statement import state
from wizard.finding import Fix, Status
from wizard.model import Encryption

PROVE = load_all()["cert-untrusted"].fix


def test_a_known_server_stands_in_the_place_of_its_placeholder() -> None:
    command = filled(PROVE, server="mail.example.com", port=587).commands[0]
    assert command == "openssl s_client -connect mail.example.com:587 -starttls smtp -servername mail.example.com </dev/null"


def test_where_a_port_speaks_tls_at_once_no_starttls_is_asked_for() -> None:
    command = filled(PROVE, server="mail.example.com", port=465, implicit=True).commands[0]
    assert command == "openssl s_client -connect mail.example.com:465 -servername mail.example.com </dev/null"
    greeting = load_all()["connection-dropped"].fix
    assert filled(greeting, implicit=True).commands == ("curl -sv --max-time 10 smtps://SERVER:PORT",)


def test_what_is_not_known_stays_a_placeholder() -> None:
    assert filled(PROVE, server=None, port=None) == PROVE
    assert filled(Fix("words only")) == Fix("words only")


@given(st.text(max_size=300) | st.from_regex(r"[a-z.$;`|&<>(){}\[\]!*?~'\"\\ -]+", fullmatch=True))
def test_a_foreign_name_never_becomes_a_word_of_the_shell(name: str) -> None:
    command = filled(Fix("", ("dig +short SERVER",)), server=name).commands[0]
    assert command.isprintable()
    words = shlex.split(command)
    assert words[:2] == ["dig", "+short"]
    assert words[2:] in (["SERVER"], [name])
    assert command == shlex.join(words)
    assert not words[2].startswith("-")


def test_explain_puts_the_host_that_it_was_told_into_the_commands() -> None:
    hints = Hints(host="mail.example.org", port=465, encryption=Encryption.IMPLICIT_TLS)
    told = explain("smtp: certificate verify failed: self signed certificate", hints).causes[0]
    assert told.fix.commands[0] == "openssl s_client -connect mail.example.org:465 -servername mail.example.org </dev/null"
    hostile = explain("smtp: certificate verify failed: self signed certificate", replace(hints, host="$(reboot)")).causes[0]
    assert "reboot" not in " ".join(hostile.fix.commands)


def test_a_finding_names_its_server_in_its_commands() -> None:
    for row in ROWS:
        server = row.case.profile.server
        for finding in diagnose(row.case):
            for command in finding.fix.commands:
                assert "PORT" not in command, row.name
                assert "SERVER" not in command or ":" in server.host, row.name
                assert "NAME" not in command, row.name


def test_the_catalogues_commands_are_left_out_behind_a_rules_own_fix() -> None:
    for id, one in load_all().items():
        assert state("connect.reach", Status.FAIL, "no", cause=id).fix.commands == one.fix.commands
        own = state("connect.reach", Status.FAIL, "no", cause=id, fix="Do something else.")
        assert (own.fix.text, own.fix.commands) == ("Do something else.", ())
        with_own = state("connect.reach", Status.FAIL, "no", cause=id, fix="Do something else.", commands=("true",))
        assert with_own.fix.commands == ("true",)
    usual = {id: one.fix for id, one in load_all().items()}
    for row in ROWS:
        for finding in diagnose(row.case):
            fix = usual.get(finding.cause or "")
            # The others have commands of their own, which may be the same.
            own = finding.id in ("tls.certificate", "dns.host") or (finding.id, finding.cause) == ("connect.reach", "server-down")
            if fix is not None and finding.fix.text != fix.text and not own:
                assert not set(filled(fix, server=row.case.profile.server.host).commands) & set(finding.fix.commands), row.name


def test_a_server_that_is_an_address_of_ipv6_is_left_to_the_person() -> None:
    assert filled(PROVE, server="2001:db8::1", port=25).commands[0].startswith("openssl s_client -connect SERVER:25 ")


def test_the_domain_of_a_record_stands_in_its_command() -> None:
    found = [one for one in diagnose(case_of({"example.com": {}}, "sendgrid")) if one.id == "mx.record"]
    assert [one.fix.commands for one in found] == [("dig +short MX example.com",)]


def test_the_domain_of_a_refused_sender_stands_in_its_command() -> None:
    row = next(row for row in ROWS if "sender-domain-unknown" in row.expect)
    found = [one for one in diagnose(row.case) if one.cause == "sender-domain-unknown"]
    assert [one.fix.commands for one in found] == [("dig +short MX example.com", "dig +short A example.com")]
