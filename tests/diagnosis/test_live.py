"""Live rules: every row of the table gives its finding, and no row passes where it must not."""

from __future__ import annotations

import pytest

from tests.diagnosis.evidence import DOCMOST, case
from tests.diagnosis.table import ROWS, Row
from tests.diagnosis.table.row import login_refused, ports, timed_out
from wizard.catalogue import load_all
from wizard.diagnosis import diagnose, follow_ups
from wizard.evidence import Speaks
from wizard.finding import CHECKS, Ask, Finding, Fix, Status

LIVE = {name for name, cause in load_all().items() if "live" in cause.detectable}


def _told(finding: Finding) -> str:
    return f"{finding.id} {finding.status.value} {finding.cause or '-'}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_was_seen_gives_the_finding(row: Row) -> None:
    found = diagnose(row.case)
    fitting = [finding for finding in found if _told(finding) == row.expect]
    assert fitting, "\n".join(f"{_told(finding)}: {finding.title}" for finding in found)
    assert row.title in fitting[0].title
    assert row.fix in fitting[0].fix.text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_findings_come_in_the_order_of_the_checks_and_can_be_shown(row: Row) -> None:
    found = diagnose(row.case)
    order = list(CHECKS)
    assert [order.index(finding.id) for finding in found] == sorted(order.index(finding.id) for finding in found)
    for finding in found:
        for text in (finding.title, finding.seen, finding.why, finding.fix.text):
            assert text == "" or text.isprintable()
        assert finding.title
        assert len(finding.title) < 200
        if finding.status in (Status.FAIL, Status.WARN) and finding.cause:
            assert finding.why
            assert finding.fix.text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_conversation_that_broke_off_never_passes(row: Row) -> None:
    conversation = row.case.evidence.conversation
    if conversation is not None and conversation.halt is not None:
        assert {finding.status for finding in diagnose(row.case)} & {Status.FAIL, Status.UNKNOWN}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_answered_is_not_asked_again_and_costs_are_asked_first(row: Row) -> None:
    hosts = {conversation.endpoint.host for conversation in row.case.evidence.conversations}
    names = {conversation.ehlo_name for conversation in row.case.evidence.conversations}
    for question in follow_ups(row.case):
        assert question.reason
        assert question.value not in hosts | names
        # A name that was refused after the login can be tried only with one login more.
        costs = ("other-region", "control-hosts", *(["other-ehlo"] if "logs in once more" in question.cost else []))
        assert question.consent == (question.ask.value in costs)


def test_control_hosts_are_asked_once() -> None:
    asked = {row.name: {question.ask for question in follow_ups(row.case)} for row in ROWS}
    assert Ask.CONTROL_HOSTS in asked["no answer on any port"]
    assert Ask.CONTROL_HOSTS not in asked["no answer, control hosts answer"]
    assert Ask.CONTROL_HOSTS not in asked["no answer, control hosts don't either"]


def test_each_family_is_named_with_what_became_of_it() -> None:
    rows = {row.name: diagnose(row.case) for row in ROWS}
    seen = {
        name: next(str(one.seen) for one in found if one.id == "connect.reach")
        for name, found in rows.items()
        if "over IPv" in name
    }
    assert seen["no route over IPv6, no answer over IPv4"] == "IPv6 2001:db8::10: unreachable; IPv4 192.0.2.10: timed out"
    assert seen["no route over IPv4, refused over IPv6"] == "IPv6 2001:db8::10: refused; IPv4 192.0.2.10: unreachable"


def test_one_cause_gets_one_remedy_the_one_that_knows_the_case_best() -> None:
    refused = case(login_refused("538 5.7.11 Encryption required"), behaviours=(DOCMOST,))
    found = {finding.id: finding for finding in diagnose(refused) if finding.cause == "tls-required-first"}
    assert found.keys() == {"tls.mode", "auth.login", "app.behaviour"}
    assert (found["auth.login"].why, found["auth.login"].fix) == ("tls.mode says why, and what to do.", Fix())
    assert found["app.behaviour"].fix.text == found["tls.mode"].fix.text
    assert "Turn on STARTTLS" not in found["tls.mode"].fix.text


def test_a_hosting_company_that_blocks_these_ports_is_named() -> None:
    blocked = (("DigitalOcean", (25, 465, 587)), ("Hetzner Cloud", (25, 465)), ("Elsewhere", (25,)))
    silent = case(timed_out(465), ports=ports(p25=Speaks.FILTERED, p465=Speaks.FILTERED), blocked=blocked)
    [reach] = [finding for finding in diagnose(silent) if finding.id == "connect.reach"]
    assert "Known to block ports 25, 465 until asked: DigitalOcean, Hetzner Cloud." in reach.why


def test_what_nothing_else_explains_explains_itself() -> None:
    leaving = case(login_refused("421 4.3.2 Service shutting down and closing transmission channel"))
    [login] = [finding for finding in diagnose(leaving) if finding.id == "auth.login"]
    assert (login.status, login.cause) == (Status.UNKNOWN, "server-down")
    assert login.fix.text
    assert "says why" not in login.why
