"""The login: one attempt on an explicit key, and where the secret is kept."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal

from wizard import field, providers
from wizard.errors import SecretError, UsageError
from wizard.model import Encryption
from wizard.secret import Keeper, Secret
from wizard.secret_store.state import SHORTEST_PASSPHRASE, require_new_passphrase
from wizard.setup.keeping import is_vault_new, try_passphrase
from wizard.text import printable
from wizard.tui.tested import TestedPage
from wizard.tui.widgets.choice import Choice, Option
from wizard.tui.widgets.entry import Entry
from wizard.tui.widgets.plain import Lines, Plain

MOST_LABEL = 16
MOST_ABOUT = 58
TITLES = {
    Keeper.KEYRING: "OS keyring",
    Keeper.VAULT: "vault",
    Keeper.ASK: "ask each time",
}


def _short(about: str) -> str:
    """What fits into a field; the rest is told where it matters, in the hint or the remedy."""
    return about if len(about) <= MOST_ABOUT else ""


class LoginPage(TestedPage):
    """Nothing is sent while someone types: Enter on the filled page logs in once."""

    PAGE = "login"
    ALL_OK = "the login works · Enter goes on"
    CURE = "change the password or the user name"
    HELP = (
        "One Enter is one login attempt, with one mechanism, and only over an encrypted line, unless you allow this server "
        "to get the password readable: nothing is tried while you type. "
        "What the server refused is not tried again until you change it, or press F3.\n"
        "The vault is a file of ours, encrypted with your passphrase; a new one asks for it twice. "
        "For a timer, see “secret” in the README: systemd, "
        "a file, a command or the app's own file can hold it as well."
    )

    def fields(self) -> ComposeResult:
        draft, provider = self.flow.draft, self.flow.provider
        options = [Option("yes", "a login"), Option("no", "no login", "a relay that knows this machine")]
        with Horizontal(id="wanted-line"):
            yield Plain("Server wants", classes="label")
            yield Choice(options, "yes" if draft.login else "no", id="wanted", across=True)
        yield self._username()
        word = provider.secret.label if provider else "Password"
        yield Entry(
            "secret",
            word if len(word) <= MOST_LABEL else "Password",
            password=True,
            required=True,
            about=_short(provider.secret.note) if provider else "",
        )
        yield Lines(id="shape", classes="shape")
        yield self._plaintext()
        yield Choice([], id="keeper")
        yield Lines(id="not-kept", classes="text muted")
        yield from self._passphrase()

    def _username(self) -> Entry:
        """Where the provider has one for everybody there is nothing to type, unless an older setup says another."""
        draft, provider = self.flow.draft, self.flow.provider
        name = draft.username or (providers.username_default(provider, draft.from_address) if provider else "")
        fixed = provider is not None and provider.username.type in ("fixed", "same_as_password") and provider.username.fits(name)
        hint = f"fixed by {provider.name}" if fixed and provider else ""
        about = _short(provider.username.form) if provider else ""
        usual = provider.username.default if provider and not about else ""
        return Entry(
            "username",
            "User name",
            name,
            parse=field.username,
            advise=self._doubt,
            hint=hint,
            example=usual.replace("<domain>", "example.com").replace("<address>", "you@example.com"),
            about=about,
            required=True,
            locked=fixed,
        )

    def _doubt(self, username: str) -> str | None:
        """Said at the field, before a login is spent on it. A server that was typed by its name may be a provider's as well."""
        provider = self.flow.provider or providers.by_host(self.flow.draft.host.strip())
        return providers.username_hint(provider, username) if provider else None

    def _plaintext(self) -> Choice:
        """Asked where the chosen line is not encrypted: only a person may let a password cross it, and for this server only."""
        draft = self.flow.draft
        host = printable(draft.host.strip(), MOST_LABEL * 2)
        options = [
            Option("no", "keep the password back", "this line is not encrypted: whoever is on the way could read it"),
            Option("yes", f"send it readable to {host}", "for a line that is yours alone, such as this machine or a tunnel"),
        ]
        return Choice(options, "yes" if draft.may_cross_plaintext else "no", id="plaintext")

    def _passphrase(self) -> ComposeResult:
        """That of the vault; for one that is made now it is typed twice."""
        self._is_new = is_vault_new(self.flow)
        chosen = f"at least {SHORTEST_PASSPHRASE} characters: it will open the vault"
        yield Entry(
            "passphrase",
            "Passphrase",
            password=True,
            required=True,
            parse=(lambda text: require_new_passphrase(Secret(text))) if self._is_new else None,
            about=chosen if self._is_new else "opens the vault, now and for later checks",
        )
        again = "the same again: a typo would lock the vault for good"
        yield Entry("repeated", "Once more", password=True, required=True, parse=self._repeated, about=again)

    def _repeated(self, text: str) -> None:
        if text != self._entry("passphrase").value:
            raise UsageError("the two passphrases differ", "type it again here; Shift+Tab goes to the first")

    def ready(self) -> None:
        self.notice(self._why_again())
        if self.flow.secret is not None:
            self._entry("secret").value = self.flow.secret.reveal()
        if self.flow.passphrase is not None:
            for name in ("passphrase", "repeated"):
                self._entry(name).value = self.flow.passphrase.reveal()
        self._adopt_username()
        if self._entry("username").value:
            self._entry("username").look()
        self._arrange()
        self.run_worker(self._keepers(), group="keepers", description="where a secret can be kept", exclusive=True)

    def _why_again(self) -> str:
        """Why the password has to be typed though it was known once."""
        draft = self.flow.draft
        if self.flow.secret is not None or draft.is_kept():
            return ""
        if self.flow.other_server:
            return f"type the password for this server: the one from before is for {printable(self.flow.other_server, 60)}"
        is_resumed = draft.username and draft.from_address
        return "type the password: what you typed before is kept, but a password never is" if is_resumed else ""

    def _adopt_username(self) -> None:
        value = self._entry("username").value
        if value and not self.flow.draft.username:
            self.flow.edit(username=value)

    async def _keepers(self) -> None:
        """What is usable here, and why not; the first usable one is suggested."""
        states = await self.flow.store.keepers()
        if not self.is_whole:
            return
        offered = [state for state in states if state.keeper in TITLES]
        usable = [state for state in offered if state.usable]
        refused = [state for state in offered if not state.usable]
        draft = self.flow.draft
        theirs = draft.kept if draft.kept.partition(":")[0] not in TITLES and draft.is_at(draft.kept_for) else ""
        current = draft.keeper if draft.keeper in (*TITLES, theirs) else ""
        options = [Option(one.keeper.value, f"keep it in the {TITLES[one.keeper]}", one.why) for one in usable]
        options = [replace(one, text=TITLES[Keeper.ASK]) if one.value == Keeper.ASK.value else one for one in options]
        known = ("", *(option.value for option in options))
        options += [Option(one, f"as it is: {one}") for one in dict.fromkeys((theirs, current)) if one not in known]
        choice = self.query_one("#keeper", Choice)
        choice.offer(options, current or (options[0].value if options else ""))
        if not current:
            self.flow.edit(keeper=choice.value)
        self.query_one("#not-kept", Lines).show([f"Not in the {TITLES[one.keeper]}: {one.why}." for one in refused])
        self._arrange()

    def _entry(self, name: str) -> Entry:
        return self.query_one(f"#field-{name}", Entry)

    def _arrange(self) -> None:
        """Show only what is asked."""
        wanted = self.flow.draft.login
        self._entry("username").display = wanted
        self._entry("secret").display = wanted
        self._entry("secret").required = not self.flow.draft.is_kept()
        self.query_one("#keeper").display = wanted
        self.query_one("#plaintext").display = wanted and self.flow.draft.encryption == Encryption.NONE
        for id in ("#not-kept", "#shape"):
            lines = self.query_one(id, Lines)
            lines.display = wanted and lines.has_text
        self._entry("passphrase").display = wanted and self.flow.draft.keeper == "vault"
        self._entry("repeated").display = self._entry("passphrase").display and self._is_new

    async def run_test(self) -> None:
        """A wrong passphrase is told before anything is sent: a password that can't be kept need not be tried."""
        try:
            await try_passphrase(self.flow)
        except SecretError:
            if self.is_whole:
                self._entry("passphrase").offer_again()
            raise
        await super().run_test()

    def cure(self) -> Entry | None:
        """The password, but the user name where its form speaks against it. What ails the server is not put right here."""
        if self.worst is None or self.worst.id not in ("auth.login", "secret.available"):
            return None
        name = self._entry("username")
        return name if self._doubt(name.value) and not name.is_locked else self._entry("secret")

    def take(self, entry: Entry, value: str) -> None:
        if entry.field == "secret":
            self.flow.set_secret(Secret(value) if value else None)
            provider = self.flow.provider
            hint = providers.secret_hint(provider, Secret(value)) if provider and value else None
            self.query_one("#shape", Lines).show([f"! {hint}"] if hint else [])
            self.edited()
        elif entry.field in ("passphrase", "repeated"):
            typed = self._entry("passphrase").value
            is_sure = not self._is_new or typed == self._entry("repeated").value
            self.flow.passphrase = Secret(typed) if typed and is_sure else None
            self.notice("")
        else:
            super().take(entry, value)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        if event.choice.id == "wanted":
            changed = self.flow.edit(login=event.value == "yes")
        elif event.choice.id == "plaintext":
            changed = self.flow.edit(plaintext_for=self.flow.draft.host.strip() if event.value == "yes" else "")
        else:
            changed = self.flow.edit(keeper=event.value)
        self._arrange()
        if changed:
            self.edited()

    def action_advance(self) -> None:
        if not self.flow.draft.login:
            return self.leave()
        return super().action_advance()

    def action_next(self) -> None:
        if not self.flow.draft.login:
            return self.leave()
        return super().action_next()
