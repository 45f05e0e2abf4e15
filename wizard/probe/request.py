"""What a probe is asked for: small and frozen."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.model import Endpoint, Identity, Login
from wizard.secret import Secret


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds. A conversation ends at `total` whatever a server does."""

    connect: float = 10.0
    reply: float = 10.0
    auth: float = 30.0
    """Dovecot delays its answer after failed logins."""
    total: float = 60.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """What to log in with. One attempt, one mechanism."""

    username: str
    secret: Secret
    mechanism: str = "auto"
    plaintext_for: str = ""
    """The server to which the person said that a password may cross an unencrypted line; empty: to none."""

    @classmethod
    def of(cls, login: Login, secret: Secret) -> Credentials:
        """What a setup logs in with."""
        return cls(login.username, secret, login.mechanism, login.plaintext_for)

    def may_cross_plaintext(self, host: str) -> bool:
        """Whether this host may get them unencrypted: asked where they go out, so that no other host of a follow-up ever does."""
        return bool(self.plaintext_for) and self.plaintext_for.lower() == host.lower()


@dataclass(frozen=True, slots=True)
class Request:
    """One SMTP conversation: how far it goes is what it has. No credentials: no login. No identities: no MAIL FROM."""

    endpoint: Endpoint
    ehlo: str
    credentials: Credentials | None = None
    identities: tuple[Identity, ...] = ()
    recipient: str | None = None
    """For RCPT TO; None = the identity's own envelope address."""
    limits: Limits = Limits()
    family: int | None = None
    """4 or 6: use only that address family."""
