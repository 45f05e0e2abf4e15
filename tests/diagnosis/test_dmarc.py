"""DMARC: the tree walk of RFC 9989, its examples first, and alignment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.diagnosis.dmarc import discover, is_aligned
from wizard.probe.records import dmarc_candidates
from wizard.records import Answer, RecordSet
from wizard.text import Foreign


def answers(domain: str, zone: dict[str, list[str] | None]) -> list[RecordSet]:
    """`None` = no clear answer."""
    found = []
    for name in dmarc_candidates(domain):
        values = zone.get(name, [])
        answer = Answer.UNCLEAR if values is None else (Answer.FOUND if values else Answer.ABSENT)
        found.append(RecordSet(f"_dmarc.{name}", "TXT", answer, tuple(map(Foreign.of, values or ()))))
    return found


@pytest.mark.parametrize(
    ("domain", "zone", "at", "policy", "organization"),
    [
        ("example.com", {"example.com": ["v=DMARC1; p=reject"]}, "example.com", "reject", "example.com"),
        ("mail.example.com", {"example.com": ["v=DMARC1; p=reject; sp=none"]}, "example.com", "none", "example.com"),
        ("mail.example.com", {"example.com": ["v=DMARC1; p=reject"]}, "example.com", "reject", "example.com"),
        (
            "mail.example.com",
            {"mail.example.com": ["v=DMARC1; p=none"], "example.com": ["v=DMARC1; p=reject"]},
            "mail.example.com",
            "none",
            "example.com",
        ),
        # A public suffix that publishes psd=y: the organization lies one label below.
        (
            "a.mail.giant.bank.example",
            {"bank.example": ["v=DMARC1; p=reject; psd=y"]},
            "bank.example",
            "reject",
            "giant.bank.example",
        ),
        # psd=n: a part that is an organization of its own.
        (
            "x.self.example.com",
            {"self.example.com": ["v=DMARC1; p=none; psd=n"], "example.com": ["v=DMARC1; p=reject"]},
            "self.example.com",
            "none",
            "self.example.com",
        ),
        ("a.b.c.d.e.f.g.h.i.example.com", {"example.com": ["v=DMARC1;p=quarantine"]}, "example.com", "quarantine", "example.com"),
        ("example.com", {"example.com": ["v=DMARC1"]}, "example.com", "none", "example.com"),
        ("example.com", {"example.com": ["v=DMARC1; p=maybe"]}, "example.com", "none", "example.com"),
        ("example.com", {"example.com": ["V = DMARC1; p=reject", "v=DMARC1 ; p=reject"]}, "example.com", "reject", "example.com"),
    ],
)
def test_the_policy_that_holds_is_found(
    domain: str, zone: dict[str, list[str] | None], at: str, policy: str, organization: str
) -> None:
    found = discover(domain, answers(domain, zone))
    assert found.policy is not None
    assert (found.policy.at, found.policy.policy, found.organization) == (at, policy, organization)


@pytest.mark.parametrize(
    "text", ["v=dmarc1; p=reject", "DMARC1; p=reject", "p=reject; v=DMARC1", " v=DMARC1; p=reject", "v=DMARC10; p=reject"]
)
def test_what_only_looks_like_a_record_is_none(text: str) -> None:
    found = discover("example.com", answers("example.com", {"example.com": [text, "other"]}))
    assert found.policy is None
    assert found.near_miss == Foreign.of(text)


def test_two_records_are_none() -> None:
    found = discover("example.com", answers("example.com", {"example.com": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}))
    assert (found.policy, found.doubled) == (None, ("example.com",))


def test_no_answer_is_unclear_only_where_it_decides() -> None:
    own = ["v=DMARC1; p=reject"]
    assert discover("a.example.com", answers("a.example.com", {"a.example.com": None})).unclear
    assert discover("a.example.com", answers("a.example.com", {"example.com": None})).unclear
    found = discover("a.example.com", answers("a.example.com", {"a.example.com": own, "example.com": None}))
    assert not found.unclear
    assert found.policy


def test_a_test_is_one_step_milder_and_faults_are_said() -> None:
    text = "v=DMARC1; p=reject; t=y; adkim=strict; aspf=s; rua=https://x.test"
    policy = discover("example.com", answers("example.com", {"example.com": [text]})).policy
    assert policy
    assert (policy.policy, policy.effective, policy.strict_dkim, policy.strict_spf) == ("reject", "quarantine", False, True)
    assert [fault.split("=")[0] for fault in policy.faults] == ["adkim", "rua"]


@pytest.mark.parametrize(
    ("sender", "authenticated", "strict", "aligned"),
    [
        ("example.com", "example.com", True, True),
        ("example.com", "send.example.com", False, True),
        ("example.com", "send.example.com", True, False),
        ("mail.example.com", "example.com", False, True),
        ("example.com", "badexample.com", False, False),
        ("example.com", "example.com.evil.test", False, False),
    ],
)
def test_alignment(sender: str, authenticated: str, strict: bool, aligned: bool) -> None:
    assert is_aligned(sender, authenticated, "example.com", strict=strict) is aligned


@given(st.lists(st.binary(max_size=80), max_size=3), st.booleans())
def test_no_bytes_make_it_stumble(values: list[bytes], begins: bool) -> None:
    rows = tuple(Foreign(b"v=DMARC1;" + value if begins else value) for value in values)
    found = discover("example.com", [RecordSet("_dmarc.example.com", "TXT", Answer.FOUND, rows)])
    assert all(fault.isprintable() for fault in (found.policy.faults if found.policy else ()))
