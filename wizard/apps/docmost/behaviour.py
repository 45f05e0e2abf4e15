"""How Docmost really sends: nodemailer, from a queue of its own."""

from __future__ import annotations

from wizard.app import Behaviour
from wizard.apps import greeting
from wizard.model import App, Encryption, Profile

_STARTTLS = {Encryption.STARTTLS: "opportunistic", Encryption.IMPLICIT_TLS: "implicit", Encryption.NONE: "never"}
NO_NAME = "[127.0.0.1]"
"""How nodemailer greets when the host's name has no dot."""
_NOTES = (
    "A mail is tried three times within about a minute: a wrong password costs three failed logins.",
    "If the server offers no login, Docmost sends without one and says nothing.",
    "Port 465 without SMTP_SECURE=true waits 30 seconds and ends in Greeting never received.",
    "Once the server has greeted, Docmost waits up to 10 minutes for each answer.",
    "Where a server takes nothing but OAuth (XOAUTH2), its log says UncaughtException: TypeError, and the mail waits 10 minutes.",
)


def behaviour(profile: Profile, app: App) -> Behaviour:
    """What Docmost will do with this setup, run this way."""
    return Behaviour(
        app=app.name,
        kind="docmost",
        target=app.target,
        library="nodemailer 9",
        ehlo=NO_NAME if app.target == "bare" else greeting.container_name(profile, app) or NO_NAME,
        ehlo_source=_ehlo_source(app),
        verifies_certificate=True,
        starttls=_STARTTLS[profile.server.encryption],
        mechanisms=("PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2"),
        falls_back=False,
        skips_auth_silently=True,
        timeout=30.0,
        ascii_credentials=False,
        hides_errors="Docmost shows no mail error to anybody, and says OK to every invitation: errors stand only in the log, as "
        "EmailProcessor and Mail::SmtpDriver.",
        notes=(*_opportunistic(profile), *_NOTES),
        versions="Docmost 0.23 to 0.95",
    )


def _opportunistic(profile: Profile) -> tuple[str, ...]:
    if profile.server.encryption is not Encryption.STARTTLS:
        return ()
    what = "your password and every mail" if profile.auth else "every mail"
    return (
        f"Docmost would send {what} in clear text if STARTTLS disappeared from the server's answer.",
        "A server that offers STARTTLS and refuses it (454) ends in an error.",
    )


def _ehlo_source(app: App) -> str:
    if app.target == "bare":
        return f"the server's own name (hostname), if it has a dot; else {NO_NAME}, which some servers refuse"
    where = "--hostname of docker run" if app.target == "docker-run" else "hostname: of the service in the compose file"
    return f"{where}, which must contain a dot; else {NO_NAME}, which some servers refuse"
