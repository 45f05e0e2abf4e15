"""What an app package says about its app: how it can be run, what it asks, what it writes, how it will behave."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.step import Stage


@dataclass(frozen=True, slots=True)
class File:
    """A file to write for an app. `secret` = its text holds the password in plain text."""

    path: str
    text: str
    mode: int = 0o600
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """One app's configuration in its own words."""

    app: str
    target: str
    files: tuple[File, ...]
    apply: tuple[str, ...]
    """What to do to make it live: clicks, and each `Command` for a shell, in order."""
    test: tuple[str, ...]
    """How to make the app itself send a test mail."""
    notes: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    """What the app can't express, and what follows from it."""


@dataclass(frozen=True, slots=True)
class Target:
    """One way of running an app."""

    id: str
    title: str
    """For people: "Docker, compose.override.yaml (docker-zulip 12)"."""


@dataclass(frozen=True, slots=True)
class Key:
    """One row of an app's KEYS: everything that is known about one setting of that app."""

    name: str
    """As the app spells it."""
    type: str
    """str · int · bool · address · enum …, in the app's own sense."""
    place: str
    """Where it lives: settings.py, zulip-secrets.conf, homeserver.yaml:email, env, database …"""
    default: str = ""
    meaning: str = ""
    choices: tuple[str, ...] = ()
    """The words it accepts, where they are few."""
    versions: str = ""
    """Since or until when; empty = every version seen."""
    secret: bool = False
    ignored_because: str = ""
    """Why the app ignores or overwrites it here; empty = it is read."""
    sender: bool = False
    """Whether its value is an address that the app sends from."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A question of the app's own that its identities or export need, asked on the apps page."""

    name: str
    title: str
    default: str | bool = ""
    help: str = ""
    kind: str = "address"
    """address · domain · text · switch."""
    required: bool = False
    """Whether the app can't be set up without an answer."""
    empty: str = ""
    """What stands for an answer that is left out, in a few words; empty = the default."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is worth knowing about an app, in a sentence or two."""

    text: str
    when: tuple[Stage | str, ...] = ()
    """The stages and causes (ids of the catalogue) of a failure at which it matters; empty = it matters anyway."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an app really sends mail with one profile and target: data for the rule `app.behaviour`. Sources: facts of each app."""

    app: str
    kind: str
    target: str
    library: str
    ehlo: str
    """The name it will greet with."""
    ehlo_source: str
    """Where that name comes from and how to change it."""
    verifies_certificate: bool | None
    """None = differs by version: newer ones do."""
    starttls: str
    """required · opportunistic · never · implicit."""
    mechanisms: tuple[str, ...]
    """In the order in which it tries."""
    falls_back: bool
    """Whether it tries the next mechanism after a refusal (each is one failed login)."""
    skips_auth_silently: bool
    """Whether it sends without login when the server offers none."""
    timeout: float | None
    """Seconds; None = it waits for ever."""
    ascii_credentials: bool = False
    """Whether non-ASCII user names and passwords make it fail."""
    hides_errors: str = ""
    """Where its errors are (not) to be seen."""
    notes: tuple[Note, ...] = ()
    versions: str = ""
    """Of which versions all this is known."""
    attempts: int = 1
    """How often it tries a mail that fails, from the login on; each of them logs in."""
    drops_without_login: bool | None = False
    """Whether it silently sends nothing over TLS when no login is set; None = differs by version."""
