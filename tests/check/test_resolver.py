"""A name server that knows no public name: what it denies is unknown, not wrong, and nobody else is asked."""

from __future__ import annotations

from dataclasses import replace

from tests.check.stage import SECRET, WatchedNet, profile
from wizard.check import check
from wizard.finding import CHECKS, Status
from wizard.model import App, Endpoint
from wizard.sandbox.dns import DnsServer, Entry
from wizard.step import Stage

HOST = "smtp.resend.com"
SETUP = replace(
    profile(587),
    server=Endpoint(HOST, 587, profile(587).server.encryption),
    provider="resend",
    apps=(App("chat", "zulip", "docker-12", "chat.example.com"),),
)


async def _checked(records: dict[str, Entry]) -> tuple[dict[str, Status], set[str | None], list[str]]:
    async with DnsServer(records) as dns:
        net = WatchedNet(f"{dns.address}:{dns.port}")
        result = await check(SETUP, net=net, secret=SECRET)
    failed = {finding.cause for finding in result.findings if finding.status in (Status.FAIL, Status.WARN)}
    return {finding.id: finding.status for finding in result.findings}, failed, net.resolved


async def test_nothing_is_called_wrong_on_the_word_of_a_resolver_without_public_names() -> None:
    found, failed, resolved = await _checked({"intranet": ["A 10.0.0.1"]})
    assert not failed
    assert found["dns.host"] is Status.UNKNOWN
    records = {id: status for id, status in found.items() if CHECKS[id][0] is Stage.RECORDS}
    assert {"dkim.key", "dmarc.policy", "mx.record"} <= records.keys()
    assert Status.UNKNOWN in records.values()
    assert Status.PASS not in records.values()
    assert found["app.behaviour"] is Status.UNKNOWN
    assert set(resolved) == {HOST}


async def test_one_name_that_it_knows_shows_that_the_other_ones_are_missing() -> None:
    found, failed, _ = await _checked({"example.com": ["MX 10 mail.example.com"]})
    assert found["dns.host"] is Status.FAIL
    assert {"network-interference", "dkim-missing"} <= failed
