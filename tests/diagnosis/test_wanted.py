"""The records to copy: exact where they can be, words where they can't, and good once they are published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import dns.rdatatype
import dns.zone
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diagnosis.domain import case_with, records_of
from tests.diagnosis.published import HOSTILE, KEY, MX, REJECT, zone
from tests.diagnosis.test_dkim import public
from tests.knot import Knot
from tests.real import need
from tests.zone import UNCLEAR
from wizard.diagnosis.records import judge
from wizard.diagnosis.spf_merge import merge
from wizard.diagnosis.wanted import WantedRecord, wanted, zone_file
from wizard.finding import Status, verdict
from wizard.probe.records import look_up
from wizard.probe.spf_record import parse
from wizard.probe.system import SystemNet
from wizard.providers import find, load_all


def want(records: dict[str, Any], provider: str | None, **more: Any) -> dict[str, WantedRecord]:
    """By purpose and name; the first of a purpose under the purpose alone too."""
    found: dict[str, WantedRecord] = {}
    selectors = more.pop("selectors", ())
    facts = records_of(records, provider=provider, selectors=selectors, **more)
    for record in wanted("example.com", find(provider) if provider else None, None, facts, selectors=selectors):
        found.setdefault(record.purpose, record)
        found[f"{record.purpose}:{record.name}"] = record
    return found


# ---------------------------------------------------------------- SPF


@pytest.mark.parametrize(
    ("have", "one"),
    [
        ([], "v=spf1 include:p.test ~all"),
        (["v=spf1 mx -all"], "v=spf1 mx include:p.test -all"),
        (["v=spf1 mx include:p.test ?all"], "v=spf1 mx include:p.test ?all"),
        (["v=spf1 mx +INCLUDE:p.test ?all"], "v=spf1 mx +INCLUDE:p.test ?all"),
        (["v=spf1 redirect=other.test"], "v=spf1 include:p.test redirect=other.test"),
        (["v=spf1 mx"], "v=spf1 mx include:p.test"),
        (["v=spf1"], "v=spf1 include:p.test ~all"),
        (["v=spf1 a -all exp=x.test"], "v=spf1 a include:p.test -all exp=x.test"),
        (["v=spf1 mx -all", "v=spf1 a mx ~all"], "v=spf1 mx a include:p.test -all"),
        (["v=spf1 \x1b[31m -all"], "v=spf1 include:p.test ~all"),
    ],
)
def test_a_term_is_merged_into_what_stands_there(have: list[str], one: str) -> None:
    assert merge([text.encode() for text in have], ["include:p.test"]) == one


TERMS = st.sampled_from(["a", "mx", "-all", "~all", "ip4:192.0.2.1", "include:x.test", "redirect=y.test", "?exists:z.test"])


@given(st.lists(st.lists(TERMS, max_size=6).map(lambda words: " ".join(["v=spf1", *words]).encode()), max_size=3))
def test_a_merged_record_keeps_every_term_that_counts_and_the_new_one_counts(records: list[bytes]) -> None:
    one = merge(records, ["include:p.test"])
    merged = [word for word in one.split()[1:] if not word.startswith(("redirect=", "exp="))]
    ends = [place for place, word in enumerate(merged) if word.endswith("all")]
    assert merged.index("include:p.test") < (ends[0] if ends else len(merged))
    for record in records[:1]:
        for word in record.decode().split()[1:]:
            assert word in one.split()
    if len(records) == 1 and records[0].count(b"redirect=") < 2:
        assert parse(one.encode()).mechanisms


def test_the_merged_record_says_what_it_costs() -> None:
    record = want(zone("v=spf1 exists:%{i}.a.test exists:%{i}.b.test -all"), "google-relay")["spf"]
    assert (record.state, record.want) == ("wrong", "v=spf1 exists:%{i}.a.test exists:%{i}.b.test include:_spf.google.com -all")
    assert record.note == "DNS look-ups: 2 before, 3 after"
    many = "v=spf1 " + " ".join(f"exists:%{{i}}.{n}.test" for n in range(10)) + " -all"
    assert "10 before, 11 after; 10 are allowed" in want(zone(many), "google-relay")["spf"].note


def test_nothing_is_wanted_at_the_domain_where_the_provider_rewrites_the_envelope() -> None:
    for provider in ("sendgrid", "postmark", "brevo"):
        record = want(zone("v=spf1 mx -all") | {"mail.example.com": {"A": ["192.0.2.1"]}}, provider)["spf"]
        assert (record.state, record.want) == ("optional", "")
    found = want(zone(), "resend")
    assert found["spf:send.example.com"].want == "v=spf1 include:amazonses.com ~all"
    assert found["spf:example.com"].want == ""


@pytest.mark.parametrize(
    ("records", "state"),
    [
        (zone("v=spf1 include:_spf.google.com -all"), "ok"),
        (zone(), "missing"),
        (zone("v=spf1 nonsense"), "wrong"),
        ({"example.com": {"TXT": UNCLEAR}}, "unknown"),
    ],
)
def test_spf_has_a_state(records: dict[str, Any], state: str) -> None:
    assert want(records, "google-relay")["spf"].state == state


# ---------------------------------------------------------------- the others


def test_dkim_is_exact_where_the_target_is_known_and_in_words_where_it_is_random() -> None:
    brevo = want(zone(), "brevo")["dkim:brevo1._domainkey.example.com"]
    assert (brevo.type, brevo.want, brevo.state, brevo.exact) == ("CNAME", "b1.example-com.dkim.brevo.com.", "missing", True)
    sendgrid = want(zone(), "sendgrid")["dkim:s2._domainkey.example.com"]
    assert "like s2.domainkey.u<digits>.wl<digits>.sendgrid.net" in sendgrid.want
    assert not sendgrid.exact
    postmark = want(zone(), "postmark")["dkim"]
    assert (postmark.name, postmark.state, postmark.exact) == ("<selector>._domainkey.example.com", "unknown", False)
    assert "<14 digits>pm" in postmark.note


def test_dkim_has_a_state_for_every_selector_that_matters() -> None:
    assert want(zone(s1=KEY), "sendgrid")["dkim"].state == "ok"
    assert "dkim:s2._domainkey.example.com" not in want(zone(s1=KEY), "sendgrid")
    weak = want(zone(s1={"TXT": [f"p={public('rsa', 1024)}"]}), "sendgrid")["dkim"]
    assert (weak.state, "1024 bits" in weak.note) == ("ok", True)
    assert want(zone(s1={"TXT": ["p="]}), "sendgrid")["dkim"].state == "wrong"
    assert want(zone(s1=UNCLEAR), "sendgrid")["dkim"].state == "unknown"
    assert want(zone(), None, selectors=["mine"])["dkim:mine._domainkey.example.com"].state == "missing"


def test_dmarc_starts_harmless_and_a_good_one_is_left_alone() -> None:
    record = want(zone(), "sendgrid")["dmarc"]
    assert (record.name, record.want, record.state) == (
        "_dmarc.example.com",
        "v=DMARC1; p=none; rua=mailto:postmaster@example.com",
        "missing",
    )
    record = want(zone(dmarc=REJECT), "sendgrid")["dmarc"]
    assert (record.state, record.want) == ("ok", REJECT["TXT"][0])
    assert want(zone(dmarc=UNCLEAR), "sendgrid")["dmarc"].state == "unknown"
    parent = want(zone() | {"_dmarc.com": REJECT}, "sendgrid")["dmarc"]
    assert (parent.state, parent.note) == ("ok", "the record of com holds here too")


def test_the_return_path_of_a_provider_is_offered() -> None:
    record = want(zone(), "postmark")["return-path"]
    assert (record.name, record.type, record.want, record.state) == (
        "pm-bounces.example.com",
        "CNAME",
        "pm.mtasv.net.",
        "optional",
    )


def test_a_providers_own_domain_and_a_catcher_want_nothing() -> None:
    assert wanted("gmail.com", find("gmail"), None, records_of({}, "gmail.com", "gmail")) == ()
    assert wanted("example.com", find("mailpit"), None, records_of(zone(), provider="mailpit")) == ()


# ---------------------------------------------------------------- the zone file


@pytest.mark.parametrize("provider", [*load_all(), None])
@pytest.mark.parametrize(
    "records", [{}, zone("v=spf1 mx -all", s1=KEY, dmarc=REJECT), {"example.com": {"TXT": ["v=spf1 " + HOSTILE], **MX}}]
)
def test_every_zone_file_can_be_read(provider: str | None, records: dict[str, Any]) -> None:
    found = wanted("example.com", find(provider) if provider else None, None, records_of(records, provider=provider))
    text = zone_file(found)
    assert all(line.isprintable() for line in text.splitlines())
    read = dns.zone.from_text(f"@ 60 SOA ns. host. 1 1 1 1 1\n@ 60 NS ns.\n{text}", "example.com.", relativize=False)
    names = {(str(name).rstrip("."), dns.rdatatype.to_text(kind.rdtype)) for name, kind in read.iterate_rdatasets()}
    for record in found:
        if record.exact and record.want and record.state in ("missing", "wrong"):
            assert (record.name, record.type) in names


def test_a_long_value_is_cut_into_strings() -> None:
    text = zone_file([WantedRecord("dkim", "s._domainkey.example.com", "TXT", (), "p=" + "A" * 300 + '"\\', "missing")])
    read = dns.zone.from_text(f"@ 60 SOA ns. host. 1 1 1 1 1\n@ 60 NS ns.\n{text}", "example.com.")
    strings = read.find_rdataset("s._domainkey", "TXT")[0].strings
    assert b"".join(strings) == b"p=" + b"A" * 300 + b'"\\'


@pytest.fixture
def publish() -> Iterator[list[Knot]]:
    need("knotd")
    running: list[Knot] = []
    yield running
    for server in running:
        server.__exit__(None, None, None)


@pytest.mark.real
async def test_what_is_wanted_makes_everything_pass_once_it_is_published(publish: list[Knot]) -> None:
    others = {"com": "", "google.com": '_spf TXT "v=spf1 ip4:203.0.113.0/24 ~all"'}
    key = f"p={public('rsa')}"
    start = f'@ MX 10 mail\nmail A 192.0.2.25\ngoogle._domainkey TXT "{key[:250]}" "{key[250:]}"\n'
    provider = find("google-relay")
    text = ""
    for status in (Status.WARN, Status.PASS):
        publish.append(Knot({"example.com": start + text, **others}).__enter__())
        facts = await look_up("example.com", [], SystemNet(publish[-1].resolver, timeout=2), provider=provider)
        assert verdict(finding.status for finding in judge(case_with([facts], "google-relay"))) is status
        text = zone_file(wanted("example.com", provider, None, facts))
    assert "v=spf1" in text
