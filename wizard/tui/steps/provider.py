"""Who takes the mail: a list to search, with what one must know about a provider before meeting it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from wizard import providers
from wizard.provider import Provider
from wizard.setup.draft import CUSTOM, guess_sender
from wizard.text import printable
from wizard.tui.page import PROBE, WizardPage
from wizard.tui.widgets.choice import Choice, Option
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.plain import Lines, Plain

RELAY = "local-relay"
OWN = "A server of your own"
ROWS = 8


class ProviderPage(WizardPage):
    """Type to search, arrow keys to choose, Enter to take it."""

    PAGE = "provider"
    HELP = (
        "Type a part of the provider's name or of its host. “A server of your own” is for any other SMTP server: "
        "type its whole name here, or on the next page; "
        "“Local relay” for a Postfix beside your apps that needs no login."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "row(1)", show=False, priority=True),
        Binding("up", "row(-1)", show=False, priority=True),
    ]

    def fields(self) -> ComposeResult:
        yield Entry("search", "Search", example="sendgrid, gmail, smtp.example.com")
        yield Choice([], id="names", window=ROWS)
        yield Plain("Region", id="region-label", classes="text gap")
        yield Choice([], id="region", window=3)
        yield Lines(id="about", classes="text gap")

    def ready(self) -> None:
        self._suggested: Provider | None = None
        self._told = ""
        self._fill("")
        names = self.query_one("#names", Choice)
        names.can_focus = False  # the arrow keys choose while one types; Tab goes on to the region
        if self.flow.draft.provider:
            names.value = self.flow.draft.provider
        self._about()
        self.run_worker(self._suggest(), group=PROBE, description="mx of the sender's domain", exclusive=True)

    async def _suggest(self) -> None:
        """A domain whose mailboxes live at a provider that takes mail from apps as well: that one first."""
        from wizard.probe import records

        domain = (self.flow.draft.from_address or guess_sender(self.flow.draft)).rpartition("@")[2]
        answer = await records.mx(domain, self.flow.net)
        found = providers.by_mx([str(value) for value in answer.values])
        if found is None or not self.is_whole:
            return
        self._suggested = found
        self.notice(f"the mailboxes of {printable(domain, 100)} are at {found.name}: it stands first in the list")
        if not self.query_one("#field-search", Entry).value and not self.flow.draft.provider:
            self._fill("")
            self._about()

    def _fill(self, text: str) -> None:
        own = Option(CUSTOM, OWN)
        if text.strip():
            options = [*(Option(one.id, one.name) for one in providers.search(text)), own]
        else:
            first = [one for one in (self._suggested, providers.find(RELAY)) if one is not None]
            rest = [one for one in providers.load_all().values() if one not in first]
            options = [Option(one.id, one.name) for one in (*first, *rest)]
            options.insert(len(first) - 1, own)
        self.query_one("#names", Choice).offer(options, options[0].value)

    def action_row(self, by: int) -> None:
        region = self.query_one("#region", Choice)
        (region if region.has_focus else self.query_one("#names", Choice)).action_move(by)
        self._about()

    def take(self, entry: Entry, value: str) -> None:
        self._fill(value)
        self._about()

    @property
    def _host(self) -> str:
        """What was typed, where it is the name of a server rather than of a provider."""
        text = self.query_one("#field-search", Entry).value.strip()
        return text if "." in text and "@" not in text and len(text.split()) == 1 else ""

    def _about(self) -> None:
        id = self.query_one("#names", Choice).value
        region = self.query_one("#region", Choice)
        provider = providers.find(id) if id != CUSTOM else None
        region.display = provider is not None and len(provider.regions) > 1
        self.query_one("#region-label").display = region.display
        if provider is None:
            told = f"Your server: {printable(self._host, 100)}. Its ports" if self._host else "You type its name next; its ports"
            self.query_one("#about", Lines).show([f"Any SMTP server. {told} are looked at."])
            return
        if region.display:
            names = [one.name for one in provider.regions]
            chosen = self.flow.draft.region if self.flow.draft.provider == id else names[0]
            current = region.value if id == self._told else chosen
            region.offer([Option(one.name, one.name, one.host) for one in provider.regions], current)
        self._told = id
        warnings = providers.warnings(provider, self.flow.now().date())
        self.query_one("#about", Lines).show([f"! {warning}" for warning in warnings])

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        if event.choice.id == "names":
            self._about()

    def action_next(self) -> None:
        id = self.query_one("#names", Choice).value
        self.flow.choose_provider(id)
        if id == CUSTOM and self._host:
            self.flow.edit(host=self._host)  # as it was typed: the next page says what is wrong with it
        region = self.query_one("#region", Choice)
        if region.display:
            self.flow.choose_region(region.value)
        super().action_next()
