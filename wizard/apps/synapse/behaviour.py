"""How Synapse really sends: Twisted's ESMTP client, tried with Synapse 1.163.2."""

from __future__ import annotations

from wizard.app import Behaviour, Note
from wizard.apps.greeting import container_name
from wizard.model import App, Encryption, Profile
from wizard.step import Stage

_STARTTLS = {Encryption.STARTTLS: "required", Encryption.IMPLICIT_TLS: "implicit", Encryption.NONE: "never"}
_NOTES = (
    Note(
        "With a user name and no login offered, Synapse refuses to send: Server does not support Client Authentication schemes.",
        ("auth-not-needed",),
    ),
    Note("A refused login is written to homeserver.log with user name and password, in base64.", (Stage.AUTH,)),
    Note("TLS 1.2 or newer is required."),
)


def behaviour(profile: Profile, app: App) -> Behaviour:
    """What Synapse will do with this setup."""
    name = greeting(profile, app)
    return Behaviour(
        app=app.name,
        kind="synapse",
        target=app.target,
        library="Twisted's ESMTP client",
        ehlo=name,
        ehlo_source=_ehlo_source(app, name),
        verifies_certificate=True,
        starttls=_STARTTLS[profile.server.encryption],
        mechanisms=("CRAM-MD5", "LOGIN", "PLAIN"),
        falls_back=False,
        skips_auth_silently=False,
        timeout=None,
        hides_errors="After a certificate that it does not trust, a wrong TLS mode, a refused greeting, a login answered "
        "with 4xx, or a lost connection, Synapse waits for ever, with no line in homeserver.log. Other errors stand there; "
        'people only see "An error was encountered when sending the email".',
        notes=_NOTES,
        versions="Synapse 1.92 and newer",
    )


def greeting(profile: Profile, app: App) -> str:
    """The name that Synapse is to greet with; empty where a host can't be called that."""
    name = profile.ehlo or app.hostname
    if not name or app.target == "docker":
        return container_name(profile, app) if name else ""
    return "" if name.startswith("[") or "." not in name else name


def _ehlo_source(app: App, name: str) -> str:
    if app.target != "docker":
        return (
            "the server's full host name; to change it write a line such as 127.0.1.1 matrix.example.com matrix into /etc/hosts"
        )
    where = "hostname: of Synapse's service in the compose file"
    return where if name else f"{where}; without it the container's id, a name without a dot that some servers refuse"
