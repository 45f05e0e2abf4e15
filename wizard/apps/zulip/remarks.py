"""What Zulip can't express, and what a person should know before applying an export."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formataddr

from wizard.apps.greeting import why_not
from wizard.apps.remark import shared_limits
from wizard.apps.zulip.answers import accepts_tokens, read_answers
from wizard.apps.zulip.settings import greeting
from wizard.model import App, Encryption, Profile
from wizard.provider import Provider

_LONGEST_NAME = 320
"""Bytes of the From header beyond which Zulip drops the name."""


def limits(profile: Profile, app: App, provider: Provider | None) -> Iterator[str]:
    """What follows from what Zulip has no setting for."""
    if profile.server.ca_file:
        yield (
            "Zulip has no setting for a CA. Put your CA into the system's store "
            + ("of the container (a mounted bundle and SSL_CERT_FILE, " if app.target != "bare" else "(update-ca-certificates, ")
            + "for every process of Zulip); EMAIL_SSL_CERTFILE is a client certificate and breaks verification."
        )
    yield from shared_limits(
        profile, "Zulip", "it tries CRAM-MD5, PLAIN and LOGIN, in this order", contained=app.target != "bare"
    )
    if profile.server.encryption is Encryption.NONE:
        yield "Zulip takes STARTTLS only if it is told to: without encryption it stays in clear also where the server offers it."
    yield from _greeting_limits(profile, app)
    yield from _sender_limits(profile, app, provider)


def _greeting_limits(profile: Profile, app: App) -> Iterator[str]:
    wanted = profile.ehlo or app.hostname
    is_named = bool(greeting(profile, app))
    if app.target == "bare":
        if is_named:
            yield f"Zulip greets with the server's own full host name. To make it {wanted}, that must be what `hostname -f` says."
        else:
            yield f"Zulip greets with the server's own full host name{f' and not with {wanted}' if wanted else ''}."
    elif not is_named:
        reason = why_not(profile, app) if wanted else "give the app a host name to change that"
        yield f"Zulip will greet with the container's id: {reason}."


def _sender_limits(profile: Profile, app: App, provider: Provider | None) -> Iterator[str]:
    answers = read_answers(profile, app)
    accepts = accepts_tokens(provider) if provider else None
    if answers.tokens and provider and accepts is False:
        yield (
            f"{provider.name} accepts only senders that it knows ({provider.sender.rule}): "
            "confirmations from random no-reply addresses will be refused. Switch them off."
        )
    elif answers.tokens and provider and accepts is None:
        yield f"Random no-reply addresses need a verified domain at {provider.name} ({provider.sender.rule})."
    if len(formataddr((f"{profile.from_name} account security", answers.noreply), "utf-8")) > _LONGEST_NAME:
        yield "The sender name is so long that Zulip leaves it out."
    if profile.from_name:
        yield f'Zulip adds words of its own to the sender name ("{profile.from_name} notifications"), or sends as "Zulip".'


def notes(profile: Profile, app: App, provider: Provider | None) -> Iterator[str]:
    """What holds for every way of running it."""
    answers = read_answers(profile, app)
    if not app.settings.get("administrator"):
        yield f"ZULIP_ADMINISTRATOR is the support contact that people see: {answers.administrator} until you name another."
    if not answers.tokens:
        yield (
            "ADD_TOKENS_TO_NOREPLY_ADDRESS is False, so that confirmations come from an address that the provider knows. "
            "Zulip's default is random addresses, which keep confirmations out of ticket systems that anybody can read."
        )
        if provider and accepts_tokens(provider):
            yield f"{provider.name} accepts them ({provider.sender.rule}); the app's setting tokens switches them on."
    if not profile.auth:
        yield "No login: remove EMAIL_HOST_USER where it is set. Without it Zulip leaves the password alone, whatever it is."
