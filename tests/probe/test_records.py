"""What DNS says about a domain, asked of a real server over real sockets: everything at once, each question once."""

from __future__ import annotations

import asyncio

import pytest

from tests.zone import ZoneNet
from wizard.probe.question import Questions
from wizard.probe.records import dmarc_candidates, look_up, mx, reverse
from wizard.probe.system import SystemNet
from wizard.providers import find
from wizard.records import Answer
from wizard.sandbox.dns import SERVFAIL, SILENT, DnsServer, txt
from wizard.step import Step, StepState

KEY = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ"
ZONE = {
    "example.com": ["MX 10 mail.example.com", txt("v=spf1 include:_spf.google.com -all"), txt("google-site-verification=x")],
    "google._domainkey.example.com": ["CNAME google._domainkey.other.example.com"],
    "google._domainkey.other.example.com": [txt(KEY)],
    "_dmarc.example.com": [txt("v=DMARC1; p=reject")],
    "_spf.google.com": [txt("v=spf1 ip4:192.0.2.0/24 include:_netblocks.google.com ~all")],
    "_netblocks.google.com": [txt("v=spf1 ip6:2001:db8::/32 ~all")],
}


def net(server: DnsServer, timeout: float = 2) -> SystemNet:
    return SystemNet(f"{server.address}:{server.port}", timeout=timeout)


async def test_everything_about_a_domain_is_found_and_each_question_asked_once() -> None:
    steps: list[Step] = []
    async with DnsServer(ZONE) as server:
        found = await look_up("Example.com.", ["own"], net(server), provider=find("google-relay"), on_step=steps.append)
        asked = [(query.name, query.type) for query in server.queries]
    assert found.domain == "example.com"
    assert [value.text for value in found.mx.values] == ["10 mail.example.com."]
    assert [(walk.domain, walk.result, walk.lookups, walk.provider, walk.provider_cost) for walk in found.spf] == [
        ("example.com", None, 2, "all", 2)
    ]
    assert found.dkim["google"].values[0].text == KEY
    assert found.dkim["google"].target == "google._domainkey.other.example.com"
    assert found.dkim["own"].answer is Answer.ABSENT
    assert [record.answer for record in found.dmarc] == [Answer.FOUND, Answer.ABSENT]
    assert len(asked) == len(set(asked))
    assert set(asked) == {
        ("example.com", "MX"),
        ("example.com", "TXT"),
        ("_spf.google.com", "TXT"),
        ("_netblocks.google.com", "TXT"),
        ("google._domainkey.example.com", "TXT"),
        ("own._domainkey.example.com", "TXT"),
        ("_dmarc.example.com", "TXT"),
        ("_dmarc.com", "TXT"),
    }
    ended = {step.subject: step for step in steps if step.state is not StepState.RUNNING}
    assert {step.name for step in steps} == {"record"}
    assert ended["DKIM google"].state is StepState.OK
    assert ended["DKIM own"].detail == "none published"
    assert len(steps) == 2 * len(ended)


async def test_the_providers_own_place_is_walked_too() -> None:
    records = {
        "send.example.com": [txt("v=spf1 include:amazonses.com ~all")],
        "amazonses.com": [txt("v=spf1 ip4:192.0.2.0/24 -all")],
    }
    async with DnsServer(records) as server:
        found = await look_up("example.com", [], net(server), provider=find("resend"))
        assert [(walk.domain, walk.result, walk.provider) for walk in found.spf] == [
            ("example.com", "none", None),
            ("send.example.com", None, "all"),
        ]
        found = await look_up("example.com", [], net(server), provider=find("mailgun"), username="postmaster@mg.example.com")
        assert found.spf[1].domain == "mg.example.com"


async def test_no_answer_is_unclear_and_holds_up_nothing_else() -> None:
    zone = ZONE | {"_dmarc.example.com": SILENT, "_spf.google.com": SILENT, "own._domainkey.example.com": SERVFAIL}
    steps: list[Step] = []
    async with DnsServer(zone) as server:
        found = await look_up("example.com", ["own"], net(server, 0.3), provider=find("google-relay"), on_step=steps.append)
    assert found.dmarc[0].answer is Answer.UNCLEAR
    assert found.dkim["own"].answer is Answer.UNCLEAR
    assert (found.spf[0].result, found.spf[0].provider) == ("temperror", "all")
    assert found.mx.answer is Answer.FOUND
    unknown = {step.subject for step in steps if step.state is StepState.UNKNOWN}
    assert unknown == {"DMARC example.com", "SPF example.com", "DKIM own"}


