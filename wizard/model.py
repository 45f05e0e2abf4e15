"""The nouns: what a mail setup consists of. Frozen, no I/O, no opinion."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wizard.secret import Secret, SecretRef


class Encryption(StrEnum):
    """How a connection is protected. STARTTLS means *required*; an app that only takes it if offered is a fact of the app."""

    IMPLICIT_TLS = "implicit_tls"
    STARTTLS = "starttls"
    NONE = "none"

    @property
    def words(self) -> str:
        """As it is written for people."""
        return {"implicit_tls": "implicit TLS", "starttls": "STARTTLS", "none": "no encryption"}[self.value]


def is_loopback(host: str) -> bool:
    """Whether a host is the machine itself; inside a container, the container."""
    name = host.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in ("localhost", "localhost.localdomain") or name.endswith(".localhost")


_OWN_NETWORKS = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")))
"""RFC 1918, RFC 6598, RFC 4193."""


def is_seen_outside(ip: str) -> bool:
    """Whether an address can be the one that others see a mail come from; False for this machine's and a network's own."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if address.is_loopback or address.is_link_local or address.is_unspecified:
        return False
    return not any(address in network for network in _OWN_NETWORKS)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's host, port and encryption. A port number never implies an encryption by itself."""

    host: str
    port: int
    encryption: Encryption
    ca_file: str | None = None
    """PEM file of a CA to trust beside the system's."""

    def __str__(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{name}:{self.port}"


SAME_AS_SECRET = "<same as the password>"
"""As a user name: the secret is the user name as well (Postmark). So the profile holds the secret in neither place."""


@dataclass(frozen=True, slots=True)
class Login:
    """User name and mechanism (`auto` = the first offered of PLAIN, LOGIN, CRAM-MD5), and where the secret is kept."""

    username: str
    """May be `SAME_AS_SECRET`."""
    secret: SecretRef
    mechanism: str = "auto"
    plaintext_for: str = ""
    """The server that may be sent the password over an unencrypted line, because the person said so; empty: none may."""

    def hiding(self, secret: Secret) -> Login:
        """The same without the secret as user name, so that nothing that tells of a login tells the secret."""
        return replace(self, username=SAME_AS_SECRET) if self.username and self.username == secret.reveal() else self


@dataclass(frozen=True, slots=True)
class Identity:
    """One pair of envelope sender and From header that an app will really use."""

    id: str
    """Stable: `base` for the setup's own sender, else `APP.WHAT`, for example `chat.noreply`."""
    envelope: str
    from_address: str
    from_name: str = ""
    app: str | None = None
    """The app's name in the profile, None for the setup's own sender."""
    sample: bool = False
    """Whether the address is one sample of many that the app generates."""
    purpose: str = ""
    """What the app sends with it, in a few words."""


@dataclass(frozen=True, slots=True)
class App:
    """One app of a setup: what kind, how it is run, what it is called from outside."""

    name: str
    kind: str
    target: str
    hostname: str = ""
    settings: Mapping[str, str | bool] = field(default_factory=dict)
    """That app's own answers, named in its KEYS (for Zulip: administrator, noreply, tokens)."""

    def __hash__(self) -> int:
        return hash((self.name, self.kind, self.target, self.hostname, tuple(sorted(self.settings.items()))))


@dataclass(frozen=True, slots=True)
class Profile:
    """A complete, well-formed mail setup. It holds no secret, only the place of one."""

    name: str
    server: Endpoint
    from_address: str
    from_name: str = ""
    ehlo: str | None = None
    """The name to greet with; None = as each app would greet."""
    auth: Login | None = None
    """None = no login."""
    provider: str | None = None
    region: str | None = None
    selectors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """DKIM selectors by domain."""
    recipient: str | None = None
    apps: tuple[App, ...] = ()

    @property
    def domain(self) -> str:
        """The domain of the base sender address."""
        return self.from_address.rpartition("@")[2]

    @property
    def greeting_name(self) -> str:
        """The EHLO name of our own conversations: chosen, else the first app's host name, else the sender's domain."""
        return self.ehlo or next((app.hostname for app in self.apps if app.hostname), "") or self.domain


class Fingerprint(str):
    """A digest of a request. A result is stale exactly when the fingerprint of its request changed."""

    @classmethod
    def of(cls, *parts: object) -> Fingerprint:
        return cls(hashlib.sha256("\x1f".join(map(repr, parts)).encode()).hexdigest()[:16])
