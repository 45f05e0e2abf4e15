"""The SPF tree: counted to its ends, with a reason for every error, and never without an end."""

from __future__ import annotations

import pytest

from tests.zone import UNCLEAR, ZoneNet
from wizard.probe.spf import check_host, walk
from wizard.records import SpfWalk


def spf(**records: str) -> ZoneNet:
    """`spf(a="v=spf1 -all")` publishes at a.test; the name `at` stands for example.com."""
    return ZoneNet({"example.com" if name == "at" else f"{name}.test": {"TXT": [text]} for name, text in records.items()})


async def test_every_look_up_of_the_tree_is_counted_where_one_address_sees_few() -> None:
    net = spf(
        at="v=spf1 a mx include:one.test include:two.test -all",
        one="v=spf1 include:two.test ~all",
        two="v=spf1 ip4:192.0.2.0/24 -all",
    )
    net.zone["example.com"].update({"A": ["198.51.100.1"], "MX": ["10 mail.example.com."]})
    net.zone["mail.example.com"] = {"A": ["198.51.100.2"]}
    found = await walk("Example.com.", net)
    assert (found.result, found.lookups, found.voids, found.policy) == (None, 5, 0, "-")
    assert found.includes == ("one.test", "two.test", "two.test")
    assert (await check_host("198.51.100.1", "example.com", "x@example.com", "h.test", net)).lookups == 1


async def test_more_than_ten_look_ups_are_named_with_their_number() -> None:
    net = spf(
        at="v=spf1 " + " ".join(f"include:i{n}.test" for n in range(12)) + " -all", **{f"i{n}": "v=spf1 -all" for n in range(12)}
    )
    found = await walk("example.com", net)
    assert (found.result, found.lookups) == ("permerror", 12)
    assert "12 DNS look-ups where 10 are allowed" in found.error


async def test_three_names_without_records_are_too_many() -> None:
    found = await walk("example.com", spf(at="v=spf1 a:nx1.test mx:nx2.test exists:nx3.test -all"))
    assert (found.result, found.voids) == ("permerror", 3)
    assert "a:nx1.test: nx1.test has no such records" in found.notes


async def test_a_loop_is_named_with_its_way() -> None:
    found = await walk("example.com", spf(at="v=spf1 include:b.test -all", b="v=spf1 redirect=example.com"))
    assert found.result == "permerror"
    assert "includes itself: example.com → b.test → example.com" in found.error


async def test_two_records_are_an_error_and_both_are_kept() -> None:
    net = ZoneNet({"example.com": {"TXT": ["v=spf1 -all", "other text", "v=spf1 +all"]}})
    found = await walk("example.com", net)
    assert found.result == "permerror"
    assert [str(record) for record in (found.record, *found.others)] == ["v=spf1 -all", "v=spf1 +all"]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("v=spf1 inlcude:x.test -all", "inlcude:x.test: no term of SPF; include was meant"),
        ("v=spf1 192.0.2.1 -all", "an address needs ip4: before it"),
        ("v=spf1 ip4:2001:db8::1 -all", "ip6: is the word for this one"),
        ("v=spf1 ip4:192.0.2.256 -all", "no IPv4 address"),
        ("v=spf1 a/33 -all", "no network size"),
        ("v=spf1 include: -all", "the domain is missing"),
        ("v=spf1 include:localhost -all", "no full domain name"),
        ("v=spf1 all: x", "nothing may follow all"),
        ("v=spf1 redirect=a.test redirect=b.test", "redirect= stands there twice"),
        ("v=spf1 exists:%{z}.test -all", "begins no macro"),
        ("v=spf1 ä -all", "not ASCII"),
        ("v=spf1 \x1b[31mred -all", "\\x1b[31mred: no term of SPF"),
    ],
)
async def test_a_syntax_error_is_named_in_our_words(record: str, words: str) -> None:
    found = await walk("example.com", spf(at=record))
    assert found.result == "permerror"
    assert words in found.error
    assert found.error.isprintable()


async def test_an_error_below_says_whose_record_it_is() -> None:
    found = await walk("example.com", spf(at="v=spf1 include:b.test -all", b="v=spf1 nonsense -all"))
    assert found.error == "in the record of b.test: nonsense: no term of SPF"
    found = await walk("example.com", spf(at="v=spf1 include:gone.test -all"))
    assert "gone.test has no SPF record" in found.error


