"""What Mealie can't express, what to know before applying an export, and how Mealie sends a test."""

from __future__ import annotations

import json
from collections.abc import Iterator

from wizard.apps import greeting
from wizard.apps.mealie.behaviour import is_old
from wizard.apps.remark import shared_limits
from wizard.command_line import Command
from wizard.dialects import compose, shell
from wizard.model import App, Encryption, Profile

_ORDER = "it tries CRAM-MD5, PLAIN and LOGIN in this order, as far as the server offers them"
RECIPIENT = "me@example.com"


def base_url(app: App) -> str:
    """The line that people forget, as a reminder: their own address may differ, so it is not set."""
    return f"BASE_URL: {compose.write(_url(app))}"


def base_url_line(app: App) -> str:
    """The same for a comment in an env file."""
    return f"Set BASE_URL too, where it is not: {_url(app)}"


def _url(app: App) -> str:
    return f"https://{app.hostname or 'recipes.example.com'}"


def limits(profile: Profile, app: App) -> Iterator[str]:
    """What follows from what Mealie has no setting for."""
    yield from shared_limits(profile, "Mealie", _ORDER, contained=app.target != "bare")
    if profile.server.ca_file:
        yield (
            "Mealie has no setting for a CA. Builds that check certificates take SSL_CERT_FILE, which replaces every other CA: "
            f"append {profile.server.ca_file} to a copy of the system's bundle, and mount that copy. Older builds check nothing."
        )
    if not profile.auth and not is_old(app) and profile.server.encryption is not Encryption.NONE:
        yield (
            "Builds before pull request 8210 (autumn 2026) send nothing over TLS without a login; "
            'the log at start then says "because SMTP_AUTH_STRATEGY is not None". Update Mealie if it does.'
        )
    if app.target == "bare":
        yield "Mealie greets with the server's own full name: it has no setting for it. See what hostname --fqdn says."
    elif reason := greeting.why_not(profile, app):
        yield f"Mealie will greet with the container's address, which some servers refuse: {reason}."


def notes(profile: Profile, app: App, password: str | None) -> Iterator[str]:
    """What holds for every way of running it."""
    yield (
        "BASE_URL must be the address that people open, else links in invitations lead to localhost; "
        f"for example BASE_URL={_url(app)}."
    )
    if profile.auth is None:
        yield "No login: remove SMTP_USER and SMTP_PASSWORD where they are set. Half a pair switches mail off."
    elif not is_old(app) and not (profile.auth.username + (password or "")).isascii():
        yield "Letters beyond ASCII in the login need a Mealie with pull request 8397; older ones stop with UnicodeEncodeError."
    if password is not None and password != password.strip():
        yield "The password begins or ends with a blank: don't let an editor take it off."
    if not is_old(app) and profile.server.encryption is not Encryption.NONE:
        yield "Older builds check no certificate, newer ones do: the certificate should be trusted before the next update."


def make_test(profile: Profile, app: App) -> tuple[str, ...]:
    """The button, and the same over Mealie's API."""
    url = shell.write(f"{_url(app)}/api/admin/email")
    body = shell.write(json.dumps({"email": profile.recipient or RECIPIENT}))
    return (
        "Admin > Site Settings > Email: the card must say Ready; then type an address and press Test.",
        "Or with a token from your profile's API tokens in the variable MEALIE_TOKEN; it must answer success: true "
        "(the HTTP status is 200 in any case, and success: false without an error means that mail is switched off):",
        Command(
            'printf "Authorization: Bearer %s" "$MEALIE_TOKEN" | '
            f'curl -sS -H @- -H "Content-Type: application/json" -d {body} {url}'
        ),
    )
