"""Facts about the mail server: from the person's hints, and from what the pasted text itself names."""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from wizard.diagnosis.explain.signatures.address import MAIL_PORTS, is_loopback
from wizard.diagnosis.explain.signatures.engine import Facts
from wizard.diagnosis.explain.signatures.reading import Reading
from wizard.model import Encryption
from wizard.provider import Provider

_IMPLICIT_PORTS = frozenset({465, 2465, 8465, 994})
_STARTTLS_PORTS = frozenset({25, 587, 588, 2525, 2526, 2587, 8025, 1025})
_ALIKE = 0.9
"""How much of two names must be the same for one to be taken for the other misspelt."""
_LOCAL_HOST = re.compile(
    r"(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1|fd[0-9a-f]{2}:|host\.docker\.internal|[\w-]+$)"
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the person said about the case; every part may be missing."""

    app: str | None = None
    provider: Provider | None = None
    host: str | None = None
    port: int | None = None
    encryption: Encryption | None = None

    @property
    def given(self) -> bool:
        """Whether anything was said about the mail server."""
        return bool(self.provider or self.host or self.port or self.encryption)


class Book:
    """Providers by their host names."""

    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self.providers = providers
        self._by_host = {
            region.host.lower(): provider
            for provider in providers.values()
            for region in provider.regions
            if "<" not in region.host
        }

    def by_host(self, host: str) -> Provider | None:
        """The provider that one of its own hosts names; localhost and placeholders name none."""
        name = host.lower().rstrip(".")
        provider = self._by_host.get(name)
        return provider if provider is not None and provider.kind not in ("local", "dev") else None

    @functools.lru_cache(maxsize=1024)  # noqa: B019 — a book lives as long as the run
    def meant(self, host: str) -> str:
        """The provider's host that this one looks like without being it; "" where it looks like none, or is one."""
        name = host.lower().rstrip(".")
        if name in self._by_host or "." not in name:
            return ""
        same = (known for known in self._by_host if known.rpartition(".")[0] == name.rpartition(".")[0])
        return next(same, "") or next(iter(difflib.get_close_matches(name, self._by_host, 1, _ALIKE)), "")

    def mentioned(self, reading: Reading) -> Provider | None:
        """The provider that the text speaks of, by host or by a mark of its replies."""
        for host in reading.hosts:
            if (provider := self.by_host(host)) is not None:
                return provider
        for id, pattern in _marks():
            if id in self.providers and pattern.search(reading.raw):
                return self.providers[id]
        return None


@functools.cache
def _marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(files("wizard.diagnosis.explain.signatures").joinpath("marks.toml").read_text("utf-8"))
    return tuple((id, re.compile(text)) for id, text in data["marks"].items())


def provider_of(hints: Hints, reading: Reading, book: Book) -> Provider | None:
    """The provider of this case: hinted, by the hinted host, or mentioned."""
    return hints.provider or (book.by_host(hints.host) if hints.host else None) or book.mentioned(reading)


def facts_of(hints: Hints, reading: Reading, book: Book) -> Facts:
    """Hints first; the text fills what they leave open."""
    provider = provider_of(hints, reading, book)
    port = hints.port or _port(reading)
    host = (hints.host or "").lower()
    encryption = hints.encryption.value if hints.encryption else _encryption(reading)
    kind = provider.kind if provider else ("local" if host and _LOCAL_HOST.fullmatch(host) else "")
    known = bool((provider and provider.kind not in ("local", "dev")) and (host or book.mentioned(reading) or hints.provider))
    meant = next((near for name in ((host,) if host else reading.hosts) if (near := book.meant(name))), "")
    return Facts(
        app=(hints.app or "").lower(),
        provider=provider.id if provider else "",
        kind=kind,
        host=host,
        port=port,
        encryption=encryption,
        mode=_mode(port, provider, host),
        known_host=known and not meant and not _is_mangled(host),
        meant_host=meant,
        host_elsewhere=bool(host) and not _LOCAL_HOST.match(host),
        host_seen=_host_seen(host, reading),
        documented_port=bool(
            provider and port and provider.kind != "local" and any(entry.port == port for entry in provider.ports)
        ),
        hinted=hints.given,
    )


def _host_seen(host: str, reading: Reading) -> str:
    if reading.has_loopback or is_loopback(host):
        return "loopback"
    return "other" if host or reading.names_a_host or reading.has_ipv6 else ""


def _is_mangled(host: str) -> bool:
    return bool(host) and not re.fullmatch(r"[a-z0-9._\[\]:-]+", host)


def _port(reading: Reading) -> int | None:
    """The port that the text speaks of, when it is one and a mail port."""
    ports = reading.ports & (MAIL_PORTS | {110, 143, 993, 995})
    return next(iter(ports)) if len(ports) == 1 else None


def _encryption(reading: Reading) -> str:
    return "implicit_tls" if reading.says_implicit else ""


def _mode(port: int | None, provider: Provider | None, host: str) -> str:
    """What the port speaks: by the provider's table, else by custom. A provider's host on another port is not known."""
    if port is None:
        return ""
    if provider is not None:
        for entry in provider.ports:
            if entry.port == port and entry.encryption is not Encryption.NONE:
                return "implicit" if entry.encryption is Encryption.IMPLICIT_TLS else "starttls"
    if port in _IMPLICIT_PORTS:
        return "implicit"
    return "starttls" if port in _STARTTLS_PORTS else ""
