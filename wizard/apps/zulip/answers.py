"""What Zulip is asked for beside the mail server: who administers it, and from which addresses it sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wizard import field
from wizard.app import Setting
from wizard.errors import Unrepresentable, UsageError
from wizard.model import App, Profile
from wizard.provider import Provider

SETTINGS = (
    Setting(
        "administrator",
        "Administrator's address",
        help="The support contact that people see. Error reports go to it, and some mails come from it. Empty = the sender.",
        empty="the sender address",
    ),
    Setting(
        "noreply",
        "No-reply address",
        help="The envelope sender of every mail. Empty = the sender of this setup, the one that a provider has verified; "
        "Zulip's own default, noreply@ and its host name, mostly is not.",
        empty="the sender address",
    ),
    Setting(
        "tokens",
        "Random no-reply addresses",
        default=False,
        help="Zulip can send confirmations from noreply-<24 letters>@, so that nobody can collect them in a ticket system. "
        "Only for a provider that accepts every address of the domain.",
        kind="switch",
    ),
)

TOKEN = "smtpwizardsampletoken234"
"""A stand-in for Zulip's 24 random letters, which are new for each mail; always the same, so that results can be compared."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, complete. Domains are ASCII, as Django puts them on the wire."""

    administrator: str
    noreply: str
    tokens: bool

    @property
    def token_template(self) -> str:
        """The value of TOKENIZED_NOREPLY_EMAIL_ADDRESS."""
        return self._with_token("{token}")

    @property
    def token_sample(self) -> str:
        """An address such as Zulip makes for each confirmation."""
        return self._with_token(TOKEN)

    def _with_token(self, token: str) -> str:
        local, _, domain = self.noreply.rpartition("@")
        return f"{local}-{token}@{domain}"


def read_answers(profile: Profile, app: App) -> Answers:
    """The answers of one app, its gaps filled. Raises UsageError for an answer that is no address."""
    tokens = app.settings.get("tokens", False)
    if not isinstance(tokens, bool):
        raise UsageError(f"{app.name}: tokens is yes or no", "accepted: true, false")
    return Answers(_address(app, "administrator", profile.from_address), _address(app, "noreply", profile.from_address), tokens)


def _address(app: App, name: str, fallback: str) -> str:
    given = app.settings.get(name, "")
    if not isinstance(given, str):
        raise UsageError(f"{app.name}: {name} is an address", "accepted: a bare address such as noreply@example.com")
    return field.address(given or fallback, f"{name} address")


def require_sendable(answers: Answers) -> None:
    """Raise Unrepresentable for an address that Zulip can't send from."""
    for address in (answers.administrator, answers.noreply):
        if not address.isascii():
            raise Unrepresentable(
                f"Zulip can't send from {address}: letters beyond ASCII stand before @", "choose another address"
            )
    if answers.tokens and ("{" in answers.noreply or "}" in answers.noreply):
        raise Unrepresentable("Zulip takes braces in a no-reply address for its token", "choose an address without { and }")
    if answers.tokens and len(answers.noreply.rpartition("@")[0]) + 1 + len(TOKEN) > 64:
        raise Unrepresentable("with a token the part before @ is longer than 64 letters", "choose a shorter no-reply address")


def accepts_tokens(provider: Provider) -> bool | None:
    """Whether a provider takes senders that were never registered one by one. None = it depends on the account."""
    return {"any": True, "domain": True, "address": False}.get(provider.sender.covers)


def suggest(profile: Profile, provider: Provider | None) -> Mapping[str, str | bool]:
    """Answers to offer for this setup: random addresses only where the provider surely takes them."""
    return {
        "administrator": profile.from_address,
        "noreply": profile.from_address,
        "tokens": provider is not None and accepts_tokens(provider) is True,
    }
