"""Synapse's configuration in its own words: one complete `email:` section."""

from __future__ import annotations

import json
from collections.abc import Iterator

from wizard.app import Export, File
from wizard.apps.password import choose_form, take
from wizard.apps.synapse import remarks
from wizard.apps.synapse.section import make_section, write_section
from wizard.command_line import Command
from wizard.dialects import shell
from wizard.errors import UsageError
from wizard.model import App, Profile
from wizard.provider import Provider
from wizard.secret import Secret

CONF_D = "/etc/matrix-synapse/conf.d/email.yaml"
_FILES = {"homeserver": "homeserver.yaml", "conf-d": CONF_D, "docker": "homeserver.yaml"}


def export(profile: Profile, app: App, secret: Secret | None, *, form: str = "auto", provider: Provider | None = None) -> Export:
    """Everything that Synapse needs for mail. `form`: inline only, since Synapse reads the password from nowhere else.

    Raises Unrepresentable where Synapse has no spelling for a value, UsageError for a form or target that is none.
    """
    if app.target not in _FILES:
        raise UsageError(f"Synapse has no target {app.target!r}", f"accepted: {', '.join(_FILES)}")
    choose_form(form, ("inline",), "Synapse")
    password = take(profile, secret, "Synapse")
    head = "# Outgoing mail: the whole section, in place of the one that is there.\n"
    text = head + write_section(make_section(profile, app, password.text))
    return Export(
        app=app.name,
        target=app.target,
        files=(File(_FILES[app.target], text, secret=password.real),),
        apply=tuple(_apply(app)),
        test=_test(profile),
        notes=(*password.notes, *remarks.notes(profile, app)),
        limits=tuple(remarks.limits(profile, app)),
    )


def _apply(app: App) -> Iterator[str]:
    if app.target == "conf-d":
        yield Command(f"chown matrix-synapse: {CONF_D} && chmod 600 {CONF_D}")
        yield Command("grep -l '^email:' /etc/matrix-synapse/homeserver.yaml /etc/matrix-synapse/conf.d/*.yaml")
        yield "if that names another file, remove its email: section: the last file wins, and nothing is merged"
        yield Command(
            "/opt/venvs/matrix-synapse/bin/python -m synapse.config "
            "-c /etc/matrix-synapse/homeserver.yaml -c /etc/matrix-synapse/conf.d"
        )
        yield Command("systemctl restart matrix-synapse")
        return
    yield "replace the section email: of homeserver.yaml with this one, or append it where there is none"
    if app.target == "docker":
        yield Command("docker exec synapse python -m synapse.config -c /data/homeserver.yaml")
        yield Command("docker restart synapse")
    else:
        yield "python -m synapse.config -c homeserver.yaml (with the Python that runs Synapse)"
        yield "restart Synapse, for example: systemctl restart matrix-synapse"


def _test(profile: Profile) -> tuple[str, ...]:
    recipient = profile.recipient or "you@example.com"
    body = json.dumps({"client_secret": "smtpwizard1", "email": recipient, "send_attempt": 1}, ensure_ascii=False)
    return (
        Command(
            "curl --max-time 60 -X POST http://localhost:8008/_matrix/client/v3/account/3pid/email/requestToken "
            f"-H 'content-type: application/json' -d {shell.write(body)}"
        ),
        'An answer with "sid" means that the mail went out; to send once more, change client_secret. '
        "An error or no answer means that it did not: silence is how Synapse shows a certificate or TLS mode that does not fit.",
        "It needs a client listener on port 8008, and a homeserver that lets people add addresses (enable_3pid_changes).",
    )
