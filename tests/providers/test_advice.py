"""What is said before a person meets it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard import providers
from wizard.provider import Provider
from wizard.secret import Secret

M365 = providers.find("m365-smtp-auth")


def test_the_end_of_microsoft_passwords_is_told_with_the_days_left() -> None:
    said = providers.warnings(M365, date(2026, 11, 21))[0]
    assert "end of December 2026 (in 40 days)" in said
    assert "(tomorrow)" in providers.warnings(M365, date(2026, 12, 30))[0]
    assert "(today)" in providers.warnings(M365, date(2026, 12, 31))[0]


def test_afterwards_it_is_told_as_announced_not_as_known() -> None:
    said = providers.warnings(M365, date(2027, 1, 1))[0]
    assert said.startswith("Probably: as announced")
    assert "{left}" not in said


@pytest.mark.parametrize("provider", providers.load_all().values(), ids=providers.load_all())
def test_every_warning_is_complete_on_every_day(provider: Provider) -> None:
    for month in range(48):
        for said in providers.warnings(provider, date(2026, 1, 15) + timedelta(days=30 * month)):
            assert "{" not in said
            assert said.isprintable()
            assert len(said) < 260


def test_what_is_only_remembered_is_said_with_probably() -> None:
    remembered = [
        caution for provider in providers.load_all().values() for caution in provider.cautions if caution.source == "memory"
    ]
    assert remembered
    said = [text for provider in providers.load_all().values() for text in providers.warnings(provider, date(2030, 1, 1))]
    for caution in remembered:
        assert f"Probably: {caution.text}" in said


@pytest.mark.parametrize(
    ("id", "secret", "said"),
    [
        ("brevo", "xkeysib-" + "a" * 64, "looks like an API key"),
        ("ses", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "secret access key"),
        ("ses", "AKIAIOSFODNN7EXAMPLE", "an access key ID"),
        ("gmail", "abcd efgh ijkl mnop", "blanks"),
        ("gmail", "MyPassword1", "16 small letters"),
        ("sendgrid", "hunter2", "SendGrid's API key: starts with SG."),
        ("sendgrid", "SG." + "a" * 22 + "." + "b" * 43 + "\n", "line break"),
        ("sendgrid", "SG." + "a" * 22 + "." + "b" * 43, None),
        ("icloud", "abcd-efgh-ijkl-mnop", None),
        ("fastmail", "x", "probably does not have"),
        ("migadu", "anything", None),
        ("gmail", "", None),
    ],
)
def test_an_odd_secret_is_named_for_what_it_is(id: str, secret: str, said: str | None) -> None:
    hint = providers.secret_hint(providers.find(id), Secret(secret))
    assert (hint is None) if said is None else (hint is not None and said in hint)


@given(st.sampled_from(sorted(providers.load_all())), st.text(min_size=12))
def test_a_hint_never_holds_the_secret(id: str, secret: str) -> None:
    hint = providers.secret_hint(providers.find(id), Secret(secret)) or ""
    assert secret not in hint


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("sendgrid", "apikey"),
        ("gmail", "noreply@example.com"),
        ("mailgun", "postmaster@example.com"),
        ("brevo", ""),
        ("ses", ""),
        ("postmark", ""),
        ("local-relay", ""),
    ],
)
def test_a_user_name_is_prefilled_only_where_it_is_known(id: str, name: str) -> None:
    assert providers.username_default(providers.find(id), "noreply@example.com") == name


def test_half_an_address_prefills_nothing_but_a_fixed_name() -> None:
    assert providers.username_default(providers.find("gmail"), "noreply") == ""
    assert providers.username_default(providers.find("gmail"), "@example.com") == ""
    assert providers.username_default(providers.find("resend"), "") == "resend"
