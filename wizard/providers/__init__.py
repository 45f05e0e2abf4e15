"""What is known about mail providers: one TOML file each in this folder, found by looking.

A new provider is one new file. A server of one's own has none: then there is simply no Provider, and nothing is assumed.
The texts are shown as they stand there. Where a fact comes from stands in `sources` and `confidence`; what is not known for sure
is named in `unsure` and said with "probably"; remarks to whoever keeps a file are comments.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from wizard.errors import UsageError
from wizard.model import Endpoint
from wizard.provider import Provider
from wizard.providers.advice import secret_hint, username_default, username_hint, warnings
from wizard.providers.reader import read

__all__ = [
    "blocked_ports",
    "by_domain",
    "by_host",
    "by_mx",
    "endpoint",
    "find",
    "hosts",
    "load_all",
    "owners",
    "search",
    "secret_hint",
    "username_default",
    "username_hint",
    "warnings",
]

_FOLDER = Path(__file__).parent
_EGRESS = "egress.toml"
_NO_MATCH = 9
_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.IGNORECASE)


@functools.cache
def load_all() -> dict[str, Provider]:
    """Every provider by id, sorted by name. Raises FileError for a file that can't be used (a bug in that file)."""
    found = [_load(name) for name in _texts()]
    return {provider.id: provider for provider in sorted(found, key=lambda provider: provider.name.casefold())}


@functools.cache
def _texts() -> dict[str, str]:
    """The text of every provider's file by its name without `.toml`, which is the provider's id."""
    rows = sorted(_FOLDER.glob("*.toml"))
    return {row.stem: row.read_text("utf-8") for row in rows if row.name != _EGRESS}


@functools.cache
def _load(id: str) -> Provider:
    # A check needs one provider at most: the other files are not parsed, which would take longer than connecting.
    return read(tomllib.loads(_texts()[id]), f"{id}.toml")


def find(id: str) -> Provider:
    """One provider by its id. Raises UsageError that names what comes close."""
    if id in _texts():
        return _load(id)
    close = [provider.id for provider in search(id)[:5]]
    hint = f"did you mean {' or '.join(close)}?" if close else "smtp-wizard providers lists them"
    raise UsageError("there is no provider of this name", hint)


def search(text: str) -> tuple[Provider, ...]:
    """Providers that fit what was typed, best first; everything for an empty text.

    Id and name are looked at first (whole, start, start of a word), then host names, mail domains, then any part of them.
    """
    wanted = text.strip().casefold().rpartition("@")[2]
    if not wanted:
        return tuple(load_all().values())
    ranks = {id: _rank(provider, wanted) for id, provider in load_all().items()}
    found = [provider for provider in load_all().values() if ranks[provider.id] < _NO_MATCH]
    return tuple(sorted(found, key=lambda provider: ranks[provider.id]))


def _rank(provider: Provider, wanted: str) -> int:
    name = provider.name.casefold()
    names = (provider.id, name)
    places = [region.host for region in provider.regions] + list(provider.domains) + list(provider.mx)
    if wanted in names:
        return 0
    if any(each.startswith(wanted) for each in names):
        return 1
    if any(word.startswith(wanted) for word in re.split(r"[^\w]+", name)):
        return 2
    if wanted in places or _owns_host(provider, wanted):
        return 3
    if any(wanted in place for place in places):
        return 4
    return 5 if wanted in name else _NO_MATCH


def by_domain(domain: str) -> Provider | None:
    """The provider whose own mail domain this is (gmail.com …)."""
    wanted = domain.rpartition("@")[2].rstrip(".").lower()
    return next((provider for provider in load_all().values() if wanted in provider.domains), None)


def by_mx(hosts: Iterable[str]) -> Provider | None:
    """The provider at which a domain's mailboxes live, by the names of its MX hosts; the longest suffix decides."""
    names = [host.rstrip(".").lower() for host in hosts]
    matches = [
        # A relay product shares its MX with the mailbox product; the mailboxes are what an MX tells about.
        (len(suffix), provider.kind == "mailbox", provider)
        for provider in load_all().values()
        for suffix in provider.mx
        if any(name == suffix or name.endswith(f".{suffix}") for name in names)
    ]
    return max(matches, key=lambda match: match[:2])[2] if matches else None


def by_host(smtp_host: str) -> Provider | None:
    """The provider that an SMTP host belongs to; None where none or several claim it (localhost)."""
    wanted = smtp_host.rstrip(".").lower()
    # No pattern has a placeholder in its last two labels, so those stand in the file of every provider that can own the host.
    end = ".".join(wanted.split(".")[-2:])
    owners = [id for id, text in _texts().items() if end in text and _owns_host(_load(id), wanted)]
    return _load(owners[0]) if len(owners) == 1 else None


def _owns_host(provider: Provider, host: str) -> bool:
    if any(region.host == host for region in provider.regions):
        return True
    patterns = (*provider.also_hosts, provider.region_host_pattern)
    return any(_host_pattern(pattern).fullmatch(host) for pattern in patterns if pattern)


@functools.cache
def _host_pattern(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{[a-z-]+\}", pattern)
    return re.compile(r"[a-z0-9-]+".join(map(re.escape, parts)))


def hosts(provider: Provider, region: str | None = None, *, domain: str = "") -> str:
    """The SMTP host of a region, the first one's without a region; "" where only the person knows it (a relay of their own).

    A provider with a host for each region also takes a region that is not listed. `domain` is for Microsoft's connector, whose
    host is made from it. Raises UsageError for a region that there can't be.
    """
    pattern = provider.region_host_pattern
    if "{domain-with-dashes}" in pattern:
        return pattern.replace("{domain-with-dashes}", domain.rstrip(".").lower().replace(".", "-")) if domain else ""
    if region is None:
        return provider.regions[0].host if provider.regions else ""
    for known in provider.regions:
        if known.name == region:
            return known.host
    if "{region}" in pattern and _LABEL.fullmatch(region):
        return pattern.replace("{region}", region.lower())
    names = ", ".join(known.name for known in provider.regions)
    raise UsageError(f"{provider.name} has no such region", f"accepted: {names}" if names else "leave the region out")


def endpoint(provider: Provider, region: str | None = None, port: int | None = None, *, domain: str = "") -> Endpoint:
    """Host, port and encryption to use: the recommended port, or a documented one that is asked for.

    Raises UsageError for a port that the provider does not document: its encryption is not known.
    """
    for known in provider.ports:
        if known.recommended if port is None else known.port == port:
            return Endpoint(hosts(provider, region, domain=domain), known.port, known.encryption)
    accepted = ", ".join(str(known.port) for known in provider.ports)
    raise UsageError(f"{provider.name} documents no port {port}", f"documented: {accepted}")


@functools.cache
def owners() -> tuple[tuple[str, str], ...]:
    """Public mail domains and whose they are, in the words for people: (gmail.com, Gmail)."""
    # Only the head of the few files that name any: every check asks this, and all files would take longer than connecting.
    heads = (text.partition("\n[")[0] for text in _texts().values() if "\ndomains = [" in text)
    rows = [tomllib.loads(head) for head in heads]
    return tuple((domain, re.split(r" [(/]", row["name"])[0]) for row in rows for domain in row["domains"])


@functools.cache
def blocked_ports() -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Ports that hosting companies are known to block for outgoing mail: (company, ports)."""
    data = tomllib.loads((_FOLDER / _EGRESS).read_text("utf-8"))
    return tuple((row["platform"], tuple(row["ports"])) for row in data["egress_block"])
