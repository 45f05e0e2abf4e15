"""What a provider's facts mean for the DNS of a sender's domain. Pure; shared by the look-ups and the rules.

The facts are fields of the provider's file, never its prose. What no field says is "depends", never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wizard.provider import Provider

_INCLUDE = re.compile(r"include:([A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9])?\.[A-Za-z]{2,})")
_BELOW = ".<domain>"
_LOGIN_DOMAIN = "<sending domain>"


@dataclass(frozen=True, slots=True)
class Place:
    """A name of its own that a provider uses for the envelope: send.example.com."""

    name: str
    needed: bool
    """Whether an SPF record has to be written there by hand; else it comes with a CNAME, where that was set up."""


def keeps_envelope(provider: Provider | None) -> bool | None:
    """Whether MAIL FROM stays at the sender's domain, so that SPF there counts. None = depends on the account, or not known."""
    needed = provider.envelope.spf_needed if provider else ""
    return {"yes": True, "no": False}.get(needed)


def owns(provider: Provider | None, domain: str) -> bool:
    """Whether a domain is the provider's own (gmail.com): its DNS is nobody else's to change."""
    return provider is not None and domain.lower() in provider.domains


def delivers(provider: Provider | None) -> bool:
    """Whether mail leaves it at all; a development catcher keeps it."""
    return provider is None or provider.kind != "dev"


def includes(provider: Provider | None) -> tuple[str, ...]:
    """The domains that the provider documents for include:, the one to recommend first, other regions' and older ones behind."""
    if provider is None:
        return ()
    main = _INCLUDE.findall(provider.spf.mechanism)
    return tuple(dict.fromkeys([*main, *provider.spf.others])) if main else ()


def legacy_includes(provider: Provider | None) -> tuple[str, ...]:
    """Includes that the provider once asked for and that do nothing any more."""
    return provider.spf.legacy if provider else ()


def own_place(provider: Provider | None, domain: str, username: str = "") -> Place | None:
    """The provider's own name below a domain, None where it has none or it is not known. `username` holds it with some."""
    if provider is None:
        return None
    if provider.spf.at.endswith(_BELOW):
        return Place(provider.spf.at.replace("<domain>", domain), provider.spf.needed in ("yes", "auto"))
    home = username.rpartition("@")[2].lower().rstrip(".")
    if provider.spf.at == _LOGIN_DOMAIN and home.endswith(f".{domain}"):
        return Place(home, True)
    return Place(f"{provider.envelope.place}.{domain}", False) if provider.envelope.place else None


def selectors(provider: Provider | None) -> tuple[str, ...]:
    """The DKIM selectors that are the same for every account of the provider."""
    return provider.dkim.selectors if provider and signs(provider) else ()


USUAL_SELECTORS = (
    "default",
    "mail",
    "dkim",
    "smtp",
    "s1",
    "s2",
    "selector1",
    "selector2",
    "k1",
    "key1",
    "google",
    "x",
)
"""What mail servers and hosting panels call their DKIM key when nobody says otherwise: worth a look where no name is known."""


def guesses(provider: Provider | None, named: Sequence[str]) -> tuple[str, ...]:
    """The selectors to try: only for a server of one's own whose selector nobody named; a provider's names are no guess."""
    return USUAL_SELECTORS if not named and (provider is None or provider.kind == "local") else ()


def signs(provider: Provider) -> bool:
    """Whether DKIM keys have a place in the sender's domain."""
    return provider.dkim.record_type != "n/a"


def knows_selectors(provider: Provider) -> bool:
    """Whether no key at any of `selectors` means that there is none: some accounts have names of their own."""
    return bool(selectors(provider)) and not provider.dkim.selectors_differ


def wants_dmarc(provider: Provider | None) -> bool:
    """Whether the provider sends only for domains that publish a DMARC record."""
    return provider is not None and provider.dmarc_required


def return_path(provider: Provider | None, domain: str) -> tuple[str, str] | None:
    """The CNAME, name and target, that brings the provider's envelope below a domain; None where it is not known by name."""
    if provider is None or not provider.envelope.target:
        return None
    return f"{provider.envelope.place}.{domain}", provider.envelope.target


def key_target(provider: Provider, selector: str, domain: str) -> str:
    """Where the CNAME of a DKIM selector has to point; empty where it differs by account."""
    target = provider.dkim.targets.get(selector, "")
    target = target.replace("<domain-with-dashes>", domain.replace(".", "-")).replace("<domain>", domain)
    return "" if "<" in target else target
