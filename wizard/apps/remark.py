"""Limits that several apps share, in words."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.model import Encryption, Profile, is_loopback


def shared_limits(profile: Profile, app: str, order: str, *, contained: bool) -> Iterator[str]:
    """What follows from what an app has no setting for. `order`: the login mechanisms as it tries them, in words."""
    if profile.server.encryption is Encryption.NONE:
        what = "the password and every mail cross" if profile.auth else "every mail crosses"
        yield f"Without encryption {what} the network readable."
    if profile.auth and profile.auth.mechanism not in ("", "auto"):
        yield f"{app} can't be told to use {profile.auth.mechanism}: {order}."
    if not profile.from_address.rpartition("@")[0].isascii():
        yield "The sender has letters beyond ASCII before the @: only a server that offers SMTPUTF8 is sure to take it."
    if contained and is_loopback(profile.server.host):
        yield (
            f"In a container {profile.server.host} is the container itself. Use the name of the mail server's service, "
            "or host.docker.internal with extra_hosts: host.docker.internal:host-gateway."
        )


COMPOSE_2 = (
    "Docker Compose 2 reads the env file; docker-compose 1 (Debian 12's package) reads it by other rules and changes values."
)
