"""What Coolify can't express, what to know before applying an export, and how Coolify sends a test."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.apps import greeting
from wizard.apps.coolify.behaviour import DEFAULT_EHLO, SMTPS, ehlo, is_old
from wizard.apps.remark import shared_limits
from wizard.command_line import Command
from wizard.dialects import shell
from wizard.model import App, Encryption, Profile

ARTISAN = "docker exec coolify php artisan"
RESTART = Command(f"{ARTISAN} horizon:terminate")
RECIPIENT = "me@example.com"
_ORDER = "it tries CRAM-MD5, LOGIN, PLAIN and XOAUTH2 in this order, as far as the server offers them"


def limits(profile: Profile, app: App) -> Iterator[str]:
    """What follows from what Coolify has no setting for."""
    encryption = profile.server.encryption
    if encryption is Encryption.STARTTLS:
        what = "your password and every mail" if profile.auth else "every mail"
        yield (
            f"Coolify can't require STARTTLS: if the server, or somebody in between, does not offer it, Coolify sends {what} in "
            "clear text. Where the server has a port with implicit TLS (usually 465), that port is the safer choice."
        )
    yield from shared_limits(profile, "Coolify", _ORDER, contained=True)
    if encryption is Encryption.NONE and is_old(app):
        yield "Before 4.3.10 the test mail and notifications take STARTTLS all the same, if it is offered; invitations don't."
    if profile.server.ca_file:
        yield (
            "Coolify has no setting for a CA. PHP takes SSL_CERT_FILE from the container's environment, for every CA: "
            f"append {profile.server.ca_file} to a copy of the system's bundle. Not tried inside Coolify's web server."
        )
    if is_old(app):
        yield f"Before 4.3.10 Coolify greets with {DEFAULT_EHLO}, which Google's relay and others refuse. Only an update helps."
    elif not ehlo(profile, app):
        yield f"Coolify can't greet with {greeting.wanted(profile, app)}; it will say {DEFAULT_EHLO}, which some servers refuse."


def notes(profile: Profile, app: App, password: str | None) -> Iterator[str]:
    """What holds for every way of setting it."""
    if profile.server.encryption is Encryption.IMPLICIT_TLS and profile.server.port != SMTPS:
        yield (
            f"Implicit TLS on port {profile.server.port} works only if the server speaks it there; on 587 servers expect "
            "STARTTLS, and Coolify then says: wrong version number."
        )
    yield "Resend is switched off, since it wins over SMTP when both are on; its key stays stored."
    if app.settings.get("team_notifications", True):
        yield "The first team's notifications use these settings too. Other teams choose for themselves: Notifications > Email."
    else:
        yield "Notifications of deployments and backups keep the team's own settings, and send nothing until those are filled in."
    if profile.auth is None:
        yield "No login: user name and password are emptied."
    if password is not None and password != password.strip():
        yield "The password begins or ends with a blank: check that it is still there after saving."
    yield "Mail goes only to members of the team; the test mail may go to any address."
    yield "Apps that Coolify deploys get none of this: each has mail settings of its own."


def make_test(profile: Profile, app: App) -> tuple[str, ...]:
    """The button, and the same with tinker."""
    page = "Settings > Transactional Email: Send Test Email" if is_old(app) else "Settings > Email: Send test"
    recipient = (profile.recipient or RECIPIENT).replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    program = f'App\\Models\\Team::find(0)->notifyNow(new App\\Notifications\\TransactionalEmails\\Test("{recipient}"));'
    return (
        f"{page}, at most once in 10 seconds.",
        "Or on Coolify's server:",
        Command(f"{ARTISAN} tinker --execute={shell.write(program)}"),
        "The test mail does not pass through the queue. Invite somebody as well to see that the workers use the new settings.",
    )
