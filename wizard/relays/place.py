"""Where a relay listens, what the apps are told of it, and the names that it goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wizard.errors import Unrepresentable
from wizard.model import Encryption, Endpoint, Profile

LOOPBACK = "127.0.0.1"
BRIDGE = "172.17.0.1"
"""This server as Docker's containers see it, in every network: the address of docker0, which host-gateway stands for too."""
CONTAINERS = "172.16.0.0/12"
"""Docker's own address pools, as far as they are not 192.168.0.0/16, which is many a home network as well."""
PORT = 25
MESSAGE_SIZE = 25 << 20
"""Bytes. What the large providers take, with attachments encoded; Postfix alone would stop at 10 MB."""
_ON_THE_HOST = frozenset({"bare", "conf-d"})
"""Targets whose app runs beside the relay, not in a container."""


def is_full_name(name: str) -> bool:
    """Whether a greeting name is a domain name with a dot; localhost, a container's id and an address in brackets are none."""
    return "." in name and name[0] not in "[." and not name.replace(".", "").isdigit()


def serves_containers(profile: Profile) -> bool:
    """Whether an app of the setup runs in a container; a Synapse with one homeserver.yaml may."""
    return any(app.target not in _ON_THE_HOST for app in profile.apps)


def behind(profile: Profile) -> Profile:
    """The setup as the apps have it behind the relay: this server, no login, no encryption. Senders and names stay."""
    host = BRIDGE if serves_containers(profile) else LOOPBACK
    return replace(profile, server=Endpoint(host, PORT, Encryption.NONE), auth=None, provider=None, region=None)


def own_name(profile: Profile) -> str:
    """The relay's name for itself: the greeting name, never that of the server that it relays to.

    A relay that is called like its next hop takes mail for that for its own: "mail loops back to myself".
    """
    names = (profile.greeting_name, *(app.hostname for app in profile.apps), profile.domain, f"relay.{profile.domain}")
    own = next((name for name in names if is_full_name(name) and name.lower() != profile.server.host.lower()), "")
    if not own:
        raise Unrepresentable(
            "a relay needs a full name to greet with, and this setup has none", "set the EHLO name, such as chat.example.com"
        )
    return own


def app_notes(profile: Profile) -> Iterator[str]:
    """What the apps' own settings become."""
    if serves_containers(profile):
        yield (
            f"In the apps: server {BRIDGE}, port {PORT}, no encryption, no user name, no password. host.docker.internal is the "
            "same, where the service has extra_hosts: host.docker.internal:host-gateway. localhost would be the container itself."
        )
        yield (
            f"{BRIDGE} is Docker's usual address; see: ip -4 addr show docker0. Containers come from {CONTAINERS}; networks that "
            "Docker took from 192.168.0.0/16 are not let in."
        )
        yield (
            "A firewall on this server may keep containers away from it; for ufw: "
            f"sudo ufw allow from {CONTAINERS} to {BRIDGE} port {PORT} proto tcp"
        )
    else:
        yield f"In the apps: server {LOOPBACK}, port {PORT}, no encryption, no user name, no password."
        yield "It listens on this server alone: containers don't reach it."
    yield "The sender stays what it is: the relay changes no address."


def shared_limits(profile: Profile, rule: str) -> Iterator[str]:
    """What follows from every relay. `rule`: the provider's own rule for senders, in words; may be empty."""
    who = "Every program on this server and in its containers" if serves_containers(profile) else "Every program on this server"
    yield f"{who} can send through it without a login, in your name."
    words = f": {rule}" if rule else ""
    yield f"The provider's rule for senders holds as before{words}."
    if profile.server.encryption is Encryption.NONE:
        what = "the password and every mail cross" if profile.auth else "every mail crosses"
        yield f"Without encryption {what} the network readable."
