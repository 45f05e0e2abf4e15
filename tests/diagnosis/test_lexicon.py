"""The lexicon: what is stored is sound, and it has an opinion on wordings that no signature and no taught text holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.explain_score import DATA, read
from tests.diagnosis.test_explain import explained, named, outcomes
from wizard.catalogue import load_all as load_causes
from wizard.diagnosis.explain import lexicon
from wizard.diagnosis.explain.signatures.engine import Facts
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.model import Encryption


def test_every_class_is_a_cause_or_none() -> None:
    learned = lexicon.load()
    assert set(learned.causes) <= {*load_causes(), lexicon.NONE}
    assert len(learned.bias) == len(learned.causes)
    assert {id for id, cause in load_causes().items() if "explain" in cause.detectable} <= set(learned.causes)


def test_rows_are_pairs_of_a_class_and_a_weight() -> None:
    learned = lexicon.load()
    for feature, (rarity, *row) in learned.weights.items():
        assert rarity > 0, feature
        assert len(row) % 2 == 0, feature
        assert all(0 <= at < len(learned.causes) for at in row[::2]), feature


def test_nobody_s_address_or_number_is_learned() -> None:
    words = [word for feature in lexicon.load().weights if not feature.startswith("=") for word in feature.split()]
    assert not [word for word in words if "@" in word or "/" in word]
    assert not [word for word in words if word.isdigit() and len(word) > 4]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_an_opinion_that_adds_up(text: str) -> None:
    met = lexicon.opinion(Reading(text.splitlines()), Facts())
    assert sum(met.shares.values()) == pytest.approx(1)
    assert set(met.known) <= set(lexicon.features(Reading(text.splitlines()), Facts()))


@pytest.mark.parametrize("name", ["real.jsonl", "phrases.jsonl"])
def test_what_was_taught_is_known(name: str) -> None:
    """No proof of generality (that is `tests/lexicon.py --folds`), but of texts, code and stored weights fitting together."""
    rows = outcomes(name)
    assert sum(row.first for row in rows) >= 0.94 * len(rows)
    assert sum(row.within_three for row in rows) >= 0.97 * len(rows)


FRESH = [
    ("relayd[7]: outbound handoff to mx-out.example.net rejected: peer says our login is not good (535)", "wrong-credentials"),
    (
        "[mailworker] smtp hand-over failed: the peer's certificate was issued by an authority that we do not trust",
        "cert-untrusted",
    ),
    (
        "notify-daemon: mail gateway certificate ran out on 3 May, refusing to talk to it (certificate has expired)",
        "cert-expired",
    ),
    ("KRON: letter not handed over, host said 553 that From address is not yours to use", "from-mismatch-with-login"),
    ("postbox gateway: slow down, you have used up all messages for this hour (451 4.7.1)", "rate-or-quota-limited"),
    ("smtp client: the other side wants STARTTLS before it lets me log in", "tls-required-first"),
    ("outgoing mail: our own address is listed at zen.spamhaus.org, 554 connection refused", "sending-ip-not-accepted"),
    ("FATAL mailer config: SMTP_TLS must be one of none, starttls, tls; got 'yes please'", "invalid-setting-value"),
]
"""Written for this test, in words that no program prints."""


@pytest.mark.parametrize(("text", "cause"), FRESH, ids=[cause for _, cause in FRESH])
def test_a_wording_that_nobody_wrote_down_is_understood(text: str, cause: str) -> None:
    taught = {row["text"] for path in DATA.glob("*.jsonl") for row in read(path)}
    assert text not in taught
    assert cause in named(text)[:2]


def test_words_say_what_they_were_recognised_by() -> None:
    answer = explained("smtp answer: 550 your plan has no messages left for this month, please upgrade")
    assert answer.causes[0].cause in ("rate-or-quota-limited", "account-suspended-or-not-activated")
    assert answer.causes[0].matched.startswith("words that go with it: ")


def test_words_never_name_what_the_port_rules_out() -> None:
    text = "Error: Greeting never received"
    assert named(text, host="mail.example.org", port=465, encryption=Encryption.STARTTLS)[0] == "starttls-on-implicit-tls-port"
    assert named(text, host="mail.example.org", port=587, encryption=Encryption.STARTTLS)[0] != "starttls-on-implicit-tls-port"


def test_a_refusal_by_a_mail_server_always_has_a_cause() -> None:
    assert named("smtp error: 550 your plan has no messages left this month")


def test_a_cause_that_only_words_speak_for_weighs_no_more_than_they_give() -> None:
    wrapper = "...es/mailer/mailer.go:402:func1() [E] Failed to send emails [a@example.org]: Password reset - "
    for host in ("[::1]:25", "172.17.0.1:25", "127.0.0.1:25"):
        answer = explained(f"{wrapper}dial tcp {host}: connect: connection refused")
        first = answer.causes[0]
        assert first.score < 0.6 or not first.by_words, "the signature's weight is its own"
