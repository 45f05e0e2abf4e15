"""What a provider's facts mean for the DNS of a sender's domain. Pure; shared by the look-ups and the rules.

The facts are written for people to read (`at = "send.<domain>"`, `mechanism = "include:spf.example plus ip4:<your public IP>"`);
here is the one place where they are read by a program. What can't be read that way is "depends", never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wizard.provider import Provider

_INCLUDE = re.compile(r"include:([A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9])?\.[A-Za-z]{2,})")
_RETURN_PATH = re.compile(r"(?<![\w>.\-])([a-z][a-z0-9\-]*)\.<domain>(?: CNAME)? -> ([a-z0-9\-.]+\.[a-z]{2,})")
_PLACE = re.compile(r"(?<![\w>.\-])([a-z][a-z0-9\-]*)\.<domain>")
_UNSURE_SELECTORS = re.compile(
    r"random|shown|chosen|console|panel|differ|generated|per domain|only if|not confirmed", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """A name of its own that a provider uses for the envelope: send.example.com."""

    name: str
    needed: bool
    """Whether an SPF record has to be written there by hand; else it comes with a CNAME, where that was set up."""


def keeps_envelope(provider: Provider | None) -> bool | None:
    """Whether MAIL FROM stays at the sender's domain, so that SPF there counts. None = depends on the account, or not known."""
    needed = provider.envelope.get("spf_needed") if provider else None
    return {"yes": True, "no": False}.get(needed or "")


def owns(provider: Provider | None, domain: str) -> bool:
    """Whether a domain is the provider's own (gmail.com): its DNS is nobody else's to change."""
    return provider is not None and domain.lower() in provider.domains


def delivers(provider: Provider | None) -> bool:
    """Whether mail leaves it at all; a development catcher and a tenant-internal service keep it."""
    return provider is None or (provider.kind != "dev" and "nothing leaves" not in provider.envelope.get("mode", ""))


def includes(provider: Provider | None) -> tuple[str, ...]:
    """The domains that the provider documents for include:, the one to recommend first, other regions' and older ones behind."""
    if provider is None:
        return ()
    main = _INCLUDE.findall(provider.spf.get("mechanism", ""))
    others = _INCLUDE.findall(f"{provider.spf.get('note', '')} {provider.spf.get('legacy', '')}")
    return tuple(dict.fromkeys([*main, *others])) if main else ()


def legacy_includes(provider: Provider | None) -> tuple[str, ...]:
    """Includes that the provider once asked for and that do nothing any more."""
    if provider is None or provider.spf.get("mechanism"):
        return ()
    return tuple(_INCLUDE.findall(provider.spf.get("legacy", "")))


def own_place(provider: Provider | None, domain: str, username: str = "") -> Place | None:
    """The provider's own name below a domain, None where it has none or it is not known. `username` holds it with some."""
    if provider is None:
        return None
    at = provider.spf.get("at", "")
    match = _PLACE.fullmatch(at)
    if match:
        return Place(f"{match[1]}.{domain}", provider.spf.get("needed") in ("yes", "auto"))
    home = username.rpartition("@")[2].lower().rstrip(".")
    if "sending domain" in at and home.endswith(f".{domain}"):
        return Place(home, True)
    match = _PLACE.search(provider.envelope.get("mode", ""))
    return Place(f"{match[1]}.{domain}", False) if match else None


def selectors(provider: Provider | None) -> tuple[str, ...]:
    """The DKIM selectors that are the same for every account of the provider."""
    return tuple(provider.dkim.get("selectors", ())) if provider and signs(provider) else ()


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
    return bool(provider.dkim) and provider.dkim.get("record_type") != "n/a"


def knows_selectors(provider: Provider) -> bool:
    """Whether no key at any of `selectors` means that there is none: some accounts have names of their own."""
    words = f"{provider.dkim.get('alt', '')} {provider.dkim.get('note', '')}"
    unsure = any("selector" in item for item in provider.unsure)
    return bool(selectors(provider)) and not unsure and not _UNSURE_SELECTORS.search(words)


def wants_dmarc(provider: Provider | None) -> bool:
    """Whether the provider sends only for domains that publish a DMARC record."""
    return provider is not None and "required" in provider.dmarc.lower()


def return_path(provider: Provider | None, domain: str) -> tuple[str, str] | None:
    """The CNAME, name and target, that brings the provider's envelope below a domain; None where it is not known by name."""
    if provider is None:
        return None
    texts = (provider.envelope.get("mode", ""), provider.verification)
    found = next(
        (match for text in texts for match in _RETURN_PATH.finditer(text) if "tracking" not in text[match.end() :][:12]), None
    )
    return (f"{found[1]}.{domain}", found[2]) if found else None


def key_target(provider: Provider, selector: str, domain: str) -> str:
    """Where the CNAME of a DKIM selector has to point; empty where it differs by account."""
    target = str(dict(provider.dkim.get("targets", {})).get(selector, ""))
    target = target.replace("<domain-with-dashes>", domain.replace(".", "-")).replace("<domain>", domain)
    return "" if "<" in target else target
