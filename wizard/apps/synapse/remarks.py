"""What Synapse can't express, and what a person should know before applying an export."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.apps.greeting import why_not
from wizard.apps.remark import shared_limits
from wizard.apps.synapse.behaviour import greeting
from wizard.model import App, Encryption, Profile


def limits(profile: Profile, app: App) -> Iterator[str]:
    """What follows from what Synapse has no setting for."""
    if profile.auth:
        yield "Synapse can read the password from its configuration only: whoever can read that file can read the password."
    if profile.server.ca_file:
        yield (
            "Synapse has no setting for a CA. Put your CA into the system's store, or set SSL_CERT_FILE for Synapse and its "
            "workers to a bundle that holds it. If only the name in the certificate differs, tlsname helps."
        )
    order = "it takes the first offered of CRAM-MD5, LOGIN and PLAIN"
    yield from shared_limits(profile, "Synapse", order, contained=app.target == "docker")
    yield "Synapse has no time limit: with a server that stops answering, a request hangs until Synapse is restarted."
    yield from _greeting_limits(profile, app)


def _greeting_limits(profile: Profile, app: App) -> Iterator[str]:
    wanted = profile.ehlo or app.hostname
    name = greeting(profile, app)
    if app.target == "docker":
        if name:
            yield f"Synapse greets with the container's host name. Give its service hostname: {name} in the compose file."
        else:
            reason = why_not(profile, app) if wanted else "a name without a dot, which some servers refuse"
            yield f"Synapse will greet with the container's id: {reason}."
    elif name:
        yield f"Synapse greets with the server's own full host name. To make it {name}, that must be what `hostname -f` says."
    elif wanted:
        yield f"Synapse can't greet with {wanted}; it says the server's own full host name."


def notes(profile: Profile, app: App) -> Iterator[str]:
    """What holds for this way of running it."""
    yield (
        "Synapse does not merge sections: this one replaces any other email: as a whole. "
        "Carry over what you have set beside it, such as client_base_url, subjects or validation_token_lifetime."
    )
    if app.target == "conf-d":
        yield "A file of its own with mode 0600 is the safest place for the password: homeserver.yaml is often shared or copied."
    elif profile.auth:
        yield "homeserver.yaml now holds the password: keep it at mode 0600 and out of version control."
    if profile.server.encryption is Encryption.IMPLICIT_TLS:
        yield "force_tls needs Synapse 1.64 or newer."
    yield "Only a restart of Synapse and all its workers takes it up; a reload (SIGHUP) does not."
    yield "With the Matrix Authentication Service, password resets are its own mails, with settings of its own."