async def test_what_has_no_effect_is_noted() -> None:
    found = await walk("example.com", spf(at="v=spf1 ptr include=x.test -all ip4:192.0.2.1 redirect=b.test"))
    assert found.result is None
    assert [note.split()[0] for note in found.notes] == ["include=x.test", "ip4:192.0.2.1", "redirect=b.test", "ptr"]


async def test_a_time_out_is_no_missing_record() -> None:
    net = ZoneNet({"example.com": {"TXT": UNCLEAR}})
    assert (await walk("example.com", net, "provider.test")).result == "temperror"
    net = ZoneNet({"example.com": {"TXT": ["v=spf1 include:b.test -all"]}, "b.test": {"TXT": UNCLEAR}})
    found = await walk("example.com", net, "provider.test")
    assert (found.result, found.provider) == ("temperror", "unclear")


async def test_a_redirect_brings_the_policy_of_its_target() -> None:
    found = await walk("example.com", spf(at="v=spf1 redirect=b.test", b="v=spf1 ip4:192.0.2.1 ~all"))
    assert (found.policy, found.lookups, found.includes) == ("~", 1, ("b.test",))


# ---------------------------------------------------------------- the provider

PROVIDER = {"provider": "v=spf1 ip4:192.0.2.0/24 include:more.test ~all", "more": "v=spf1 ip6:2001:db8::/32 ~all"}


@pytest.mark.parametrize(
    ("record", "provider"),
    [
        ("v=spf1 include:provider.test -all", "all"),
        ("v=spf1 include:mine.test -all", "all"),
        ("v=spf1 redirect=provider.test", "all"),
        ("v=spf1 ip4:192.0.0.0/16 ip6:2001::/16 -all", "all"),
        ("v=spf1 ip4:192.0.2.0/24 -all", "some"),
        ("v=spf1 exists:%{i}.nowhere.test -all", "none"),
        ("v=spf1 -include:provider.test ~all", "none"),
        ("v=spf1 -all include:provider.test", "none"),
        ("v=spf1 +all", "all"),
        ("v=spf1 -all", "none"),
    ],
)
async def test_a_provider_is_found_by_its_include_or_by_its_networks(record: str, provider: str) -> None:
    net = spf(at=record, mine="v=spf1 include:provider.test -all", **PROVIDER)
    found = await walk("example.com", net, "provider.test")
    assert (found.provider, found.provider_cost) == (provider, 2)


async def test_no_record_names_no_provider_and_the_cost_of_its_include_is_known() -> None:
    found = await walk("example.com", spf(**PROVIDER), "provider.test")
    assert (found.result, found.provider, found.provider_cost) == ("none", "none", 2)


async def test_another_region_of_the_provider_counts_too() -> None:
    net = spf(at="v=spf1 include:eu.test -all", eu="v=spf1 ip4:203.0.113.0/24 ~all", **PROVIDER)
    assert (await walk("example.com", net, ("provider.test", "eu.test"))).provider == "all"


async def test_a_relay_is_judged_by_its_addresses() -> None:
    net = spf(at="v=spf1 ip4:192.0.2.7 -all")
    results = [
        (await walk("example.com", net, addresses=ips)).provider
        for ips in (["192.0.2.7"], ["192.0.2.8"], ["192.0.2.7", "2001:db8::7"])
    ]
    assert results == ["all", "none", "some"]


# ---------------------------------------------------------------- hostile


async def test_a_tree_without_end_ends() -> None:
    net = spf(at="v=spf1 " + " ".join(f"include:%{{d}}.n{n}.test" for n in range(50)) + " -all")
    wide = "v=spf1 " + " ".join(f"include:w{n}.test" for n in range(400)) + " -all"
    net.zone.update({f"w{n}.test": {"TXT": [wide]} for n in range(400)})
    net.zone["w0.example.com"] = {"TXT": [wide]}
    found = await walk("w0.example.com", net, "w1.test")
    assert found.result == "permerror"
    assert net.asked.total() < 1000


async def test_hostile_records_are_walked_and_stay_printable() -> None:
    for record in (
        b"v=spf1 \x1b]0;x\x07 -all",
        "v=spf1 \u202einclude:x.test -all".encode(),
        b"v=spf1 " + b"x" * 3000,
        b"v=spf1 %{",
        b"v=spf1 " + b"a" * 65000,
    ):
        net = ZoneNet({"example.com": {"TXT": [record]}})
        found = await walk("example.com", net, "provider.test")
        assert isinstance(found, SpfWalk)
        assert found.error.isprintable()
        assert len(found.error) < 400
