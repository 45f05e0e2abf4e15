"""DKIM selectors that nobody named: the usual ones are tried for a server of one's own, each once, and never held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.diagnosis.domain import case_with
from tests.zone import UNCLEAR, ZoneNet
from wizard.again import Again
from wizard.diagnosis.records import judge
from wizard.diagnosis.wanted import wanted
from wizard.dns_rule import USUAL_SELECTORS
from wizard.finding import Finding, Status
from wizard.probe.records import look_up
from wizard.providers import find
from wizard.records import DomainRecords
from wizard.step import Step

ED = "v=DKIM1; k=ed25519; p=" + "A" * 43 + "="
BASE: dict[str, Any] = {
    "example.com": {"MX": ["10 mail.example.com."], "TXT": ["v=spf1 -all"]},
    "_dmarc.example.com": {"TXT": ["v=DMARC1; p=none"]},
}


async def look(
    zone: Mapping[str, Any], *, provider: str | None = None, named: tuple[str, ...] = (), **more: Any
) -> DomainRecords:
    chosen = find(provider) if provider else None
    return await look_up("example.com", named, ZoneNet({**BASE, **zone}), provider=chosen, **more)


def keys(records: DomainRecords, provider: str | None = None) -> list[Finding]:
    return [finding for finding in judge(case_with([records], provider)) if finding.id == "dkim.key"]


async def test_a_key_at_a_usual_name_is_found_and_judged() -> None:
    steps: list[Step] = []
    records = await look({"mail._domainkey.example.com": {"TXT": [ED]}}, on_step=steps.append)
    assert list(records.dkim) == ["mail"]
    (key,) = keys(records)
    assert (key.status, key.subject) == (Status.PASS, "mail")
    assert "found by trying usual names" in key.title
    assert "s=" in key.why
    assert [step.detail for step in steps if "DKIM" in (step.subject or "")][-1] == "found at mail"


async def test_a_guess_is_no_proof_of_alignment() -> None:
    records = await look({"google._domainkey.example.com": {"TXT": [ED]}})
    (alignment,) = [finding for finding in judge(case_with([records])) if finding.id == "dmarc.alignment"]
    assert alignment.status is Status.UNKNOWN


async def test_none_at_a_usual_name_is_unknown_and_tells_how_to_find_it() -> None:
    (key,) = keys(await look({}))
    assert (key.status, key.cause) == (Status.UNKNOWN, None)
    assert "default._domainkey" in key.seen
    assert "DKIM-Signature" in key.fix.text
    assert 'dkim_selectors = ["' in key.fix.text


async def test_the_wizard_names_its_field_instead_of_a_file() -> None:
    for zone, provider in (({}, None), ({}, "ses"), ({"mail._domainkey.example.com": {"TXT": [ED]}}, None)):
        case = replace(case_with([await look(zone, provider=provider)], provider), again=Again(is_wizard=True))
        (key,) = [finding for finding in judge(case) if finding.id == "dkim.key"]
        assert "to the field DKIM selectors" in key.fix.text
        assert "dkim_selectors" not in key.fix.text


async def test_a_check_says_how_a_selector_of_a_provider_is_named_in_the_setup() -> None:
    (key,) = keys(await look({}, provider="ses"), "ses")
    assert '[domains."example.com"] dkim_selectors = ["' in key.fix.text


async def test_silence_at_usual_names_is_one_finding_and_no_missing_key() -> None:
    (key,) = keys(await look({f"{name}._domainkey.example.com": UNCLEAR for name in USUAL_SELECTORS}))
    assert key.status is Status.UNKNOWN
    assert "no clear answer" in key.why
    assert key.seen == ""


async def test_a_wildcard_is_one_key_and_an_old_revoked_one_is_none() -> None:
    everywhere = {f"{name}._domainkey.example.com": {"TXT": [ED]} for name in USUAL_SELECTORS}
    assert len(keys(await look(everywhere))) == 1
    (key,) = keys(await look({"s1._domainkey.example.com": {"TXT": ["v=DKIM1; p="]}}))
    assert key.status is Status.UNKNOWN
    (key,) = keys(await look({f"{name}._domainkey.example.com": {"TXT": ["v=spf1 -all"]} for name in USUAL_SELECTORS}))
    assert key.status is Status.UNKNOWN


async def test_a_broken_key_at_a_guessed_name_is_a_warning_only_where_no_good_one_is() -> None:
    broken = {"default._domainkey.example.com": {"TXT": ["v=DKIM1; p=%%%"]}}
    (key,) = keys(await look(broken))
    assert (key.status, key.cause) == (Status.WARN, "dkim-key-unusable")
    (key,) = keys(await look({**broken, "mail._domainkey.example.com": {"TXT": [ED]}}))
    assert (key.status, key.subject) == (Status.PASS, "mail")


@pytest.mark.parametrize(("named", "provider"), [(("own",), None), ((), "sendgrid"), ((), "ses")])
async def test_nothing_is_tried_where_a_name_is_known_or_a_provider_makes_them(
    named: tuple[str, ...], provider: str | None
) -> None:
    net = ZoneNet(BASE)
    await look_up("example.com", named, net, provider=find(provider) if provider else None)
    asked = {name for name, _ in net.asked if "_domainkey" in name}
    assert "default._domainkey.example.com" not in asked
    assert max(net.asked.values()) == 1


async def test_every_name_is_asked_once() -> None:
    net = ZoneNet(BASE)
    await look_up("example.com", (), net)
    assert max(net.asked.values()) == 1
    asked = {name for name, _ in net.asked if "_domainkey" in name}
    assert asked == {f"{name}._domainkey.example.com" for name in USUAL_SELECTORS}
    assert len(USUAL_SELECTORS) == len(set(USUAL_SELECTORS))


async def test_the_records_wanted_show_the_key_that_was_found() -> None:
    records = await look({"mail._domainkey.example.com": {"TXT": [ED]}})
    (row,) = [row for row in wanted("example.com", None, None, records) if row.purpose == "dkim"]
    assert (row.name, row.state) == ("mail._domainkey.example.com", "ok")
    assert "found by trying usual names" in row.note
