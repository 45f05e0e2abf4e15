"""The fields to type by hand, under the names that Coolify's own page gives them."""

from __future__ import annotations

from wizard.apps.coolify.behaviour import is_old
from wizard.apps.coolify.settings import Settings
from wizard.model import App

_NEW = {
    "resend_enabled": "Resend > Resend delivery",
    "smtp_from_address": "Sender > From address",
    "smtp_from_name": "Sender > From name",
    "smtp_host": "SMTP server > Host",
    "smtp_port": "SMTP server > Port",
    "smtp_encryption": "SMTP server > Encryption",
    "smtp_username": "SMTP server > Username",
    "smtp_password": "SMTP server > Password",
    "smtp_timeout": "SMTP server > Timeout",
    "smtp_ehlo_domain": "SMTP server > EHLO domain",
    "smtp_enabled": "SMTP server > SMTP delivery",
}
_OLD = {
    "resend_enabled": "Resend > Enabled",
    "smtp_from_name": "From Name",
    "smtp_from_address": "From Address",
    "smtp_host": "Host",
    "smtp_port": "Port",
    "smtp_encryption": "Encryption",
    "smtp_username": "SMTP Username",
    "smtp_password": "SMTP Password",
    "smtp_timeout": "Timeout",
    "smtp_enabled": "SMTP Server > Enabled",
}
_ENCRYPTION = {"starttls": "StartTLS", "tls": "TLS / SSL", "none": "None"}
_WIDTH = 30


def write_sheet(settings: Settings, app: App, *, show_password: bool) -> str:
    """One line a field, in the order of the page; a password is left out unless asked for."""
    old = is_old(app)
    lines = [f"Coolify: {'Settings > Transactional Email' if old else 'Settings > Email'}", ""]
    for name, label in (_OLD if old else _NEW).items():
        lines.append(f"{label:<{_WIDTH}}{_words(name, settings, old, show_password)}".rstrip())
    return "\n".join(lines) + "\n"


def _words(name: str, settings: Settings, old: bool, show_password: bool) -> str:
    value = settings[name]
    if name == "smtp_password" and value is not None and not show_password:
        return "(your password)"
    if value is None:
        return "(leave empty)"
    if name == "smtp_encryption":
        return _ENCRYPTION[str(value)]
    if isinstance(value, bool):
        on, off = ("checked", "not checked") if old else ("Enabled", "Disabled")
        return on if value else off
    return str(value)
