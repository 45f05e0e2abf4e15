"""How Coolify really sends: Symfony Mailer, some of it from queue workers."""

from __future__ import annotations

from wizard.app import Behaviour, Note
from wizard.apps import greeting
from wizard.model import App, Encryption, Profile
from wizard.step import Stage

DEFAULT_EHLO = "[127.0.0.1]"
TIMEOUT = 30
"""Seconds. What we set; 0 would make every mail fail, and unset is PHP's 60."""
SMTPS = 465
"""The one port whose number means something to Coolify: implicit TLS, whatever is chosen but "none"."""
_STARTTLS = {Encryption.STARTTLS: "opportunistic", Encryption.IMPLICIT_TLS: "implicit", Encryption.NONE: "never"}
_NOTES = (
    Note("If Resend is enabled too, it is used and SMTP is not."),
    Note("Queue workers can keep old settings until Horizon restarts, while the test mail already uses the new ones."),
)
_OLD_MODES = Note(
    "Before 4.3.10 invitations and password resets go by the port and not by the chosen encryption: they can fail where the "
    "test mail works, and work where it fails.",
    (Stage.TLS, Stage.CONNECT),
)


def is_old(app: App) -> bool:
    """Whether the person says that this Coolify is older than 4.3.10."""
    return bool(app.settings.get("before_4_3_10"))


def ehlo(profile: Profile, app: App) -> str:
    """What `smtp_ehlo_domain` is to hold; empty where Coolify has no such field or the name does not fit it."""
    name = greeting.wanted(profile, app)
    return "" if is_old(app) or name.startswith("[") or "_" in name else name


def behaviour(profile: Profile, app: App) -> Behaviour:
    """What Coolify will do with this setup."""
    return Behaviour(
        app=app.name,
        kind="coolify",
        target=app.target,
        library="Symfony Mailer 7",
        ehlo=ehlo(profile, app) or DEFAULT_EHLO,
        ehlo_source=_ehlo_source(app),
        verifies_certificate=True,
        starttls=_starttls(profile, app),
        mechanisms=("CRAM-MD5", "LOGIN", "PLAIN", "XOAUTH2"),
        falls_back=True,
        skips_auth_silently=True,
        timeout=float(TIMEOUT),
        ascii_credentials=False,
        hides_errors="The test mail shows its error; invitations and notifications fail in the queue: only Horizon's list of "
        "failed jobs says why.",
        notes=(*_NOTES, _OLD_MODES) if is_old(app) else _NOTES,
        versions="Coolify 4.0 to 4.3.9" if is_old(app) else "Coolify 4.3.10 and newer",
    )


def _starttls(profile: Profile, app: App) -> str:
    """Before 4.3.10 the test mail and the team's notifications encrypt also where "none" is chosen."""
    server = profile.server
    none = server.encryption is Encryption.NONE
    if none and not is_old(app):
        return "never"
    if server.port == SMTPS:
        return "implicit"
    return "opportunistic" if none else _STARTTLS[server.encryption]


def _ehlo_source(app: App) -> str:
    if is_old(app):
        return f"built in: before 4.3.10 Coolify always greets with {DEFAULT_EHLO}, which some servers refuse"
    return f"EHLO domain in Settings > Email, else MAIL_EHLO_DOMAIN in /data/coolify/source/.env, else {DEFAULT_EHLO}"