async def test_the_whole_look_up_has_a_limit() -> None:
    async with DnsServer({"*.example.com": SILENT, "example.com": SILENT}) as server:
        found = await look_up("example.com", ["a"], net(server, 60), seconds=0.1)
    assert found.mx.answer is found.dkim["a"].answer is Answer.UNCLEAR
    assert found.spf[0].result == "temperror"
    assert "0.1 s" in str(found.mx.detail)


async def test_cancelling_leaves_no_task() -> None:
    async with DnsServer({"*.example.com": SILENT, "example.com": SILENT}) as server:
        started = asyncio.Event()
        before = asyncio.all_tasks()
        task = asyncio.create_task(look_up("example.com", ["a"], net(server, 60), on_step=lambda step: started.set()))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert asyncio.all_tasks() == before


async def test_a_domain_without_mx_is_asked_for_its_address() -> None:
    async with DnsServer({"example.com": ["AAAA 2001:db8::1"]}) as server:
        found = await look_up("example.com", [], net(server))
    assert found.mx.answer is Answer.ABSENT
    assert found.addresses is not None
    assert [value.text for value in found.addresses.values] == ["2001:db8::1"]


async def test_reverse_names_are_checked_both_ways() -> None:
    records = {
        "7.2.0.192.in-addr.arpa": ["PTR good.example.com", "PTR liar.example.com", "PTR gone.example.com"],
        "good.example.com": ["A 192.0.2.7"],
        "liar.example.com": ["A 192.0.2.8"],
    }
    async with DnsServer(records) as server:
        found = await reverse("192.0.2.7", net(server))
        assert (await reverse("2001:db8::7", net(server))).names.answer is Answer.ABSENT
        records_found = await look_up("example.com", [], net(server), addresses=["192.0.2.7"])
    assert found.forward == {
        "good.example.com": Answer.FOUND,
        "liar.example.com": Answer.ABSENT,
        "gone.example.com": Answer.ABSENT,
    }
    assert records_found.reverse[0].address == "192.0.2.7"
    with pytest.raises(ValueError, match="no address"):
        await look_up("example.com", [], ZoneNet({}), addresses=["no address"])


async def test_international_and_impossible_names_are_asked_as_dns_has_them() -> None:
    fake = ZoneNet({"xn--bcher-kva.example": {"MX": ["10 mail.example."]}})
    assert (await mx("Bücher.example.", fake)).answer is Answer.FOUND
    async with DnsServer({}) as server:
        for name in ("", ".", "..", "a..b", "x" * 300, "ü" * 70 + ".example", "\x1b[31m.example"):
            assert (await look_up(name, ["\x00", "a b"], net(server))).mx.answer is not Answer.FOUND


@pytest.mark.parametrize(
    ("domain", "names"),
    [
        ("example.com", ["example.com", "com"]),
        ("a.b.c.example.com", ["a.b.c.example.com", "b.c.example.com", "c.example.com", "example.com", "com"]),
        ("1.2.3.4.5.6.7.8.9.10.11.12.com", None),
    ],
)
def test_the_tree_walk_never_asks_more_than_eight_times(domain: str, names: list[str] | None) -> None:
    found = dmarc_candidates(domain)
    assert len(found) <= 8
    assert list(found) == (names or [domain, *(".".join(domain.split(".")[start:]) for start in range(6, 13))])


async def test_questions_are_shared_and_their_number_is_limited() -> None:
    fake = ZoneNet({"a.test": {"TXT": ["x"]}})
    async with Questions(fake, most=2) as questions:
        answers = await asyncio.gather(*(questions.query(name, "TXT") for name in ("a.test", "A.test.", "b.test", "c.test")))
    assert [answer.answer for answer in answers] == [Answer.FOUND, Answer.FOUND, Answer.ABSENT, Answer.UNCLEAR]
    assert fake.asked.total() == 2


async def test_hostile_records_arrive_as_they_are() -> None:
    many = "TXT " + " ".join(f'"{n:03d}"' for n in range(300))
    hostile = {
        "example.com": [txt(b"v=spf1 \x1b[31m -all"), txt("v=DMARC1 \u202e"), many, txt(b"\xff" * 3000)],
        "a._domainkey.example.com": [txt(b"v=DKIM1; p=" + b"A" * 3000)],
        "_dmarc.example.com": [txt(b"v=DMARC1; p=reject\x1b]0;pwn\x07")],
    }
    async with DnsServer(hostile) as server:
        found = await look_up("example.com", ["a"], net(server))
    assert found.spf[0].result == "permerror"
    assert found.spf[0].error.isprintable()
    assert len(found.dkim["a"].values[0].raw) == 3011
    assert str(found.dmarc[0].values[0]).isprintable()
