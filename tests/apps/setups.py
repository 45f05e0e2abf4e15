"""Setups to export in tests."""

from __future__ import annotations

from dataclasses import replace

from wizard.model import App, Encryption, Endpoint, Login, Profile
from wizard.provider import Provider, SecretRule, SenderRule, UsernameRule
from wizard.secret import Secret, SecretRef

PASSWORD = Secret("p#a ss'%\"\\$:=")
PORTS = {Encryption.IMPLICIT_TLS: 465, Encryption.STARTTLS: 587, Encryption.NONE: 25}


def app(kind: str, target: str, **settings: str | bool) -> App:
    return App("chat", kind, target, "chat.example.com", settings)


def profile(
    encryption: Encryption = Encryption.STARTTLS, *, login: bool = True, username: str = "apikey", name: str = "Example Chat"
) -> Profile:
    auth = Login(username, SecretRef.parse("ask")) if login else None
    server = Endpoint("smtp.example.net", PORTS[encryption], encryption)
    return Profile("chat", server, "noreply@example.com", name, auth=auth, recipient="me@example.net")


def on_server(setup: Profile, host: str, port: int, **changes: object) -> Profile:
    """The same setup for another server."""
    return replace(setup, server=replace(setup.server, host=host, port=port, **changes))  # type: ignore[arg-type]


def provider(rule: str, kind: str = "transactional", covers: str = "address") -> Provider:
    sender = SenderRule(rule, covers=covers)
    return Provider("acme", "Acme Mail", kind, "", (), (), "required", UsernameRule("email"), SecretRule("password"), sender)
