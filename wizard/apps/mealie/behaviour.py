"""How Mealie really sends: a few lines of its own on Python's smtplib."""

from __future__ import annotations

from wizard.app import Behaviour, Note
from wizard.apps import greeting
from wizard.model import App, Encryption, Profile
from wizard.step import Stage

_STARTTLS = {Encryption.STARTTLS: "required", Encryption.IMPLICIT_TLS: "implicit", Encryption.NONE: "never"}
_NOTES = (
    Note(
        "A user name and password where no login is offered end in an error: SMTP AUTH extension not supported by server.",
        ("auth-not-needed",),
    ),
    Note("Port 465 wants SSL; with TLS it looks like a time-out.", ("starttls-on-implicit-tls-port",)),
)
_NEW = (Note("Letters beyond ASCII in the login fail with UnicodeEncodeError before pull request 8397.", (Stage.AUTH,)),)
_PLAIN = (Note("NONE switches the encryption off, and not the login.", (Stage.AUTH,)),)


def is_old(app: App) -> bool:
    """Whether the person says that this is a build which needs a login for TLS."""
    return bool(app.settings.get("old_build"))


def behaviour(profile: Profile, app: App) -> Behaviour:
    """What Mealie will do with this setup, run this way."""
    plain_login = profile.auth is not None and profile.server.encryption is Encryption.NONE
    notes = _NOTES + (_PLAIN if plain_login else ())
    return Behaviour(
        app=app.name,
        kind="mealie",
        target=app.target,
        library="Python's smtplib",
        ehlo=_ehlo(profile, app),
        ehlo_source=_ehlo_source(app),
        verifies_certificate=False if is_old(app) else None,
        starttls=_STARTTLS[profile.server.encryption],
        mechanisms=("CRAM-MD5", "PLAIN", "LOGIN"),
        falls_back=True,
        skips_auth_silently=False,
        timeout=10.0,
        ascii_credentials=True,
        drops_without_login=is_old(app),
        hides_errors="With mail switched off, a forgotten password seems to work and nothing is sent: "
        "the reason stands in the log at start, below SMTP.",
        notes=notes if is_old(app) else notes + _NEW,
        versions="Mealie 2.1 to 3.8" if is_old(app) else "Mealie 2.1 to 3.28",
    )


def _ehlo(profile: Profile, app: App) -> str:
    """The container's name; without one with a dot Mealie greets with the container's address, such as this one."""
    if app.target == "bare":
        return greeting.wanted(profile, app)
    return greeting.container_name(profile, app) or "[172.18.0.2]"


def _ehlo_source(app: App) -> str:
    if app.target == "bare":
        return "the server's own full name (hostname --fqdn); without a dot in it, the server's address in brackets"
    where = "--hostname of docker run" if app.target == "docker-run" else "hostname: of the service in the compose file"
    return f"{where}, which must contain a dot; else the container's address in brackets, which some servers refuse"
