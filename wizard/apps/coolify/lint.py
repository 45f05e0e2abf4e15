"""Mistakes that are made in what is sent to Coolify's API, and in its .env."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wizard.apps.coolify.keys import KEYS
from wizard.apps.coolify.meaning import NAMES
from wizard.apps.coolify.settings import is_trimmed
from wizard.dialects.located import Located
from wizard.finding import Status
from wizard.lint import relay_rule, sender_rule, shared_rule, spelling, value_rule
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.role import Role

__all__ = ["KEYS", "judge"]

_ENCRYPTIONS = ("starttls", "tls", "none")
_BOOLEANS = ("smtp_enabled", "resend_enabled", "use_instance_email_settings")
_EHLO = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST = 255


def judge(bench: Bench, hosts: Iterable[str]) -> Iterator[Flaw]:
    """Everything that is wrong with one file of Coolify's."""
    yield from value_rule.judge_duplicates(bench, "the later one wins.")
    yield from value_rule.judge_ignored(bench)
    if bench.found.format != "json":
        return
    yield from spelling.judge(bench, NAMES)
    yield from _both(bench)
    yield from _types(bench)
    yield from _missing(bench)
    yield from shared_rule.judge(bench, hosts)
    for part in bench.meaning.addresses:
        yield from sender_rule.judge_address(bench, part)
    yield from _blanks(bench)
    one = bench.found.last("smtp_ehlo_domain")
    greeting = (one.value or "") if one else ""
    yield from relay_rule.judge(bench, greets_as="[127.0.0.1]", greeting_key="smtp_ehlo_domain", greeting=greeting)


def _both(bench: Bench) -> Iterator[Flaw]:
    resend = bench.found.last("resend_enabled")
    if resend is not None and _is_on(resend) and bench.found.value("smtp_enabled") == "true":
        why = "Both ways of sending are on, and then Coolify takes Resend without a word."
        yield bench.flaw("conflicting-settings", resend, why, "Switch one of them off.", settings=((resend.name, False),))
    smtp = bench.found.last("smtp_enabled")
    if smtp is not None and smtp.value == "false" and bench.found.value("smtp_host") and not (resend and _is_on(resend)):
        why = "A server is set, but SMTP is switched off: no mail is sent."
        yield bench.flaw("config-key-missing", smtp, why, "Switch it on.", settings=((smtp.name, True),), status=Status.WARN)


def _is_on(one: Located) -> bool:
    return (one.value or "").lower() in ("true", "1")


def _types(bench: Bench) -> Iterator[Flaw]:
    for one in bench.found.settings:
        value = bench.sheet.typed(one)
        if one.key in _BOOLEANS and not isinstance(value, bool) and value not in (0, 1, "0", "1"):
            right = str(value).lower() in ("true", "yes", "on")
            why = f"{one.raw} is no truth value: the API refuses it."
            yield bench.flaw(
                "invalid-setting-value", one, why, f"Write {str(right).lower()}.", settings=((one.name, right),), safe=True
            )
        elif one.key == "smtp_encryption" and isinstance(value, str) and value not in (*_ENCRYPTIONS, ""):
            yield value_rule.judge_choice(bench, one, _ENCRYPTIONS, "the API refuses it.", meant=_meant(bench, value))
        elif one.key == "smtp_timeout" and value is not None and str(value) == "0":
            why = "A timeout of 0 makes every mail fail at once."
            yield bench.flaw("invalid-setting-value", one, why, "Write 30.", settings=((one.name, 30),), safe=True)
        elif one.key == "smtp_ehlo_domain" and isinstance(value, str) and value and not _EHLO.fullmatch(value):
            why = "Only letters, digits, - and dots are accepted here, and no brackets."
            yield bench.flaw("invalid-setting-value", one, why, "Write a full name of your domain.")
        elif isinstance(value, str) and len(value) > _LONGEST and one.key in bench.keys:
            yield bench.flaw("invalid-setting-value", one, f"The API takes at most {_LONGEST} characters.")


def _meant(bench: Bench, value: str) -> str:
    word = value.strip().lower()
    if word in ("ssl", "smtps", "ssl/tls", "tls/ssl", "implicit"):
        return "tls" if bench.meaning.port in (465, 2465, 8465, None) else "starttls"
    return (
        "starttls"
        if word in ("start_tls", "start-tls", "explicit")
        else "none"
        if word in ("plain", "off", "false", "no")
        else ""
    )


def _missing(bench: Bench) -> Iterator[Flaw]:
    """The API takes parts of a setup, so only one that switches SMTP on is held to be whole."""
    if bench.found.value("smtp_enabled") != "true":
        return
    for role in (Role.HOST, Role.PORT):
        part = bench.meaning.part(role)
        if part is not None and not part.is_there:
            yield bench.flaw("config-key-missing", part, f"SMTP is switched on without {part.key}.")
    sender = bench.meaning.part(Role.SENDER)
    if sender is not None and not sender.is_there:
        why = "Without a sender Coolify sends nothing, and before 4.3.10 it sends as noreply@localhost."
        yield bench.flaw("sender-not-configured", sender, why)


def _blanks(bench: Bench) -> Iterator[Flaw]:
    one = bench.found.last("smtp_password")
    if one is not None and one.value and is_trimmed(one.value):
        why = "The API cuts blanks off the ends of the password."
        yield bench.flaw("special-chars-in-password", one, why, "Set it with artisan tinker, or choose a password without them.")
