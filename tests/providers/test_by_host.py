"""Finding the owner of a host reads only the files that can be meant; it must find what reading all of them would."""

from __future__ import annotations

import pytest

from wizard import providers
from wizard.provider import Provider

KNOWN = providers.load_all().values()
PATTERNS = [pattern for provider in KNOWN for pattern in (*provider.also_hosts, provider.region_host_pattern) if pattern]
HOSTS = sorted(
    {region.host for provider in KNOWN for region in provider.regions if region.host}
    | {pattern.replace("{", "").replace("}", "") for pattern in PATTERNS}
    | {"localhost", "mail.example.com", "com", ""}
)


def owner(host: str) -> Provider | None:
    owners = [provider for provider in KNOWN if providers._owns_host(provider, host)]
    return owners[0] if len(owners) == 1 else None


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_has_the_owner_that_reading_every_file_finds(host: str) -> None:
    assert providers.by_host(host.upper() + ".") == owner(host)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_pattern_has_a_placeholder_in_its_last_two_labels(pattern: str) -> None:
    assert "{" not in ".".join(pattern.split(".")[-2:])
