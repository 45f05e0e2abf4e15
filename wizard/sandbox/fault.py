"""The fault theatre: each failure that can be rehearsed in the demo, by the host that plays it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wizard.model import Encryption
from wizard.sandbox.certificate import Kind
from wizard.sandbox.script import Fault as Break
from wizard.sandbox.script import Script

WRONG = "wrong"
"""The one password that every server of the demo refuses."""
ELSEWHERE = "elsewhere"
"""The password that the first region of a provider refuses and the others take."""
REFUSED_LOGIN = "535 5.7.8 Error: authentication failed: authentication failure"


def _any_but_wrong(username: str, password: str) -> str | None:
    return REFUSED_LOGIN if password == WRONG else None


def _not_of_this_region(username: str, password: str) -> str | None:
    return REFUSED_LOGIN if password in (WRONG, ELSEWHERE) else None


def good(host: str, *, first_of_several: bool = False) -> Script:
    """A server with nothing wrong. `first_of_several`: the provider has other regions, with accounts of their own."""
    return Script(host=host, on_login=_not_of_this_region if first_of_several else _any_but_wrong, login_needed=True)


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure to rehearse. `ports`: port → encryption, None = accepts and says nothing, absent = refused."""

    name: str
    title: str
    """What goes wrong, for the list."""
    cure: str
    """How the person gets past it."""
    script: Script = field(default_factory=lambda: good("mail.example.com"))
    ports: Mapping[int, Encryption | None] = field(
        default_factory=lambda: {587: Encryption.STARTTLS, 465: Encryption.IMPLICIT_TLS, 2525: Encryption.STARTTLS}
    )
    signs: bool = True
    """Whether the sender's domain has the DKIM keys of whoever sends through this server."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the ready answers of the demo say otherwise than usual, to meet it."""

    @property
    def host(self) -> str:
        """The server that plays it."""
        return f"{self.name}.demo.example"


def _unverified(message: str) -> str | None:
    return (
        "550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved."
        if "noreply@" in message
        else None
    )


def _only_mail(name: str) -> str | None:
    return None if name.startswith("mail.") else f"550 5.7.1 <{name}>: Helo command rejected: Host not found"


_GOOD = good("mail.example.com")

_ALL = (
    Fault(
        "tls-mismatch",
        "port 587 with implicit TLS, a wrong pair",
        "choose STARTTLS for port 587, or port 465",
        ports={587: Encryption.STARTTLS, 465: Encryption.IMPLICIT_TLS},
        answers={"port": "587", "encryption": "implicit_tls"},
    ),
    Fault(
        "silent-port",
        "a port that never says a word",
        "choose port 2525",
        ports={587: None, 2525: Encryption.STARTTLS},
    ),
    Fault(
        "wrong-password",
        "the server refuses the login",
        "there is none: every password is refused here",
        replace(_GOOD, on_login=lambda username, password: REFUSED_LOGIN),
    ),
    Fault(
        "unverified-sender",
        "the sender is refused at DATA only",
        "send from another address than noreply@",
        replace(_GOOD, on_data=_unverified),
    ),
    Fault(
        "ehlo-rejected",
        "the EHLO name is refused",
        "greet as mail.example.com",
        replace(_GOOD, on_ehlo=_only_mail),
    ),
    Fault(
        "expired-certificate",
        "the certificate has expired",
        "none here: its owner must renew it",
        replace(_GOOD, certificate=Kind.EXPIRED),
    ),
    Fault(
        "missing-dkim",
        "the sender's domain has no DKIM key",
        "publish the record that the DNS page shows",
        signs=False,
        answers={"from_address": "noreply@missing-dkim.example"},
    ),
    Fault(
        "greylisting",
        "the first attempt is put off (451)",
        "test again: the second attempt is taken",
        replace(_GOOD, greylist=True),
    ),
    Fault("server-down", "nothing listens on any port", "none here: ask its owner", ports={}),
    Fault(
        "drops-connection",
        "the server hangs up after the greeting",
        "none here: ask its owner",
        replace(_GOOD, faults={"ehlo": Break.CLOSE}),
    ),
)

FAULTS: dict[str, Fault] = {fault.name: fault for fault in _ALL}
"""By name, in the order in which one meets them."""


def of_host(host: str) -> Fault | None:
    """The fault that a host plays, None for a good one."""
    return next((fault for fault in FAULTS.values() if fault.host == host.lower()), None)
