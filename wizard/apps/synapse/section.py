"""A setup as Synapse's `email:` section: the one place that maps it, for every way of running Synapse."""

from __future__ import annotations

from wizard.apps.synapse.sender import read_sender, write_sender
from wizard.dialects import yaml
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Encryption, Profile

Section = dict[str, str | int | bool]

_ENCRYPTION = {
    Encryption.IMPLICIT_TLS: ("force_tls", True),
    Encryption.STARTTLS: ("require_transport_security", True),
    Encryption.NONE: ("enable_tls", False),
}
"""Nothing else beside it: force_tls with enable_tls: false, as the documentation's example has it, is refused."""


def make_section(profile: Profile, app: App, password: str | None) -> Section:
    """Every key that this setup decides. Raises Unrepresentable, UsageError. `password` None = no login."""
    section: Section = {"smtp_host": profile.server.host, "smtp_port": profile.server.port}
    if profile.auth is not None and password is not None:
        section["smtp_user"] = _credential(profile.auth.username, "user name")
        section["smtp_pass"] = _credential(password, "password")
    key, value = _ENCRYPTION[profile.server.encryption]
    section[key] = value
    section["notif_from"] = write_sender(profile.from_name, profile.from_address)
    section["app_name"] = _app_name(app)
    section["enable_notifs"] = _notifications(app)
    return section


def write_section(section: Section) -> str:
    """The section as YAML, proven to be read back the same by Synapse's rules. Raises Unrepresentable."""
    text = "email:\n" + "".join(f"  {key}: {_scalar(value)}\n" for key, value in section.items())
    found = yaml.load(text)
    if not isinstance(found, dict) or _typed(found.get("email")) != _typed(section):
        raise Unrepresentable("a value would reach Synapse changed", "choose a password or name with fewer special characters")
    read_sender(str(section["notif_from"]), str(section["app_name"]))
    return text


def _scalar(value: str | int | bool) -> str:
    return yaml.write(value) if isinstance(value, str) else str(value).lower()


def _typed(section: object) -> object:
    # true == 1 for Python, but not for Synapse.
    return {key: (type(value), value) for key, value in section.items()} if isinstance(section, dict) else None


def _credential(value: str, what: str) -> str:
    if not value:
        raise Unrepresentable(f"with an empty {what} Synapse asks for a login that no server offers", f"give a {what}")
    if "\0" in value:
        raise Unrepresentable(f"the {what} holds a NUL, which an SMTP login can't carry", f"choose another {what}")
    return value


def _app_name(app: App) -> str:
    name = app.settings.get("app_name") or "Matrix"
    if not isinstance(name, str):
        raise UsageError(f"{app.name}: app_name is a text", "for example Matrix")
    return name


def _notifications(app: App) -> bool:
    wanted = app.settings.get("notifications", False)
    if not isinstance(wanted, bool):
        raise UsageError(f"{app.name}: notifications is yes or no", "accepted: true, false")
    return wanted
