"""Puts a cause into words for this case: the catalogue's text, with the app's own key names and the provider's own words."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from urllib.parse import urlsplit

from wizard.catalogue import Cause
from wizard.diagnosis.command import filled
from wizard.diagnosis.explain.signatures.engine import Facts
from wizard.diagnosis.explain.surroundings import Hints
from wizard.finding import Fix
from wizard.model import Encryption
from wizard.provider import Provider
from wizard.step import Stage

_MODE = {
    "starttls-on-implicit-tls-port": "implicit",
    "implicit-tls-on-starttls-port": "starttls",
    "tls-required-first": "starttls",
    "starttls-not-offered": "none",
    "app-ignores-encryption-none": "none",
}
_KEYS = {
    "wrong-host": ("host",),
    "wrong-port": ("port",),
    "port-blocked-by-host": ("port",),
    "localhost-in-container": ("host",),
    "env-var-not-applied": ("host",),
    "wrong-credentials": ("username", "password"),
    "wrong-username": ("username",),
    "wrong-secret-type": ("password",),
    "app-password-required": ("password",),
    "special-chars-in-password": ("password",),
    "secret-trailing-newline": ("password",),
    "credentials-incomplete": ("username", "password"),
    "auth-not-attempted": ("username", "password"),
    "auth-not-needed": ("username", "password"),
    "sender-not-configured": ("sender",),
    "sender-not-verified": ("sender",),
    "from-mismatch-with-login": ("sender",),
    "malformed-from": ("sender",),
    "ehlo-name-rejected": ("ehlo",),
    "generated-sender-address": ("tokens",),
    "config-key-missing": ("enable", "host"),
    "region-mismatch": ("host",),
}
_SECRET = frozenset({"wrong-credentials", "wrong-secret-type", "app-password-required"})
_USERNAME = frozenset({"wrong-credentials", "wrong-username"})
_PORTS = frozenset(
    {
        "wrong-port",
        "port-blocked-by-host",
        "starttls-on-implicit-tls-port",
        "implicit-tls-on-starttls-port",
        "starttls-not-offered",
    }
)
_HOSTS = frozenset({"region-mismatch", "wrong-host"})
_PROVIDERS_PAGE = _SECRET | _USERNAME | _PORTS | _HOSTS | {"sender-not-verified", "sandbox-mode", "rate-or-quota-limited"}
"""Causes that the provider's own page says more about than any standard."""
_APPS_PAGE = frozenset({"credentials-incomplete", "auth-not-attempted", "sender-not-configured", "generated-sender-address"})
"""Causes, beside those of its settings, that lie in how the app is set up."""
_MOST_HOSTS = 4
_IF_LOCALHOST = (
    "If the app is set to localhost or 127.0.0.1, which this text does not say: in a container that is the container itself, "
    "where no mail server listens."
)


@functools.cache
def _apps() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("wizard.diagnosis.explain.signatures").joinpath("app_words.toml").read_text("utf-8"))


def why_and_fix(cause: Cause, facts: Facts, provider: Provider | None, hints: Hints) -> tuple[str, Fix]:
    """The reason and the remedy, in the words of this app and provider where they are known."""
    notes = [cause.fix.text, *_app_notes(cause.id, facts)]
    if provider is not None and not (cause.id == "wrong-host" and facts.known_host):
        notes.extend(_provider_notes(cause.id, provider))
    if cause.id == "port-blocked-by-host" and facts.port == 25:
        notes.append("The server that receives mail for a domain (its MX) has no other port: send through a provider then.")
    why = cause.reason
    if cause.id == "localhost-in-container" and facts.host_seen != "loopback":
        why = f"{_IF_LOCALHOST} {cause.why}"
    if cause.id in _PORTS and facts.port:
        how = f", {Encryption(facts.encryption).words}" if facts.encryption else ""
        why = f"{why} Here: port {facts.port}{how}."
    if cause.id == "wrong-host" and facts.meant_host:
        why = f"{why} It looks like {facts.meant_host} misspelt."
    fix = Fix(" ".join(note for note in notes if note), cause.fix.commands)
    return why, filled(fix, server=facts.host, port=facts.port, implicit=facts.mode == "implicit")


def links_of(cause: Cause, facts: Facts, provider: Provider | None) -> tuple[str, ...]:
    """Where to read on, the most helpful page first: the provider's or the app's own where it says more, then the catalogue's."""
    own = []
    if provider is not None and provider.docs and cause.id in _PROVIDERS_PAGE:
        # A page of the same provider that the catalogue names is about this very cause.
        own += [*(link for link in cause.links if urlsplit(link).netloc == urlsplit(provider.docs).netloc), provider.docs]
    if (app := _app_of(facts)) and (cause.stage is Stage.APP_CONFIG or cause.id in _APPS_PAGE):
        own.append(_apps()[app]["docs"])
    return tuple(dict.fromkeys((*own, *cause.links)))


def _app_of(facts: Facts) -> str:
    """The kind of the app that the text or the person names; empty where it is none that we know."""
    return next((kind for kind in _apps() if kind in (facts.app or facts.speaker)), "")


def _app_notes(id: str, facts: Facts) -> list[str]:
    kind = _app_of(facts)
    if not kind:
        return []
    app, name = _apps()[kind], kind.capitalize()
    if id in _MODE:
        return [f"In {name}: {app[_MODE[id]]}."]
    keys = [app[key] for key in _KEYS.get(id, ()) if key in app]
    return [f"In {name}: {', '.join(keys)}."] if keys else []


def _provider_notes(id: str, provider: Provider) -> list[str]:
    notes = []
    if id in _SECRET and provider.secret.label:
        notes.append(f"{provider.name} wants: {provider.secret.label}.")
    if id in _USERNAME and provider.username.type == "fixed":
        notes.append(f'The user name is the word "{provider.username.value}".')
    elif id in _USERNAME and provider.username.note:
        notes.append(f"User name at {provider.name}: {provider.username.note}.")
    if id in _PORTS and provider.ports:
        listed = ", ".join(f"{entry.port} ({entry.encryption.words})" for entry in provider.ports[:5])
        notes.append(f"Ports of {provider.name}: {listed}.")
    if id in _HOSTS and provider.regions:
        notes.append(f"Hosts of {provider.name}: {', '.join(region.host for region in provider.regions[:_MOST_HOSTS])}.")
    if id == "sender-not-verified" and provider.sender.rule:
        notes.append(f"{provider.name} accepts: {provider.sender.rule}.")
    if id == "sandbox-mode" and provider.sandbox:
        notes.append(provider.said("sandbox", provider.sandbox))
    return notes
