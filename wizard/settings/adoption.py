"""From settings that an app already has to a profile: what could be carried over, and what could not, in words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from wizard import apps, field, providers
from wizard.dialects.sheet.compose import ComposeSheet
from wizard.errors import FileError, UsageError
from wizard.files import read_text
from wizard.lint.found import Found
from wizard.lint.meaning import Mode
from wizard.lint.role import Role
from wizard.lint.tls_rule import IMPLICIT_PORTS
from wizard.model import App, Encryption, Endpoint, Login, Profile
from wizard.provider import Provider
from wizard.secret import Secret
from wizard.settings.linting import LIMIT
from wizard.settings.recognition import claimant, kinds, meaning, recognise
from wizard.settings.source import Source, locate_secret
from wizard.settings.surroundings import variables

_ENCRYPTION = {
    Mode.IMPLICIT: Encryption.IMPLICIT_TLS,
    Mode.STARTTLS: Encryption.STARTTLS,
    Mode.OPPORTUNISTIC: Encryption.STARTTLS,
    Mode.NONE: Encryption.NONE,
}


@dataclass(frozen=True, slots=True)
class Adopted:
    """A profile from an app's own files."""

    profile: Profile
    notes: tuple[str, ...]
    """What could not be carried over, and what was assumed."""
    secret: Secret | None = None
    """The password, where it was found but can't stay where it is: it is to be kept somewhere else."""


def adopt(paths: Sequence[Path], name: str, app: str | None = None) -> Adopted:
    """A profile called `name` from the files of one app. Raises FileError, UsageError."""
    profile_name = field.profile_name(name)
    sources = _sources(paths, app)
    main = max(sources, key=lambda source: (bool(source.meaning.text(Role.HOST)), source.found.score))
    notes: list[str] = []
    if not main.meaning.is_on or not main.found.settings:
        raise FileError(f"{main.path} names no mail server: mail over SMTP is off there", "name the file that sets it")
    host = _need(main, Role.HOST, "mail server")
    try:
        server_host = field.host(host)
    except UsageError as error:
        raise FileError(f"{main.path}: {error.message}", *error.hints) from error
    provider = providers.by_host(server_host)
    server = _server(main, server_host, provider, notes)
    package = importlib.import_module(f"wizard.apps.{main.found.kind}.meaning")
    sender: Callable[[Found], tuple[str, str]] | None = getattr(package, "sender", None)
    from_name, from_address = sender(main.found) if sender else _zulip_sender(main, notes)
    auth, secret = _login(sources, profile_name, notes)
    hostname: Callable[[Found], str] | None = getattr(package, "hostname", None)
    called = hostname(main.found) if hostname else main.found.hostname or ""
    profile = Profile(
        profile_name,
        server,
        _address(main, from_address),
        from_name=_name(from_name, notes),
        auth=auth,
        provider=provider.id if provider else None,
        region=_region(provider, server_host),
        apps=(App(main.found.kind, main.found.kind, main.found.target, _hostname(called), _answers(main.found)),),
    )
    notes += _unused(main)
    return Adopted(profile, tuple(notes), secret)


def _sources(paths: Sequence[Path], app: str | None) -> list[Source]:
    kinds(app)
    sources: list[Source] = []
    texts = {path: read_text(path, LIMIT).removeprefix("\ufeff") for path in paths}
    first = {path: recognise(text, str(path), app) for path, text in texts.items()}
    known = [found for found in first.values() if found is not None]
    for path, text in texts.items():
        found = first[path] or recognise(text, str(path), claimant(path, known))
        if found is None:
            raise FileError(
                f"{path} holds no mail settings that are known", f"the apps: {', '.join(kinds())}; name one with --app"
            )
        sources.append(Source(path, found, meaning(found.kind).understand(found), variables(path)))
    sources += _beside(sources)
    names = {source.found.kind for source in sources}
    if len(names) > 1:
        raise UsageError(f"these files belong to several apps: {', '.join(sorted(names))}", "import one app at a time")
    return sources


def _beside(sources: Sequence[Source]) -> list[Source]:
    """zulip-secrets.conf beside a settings.py that was given alone: Zulip reads both."""
    if len(sources) != 1 or sources[0].found.format != "python":
        return []
    path = sources[0].path.with_name("zulip-secrets.conf")
    try:
        found = recognise(read_text(path, LIMIT), str(path), sources[0].found.kind)
    except FileError:
        return []
    return [Source(path, found, meaning(found.kind).understand(found), {})] if found is not None else []


def _need(source: Source, role: Role, what: str) -> str:
    part = source.part(role)
    if part is None or not part.value:
        key = part.key if part else what
        if part is not None and part.value is None and part.one is not None:
            raise FileError(
                f"{source.path}: {key} comes from a variable that is not known here", "set it in .env beside the file"
            )
        raise FileError(f"{source.path} names no {what}", f"it would stand in {key}")
    return part.value


