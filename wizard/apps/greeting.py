"""The name that an app in a container will greet with, and whether a container can be called that."""

from __future__ import annotations

from wizard.model import App, Profile

_LONGEST = 64
"""Characters of a host name on Linux."""


def wanted(profile: Profile, app: App) -> str:
    """The name that the setup asks for: its own, the app's host name, or the sender's domain."""
    return profile.ehlo or app.hostname or profile.greeting_name


def container_name(profile: Profile, app: App) -> str:
    """The name for `hostname:`; empty where the wanted one can't be a container's.

    Apps use it only with a dot in it. Called like the mail server, a container would take itself for that server.
    """
    name = wanted(profile, app)
    if name.startswith("[") or "." not in name or len(name) > _LONGEST or name == profile.server.host:
        return ""
    return name


def why_not(profile: Profile, app: App) -> str:
    """Why there is no `hostname:`, in words; empty where there is one."""
    name = wanted(profile, app)
    if container_name(profile, app):
        return ""
    if name == profile.server.host:
        return f"a container called {name} would take itself for the mail server"
    if name.startswith("["):
        return f"a container can't be called {name}"
    if len(name) > _LONGEST:
        return f"a host name has at most {_LONGEST} characters"
    return f"{name} has no dot, and the app uses only a full name"
