"""A setup in the words of maddy.conf."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.dialects import maddy
from wizard.errors import Unrepresentable
from wizard.model import Encryption, Profile
from wizard.relays.login import Credentials
from wizard.relays.place import BRIDGE, LOOPBACK, MESSAGE_SIZE, PORT, is_full_name, own_name, serves_containers

USER_VARIABLE = "SMTP_RELAY_USER"
PASSWORD_VARIABLE = "SMTP_RELAY_PASSWORD"


def target(profile: Profile) -> str:
    """The provider's server as an address of maddy: tls:// begins with TLS, tcp:// does not."""
    scheme = "tls" if profile.server.encryption is Encryption.IMPLICIT_TLS else "tcp"
    return f"{scheme}://{profile.server}"


def conf(profile: Profile, login: Credentials | None, mechanism: str, *, inline: bool) -> str:
    """The whole maddy.conf. `inline`: user name and password stand in it, instead of in the environment."""
    lines = [
        "# Mail of this server's apps, relayed to the provider. For maddy 0.8.1 or newer; written by smtp-wizard.",
        "",
        f"hostname {maddy.write(greeting(profile))}",
        "tls off",
        "",
        "# No queue: the app waits until the provider has answered, and gets that answer.",
        "target.smtp provider {",
        f"    targets {maddy.write(target(profile))}",
        *(f"    {line}" for line in _session(profile, login, mechanism, inline=inline)),
        "}",
        "",
        *_listener(profile),
    ]
    return "\n".join(lines) + "\n"


def greeting(profile: Profile) -> str:
    """The name that maddy greets with, on both sides. Raises Unrepresentable for an address in brackets."""
    name = profile.ehlo or own_name(profile)
    if not is_full_name(name):
        raise Unrepresentable(
            f"maddy can't be relied on to greet with {name}", "set a full name as the EHLO name, such as chat.example.com"
        )
    return name


def _session(profile: Profile, login: Credentials | None, mechanism: str, *, inline: bool) -> Iterator[str]:
    # It means what it says since 0.8.1, and a tls:// target would wait for STARTTLS as well, if it were left out.
    yield f"starttls {'yes' if profile.server.encryption is Encryption.STARTTLS else 'no'}"
    if profile.server.encryption is not Encryption.NONE:
        yield from _trust(profile)
    if login is None:
        yield "auth off"
    elif inline:
        yield f"auth {mechanism.lower()} {maddy.write(login.username)} {maddy.write(login.password)}"
    else:
        yield f"auth {mechanism.lower()} {{env:{USER_VARIABLE}}} {{env:{PASSWORD_VARIABLE}}}"
    # Its own five minutes each are longer than an app waits.
    yield "connect_timeout 20s"
    yield "command_timeout 30s"
    yield "submission_timeout 1m"


def _trust(profile: Profile) -> Iterator[str]:
    path = profile.server.ca_file
    if path and not path.startswith("/"):
        raise Unrepresentable(f"maddy needs the whole path of the CA file, and {path} is none", "write it from / on")
    yield "tls_client {"
    yield "    protocols tls1.2 tls1.3"
    if path:
        yield f"    root_ca {maddy.write(path)}"
    yield "}"


def _listener(profile: Profile) -> Iterator[str]:
    addresses = [LOOPBACK, BRIDGE] if serves_containers(profile) else [LOOPBACK]
    places = "this server, and Docker's bridge for the containers" if len(addresses) > 1 else "this server alone"
    yield f"# Listens on {places}. Not “submission”: that always wants a login."
    yield f"smtp {' '.join(f'tcp://{address}:{PORT}' for address in addresses)} {{"
    yield "    dmarc no"
    yield f"    max_message_size {MESSAGE_SIZE >> 20}M"
    yield "    deliver_to &provider"
    yield "}"
