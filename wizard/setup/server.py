"""What the choice of a provider means for the draft: its host, ports and user name, and what was typed for another one."""

from __future__ import annotations

from dataclasses import replace

from wizard import providers
from wizard.errors import FileError, UsageError
from wizard.files import path_of, read_text
from wizard.model import SAME_AS_SECRET, App, Encryption, Endpoint, Profile
from wizard.provider import Provider
from wizard.setup.draft import CUSTOM, Draft, DraftApp

ACCEPTED = "accepted: a PEM file with the certificate of a CA, such as /etc/ssl/our-ca.pem"
USUAL_PORTS = {
    587: Encryption.STARTTLS,
    465: Encryption.IMPLICIT_TLS,
    2525: Encryption.STARTTLS,
    25: Encryption.STARTTLS,
}
"""Ports to look at on a server of one's own, with the encryption that is usual there."""


def of_provider(draft: Draft, id: str) -> Draft:
    """The draft with another provider taken: its host, usual port and user name in place of the last one's."""
    if id == CUSTOM:
        return replace(
            draft, provider=CUSTOM, region="", host="", port="587", encryption=Encryption.STARTTLS.value, username="", login=True
        )
    provider = providers.find(id)
    name = {"fixed": provider.username.value, "same_as_password": SAME_AS_SECRET}.get(provider.username.type, "")
    chosen = replace(draft, provider=id, region="", username=name, login=provider.auth not in ("none", "ip_allowlist"))
    return of_region(chosen, provider, provider.regions[0].name if provider.regions else "")


def of_region(draft: Draft, provider: Provider, region: str) -> Draft:
    """Another data centre of the same provider: its host; the port stays where both have it."""
    endpoint = providers.endpoint(provider, region or None)
    safe = _port_from_the_first_byte(provider) if any(map(_needs_it, draft.apps)) else None
    if safe is not None:
        endpoint = replace(endpoint, port=safe, encryption=Encryption.IMPLICIT_TLS)
    known = {str(one.port): one.encryption.value for one in provider.ports}
    keep = draft.port in known and draft.region != "" and draft.host != ""
    return replace(
        draft,
        region=region,
        host=endpoint.host,
        port=draft.port if keep else str(endpoint.port),
        encryption=known[draft.port] if keep else endpoint.encryption.value,
    )


def _port_from_the_first_byte(provider: Provider) -> int | None:
    """The provider's port with implicit TLS, the one that it recommends where it has several."""
    found = sorted((not one.recommended, one.port) for one in provider.ports if one.encryption is Encryption.IMPLICIT_TLS)
    return found[0][1] if found else None


def _needs_it(app: DraftApp) -> bool:
    """Whether an app can't insist on STARTTLS: then only implicit TLS keeps its password from ever going in clear text."""
    from wizard import apps

    asked = App(app.name, app.kind, app.target, settings=app.settings)
    server = Endpoint("localhost", 587, Encryption.STARTTLS)
    try:
        return apps.kind_of(asked).behaviour(Profile(app.name, server, "", apps=(asked,)), asked).starttls == "opportunistic"
    except UsageError:
        return False  # an app that is not known here


def certificate_file(text: str) -> str:
    """A PEM file with certificates to trust. Raises UsageError."""
    path = path_of(text.strip())
    try:
        has_one = "-----BEGIN" in read_text(path, 1 << 20)
    except FileError as error:
        raise UsageError(f"this file can't be read: {error.message}", ACCEPTED) from None
    if not has_one:
        raise UsageError("there is no certificate in this file", ACCEPTED)
    return str(path)


def candidates(draft: Draft, provider: Provider | None) -> dict[int, Encryption | None]:
    """The ports to look at: the provider's documented ones, or the usual ones and the typed one for a server of one's own."""
    if provider is not None:
        return {one.port: one.encryption for one in provider.ports}
    ports: dict[int, Encryption | None] = {}
    typed = draft.port.strip()
    if typed.isascii() and typed.isdigit() and 0 < int(typed[:6]) < 65536:
        ports[int(typed[:6])] = Encryption(draft.encryption) if draft.encryption else None
    return ports | {port: usual for port, usual in USUAL_PORTS.items() if port not in ports}
