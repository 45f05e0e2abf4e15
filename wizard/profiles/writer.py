"""From a Profile to the text of its `NAME.toml`."""

from __future__ import annotations

from typing import Any

from wizard.model import App, Endpoint, Login, Profile


def dump(profile: Profile) -> str:
    """The profile as TOML. What is absent in the profile is left out; no secret can be in it."""
    import tomli_w

    data: dict[str, Any] = {"schema": 1, "name": profile.name}
    data |= _present(provider=profile.provider, region=profile.region)
    data["server"] = _server(profile.server)
    if profile.auth is not None:
        data["auth"] = _auth(profile.auth)
    data["identity"] = (
        _present(from_name=profile.from_name or None) | {"from_address": profile.from_address} | _present(ehlo=profile.ehlo)
    )
    if profile.selectors:
        data["domains"] = {domain: {"dkim_selectors": list(names)} for domain, names in profile.selectors.items()}
    if profile.recipient:
        data["test"] = {"recipient": profile.recipient}
    if profile.apps:
        data["apps"] = {app.name: _app(app) for app in profile.apps}
    return tomli_w.dumps(data)


def _present(**values: str | None) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _server(server: Endpoint) -> dict[str, Any]:
    data = {"host": server.host, "port": server.port, "encryption": server.encryption.value}
    return data | _present(ca_file=server.ca_file)


def _auth(login: Login) -> dict[str, Any]:
    data = {"username": login.username, "mechanism": login.mechanism, "secret": str(login.secret)}
    return data | _present(plaintext_for=login.plaintext_for or None)


def _app(app: App) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": app.kind, "target": app.target}
    data |= _present(hostname=app.hostname or None)
    return data | ({"settings": dict(app.settings)} if app.settings else {})
