"""What a person typed so far: it may be wrong, and it never holds the secret."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from wizard import field as parse
from wizard.errors import FileError, UsageError, WizardError
from wizard.files import Places, read_text, write_private
from wizard.model import SAME_AS_SECRET, App, Encryption, Endpoint, Login, Profile
from wizard.secret import Keeper, Secret, SecretRef

CUSTOM = "custom"
"""The choice "a server of my own" where a provider's id would stand."""
MECHANISMS = ("auto", "PLAIN", "LOGIN", "CRAM-MD5")


@dataclass(frozen=True, slots=True)
class DraftApp:
    """One app as typed."""

    name: str
    kind: str
    target: str
    hostname: str = ""
    settings: Mapping[str, str | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """Every answer of the wizard, as text. An empty text is "not answered yet"."""

    name: str = ""
    provider: str = ""
    """A provider's id, `custom`, or empty."""
    region: str = ""
    host: str = ""
    port: str = ""
    encryption: str = ""
    ca_file: str = ""
    ehlo: str = ""
    login: bool = True
    """Whether the server wants a login at all."""
    username: str = ""
    mechanism: str = "auto"
    plaintext_for: str = ""
    """The server that may be sent the password unencrypted: the person said so, and no other ever gets it that way."""
    keeper: str = ""
    """Where the secret is kept: `vault`, `keyring`, `ask`, or a whole reference such as `file:/run/secrets/x`."""
    kept: str = ""
    """Where the saved setup has its secret, as a whole reference; empty while it has none that could be read."""
    kept_for: str = ""
    """The server that this secret is for: no other ever gets it."""
    from_name: str = ""
    from_address: str = ""
    selectors: str = ""
    """DKIM selectors of the sender's domain, separated by blanks or commas."""
    other_selectors: Mapping[str, str] = field(default_factory=dict)
    """Those that a saved setup names for other domains, by domain."""
    recipient: str = ""
    apps: tuple[DraftApp, ...] = ()
    page: str = ""
    """Where the person was."""
    opened: str = ""
    """The name of the saved setup that is being changed; empty for a new one."""

    # ------------------------------------------------------------ parsing

    def profile_name(self) -> str:
        """The name typed, or one made from the first app. Raises UsageError for what is no name."""
        return parse.profile_name(self.name) if self.name else self.label()

    def label(self) -> str:
        """The name as long as the setup is not saved: where what was typed is none yet, one made from the first app."""
        first = self.apps[0].hostname.partition(".")[0] if self.apps and self.apps[0].hostname else ""
        for guess in (self.name, first.lower(), self.apps[0].kind if self.apps else "", "mail"):
            try:
                return parse.profile_name(guess)
            except UsageError:
                continue
        return "mail"

    def endpoint(self) -> Endpoint:
        """Raises UsageError for what is missing or wrong."""
        if self.encryption not in set(Encryption):
            raise UsageError("no encryption chosen", "accepted: implicit TLS, STARTTLS or none")
        return Endpoint(parse.host(self.host), parse.port(self.port), Encryption(self.encryption), self.ca_file.strip() or None)

    def is_kept(self) -> bool:
        """Whether the chosen keeper has the secret for this server already, so that it need not be typed again."""
        chosen = self.keeper in (self.kept, self.kept.partition(":")[0])
        return self.kept != "" and chosen and self.is_at(self.kept_for)

    @property
    def may_cross_plaintext(self) -> bool:
        """Whether the password may be sent to this server without encryption, which is what was chosen for it."""
        here = self.host.strip().lower()
        return self.encryption == Encryption.NONE and here != "" and self.plaintext_for.strip().lower() == here

    def is_at(self, host: str) -> bool:
        """Whether the mail goes to this server, or to another data centre of the same provider."""
        here, there = self.host.strip().lower(), host.strip().lower()
        if here == there:
            return True
        from wizard import providers

        owner = providers.by_host(there)
        return owner is not None and owner is providers.by_host(here)

    def secret_ref(self) -> SecretRef:
        """Where it is kept already, else under the setup's name in the vault or keyring, else nowhere."""
        if self.is_kept():
            return SecretRef.parse(self.kept)
        if self.keeper in ("vault", "keyring"):
            return SecretRef.parse(f"{self.keeper}:{self.label()}")
        return SecretRef(Keeper.ASK)  # what else somebody keeps is another server's

    def auth(self) -> Login | None:
        """None = no login."""
        if not self.login:
            return None
        allowed = self.host.strip() if self.may_cross_plaintext else ""
        return Login(parse.username(self.username), self.secret_ref(), self.mechanism, allowed)

    def hiding(self, secret: Secret | None) -> Draft:
        """The same without the secret as user name: a draft is saved, and shown on every page."""
        same = secret is not None and self.username.strip() == secret.reveal() != ""
        return replace(self, username=SAME_AS_SECRET) if same else self

    def selectors_of(self, domain: str) -> tuple[str, ...]:
        """A domain's own, else the sender's: one provider signs for all of a person's domains, mostly with the same selectors."""
        text = self.selectors
        if domain != self.from_address.rpartition("@")[2].strip().lower() or not text.strip():
            text = self.other_selectors.get(domain, text)
        return selectors(text)

    def parsed_apps(self) -> tuple[App, ...]:
        return tuple(parse_app(app) for app in self.apps)

    def profile(self) -> Profile:
        """The complete setup, under its `label`. Raises UsageError for the first thing that is missing or wrong."""
        return replace(self.addressed(), auth=self.auth())

    def addressed(self) -> Profile:
        """The setup with its senders and their domains' selectors, for tests that need no login: it is there if it is known."""
        sender = parse.address(self.from_address, "sender address")
        made = replace(self.sketch(), from_address=sender)
        from wizard import apps

        domains = {one.from_address.rpartition("@")[2] for one in apps.identities(made)} | self.other_selectors.keys()
        found = {domain: self.selectors_of(domain) for domain in sorted(domains)}
        return replace(made, selectors={name: words for name, words in found.items() if words or name in self.other_selectors})

    def sketch(self) -> Profile:
        """As much of the setup as is known, for tests that need only part of it; a guessed sender stands for a missing one."""
        sender = self.from_address and parse.address(self.from_address, "sender address")
        return Profile(
            name=self.label(),
            server=self.endpoint(),
            from_address=sender or guess_sender(self),
            from_name=parse.from_name(self.from_name),
            ehlo=parse.ehlo(self.ehlo) if self.ehlo.strip() else None,
            auth=self.auth() if self.username.strip() else None,
            provider=self.provider if self.provider not in ("", CUSTOM) else None,
            region=self.region or None,
            recipient=parse.address(self.recipient, "recipient") if self.recipient.strip() else None,
            apps=self.parsed_apps(),
        )


def selectors(text: str) -> tuple[str, ...]:
    """DKIM selectors, separated by blanks or commas. Raises UsageError."""
    return tuple(parse.selector(word) for word in text.replace(",", " ").split())


def parse_app(app: DraftApp) -> App:
    """One app, its own answers judged by what its package declares."""
    from wizard import apps

    kind = apps.load_all().get(app.kind)
    if kind is None:
        raise UsageError(f"there is no app {app.kind!r}")
    hostname = parse.domain(app.hostname, f"host name of {kind.TITLE}")
    settings: dict[str, str | bool] = {}
    for setting in kind.SETTINGS:
        value = app.settings.get(setting.name, setting.default)
        if isinstance(value, bool) or not value.strip():
            if value != "":
                settings[setting.name] = value
            continue
        settings[setting.name] = _PARSERS.get(setting.kind, parse.from_name)(value)
    return App(app.name, app.kind, app.target, hostname, settings)


_PARSERS = {"address": parse.address, "domain": parse.domain}


def guess_sender(draft: Draft) -> str:
    """`noreply@` the domain that the first app's host name lies in; a suggestion only."""
    hostname = draft.apps[0].hostname.strip().lower() if draft.apps else ""
    labels = hostname.split(".")
    domain = ".".join(labels[1:]) if len(labels) > 2 else hostname
    return f"noreply@{domain or 'localhost.localdomain'}"


def from_profile(profile: Profile) -> Draft:
    """A saved setup as a draft, to be changed and tested again. A provider that is not known counts as a server of one's own."""
    from wizard import providers

    auth = profile.auth
    keeper = str(auth.secret) if auth else ""
    if auth and auth.secret.writable:
        keeper = auth.secret.keeper.value
    return Draft(
        name=profile.name,
        opened=profile.name,
        provider=profile.provider if profile.provider in providers.load_all() else CUSTOM,
        region=profile.region or "",
        host=profile.server.host,
        port=str(profile.server.port),
        encryption=profile.server.encryption.value,
        ca_file=profile.server.ca_file or "",
        ehlo=profile.ehlo or "",
        login=auth is not None,
        username=auth.username if auth else "",
        mechanism=auth.mechanism if auth else "auto",
        plaintext_for=auth.plaintext_for if auth else "",
        keeper=keeper,
        kept=str(auth.secret) if auth and auth.secret.keeper is not Keeper.ASK else "",
        kept_for=profile.server.host if auth and auth.secret.keeper is not Keeper.ASK else "",
        from_name=profile.from_name,
        from_address=profile.from_address,
        selectors=" ".join(profile.selectors.get(profile.domain, ())),
        other_selectors={name: " ".join(words) for name, words in profile.selectors.items() if name != profile.domain},
        recipient=profile.recipient or "",
        apps=tuple(DraftApp(app.name, app.kind, app.target, app.hostname, dict(app.settings)) for app in profile.apps),
    )


# ---------------------------------------------------------------- keeping


def save(draft: Draft, places: Places) -> None:
    """Keep the draft for the next start. Raises FileError."""
    import tomli_w

    data = {"schema": 1, **asdict(draft)}
    data["apps"] = [{**asdict(app), "settings": dict(app.settings)} for app in draft.apps]
    write_private(places.draft, tomli_w.dumps(data))


def load(places: Places) -> Draft | None:
    """The draft of an earlier start, None where there is none. Raises FileError for one that can't be read."""
    if not os.path.exists(places.draft):
        return None
    try:
        data = tomllib.loads(read_text(places.draft))
        return _draft(data)
    except (tomllib.TOMLDecodeError, TypeError, KeyError, AttributeError) as error:
        raise FileError(f"the saved draft {places.draft} can't be read", "delete it, or start a new setup over it") from error


def discard(places: Places) -> None:
    """Forget the draft. Raises FileError."""
    try:
        places.draft.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(f"can't delete the draft {places.draft}: {error.strerror or error}", "delete it by hand") from error


def _draft(data: dict[str, Any]) -> Draft:
    rows = [
        DraftApp(
            str(row["name"]), str(row["kind"]), str(row["target"]), str(row.get("hostname", "")), dict(row.get("settings", {}))
        )
        for row in data.get("apps", [])
    ]
    kinds = {one.name: {"login": bool, "other_selectors": dict}.get(one.name, str) for one in fields(Draft) if one.name != "apps"}
    known: dict[str, Any] = {name: value for name, value in data.items() if name in kinds and isinstance(value, kinds[name])}
    known["other_selectors"] = {name: str(words) for name, words in known.get("other_selectors", {}).items()}
    return Draft(**known, apps=tuple(rows))


def has_apps(draft: Draft) -> bool:
    """Whether there is an app, and every one's answers are well-formed."""
    try:
        return bool(draft.parsed_apps())
    except WizardError:
        return False
