"""How Docmost really sends: nodemailer, from a queue of its own."""

from __future__ import annotations

from wizard.app import Behaviour, Note
from wizard.apps import greeting
from wizard.model import App, Encryption, Profile

_STARTTLS = {Encryption.STARTTLS: "opportunistic", Encryption.IMPLICIT_TLS: "implicit", Encryption.NONE: "never"}
NO_NAME = "[127.0.0.1]"
"""How nodemailer greets when the host's name has no dot."""
_NOTES = (
    Note("Port 465 without SMTP_SECURE=true ends in Greeting never received.", ("starttls-on-implicit-tls-port",)),
    Note(
        "STARTTLS that is offered and refused ends in an error; only SMTP_IGNORETLS=true goes without.",
        ("server-starttls-broken",),
    ),
    Note(
        "Where a server takes nothing but OAuth (XOAUTH2), the log says UncaughtException: TypeError.",
        ("auth-mechanism-unsupported",),
    ),
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
        notes=_NOTES,
        attempts=3,
        versions="Docmost 0.23 to 0.95",
    )


def _ehlo_source(app: App) -> str:
    if app.target == "bare":
        return f"the server's own name (hostname), if it has a dot; else {NO_NAME}, which some servers refuse"
    where = "--hostname of docker run" if app.target == "docker-run" else "hostname: of the service in the compose file"
    return f"{where}, which must contain a dot; else {NO_NAME}, which some servers refuse"
