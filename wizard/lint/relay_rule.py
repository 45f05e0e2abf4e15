"""Relays that know their customers by address, greeting and encryption instead of a login."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.finding import Status
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.meaning import Mode
from wizard.lint.role import Role


def judge(bench: Bench, *, greets_as: str, greeting_key: str = "hostname", greeting: str | None = None) -> Iterator[Flaw]:
    """`greets_as`: what the app greets with when nothing is set; `greeting`: what is set, None = the file can't say."""
    provider = bench.provider
    if provider is None or provider.auth != "ip_allowlist" or not bench.meaning.is_on:
        return
    part = bench.meaning.part(Role.TLS)
    if part is not None and bench.meaning.mode is Mode.NONE:
        why = f"{provider.name} tells its customers by address, greeting and TLS; these settings mean no encryption."
        settings = bench.meaning.ways.get(Mode.STARTTLS) or bench.meaning.ways.get(Mode.OPPORTUNISTIC, ())
        yield bench.flaw("relay-identity-or-tls-not-met", part, why, settings=settings)
    if provider.wants_full_name and greeting is not None and "." not in greeting.strip("[]"):
        shown = greeting or greets_as
        why = f"The app will greet as {shown}, and {provider.name} wants a full name of your own domain."
        fix = f"Set {greeting_key} to a full name of your domain, such as mail.example.com."
        yield bench.flaw("ehlo-name-rejected", greeting_key, why, fix, status=Status.FAIL)