def _server(source: Source, host: str, provider: Provider | None, notes: list[str]) -> Endpoint:
    part = source.part(Role.PORT)
    try:
        port = field.port(part.value or "") if part else 587
    except UsageError:
        port = next((known.port for known in provider.ports if known.recommended), 587) if provider else 587
        notes.append(f"The port could not be read; {port} was taken.")
    mode = source.meaning.mode
    if mode is None:
        documented = {known.port: known.encryption for known in provider.ports} if provider else {}
        encryption = documented.get(port, Encryption.IMPLICIT_TLS if port in IMPLICIT_PORTS else Encryption.STARTTLS)
        notes.append(f"The encryption can't be told from the file; {encryption.words} was taken, as port {port} has it.")
        return Endpoint(host, port, encryption)
    if mode is Mode.OPPORTUNISTIC:
        notes.append("The app takes STARTTLS if it is offered; this setup requires it.")
    return Endpoint(host, port, _ENCRYPTION[mode])


def _zulip_sender(source: Source, notes: list[str]) -> tuple[str, str]:
    found = source.found
    address = parseaddr(found.value("NOREPLY_EMAIL_ADDRESS") or "")[1]
    if not address:
        host = (found.value("EXTERNAL_HOST") or "").partition(":")[0]
        address = f"noreply@{host}" if host else ""
        if address:
            notes.append(f"No NOREPLY_EMAIL_ADDRESS is set, so Zulip sends as {address}.")
    return found.value("INSTALLATION_NAME") or "", address


def _address(source: Source, address: str) -> str:
    try:
        return field.address(address)
    except UsageError as error:
        raise FileError(
            f"{source.path}: {error.message} (the sender)", "repair it first: smtp-wizard lint shows where"
        ) from error


def _name(name: str, notes: list[str]) -> str:
    try:
        return field.from_name(name)
    except UsageError as error:
        notes.append(f"The sender's name was left out: {error.message}.")
        return ""


def _hostname(name: str) -> str:
    try:
        return field.domain(name) if name else ""
    except UsageError:
        return ""


def _answers(found: Found) -> dict[str, str | bool]:
    settings = {row.name for row in apps.load_all()[found.kind].SETTINGS}
    known: dict[str, str | bool] = {}
    for name, value in meaning(found.kind).answers(found).items():
        if name in settings and isinstance(value, (str, bool)):
            known[name] = value
    if isinstance(found.sheet, ComposeSheet) and "service" in settings and found.sheet.service != found.kind:
        known["service"] = found.sheet.service
    return known


def _region(provider: Provider | None, host: str) -> str | None:
    return next((region.name for region in provider.regions if region.host == host), None) if provider else None


def _login(sources: Sequence[Source], name: str, notes: list[str]) -> tuple[Login | None, Secret | None]:
    users = [(source, part) for source in sources if (part := source.part(Role.USER)) is not None and part.is_there]
    if not users:
        if any((part := source.part(Role.PASSWORD)) is not None and part.value for source in sources):
            notes.append("There is a password without a user name: this setup has no login.")
        return None, None
    # An override that names an env file can't tell whether there is a user name; the env file beside it can.
    source, user = next((row for row in users if row[1].value), users[0])
    if not user.value:
        notes.append(f"The user name comes from a variable ({user.key}); set it in the setup.")
    try:
        username = field.username(user.value or "unknown")
    except UsageError as error:
        raise FileError(f"{source.path}: {error.message} ({user.key})", *error.hints) from error
    ref, secret = locate_secret(sources, name, notes)
    known = [part.value for source in sources if (part := source.part(Role.PASSWORD)) is not None and part.value]
    return Login(username, ref).hiding(Secret(known[0] if known else "")), secret


def _unused(source: Source) -> list[str]:
    """Settings of mail that a profile has no word for."""
    keys = {key.name: key for key in apps.load_all()[source.found.kind].KEYS}
    carried = {part.one.name for part in source.meaning.parts.values() if part.one is not None}
    carried |= {part.one.name for part in source.meaning.addresses if part.one is not None}
    kept = {"EMAIL_USE_TLS", "EMAIL_USE_SSL", "force_tls", "require_transport_security", "enable_tls", "SMTP_IGNORETLS"}
    own = {
        "EXTERNAL_HOST",
        "INSTALLATION_NAME",
        "ADD_TOKENS_TO_NOREPLY_ADDRESS",
        "app_name",
        "enable_notifs",
        "BASE_URL",
        "APP_URL",
    }
    own |= {"smtp_enabled", "resend_enabled"}
    left = [
        one.name
        for one in source.found.settings
        if one.key in keys and one.name not in carried and one.key not in kept | own and not keys[one.key].secret and one.value
    ]
    return [f"Not part of a setup, and stays in the file: {', '.join(dict.fromkeys(left))}."] if left else []
