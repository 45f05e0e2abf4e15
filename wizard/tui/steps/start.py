"""The start page: a new setup, the one that was interrupted, a saved one, or an error to explain."""

from __future__ import annotations

from textual.app import ComposeResult

from wizard.errors import WizardError
from wizard.setup.draft import Draft, from_profile
from wizard.setup.page import ORDER
from wizard.tui.frame import HELP_KEYS, Frame
from wizard.tui.widgets.choice import Choice, Option
from wizard.tui.widgets.plain import Plain

INTRO = (
    'From "my app does not send mail" to "proven to send": each step is tested against '
    "the real server, then all of it is written in your app's own words."
)
DEMO = (
    "This is a demo: every server is a small one on this machine; nothing leaves it, nothing is kept. "
    'Any provider works, and any password but "wrong"; "elsewhere" is good only in another region of the provider.\n'
    "To rehearse a fault choose “A server of your own” and type its host:"
)


class StartPage(Frame):
    """What to do first. Enter takes the marked line."""

    TITLE_WORDS = "Start"

    def keys(self) -> list[tuple[str, str, str]]:
        return [("Enter", "choose", "advance"), ("F1", "help", "guide"), ("Ctrl+Q", "quit", "app.quit")]

    def help_text(self) -> str:
        return f"{INTRO}\n\n{HELP_KEYS}\n\nWithout a terminal: smtp-wizard check, probe, dns, explain, export (see --help)."

    def body(self) -> ComposeResult:
        yield Plain(INTRO, id="intro", classes="text")
        yield Choice(self._options(), id="what")
        if self.flow.rehearsals is not None:
            rows = [f"  {host:<33} {title}" for host, title in self.flow.rehearsals]
            yield Plain("\n".join([DEMO, *rows]), classes="text gap muted")

    def on_mount(self) -> None:
        self.query_one(Choice).focus()

    def _options(self) -> list[Option]:
        found = []
        resumable = self.flow.resumable()
        if resumable is not None and resumable.page:
            found.append(Option("resume", f"Go on with “{resumable.label()}”", "what you typed last time, tests start over", "r"))
        found.append(Option("new", "Set up mail for my apps", "about five minutes", "n"))
        found += [
            Option(f"open:{name}", f"Open “{name}”", "change it, test it, export it again") for name in self.flow.profiles.names()
        ]
        found.append(Option("explain", "Explain an error", "paste a message or a log", "e"))
        return found

    def action_advance(self) -> None:
        what = self.query_one(Choice).value
        if what == "explain":
            self.post_message(self.Go("explain"))
            return
        try:
            draft = self._draft(what)
        except WizardError as error:
            self.notice(error.line)
            return
        self.flow.start_over(draft)
        self.post_message(self.Go(self._page(draft)))

    def _page(self, draft: Draft) -> str:
        """Where to go on: where one was, but not beyond the login, since a draft never holds the password."""
        if draft.page not in ORDER[:-1]:
            return "apps"
        beyond = ORDER.index(draft.page) > ORDER.index("login")
        return "login" if beyond and draft.login else draft.page

    def _draft(self, what: str) -> Draft:
        if what == "resume":
            return self.flow.resumable() or Draft()
        if what.startswith("open:"):
            return from_profile(self.flow.profiles.load(what.removeprefix("open:")))
        return Draft()

    def action_back(self) -> None:
        """There is nothing before the start."""
