"""Addresses that only this machine or its network knows: no container finds them, and no one outside sees them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.diagnosis.domain import case_with, records_of
from tests.diagnosis.evidence import DOCMOST, PROFILE, case
from wizard.diagnosis import diagnose
from wizard.diagnosis.records import judge
from wizard.diagnosis.wanted import WantedRecord, wanted
from wizard.finding import Finding, Status
from wizard.model import is_seen_outside
from wizard.providers import find


def experience(host: str, target: str) -> Finding:
    """What Docmost will meet at a server of that name."""
    setup = replace(PROFILE, server=replace(PROFILE.server, host=host))
    found = diagnose(case(profile=setup, behaviours=(replace(DOCMOST, target=target),)))
    return next(finding for finding in found if finding.id == "app.behaviour")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "mail.localhost"])
def test_in_a_container_this_machine_s_server_is_not_found(host: str) -> None:
    inside = experience(host, "compose")
    assert (inside.status, inside.cause) == (Status.FAIL, "localhost-in-container")
    assert "host.docker.internal" in inside.fix.text
    assert experience(host, "bare").status is Status.PASS


def test_in_a_container_any_other_server_is_found() -> None:
    assert experience("mail.example.com", "compose").status is Status.PASS


@pytest.mark.parametrize(
    ("ip", "seen"),
    [
        ("203.0.113.9", True),
        ("2001:db8::9", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("10.1.2.3", False),
        ("172.20.0.3", False),
        ("172.32.0.3", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("fd12::1", False),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),
    ],
)
def test_which_addresses_others_see(ip: str, seen: bool) -> None:
    assert is_seen_outside(ip) is seen


def spf_of(ip: str) -> WantedRecord:
    facts = records_of({}, addresses=(ip,))
    return next(record for record in wanted("example.com", None, None, facts) if record.purpose == "spf")


def test_only_an_address_that_others_see_is_written_into_spf() -> None:
    assert "ip4:203.0.113.9" in spf_of("203.0.113.9").want
    for ip in ("127.0.0.1", "10.1.2.3"):
        assert ip not in spf_of(ip).want
        assert not spf_of(ip).exact


def test_a_reverse_name_is_only_asked_of_addresses_that_have_one() -> None:
    def reverse(ip: str) -> Finding:
        case = case_with([records_of({}, provider="local-relay", addresses=(ip,))], "local-relay")
        return next(finding for finding in judge(case) if finding.id == "ptr.record")

    assert reverse("203.0.113.9").status is Status.FAIL
    assert reverse("10.1.2.3").status is Status.UNKNOWN


def test_mail_is_sent_without_an_mx() -> None:
    facts = records_of({"example.com": {"TXT": ["v=spf1 include:amazonses.com ~all"]}}, provider="ses")
    record = next(one for one in wanted("example.com", find("ses"), None, facts) if one.purpose == "mx")
    assert (record.state, record.needed) == ("missing", False)
