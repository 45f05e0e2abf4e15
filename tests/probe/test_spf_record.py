"""The SPF parser on what nobody would write."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.zone import ZoneNet
from wizard.probe.spf import check_host, walk
from wizard.probe.spf_macro import SpfSyntaxError, check_domain, expand
from wizard.probe.spf_record import SpfRecord, parse, select

WORDS = st.sampled_from(
    [
        "all",
        "-all",
        "a",
        "mx/24",
        "a:%{d}",
        "include:",
        "include:x.test",
        "ip4:1.2.3.4/8",
        "ip6:::1",
        "redirect=",
        "exp=%{i}.x",
        "ptr:",
        "x=%",
        "a//1",
    ]
)
RECORDS = st.one_of(
    st.binary(max_size=200),
    st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=8).map(lambda words: " ".join(words).encode()),
)


@given(RECORDS)
def test_any_bytes_are_parsed_or_refused_in_printable_words(rest: bytes) -> None:
    try:
        assert isinstance(parse(b"v=spf1 " + rest), SpfRecord)
    except SpfSyntaxError as error:
        assert error.message.isprintable()


@given(RECORDS)
async def test_any_record_is_walked_and_checked(rest: bytes) -> None:
    net = ZoneNet({"example.com": {"TXT": [b"v=spf1 " + rest], "A": ["192.0.2.1"]}, "x.test": {"TXT": ["v=spf1 ~all"]}})
    found = await walk("example.com", net, "x.test")
    verdict = await check_host("192.0.2.1", "example.com", "x@example.com", "h.test", net)
    assert found.result in (None, "permerror")
    assert (verdict.result == "permerror") <= (found.result == "permerror")
    assert verdict.error.isprintable()


@given(st.text(max_size=60), st.text(max_size=300))
def test_any_domain_that_is_accepted_can_be_expanded(text: str, value: str) -> None:
    try:
        check_domain(text, text)
    except SpfSyntaxError:
        return
    assert len(expand(text, dict.fromkeys("slodiphcrtv", value))) <= 253 or "." not in expand(
        text, dict.fromkeys("slodiphcrtv", value)
    )


def test_only_whole_versions_are_spf() -> None:
    assert select([b"v=spf1", b"V=SPF1 -all", b"v=spf10 -all", b"v=spf2.0/pra", b" v=spf1 -all", b""]) == (
        b"v=spf1",
        b"V=SPF1 -all",
    )
