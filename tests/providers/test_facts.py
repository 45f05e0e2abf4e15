"""Every provider file, one by one: what a new file must keep to."""

from __future__ import annotations

import re
import time
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from wizard import catalogue, providers
from wizard.field import domain, host
from wizard.provider import Provider

ALL = providers.load_all()

each = pytest.mark.parametrize("provider", ALL.values(), ids=ALL)


def patterns(provider: Provider) -> list[str]:
    """Every regex in a provider's file."""
    found = [provider.secret.pattern, *(pattern for pattern, _ in provider.secret.wrong)]
    found += [provider.dkim.selector_pattern, provider.dkim.target_pattern]
    if provider.username.type == "pattern":
        found.append(provider.username.value)
    return [pattern for pattern in found if pattern]


def test_there_are_all_of_them() -> None:
    assert len(ALL) >= 47
    assert {"sendgrid", "ses", "gmail", "m365-smtp-auth", "local-relay", "mailpit"} <= set(ALL)


@each
def test_a_file_is_named_like_its_provider(provider: Provider) -> None:
    assert files("wizard.providers").joinpath(f"{provider.id}.toml").is_file()
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", provider.id)


@each
def test_facts_say_where_they_come_from(provider: Provider) -> None:
    assert provider.sources
    assert provider.confidence
    assert all(provider.sources)
    assert not provider.docs or urlsplit(provider.docs).scheme == "https"


@each
def test_exactly_one_port_is_recommended_and_none_stands_twice(provider: Provider) -> None:
    numbers = [known.port for known in provider.ports]
    assert len(set(numbers)) == len(numbers)
    assert all(0 < number < 65536 for number in numbers)
    assert sum(known.recommended for known in provider.ports) == 1


@each
def test_regions_have_names_of_their_own_and_hosts_that_are_hosts(provider: Provider) -> None:
    names = [region.name for region in provider.regions]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) for name in names)
    for region in provider.regions:
        assert host(region.host) == region.host


@each
def test_mail_domains_and_mx_are_names(provider: Provider) -> None:
    for name in (*provider.domains, *provider.mx):
        assert domain(name) == name


@each
def test_causes_of_replies_are_in_the_catalogue(provider: Provider) -> None:
    known = set(catalogue.load_all())
    for reply in provider.errors:
        assert {*reply.also, *([reply.cause] if reply.cause else [])} <= known
        assert not reply.also or reply.cause
        assert reply.cause not in reply.also


@each
def test_patterns_are_quick_on_anything(provider: Provider) -> None:
    hostile = [
        "a" * 10_000,
        "a." * 5_000,
        "a@" + "a." * 5_000 + " ",
        "B" + "A" * 10_000,
        "1-" * 5_000,
        "ocid1.user.oc1.." + "a@." * 3_000,
    ]
    for pattern in map(re.compile, patterns(provider)):
        started = time.perf_counter()
        for text in hostile:
            pattern.search(text)
        assert time.perf_counter() - started < 20, pattern


@each
def test_a_secret_with_a_shape_says_it_in_words(provider: Provider) -> None:
    assert provider.secret.label
    assert bool(provider.secret.pattern) == bool(provider.secret.shape)


@each
def test_a_fixed_user_name_has_a_value(provider: Provider) -> None:
    assert (provider.username.type in ("fixed", "pattern")) == bool(provider.username.value)


@each
def test_cautions_are_sentences_with_a_full_stop(provider: Provider) -> None:
    assert provider.cautions
    for caution in provider.cautions:
        assert caution.text.endswith(".")
        assert "!" not in caution.text
        assert ("{left}" in caution.text) <= (caution.until is not None)
        # What is only remembered goes on after "Probably: ", so it starts small, unless it starts with a name.
        starts_with_name = caution.text.startswith(provider.name.split()[0])
        assert starts_with_name or caution.text[0].islower() == (caution.source == "memory")


@each
def test_dkim_targets_belong_to_known_selectors(provider: Provider) -> None:
    assert set(provider.dkim.targets) <= set(provider.dkim.selectors)
    pattern = provider.dkim.target_pattern
    for target in provider.dkim.targets.values():
        plain = target.replace("<domain-with-dashes>", "example-com").replace("<domain>", "example.com")
        assert domain(plain) == plain.lower()
        assert not pattern or re.fullmatch(pattern, plain)
