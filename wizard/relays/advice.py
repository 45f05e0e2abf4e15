"""When a local relay is worth its trouble: reasons, for a setup, in words."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

from wizard.app import Behaviour
from wizard.model import Encryption, Profile
from wizard.provider import Provider
from wizard.relays.place import is_full_name

_ABLE = frozenset({"PLAIN", "LOGIN", "CRAM-MD5"})
"""What a relay here can log in with."""


def advised(
    profile: Profile,
    behaviours: Sequence[Behaviour],
    provider: Provider | None = None,
    *,
    secret_is_ascii: bool | None = None,
) -> tuple[str, ...]:
    """Why a relay on this server would help, a sentence each; empty = it would not. `secret_is_ascii` None = not known.

    Only what a relay really cures counts: nothing is said where the setup already names a server on this machine, and nothing
    about a provider that no relay here can log in to.
    """
    if _is_here(profile.server.host) or (provider is not None and provider.kind == "local"):
        return ()
    if profile.auth is not None and provider is not None and provider.mechanisms and not _ABLE & set(provider.mechanisms):
        return ()
    found = [reason for behaviour in behaviours for reason in _reasons(profile, behaviour, provider, secret_is_ascii)]
    return tuple(dict.fromkeys(found))


def _reasons(profile: Profile, behaviour: Behaviour, provider: Provider | None, secret_is_ascii: bool | None) -> Iterator[str]:
    name = behaviour.kind.capitalize()
    yield from _encryption(profile, behaviour, provider, name)
    if profile.auth is None:
        if profile.server.encryption is not Encryption.NONE and behaviour.drops_without_login is not False:
            which = name if behaviour.drops_without_login else f"{name}, in some of its versions,"
            yield f"{which} sends nothing over {profile.server.encryption.words} without a login, and this setup has none."
    else:
        yield from _mechanism(profile.auth.mechanism.upper(), behaviour, provider, name)
        if behaviour.ascii_credentials and not (profile.auth.username.isascii() and secret_is_ascii is not False):
            yield f"{name} can't log in with letters beyond ASCII in user name or password."
    if provider is not None and provider.wants_full_name and behaviour.ehlo and not is_full_name(behaviour.ehlo):
        wish = f"{provider.name} wants a full domain name"
        yield f"{name} greets with {behaviour.ehlo}, which can't be changed in this setup, and {wish}."


def _encryption(profile: Profile, behaviour: Behaviour, provider: Provider | None, name: str) -> Iterator[str]:
    encryption = profile.server.encryption
    if encryption is Encryption.STARTTLS and behaviour.starttls in ("never", "implicit"):
        yield f"{name} can't do STARTTLS."
    if encryption is Encryption.IMPLICIT_TLS and behaviour.starttls != "implicit":
        yield f"{name} can't do implicit TLS in this way of running it."
    if encryption is Encryption.STARTTLS and behaviour.starttls == "opportunistic" and _accepts_plain(provider):
        what = "the password and every mail" if profile.auth else "every mail"
        yield (
            f"{name} can't require STARTTLS, and {provider.name if provider else 'the server'} takes mail without it too: "
            f"should the offer of STARTTLS be missing, {what} would go readable."
        )


def _mechanism(chosen: str, behaviour: Behaviour, provider: Provider | None, name: str) -> Iterator[str]:
    """The app can do none that is wanted, or it takes another one first and nothing after that."""
    offered = tuple(word.upper() for word in provider.mechanisms) if provider else ()
    able = tuple(word.upper() for word in behaviour.mechanisms)
    wanted = (chosen,) if chosen not in ("", "AUTO") else offered
    if wanted and not set(wanted) & set(able):
        yield f"{name} can't log in with {' or '.join(wanted)}."
        return
    first = next((word for word in able if word in offered), "")
    if chosen in able and first not in ("", chosen) and not behaviour.falls_back:
        yield f"{name} logs in with {first} where that is offered and with nothing else, and this setup says {chosen}."


def _accepts_plain(provider: Provider | None) -> bool:
    return provider is not None and any(port.encryption is Encryption.NONE for port in provider.ports)


def _is_here(host: str) -> bool:
    """Whether a host is this machine, or this machine as a container sees it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "host.docker.internal") or host.endswith(".localhost")
