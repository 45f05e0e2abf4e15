"""The wizard's state and its live tests: one object that every face of the setup talks to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wizard.again import BY_NAME, Again
from wizard.errors import SecretError, UsageError
from wizard.model import Encryption, Fingerprint, Identity, Profile
from wizard.secret import Secret
from wizard.setup import draft as drafts
from wizard.setup.draft import CUSTOM, Draft, DraftApp
from wizard.setup.keeping import keep
from wizard.setup.need import needed
from wizard.setup.outcome import Outcome, fingerprint, in_a_word, in_words
from wizard.setup.refused import RefusedLogins
from wizard.setup.resuming import Resuming
from wizard.step import OnStep, Step, kept_in, unheard

if TYPE_CHECKING:  # each is loaded where it is first needed: the start page must not wait for them
    from wizard.evidence import PortFacts
    from wizard.files import Places
    from wizard.finding import FollowUp
    from wizard.probe.net import Net
    from wizard.probe.request import Limits
    from wizard.profiles import Profiles
    from wizard.provider import Provider
    from wizard.secret_store import SecretStore


class Flow:
    """One person's way through the wizard. It holds the draft, the secret while it is needed, and the results by request."""

    def __init__(
        self,
        net: Net,
        places: Places,
        *,
        limits: Limits | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        rehearsals: tuple[tuple[str, str], ...] | None = None,
        again: Again = BY_NAME,
    ) -> None:
        self.net = net
        self.places = places
        self._given_limits = limits
        self.now = now
        self.rehearsals = rehearsals
        """In the demo: (host, what goes wrong there); None outside it."""
        self.again = replace(again, is_wizard=True)
        self.draft = Draft()
        self.passphrase: Secret | None = None
        self.ports: tuple[PortFacts, ...] = ()
        self.written: tuple[str, ...] = ()
        self.kept_in = ""
        """Where the secret was kept, in plain words; empty while it was not."""
        self.aside: dict[str, tuple[DraftApp, ...]] = {}
        """What was typed about apps that are not ticked now, by kind."""
        self._left: dict[str, tuple[Draft, Secret | None]] = {}
        self.resuming = Resuming(places)
        self._store: SecretStore | None = None
        self._secret: Secret | None = None
        self._secret_for = ""
        self._secrets = 0
        self._outcomes: dict[str, Outcome] = {}
        self._refused = RefusedLogins()

    @property
    def demo(self) -> bool:
        """Whether everything is only rehearsed."""
        return self.rehearsals is not None

    @property
    def store(self) -> SecretStore:
        """Where secrets are kept."""
        if self._store is None:
            from wizard.secret_store import SecretStore

            self._store = SecretStore(self.places)
        return self._store

    @property
    def profiles(self) -> Profiles:
        """The saved setups."""
        from wizard.profiles import Profiles

        return Profiles(self.places)

    @property
    def limits(self) -> Limits:
        """How long a live test waits."""
        from wizard.probe.request import Limits

        return self._given_limits or Limits()

    # ------------------------------------------------------------ answers

    def edit(self, **changes: object) -> bool:
        """Take over answers; whatever they invalidate is un-ticked by itself. True if anything changed."""
        before = self.draft
        self.draft = replace(self.draft, **changes).hiding(self._secret)  # type: ignore[arg-type]
        return self.draft != before

    def start_over(self, draft: Draft) -> None:
        """Another setup: nothing of the last one is left."""
        self.resuming.begin(draft)
        self.draft = draft
        for kept in (self._outcomes, self._left, self.aside):
            kept.clear()
        self.set_secret(None)
        self.passphrase = None
        self.ports = self.written = ()
        self.kept_in = ""

    @property
    def secret(self) -> Secret | None:
        """The secret typed in this sitting, while the server is the one that it was typed for."""
        return self._secret if self.draft.is_at(self._secret_for) else None

    @property
    def other_server(self) -> str:
        """The server that the known password is for, where the mail goes to another one now; else empty."""
        known = [host for has, host in ((self._secret, self._secret_for), (self.draft.kept, self.draft.kept_for)) if has]
        return next((host for host in known if not self.draft.is_at(host)), "")

    def set_secret(self, secret: Secret | None) -> None:
        """Take over a typed secret; results that rest on the last one are stale."""
        if not secret == self.secret == self._secret:
            self._secrets += 1
            self.kept_in = ""
        self._secret, self._secret_for = secret, self.draft.host
        self.draft = self.draft.hiding(secret)

    @property
    def provider(self) -> Provider | None:
        """The chosen provider, None for a server of one's own or none chosen."""
        if self.draft.provider in ("", CUSTOM):
            return None
        from wizard import providers

        return providers.find(self.draft.provider)

    def choose_provider(self, id: str) -> None:
        """Take over what is known about a provider: host, usual port, user name.

        What was typed for the last one is kept aside and comes back with it; its password above all must not go to another.
        """
        if id == self.draft.provider:
            return
        from wizard.setup.server import of_provider

        self._left[self.draft.provider] = (self.draft, self.secret)
        before, secret = self._left.get(id, (None, None))
        if before is None:
            self.draft = of_provider(self.draft, id)
        else:
            names = ("provider", "region", "host", "port", "encryption", "ca_file", "login", "username", "keeper")
            self.edit(**{name: getattr(before, name) for name in names})
        self.set_secret(secret)

    def choose_region(self, region: str) -> None:
        """Another data centre of the same provider."""
        from wizard.setup.server import of_region

        provider = self.provider
        if provider is not None and region != self.draft.region:
            self.draft = of_region(self.draft, provider, region)

    def candidates(self) -> dict[int, Encryption | None]:
        """The ports to look at."""
        from wizard.setup.server import candidates

        return candidates(self.draft, self.provider)

    def identities(self) -> tuple[Identity, ...]:
        """Every address that the chosen apps will send from. Raises UsageError while the draft is incomplete."""
        from wizard import apps

        return apps.identities(needed("senders", self.draft).addressed())

    # ------------------------------------------------------------ results

    def request(self, page: str) -> Fingerprint:
        """What a page's test is asked for; it changes exactly when an answer that the test rests on changes."""
        return fingerprint(page, self.draft, (self._secrets, self.draft.keeper if self.secret is None else ""))

    def outcome(self, page: str) -> Outcome | None:
        """A page's result, None where it has none or an answer that it rests on has changed since."""
        found = self._outcomes.get(page)
        return found if found is not None and found.request == self.request(page) else None

    def is_stale(self, page: str) -> bool:
        """Whether it was tested once, for other answers than now."""
        return page in self._outcomes and self.outcome(page) is None

    def state(self, page: str) -> str:
        """A page's verdict as one word: ok, warn, FAIL, ?, stale, or nothing yet."""
        return in_a_word(self, page)

    @property
    def is_login_refused(self) -> bool:
        """Whether the server clearly refused just this user name and password before."""
        return self._refused.holds(self.draft, self.secret)

    def proven(self) -> str:
        """How well the whole is proven, for the export."""
        return in_words(self)

    # ------------------------------------------------------------ live tests

    async def usable_secret(self) -> Secret | SecretError | None:
        """The secret typed here, else read from where the draft says it is; the reason where it can't be had."""
        if not self.draft.login:
            return None
        if self.secret is not None:
            return self.secret
        if not self.draft.is_kept():
            return SecretError("no password was typed yet", "type it on the login page")
        try:
            return await self.store.read(self.draft.secret_ref(), unlock=lambda question: self.passphrase)
        except SecretError as error:
            return error

    async def test(
        self, page: str, on_step: OnStep = unheard, on_port: Callable[[PortFacts], None] = lambda facts: None
    ) -> Outcome:
        """Run a page's live test and keep what it found. Raises UsageError while an answer it needs is missing or wrong."""
        from wizard.setup import trial

        request, draft, secret = self.request(page), self.draft, self.secret
        steps: list[Step] = []
        found = await trial.run(page, self, self._asked_for(page), kept_in(steps, on_step), on_port)
        outcome = Outcome(page, request, found.findings, found.evidence, self.now(), tuple(steps), found.waiting)
        self._outcomes[page] = outcome
        self._refused.learn(draft, secret, found.evidence)
        return outcome

    async def pursue(self, page: str, question: FollowUp, on_step: OnStep = unheard) -> Outcome | None:
        """Ask what the person agreed to after a page's test, and keep what it adds. None where that test is stale by now."""
        from wizard.setup import trial

        before = self.outcome(page)
        if before is None:
            return None
        steps = list(before.steps)
        found = await trial.pursue(page, self, self._asked_for(page), before, question, kept_in(steps, on_step))
        outcome = replace(before, findings=found.findings, evidence=found.evidence, steps=tuple(steps), waiting=found.waiting)
        self._outcomes[page] = outcome
        return outcome

    def _asked_for(self, page: str) -> Profile:
        draft = needed(page, self.draft)
        if page == "dns":
            return draft.addressed()
        return draft.profile() if page in ("senders", "message") else draft.sketch()

    def answer_arrived(self, arrived: bool, other_sender: bool = False) -> Outcome:
        """The person's answer to "did it arrive?", and as whose mail, becomes part of the message page's result."""
        from wizard.setup import trial

        found = self._outcomes["message"]
        evidence = replace(found.evidence, arrived=arrived, other_sender=other_sender)
        findings = trial.judge_message(self, self._asked_for("message"), evidence)
        self._outcomes["message"] = replace(found, evidence=evidence, findings=findings)
        return self._outcomes["message"]

    # ------------------------------------------------------------ keeping

    def save_draft(self) -> None:
        """Keep what was typed, without the secret. Raises FileError."""
        self.resuming.keep(self.draft)

    async def save_profile(self) -> Profile:
        """Save the setup under its name, and its secret; the draft is then done with. Raises WizardError."""
        profile = replace(self.draft.profile(), name=self.draft.profile_name())
        self.kept_in = ""
        if profile.auth is not None:
            ref, self.kept_in = await keep(self)
            profile = replace(profile, auth=replace(profile.auth, secret=ref))
        self.profiles.save(profile)
        saved = drafts.from_profile(profile)
        self.edit(name=saved.name, opened=saved.name)
        if saved.login:
            self.edit(keeper=saved.keeper, kept=saved.kept, kept_for=saved.kept_for)
        self.resuming.file(self.draft)
        return profile

    def resumable(self) -> Draft | None:
        """The draft of an earlier start. One that can't be read counts as none."""
        return self.resuming.found()

    def check_name(self, text: str) -> None:
        """Raises UsageError for what is no name, or the name of another setup that would be overwritten."""
        from wizard import field

        if field.profile_name(text) in self.profiles.names() and text.strip() != self.draft.opened:
            raise UsageError("a setup of this name is there already", "choose another name, or open that one from the start page")
