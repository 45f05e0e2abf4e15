"""What Docmost can't express, what to know before applying an export, and how to make Docmost's own library try it."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.apps import greeting, override
from wizard.apps.docmost.behaviour import NO_NAME
from wizard.apps.docmost.settings import CA
from wizard.apps.remark import shared_limits
from wizard.command_line import Command
from wizard.dialects import compose, shell
from wizard.model import App, Encryption, Profile

_ORDER = "it takes the first that the server offers of PLAIN, LOGIN, CRAM-MD5 and XOAUTH2"
_VERIFY = (
    'const e=process.env,t=s=>(s||"").toLowerCase()==="true";'
    'require("nodemailer").createTransport({host:e.SMTP_HOST,port:+e.SMTP_PORT,secure:t(e.SMTP_SECURE),ignoreTLS:t(e.SMTP_IGNORETLS),'
    "connectionTimeout:30000,auth:e.SMTP_USERNAME&&e.SMTP_PASSWORD?{user:e.SMTP_USERNAME,pass:e.SMTP_PASSWORD}:undefined})"
    ".verify().then(console.log,console.error)"
)


def app_url(app: App) -> str:
    """The line that people forget, as a reminder: their own address may differ, so it is not set."""
    return f"APP_URL: {compose.write(_url(app))}"


def app_url_line(app: App) -> str:
    """The same for a comment in an env file."""
    return f"Set APP_URL too, where it is not: {_url(app)}"


def _url(app: App) -> str:
    return f"https://{app.hostname or 'docs.example.com'}"


def limits(profile: Profile, app: App) -> Iterator[str]:
    """What follows from what Docmost has no setting for."""
    if profile.server.encryption is Encryption.STARTTLS:
        what = "your password and every mail" if profile.auth else "every mail"
        yield (
            f"Docmost can't require STARTTLS: if the server, or somebody in between, does not offer it, Docmost sends {what} in "
            "clear text. Where the server has a port with implicit TLS (usually 465), that port is the safer choice."
        )
    yield from shared_limits(profile, "Docmost", _ORDER, contained=app.target != "bare")
    if profile.server.ca_file and app.target == "bare":
        yield f"Docmost has no setting for a CA, and {CA} works from the process's environment only, not from .env."
    if app.target == "bare":
        yield f"Docmost greets with the server's own name if that has a dot, else with {NO_NAME}: see what hostname says."
    elif reason := greeting.why_not(profile, app):
        yield f"Docmost will greet with {NO_NAME}, which some servers refuse: {reason}."


def notes(profile: Profile, app: App, password: str | None) -> Iterator[str]:
    """What holds for every way of running it."""
    yield "MAIL_DRIVER=smtp must be there: without it Docmost drops every mail and says nothing. It is spelt in small letters."
    yield f"APP_URL must be the address that people open: links in invitations are made from it; for example APP_URL={_url(app)}."
    if profile.auth is None:
        yield "No login: remove SMTP_USERNAME and SMTP_PASSWORD where they are set."
    else:
        yield "If the server offers no login, Docmost sends without one and says nothing."
    if password is not None and password != password.strip():
        yield "The password begins or ends with a blank: don't let an editor take it off."
    if profile.server.encryption is Encryption.NONE:
        yield "SMTP_IGNORETLS needs Docmost 0.4.0 or newer; without it Docmost takes STARTTLS if the server offers it."


def make_test(app: App) -> tuple[str, ...]:
    """Docmost sends no test mail: its own library, run where Docmost runs, and an invitation."""
    node = f"node -e {shell.write(_VERIFY)}"
    there = {
        "bare": f"cd apps/server && {_with_own_reader()}",
        "docker-run": f"docker exec -w /app/apps/server docmost {node}",
    }.get(app.target, f"docker compose exec -w /app/apps/server {override.service_name(app, 'docmost')} {node}")
    return (
        "Docmost has no button for a test mail. Its own mail library, run where Docmost runs; it must say true:",
        Command(there),
        "Then a real mail: Settings > Members > Invites, resend an invitation. Docmost always says OK; see its log for errors.",
    )


def _with_own_reader() -> str:
    """The same below Docmost's own folder, with the .env read as Docmost reads it."""
    load = 'require("@nestjs/config").ConfigModule.forRoot({expandVariables:true,envFilePath:"../../.env"})'
    program = f'require("reflect-metadata");Promise.resolve({load}).then(()=>{{{_VERIFY}}})'
    return f"node -e {shell.write(program)}"
