"""What a domain's SPF record means for mail sent through each kind of provider. DNS is a table, the rest is real."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diagnosis.domain import judged, says
from tests.diagnosis.published import KEY, MX, REJECT, zone

# ---------------------------------------------------------------- SPF, where it matters


def test_a_mailbox_provider_in_the_record_passes() -> None:
    found = judged(zone("v=spf1 include:_spf.google.com -all", google=KEY, dmarc=REJECT), "google-relay")
    assert says(found["spf.record"]) == says(found["spf.provider"]) == says(found["dkim.key"]) == ("pass", None)
    assert says(found["dmarc.policy"]) == says(found["dmarc.alignment"]) == says(found["mx.record"]) == ("pass", None)
    assert "DKIM and SPF" in found["dmarc.alignment"].title


@pytest.mark.parametrize(
    ("spf", "key", "outcome"),
    [
        ("v=spf1 mx -all", None, ("fail", "spf-fail")),
        ("v=spf1 mx ~all", None, ("fail", "spf-fail")),
        ("v=spf1 mx ~all", KEY, ("warn", "spf-fail")),
        ("v=spf1 mx -all", KEY, ("fail", "spf-fail")),
        ("v=spf1 ip4:192.0.2.0/28 -all", KEY, ("pass", None)),
    ],
)
def test_a_record_without_the_provider_is_as_bad_as_it_is_strict(spf: str, key: Any, outcome: tuple[str, str | None]) -> None:
    found = judged(zone(spf, **({"google": key} if key else {})) | {"mail.example.com": {"A": ["203.0.113.1"]}}, "google-relay")
    assert says(found["spf.provider"]) == outcome
    if outcome[1]:
        wanted = spf.replace(" mx ", " mx include:_spf.google.com ")
        assert f"to: {wanted}" in found["spf.provider"].fix.text


def test_a_missing_record_is_one_finding_with_the_record_to_publish() -> None:
    found = judged(zone(), "google-relay")
    assert says(found["spf.record"]) == ("fail", "spf-missing")
    assert "v=spf1 include:_spf.google.com ~all" in found["spf.record"].fix.text
    assert "spf.provider" not in found
    assert says(judged(zone(google=KEY), "google-relay")["spf.record"]) == ("warn", "spf-missing")


@pytest.mark.parametrize(
    ("spf", "cause", "words"),
    [
        ("v=spf1 inlcude:_spf.google.com -all", "spf-permerror", "inlcude"),
        ("v=spf1 " + "mx " * 11 + "-all", "spf-too-many-lookups", "needs 11 DNS look-ups"),
        ("v=spf1 include:gone.test -all", "spf-permerror", "gone.test has no SPF record"),
    ],
)
def test_a_record_that_nobody_can_evaluate_fails(spf: str, cause: str, words: str) -> None:
    found = judged(zone(spf), "google-relay")["spf.record"]
    assert says(found) == ("fail", cause)
    assert words in found.title


def test_two_records_are_put_together_into_one() -> None:
    entry = {"TXT": ["v=spf1 mx -all", "v=spf1 include:_spf.google.com ~all"], **MX}
    found = judged({"example.com": entry}, "google-relay")["spf.record"]
    assert says(found) == ("fail", "spf-permerror")
    assert "v=spf1 mx include:_spf.google.com -all" in found.fix.text


def test_plus_all_is_warned_of() -> None:
    found = judged(zone("v=spf1 mx +all"), "google-relay")["spf.record"]
    assert found.status == "warn"
    assert "v=spf1 mx ~all" in found.fix.text


# ---------------------------------------------------------------- SPF, where it does not


@pytest.mark.parametrize(
    "provider", ["sendgrid", "brevo", "postmark", "smtp2go", "mandrill", "sparkpost", "lettermint", "mailtrap", "mailersend"]
)
@pytest.mark.parametrize("spf", ["", "v=spf1 mx -all"])
def test_no_include_is_advised_where_the_provider_rewrites_the_envelope(provider: str, spf: str) -> None:
    found = judged(zone(spf) | {"mail.example.com": {"A": ["203.0.113.1"]}}, provider)
    assert says(found["spf.record"]) == says(found["spf.provider"]) == ("pass", None)
    for check in ("spf.record", "spf.provider"):
        assert "include:" not in found[check].fix.text


def test_an_include_that_does_nothing_any_more_may_go() -> None:
    found = judged(
        zone("v=spf1 include:sendgrid.net ~all") | {"sendgrid.net": {"TXT": ["v=spf1 ip4:192.0.2.1 -all"]}}, "sendgrid"
    )
    assert "include:sendgrid.net at example.com is no longer used" in found["spf.provider"].why


def test_a_broken_record_that_decides_nothing_is_only_warned_of() -> None:
    assert says(judged(zone("v=spf1 nonsense"), "sendgrid")["spf.record"]) == ("warn", "spf-permerror")


def test_the_record_belongs_to_the_providers_own_place() -> None:
    found = judged(zone(resend=KEY), "resend")
    assert says(found["spf.record:send.example.com"]) == ("warn", "spf-missing")
    assert "at send.example.com: v=spf1 include:amazonses.com ~all" in found["spf.record:send.example.com"].fix.text
    found = judged(zone(resend=KEY) | {"send.example.com": {"TXT": ["v=spf1 include:amazonses.com ~all"]}}, "resend")
    assert says(found["spf.provider:send.example.com"]) == ("pass", None)
    assert says(found["spf.record:example.com"]) == ("pass", None)
    assert "DKIM and SPF" in found["dmarc.alignment"].title


def test_the_login_names_the_sending_domain_of_mailgun() -> None:
    found = judged(zone(), "mailgun", username="postmaster@mg.example.com")
    assert found["spf.record:mg.example.com"].cause == "spf-missing"
    assert "include:mailgun.org" in found["spf.record:mg.example.com"].fix.text


def test_where_it_depends_on_the_account_nothing_is_claimed() -> None:
    found = judged(zone("v=spf1 mx -all") | {"mail.example.com": {"A": ["203.0.113.1"]}}, "ses")
    assert found["spf.provider"].status == "unknown"
    found = judged(zone("v=spf1 mx -all", tok=KEY) | {"mail.example.com": {"A": ["203.0.113.1"]}}, "ses", selectors=["tok"])
    assert says(found["spf.provider"]) == ("pass", None)
