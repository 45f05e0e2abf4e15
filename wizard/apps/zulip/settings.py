"""A setup in the words of Zulip's settings.py: the one place that maps it, for every way of running Zulip."""

from __future__ import annotations

from wizard.apps.greeting import container_name
from wizard.apps.zulip.answers import read_answers, require_sendable
from wizard.errors import Unrepresentable
from wizard.model import App, Encryption, Profile

Settings = dict[str, str | int | bool]


def make_settings(profile: Profile, app: App) -> Settings:
    """The lines of settings.py, in the order of its template. Raises Unrepresentable, UsageError.

    EMAIL_HOST_PASSWORD, EMAIL_TIMEOUT and DEFAULT_FROM_EMAIL are not among them: Zulip overwrites all three.
    """
    answers = read_answers(profile, app)
    require_sendable(answers)
    settings: Settings = {
        "ZULIP_ADMINISTRATOR": answers.administrator,
        "EMAIL_HOST": profile.server.host,
        "EMAIL_PORT": profile.server.port,
        "EMAIL_USE_TLS": profile.server.encryption is Encryption.STARTTLS,
        "EMAIL_USE_SSL": profile.server.encryption is Encryption.IMPLICIT_TLS,
    }
    if profile.auth is not None:
        settings["EMAIL_HOST_USER"] = require_credential(profile.auth.username, "user name")
    settings["NOREPLY_EMAIL_ADDRESS"] = answers.noreply
    settings["ADD_TOKENS_TO_NOREPLY_ADDRESS"] = answers.tokens
    if answers.tokens:
        settings["TOKENIZED_NOREPLY_EMAIL_ADDRESS"] = answers.token_template
    if profile.from_name:
        settings["INSTALLATION_NAME"] = profile.from_name
    return settings


def require_credential(value: str, what: str) -> str:
    """The value, if Zulip can log in with it. Raises Unrepresentable.

    smtplib encodes credentials as ASCII, and Django skips the login when one of them is empty.
    """
    if not value:
        raise Unrepresentable(f"with an empty {what} Zulip sends without a login, and says nothing", f"give a {what}")
    if not value.isascii():
        raise Unrepresentable(
            f"Zulip can't log in with letters beyond ASCII in the {what}: its mail library stops with UnicodeEncodeError",
            f"choose a {what} of plain letters, digits and signs",
        )
    if "\0" in value:
        raise Unrepresentable(f"the {what} holds a NUL, which an SMTP login can't carry", f"choose another {what}")
    return value


def greeting(profile: Profile, app: App) -> str:
    """The name that Zulip is to greet with: the setup's, else its own host name; empty where a host can't be called that."""
    name = profile.ehlo or app.hostname
    if not name or app.target != "bare":
        return container_name(profile, app) if name else ""
    return "" if name.startswith("[") or "." not in name else name
