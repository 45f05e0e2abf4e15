"""Port and encryption: every port is named by what it really speaks, and the choice is proven."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from wizard import field
from wizard.diagnosis.family import one_family
from wizard.evidence import PortFacts, Speaks
from wizard.model import Encryption
from wizard.setup.draft import CUSTOM
from wizard.setup.server import USUAL_PORTS, certificate_file
from wizard.step import Step
from wizard.tui.tested import TestedPage
from wizard.tui.widgets.choice import Choice, Option
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.live import milliseconds
from wizard.tui.widgets.plain import Plain

SPEAKS = {
    Speaks.IMPLICIT_TLS: "speaks implicit TLS",
    Speaks.STARTTLS: "speaks STARTTLS",
    Speaks.PLAIN: "speaks plain SMTP only, no encryption",
    Speaks.REFUSED: "refused: nothing listens there",
    Speaks.UNREACHABLE: "can't be reached from here",
    Speaks.SILENT: "silent so far",
    Speaks.FILTERED: "no answer at all so far, perhaps blocked",
}

CURES = {"dns.host": "#field-host", "tls.mode": "#encryption-line", "ehlo.name": "#field-ehlo"}
"""Where to put right what a check found; the ports for every other."""


def spoken(facts: PortFacts) -> str:
    """What a port speaks, in words, and over which address family it does not."""
    words = f"is no mail server: {facts.what or 'something else'}" if facts.speaks is Speaks.OTHER else SPEAKS[facts.speaks]
    return ", ".join(filter(None, (words, one_family(facts))))


class PortPage(TestedPage):
    """The matrix of ports to choose from, and the conversation up to the greeting."""

    PAGE = "port"
    ALL_OK = "the port is open and speaks this encryption · Enter goes on"
    HELP = (
        "Arrow keys choose a port; what each one really speaks is found out by talking to it, whatever its number. "
        "The EHLO name is how we greet; leave it empty to greet as your app will. "
        "“Trust also” takes a PEM file of a CA of your own."
    )

    def fields(self) -> ComposeResult:
        draft = self.flow.draft
        own = draft.provider in ("", CUSTOM)
        # Some providers have no host of their own to offer: a relay beside the apps, a tenant's own MX.
        fixed = self.flow.provider is not None and any(region.host for region in self.flow.provider.regions)
        yield Entry("host", "Server", draft.host, parse=field.host, example="mail.example.com", required=True, locked=fixed)
        yield Choice(self._rows(), self._value(), id="ports")
        yield Entry("port", "Port", draft.port, parse=field.port, required=True)
        options = [Option(one.value, one.words) for one in (Encryption.STARTTLS, Encryption.IMPLICIT_TLS, Encryption.NONE)]
        with Horizontal(id="encryption-line"):
            yield Plain("Encryption", classes="label")
            yield Choice(options, draft.encryption or Encryption.STARTTLS.value, id="encryption", across=True)
        yield Entry("ehlo", "EHLO name", draft.ehlo, parse=field.ehlo, empty=self._greeting())
        if own:
            about = "optional · a PEM file with your own CA"
            yield Entry("ca_file", "Trust also", draft.ca_file, parse=certificate_file, about=about)

    def ready(self) -> None:
        if self.flow.outcome("port") is None and self.flow.draft.host:
            self.flow.ports = ()
            self.call_after_refresh(self.action_test)

    def focus_first(self) -> None:
        host = self.query_one("#field-host", Entry)
        if host.is_open:
            host.focus_line()
        elif self.cure() is not None:
            self.offer_cure()
        else:
            self.query_one("#ports", Choice).focus()

    def _greeting(self) -> str:
        apps = self.flow.draft.apps
        return apps[0].hostname if apps and apps[0].hostname else "as your app greets"

    def _value(self) -> str:
        return self.flow.draft.port.strip()

    def _rows(self) -> list[Option]:
        facts = {one.port: one for one in self.flow.ports}
        rows = []
        for port, encryption in self.flow.candidates().items():
            known = facts.get(port)
            if known is None:
                words = encryption.words if encryption else ""
                rows.append(Option(str(port), f"{port:>5}   {words:<14}", self._note(port, encryption)))
                continue
            speaks = known.encryption or encryption
            text = f"{port:>5}   {speaks.words if speaks else '':<14}"
            note = f"{spoken(known)}   {milliseconds(known.ms)}"
            rows.append(Option(str(port), text, note))
        return rows

    def _spoken_at(self, port: str) -> str:
        """The encryption that a port was found to speak, else the one that is usual there, else the chosen one."""
        known = next((one.encryption for one in self.flow.ports if str(one.port) == port), None)
        encryption = known or self.flow.candidates().get(int(port))
        return encryption.value if encryption else self.flow.draft.encryption

    def _note(self, port: int, encryption: Encryption | None) -> str:
        provider = self.flow.provider
        row = next((one for one in provider.ports if one.port == port), None) if provider else None
        if row is not None:
            return "recommended" if row.recommended else "documented"
        return "usual" if USUAL_PORTS.get(port) is encryption else "your own"

    async def run_test(self) -> None:
        self.flow.ports = ()
        await self.flow.test(self.PAGE, self.on_step, self.on_port)

    def on_port(self, facts: PortFacts) -> None:
        self.flow.ports = (*(one for one in self.flow.ports if one.port != facts.port), facts)
        if self.is_whole:
            self._offer()

    def cure(self) -> Widget | None:
        if self.worst is None:
            return None
        found = self.query_one(CURES.get(self.worst.id, "#ports"))
        return self.query_one("#ports") if isinstance(found, Entry) and found.is_locked else found

    def fold(self, step: Step) -> Step | None:
        """The ports have their own list above."""
        return None if step.name == "port" else step

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        if event.choice.id == "ports":
            self.query_one("#field-port", Entry).value = event.value
            changed = self.flow.edit(port=event.value, encryption=self._spoken_at(event.value))
            self.query_one("#encryption", Choice).value = self.flow.draft.encryption
        else:
            changed = self.flow.edit(encryption=event.value)
            self._offer()
        if changed:
            self.edited()

    def _offer(self) -> None:
        """The ports as they are now: the one that was typed has a row of its own, with the encryption that is chosen."""
        self.query_one("#ports", Choice).offer(self._rows(), self._value())

    def take(self, entry: Entry, value: str) -> None:
        super().take(entry, value)
        if entry.field == "port":
            self._offer()
