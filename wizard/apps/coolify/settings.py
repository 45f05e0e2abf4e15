"""A setup in the words of Coolify's database row: the one place that maps it, for every way of setting it."""

from __future__ import annotations

import unicodedata

from wizard import field
from wizard.apps.coolify.behaviour import SMTPS, TIMEOUT, ehlo, is_old
from wizard.apps.coolify.identities import DEFAULT_NAME
from wizard.errors import Unrepresentable
from wizard.model import App, Encryption, Profile

Settings = dict[str, str | int | bool | None]
ENCRYPTION = {Encryption.STARTTLS: "starttls", Encryption.IMPLICIT_TLS: "tls", Encryption.NONE: "none"}
_LONGEST = 255


def make_settings(profile: Profile, app: App, password: str | None) -> Settings:
    """Field → value; null empties a field that an earlier setup may have filled. Raises Unrepresentable."""
    _require_one_meaning(profile, app)
    settings: Settings = {
        "smtp_enabled": True,
        "resend_enabled": False,
        "smtp_from_address": _sender(profile),
        "smtp_from_name": profile.from_name or DEFAULT_NAME,
        "smtp_host": profile.server.host,
        "smtp_port": profile.server.port,
        "smtp_encryption": ENCRYPTION[profile.server.encryption],
        "smtp_username": profile.auth.username if profile.auth else None,
        "smtp_password": password,
        "smtp_timeout": TIMEOUT,
    }
    if profile.auth and not profile.auth.username:
        raise Unrepresentable("with an empty user name Coolify sends without a login", "give a user name, or no login")
    if not is_old(app):
        settings["smtp_ehlo_domain"] = ehlo(profile, app) or None
    return settings


def _sender(profile: Profile) -> str:
    """The address with its domain in ASCII. Symfony's Envelope refuses to send from any other part beyond ASCII."""
    address = field.address(profile.from_address, "sender address")
    if not address.isascii():
        raise Unrepresentable(f"Coolify can't send from {address}: letters beyond ASCII stand before @", "choose another address")
    return address


def require_api(settings: Settings) -> None:
    """What the API's own rules would refuse or change (Laravel's validation, TrimStrings, ConvertEmptyStringsToNull)."""
    for name, value in settings.items():
        if not isinstance(value, str):
            continue
        what = name.removeprefix("smtp_").replace("_", " ")
        if len(value) > _LONGEST:
            raise Unrepresentable(
                f"the {what} is longer than the {_LONGEST} characters that Coolify's API takes", "choose tinker"
            )
        if is_trimmed(value):
            raise Unrepresentable(
                f"Coolify's API cuts blanks off the ends of the {what}", "choose tinker, or change it so that it has none there"
            )


def is_trimmed(value: str) -> bool:
    """Whether Laravel's Str::trim takes something off: blanks, line breaks, NUL, or an invisible mark at an end."""
    return bool(value) and any(_is_blank(character) for character in (value[0], value[-1]))


def _is_blank(character: str) -> bool:
    return character.isspace() or character in "\0\ufeff\u200b\u200e" or unicodedata.category(character) in ("Zs", "Zl", "Zp")


def _require_one_meaning(profile: Profile, app: App) -> None:
    """Port 465 and, before 4.3.10, every other port change what Coolify makes of the encryption."""
    server = profile.server
    if server.port == SMTPS and server.encryption is Encryption.STARTTLS:
        raise Unrepresentable(
            "on port 465 Coolify speaks implicit TLS whatever is chosen, so it can't do STARTTLS there",
            "choose implicit TLS if the server speaks it on 465, else the server's port for STARTTLS, usually 587",
        )
    if not is_old(app):
        return
    if server.port == SMTPS and server.encryption is Encryption.NONE:
        raise Unrepresentable(
            "before 4.3.10 Coolify speaks implicit TLS on port 465 also where no encryption is chosen",
            "update Coolify, or use another port",
        )
    if server.port != SMTPS and server.encryption is Encryption.IMPLICIT_TLS:
        raise Unrepresentable(
            f"before 4.3.10 Coolify's invitations try STARTTLS on port {server.port}, while its test mail speaks implicit TLS",
            "use port 465, or STARTTLS on its own port, or update Coolify",
        )
