"""What a domain's other records mean for mail sent through each kind of provider. DNS is a table, the rest is real."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diagnosis.domain import case_of, judged, says
from tests.diagnosis.published import HOSTILE, KEY, MX, NONE, REJECT, zone
from tests.diagnosis.test_dkim import public
from tests.zone import UNCLEAR
from wizard.catalogue import load_all
from wizard.diagnosis import diagnose
from wizard.finding import CHECKS, Finding
from wizard.providers import load_all as load_providers

# ---------------------------------------------------------------- DKIM


def test_selectors_that_never_vary_are_missed() -> None:
    found = judged(zone(dmarc=REJECT), "sendgrid")
    assert says(found["dkim.key"]) == ("fail", "dkim-missing")
    assert "s1._domainkey.example.com" in found["dkim.key"].fix.text
    assert says(found["dmarc.alignment"]) == ("fail", "dmarc-reject")


def test_random_selectors_are_not_called_missing() -> None:
    found = judged(zone(dmarc=REJECT), "postmark")
    assert (found["dkim.key"].status, found["dkim.key"].cause) == ("unknown", None)
    assert "panel" in found["dkim.key"].fix.text
    assert found["dmarc.alignment"].status == "unknown"


def test_a_selector_of_the_persons_own_is_missed() -> None:
    found = judged(zone(), "postmark", selectors=["20240131120000pm"])
    assert says(found["dkim.key:20240131120000pm"]) == ("fail", "dkim-missing")
    found = judged(zone("", **{"20240131120000pm": KEY}), "postmark", selectors=["20240131120000pm"])
    assert says(found["dkim.key"]) == ("pass", None)
    assert says(found["dmarc.alignment"]) == ("pass", None)


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (f"p={public('rsa')}", ("pass", None)),
        (f"v=DKIM1; p={public('rsa', 1024)}", ("warn", None)),
        ("v=DKIM1; p=", ("fail", "dkim-key-unusable")),
        (f"v=DKIM1; p={public('rsa')[:150]}", ("fail", "dkim-key-unusable")),
        ("unrelated", ("fail", "dkim-missing")),
    ],
)
def test_keys_are_judged(record: str, outcome: tuple[str, str | None]) -> None:
    assert says(judged(zone(resend={"TXT": [record]}), "resend")["dkim.key"]) == outcome


def test_a_revoked_key_beside_a_good_one_is_a_rotation() -> None:
    found = [item for item in diagnose(case_of(zone(s1=KEY, s2={"TXT": ["v=DKIM1; p="]}), "sendgrid")) if item.id == "dkim.key"]
    assert [(item.subject, item.status.value) for item in found] == [("s1", "pass")]


def test_cnames_are_followed_and_one_that_leads_to_somebody_else_is_said() -> None:
    key = {"b1.example-com.dkim.brevo.com": {"CNAME": ["brevo17.dkim.brevo.com"]}, "brevo17.dkim.brevo.com": KEY}
    found = judged(zone(brevo1={"CNAME": ["b1.example-com.dkim.brevo.com"]}) | key, "brevo")
    assert says(found["dkim.key:brevo1"]) == ("pass", None)
    found = judged(zone(s1={"CNAME": ["s1.other.test"]}) | {"s1.other.test": KEY}, "sendgrid")
    assert says(found["dkim.key:s1"]) == ("warn", "dkim-missing")
    assert says(found["dmarc.alignment"]) == ("warn", "spf-fail")


# ---------------------------------------------------------------- DMARC


def test_no_dmarc_is_a_warning_and_a_failure_where_the_provider_demands_it() -> None:
    found = judged(zone(), "sendgrid")["dmarc.policy"]
    assert says(found) == ("warn", "dmarc-missing")
    assert "v=DMARC1; p=none; rua=mailto:postmaster@example.com" in found.fix.text
    assert says(judged(zone(), "mailtrap")["dmarc.policy"]) == ("fail", "dmarc-missing")


def test_two_policies_and_a_near_miss_are_told_from_none() -> None:
    two = judged(zone(dmarc={"TXT": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}), "sendgrid")["dmarc.policy"]
    assert says(two) == ("fail", "dmarc-missing")
    near = judged(zone(dmarc={"TXT": ["v=dmarc1; p=reject"]}), "sendgrid")["dmarc.policy"]
    assert (says(near), near.seen) == (("warn", "dmarc-missing"), "v=dmarc1; p=reject")


def test_a_parents_policy_and_a_cname_are_taken_in() -> None:
    found = judged(zone() | {"_dmarc.com": REJECT}, "sendgrid")["dmarc.policy"]
    assert found.status == "pass"
    assert "_dmarc.com" in found.why
    found = judged(zone(dmarc={"CNAME": ["dmarcroot.purelymail.com"]}) | {"dmarcroot.purelymail.com": NONE}, "purelymail")[
        "dmarc.policy"
    ]
    assert "CNAME to dmarcroot.purelymail.com" in found.why


@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        (REJECT, ("fail", "dmarc-reject")),
        (NONE, ("warn", "spf-fail")),
        ({"TXT": ["v=DMARC1; p=quarantine; t=y"]}, ("warn", "spf-fail")),
    ],
)
def test_nothing_in_alignment_is_as_bad_as_the_policy(policy: Any, outcome: tuple[str, str]) -> None:
    assert says(judged(zone(dmarc=policy), "brevo")["dmarc.alignment"]) == outcome


def test_strict_spf_alignment_is_not_met_by_a_name_below() -> None:
    strict = {"TXT": ["v=DMARC1; p=reject; aspf=s"]}
    place = {"send.example.com": {"TXT": ["v=spf1 include:amazonses.com ~all"]}}
    assert says(judged(zone(dmarc=strict) | place, "resend")["dmarc.alignment"]) == ("fail", "dmarc-reject")
    assert says(judged(zone(dmarc=REJECT) | place, "resend")["dmarc.alignment"]) == ("pass", None)


def test_another_domain_in_the_envelope_is_not_aligned() -> None:
    records = zone(dmarc=REJECT) | {"other.test": {"TXT": ["v=spf1 include:_spf.google.com -all"], **MX}}
    found = judged(records, "google-relay", domains=["example.com", "other.test"], envelope="bounce@other.test")
    assert says(found["spf.provider:other.test"]) == ("pass", None)
    assert says(found["dmarc.alignment:example.com"]) == ("fail", "dmarc-reject")
    assert "dmarc.alignment:other.test" not in found
    assert "spf.record:example.com" not in found


# ---------------------------------------------------------------- whose domain


def test_a_providers_own_domain_needs_no_work() -> None:
    found = judged({}, "gmail", domains=["gmail.com"])
    assert {item.status.value for item in found.values()} == {"skipped", "pass"}
    assert "belongs to" in found["spf.record"].title


def test_somebody_elses_public_domain_can_not_be_made_to_pass() -> None:
    records = {"_dmarc.yahoo.com": REJECT}
    found = judged(records, "sendgrid", domains=["yahoo.com"], owners=[("yahoo.com", "Yahoo Mail")])
    assert says(found["dmarc.alignment"]) == ("fail", "dmarc-reject")
    assert "only Yahoo Mail can sign" in found["dmarc.alignment"].title


def test_nothing_is_asked_of_dns_where_nothing_leaves() -> None:
    found = judged(zone(), "mailpit")
    assert {item.status.value for item in found.values()} == {"skipped"}


# ---------------------------------------------------------------- MX, PTR


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        (MX, ("pass", None)),
        ({}, ("warn", "mx-missing")),
        ({"A": ["192.0.2.1"]}, ("warn", "mx-missing")),
        ({"MX": ["0 ."]}, ("warn", "mx-missing")),
        ({"MX": UNCLEAR}, ("unknown", "dns-answer-missing")),
    ],
)
def test_the_sender_can_be_answered(entry: Any, outcome: tuple[str, str | None]) -> None:
    assert says(judged({"example.com": entry}, "sendgrid")["mx.record"]) == outcome


@pytest.mark.parametrize(
    ("reverse", "forward", "outcome"),
    [
        (["mail.example.com."], ["192.0.2.7"], ("pass", None)),
        (["mail.example.com."], ["192.0.2.8"], ("fail", "ptr-missing")),
        ([], [], ("fail", "ptr-missing")),
        (UNCLEAR, [], ("unknown", "dns-answer-missing")),
        (["mail.example.com."], UNCLEAR, ("unknown", "dns-answer-missing")),
    ],
)
def test_a_relay_of_ones_own_has_a_reverse_name(reverse: Any, forward: Any, outcome: tuple[str, str | None]) -> None:
    names = {"7.2.0.192.in-addr.arpa": {"PTR": reverse}, "mail.example.com": {"A": forward}}
    found = judged(zone("v=spf1 ip4:192.0.2.7 -all", mail=KEY) | names, "local-relay", addresses=["192.0.2.7"])
    assert says(found["ptr.record"]) == outcome
    assert says(found["spf.provider"]) == ("pass", None)


def test_a_relay_whose_address_is_not_known_stays_unknown() -> None:
    found = judged(zone("v=spf1 mx -all") | {"mail.example.com": {"A": ["192.0.2.7"]}}, "local-relay")
    assert {
        check: found[check].status.value for check in ("ptr.record", "spf.provider", "dkim.key", "dmarc.alignment")
    } == dict.fromkeys(("ptr.record", "spf.provider", "dkim.key", "dmarc.alignment"), "unknown")
    assert "ptr.record" not in judged(zone(), None)


def test_a_server_of_ones_own_is_cleared_by_its_address_and_never_failed_by_it() -> None:
    """It may send from another address than it listens on, so one that is not in the record proves nothing."""
    good = judged(zone("v=spf1 ip4:192.0.2.7 -all", dmarc=REJECT), None, addresses=["192.0.2.7"])
    assert says(good["spf.provider"]) == says(good["dmarc.alignment"]) == ("pass", None)
    other = judged(zone("v=spf1 ip4:192.0.2.8 -all", dmarc=REJECT), None, addresses=["192.0.2.7"])
    assert says(other["spf.provider"]) == ("warn", "spf-fail")
    assert other["dmarc.alignment"].status == "unknown"


# ---------------------------------------------------------------- over all


@pytest.mark.parametrize(
    ("name", "provider", "checks"),
    [
        ("example.com", "google-relay", ["spf.record", "spf.provider", "mx.record"]),
        ("_spf.google.com", "google-relay", ["spf.record", "spf.provider"]),
        ("_dmarc.example.com", "sendgrid", ["dmarc.policy"]),
        ("s1._domainkey.example.com", "sendgrid", ["dkim.key", "dmarc.alignment"]),
        ("send.example.com", "resend", ["spf.record:send.example.com", "spf.provider:send.example.com"]),
    ],
)
def test_no_answer_is_never_a_missing_record(name: str, provider: str, checks: list[str]) -> None:
    records = zone("v=spf1 exists:%{i}.x.test include:_spf.google.com -all") | {name: UNCLEAR}
    found = judged(records, provider, selectors=["s1"] if "_domainkey" in name else [])
    for check in checks:
        if (check, name) == ("spf.provider", "_spf.google.com"):
            assert found[check].status == "pass"  # the include stands there, whatever is behind it today
        else:
            assert found[check].status == "unknown", found[check]
            assert found[check].cause in (None, "dns-answer-missing")


@pytest.mark.parametrize("provider", [*load_providers(), None])
@pytest.mark.parametrize("text", ["", "v=spf1 v=DMARC1; p=" + HOSTILE, "v=spf1 include:_spf.google.com ~all", None])
def test_every_provider_gets_well_formed_findings(provider: str | None, text: str | None) -> None:
    entry = UNCLEAR if text is None else {"TXT": [text], "MX": ["10 " + HOSTILE]} if text else {}
    names = ["example.com", "_dmarc.example.com", "a._domainkey.example.com", "s1._domainkey.example.com", "send.example.com"]
    found = [item for item in diagnose(case_of(dict.fromkeys(names, entry), provider, selectors=["a"])) if item.subject]
    assert found
    for finding in found:
        assert_well_formed(finding)


def assert_well_formed(finding: Finding) -> None:
    assert finding.id in CHECKS
    assert finding.cause is None or finding.cause in load_all()
    for text in (finding.title, finding.seen, finding.why, finding.fix.text, *finding.fix.commands):
        assert text.isprintable(), finding
        assert "  " not in text or text == finding.seen, finding
        assert "None" not in text, finding
    assert len(finding.title) < 300
    assert finding.status != "fail" or (finding.cause and finding.fix.text), finding
