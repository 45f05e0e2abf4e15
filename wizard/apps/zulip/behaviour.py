"""How Zulip really sends: Django's SMTP backend on smtplib, tried against Django 5.2."""

from __future__ import annotations

from wizard.app import Behaviour, Note
from wizard.apps.zulip.settings import greeting
from wizard.model import App, Encryption, Profile
from wizard.step import Stage

_STARTTLS = {Encryption.STARTTLS: "required", Encryption.IMPLICIT_TLS: "implicit", Encryption.NONE: "never"}
_NOTES = (
    Note("With a user name and an empty password Zulip sends without a login and says nothing.", (Stage.AUTH,)),
    Note(
        "A user name and password where no login is offered end in an error: SMTP AUTH extension not supported by server.",
        ("auth-not-needed",),
    ),
    Note("TLS 1.2 or newer is required."),
    Note("send_test_email shows a TLS or name error as a bare Python traceback.", (Stage.TLS, Stage.DNS)),
    Note("The worker keeps one connection open; a server that drops it quietly makes the next mail late."),
)


def behaviour(profile: Profile, app: App) -> Behaviour:
    """What Zulip will do with this setup. Needs no answers beyond the host name."""
    name = greeting(profile, app)
    return Behaviour(
        app=app.name,
        kind="zulip",
        target=app.target,
        library="Django's SMTP backend on smtplib",
        ehlo=name,
        ehlo_source=_ehlo_source(app, name),
        verifies_certificate=True,
        starttls=_STARTTLS[profile.server.encryption],
        mechanisms=("CRAM-MD5", "PLAIN", "LOGIN"),
        falls_back=True,
        skips_auth_silently=False,
        timeout=15.0,
        ascii_credentials=True,
        hides_errors="Mail that fails is retried three times by a worker; the reason stands only in "
        "/var/log/zulip/send_email.log and errors.log.",
        notes=_NOTES,
        versions="Zulip 10 to 12",
        attempts=4,
    )


def _ehlo_source(app: App, name: str) -> str:
    if app.target == "bare":
        return "the server's full host name; to change it write a line such as 127.0.1.1 chat.example.com chat into /etc/hosts"
    where = "hostname: of the service zulip in the compose file"
    return where if name else f"{where}; without it the container's id, a name without a dot that some servers refuse"
