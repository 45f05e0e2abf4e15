"""Mistakes that are made in Docmost's environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.apps.docmost.keys import KEYS
from wizard.apps.docmost.meaning import NAMES, mentions_mail
from wizard.finding import Status
from wizard.lint import absence_rule, relay_rule, sender_rule, shared_rule, spelling, value_rule
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.role import Role, role_of

__all__ = ["KEYS", "judge"]

_SPECIALS = '<>:;()"@'
"""What breaks a name in nodemailer's address parser; a comma does not."""
_TRUE = frozenset({"true", "false"})


def judge(bench: Bench, hosts: Iterable[str]) -> Iterator[Flaw]:
    """Everything that is wrong with one file of Docmost's."""
    found = bench.found
    consequence = "Compose refuses such a file." if found.format == "compose" else "the later one wins."
    yield from value_rule.judge_duplicates(bench, consequence)
    yield from _other_names(bench)
    yield from spelling.judge(bench, NAMES)
    if not mentions_mail(found):
        yield from absence_rule.judge(bench, "MAIL_DRIVER", "every mail is dropped, without a word.")
        return
    yield from _driver(bench)
    yield from _switches(bench)
    yield from _missing(bench)
    yield from shared_rule.judge(bench, hosts)
    for part in bench.meaning.addresses:
        yield from sender_rule.judge_address(bench, part)
    name = bench.meaning.part(Role.NAME)
    if name is not None:
        yield from sender_rule.judge_name(bench, name, _SPECIALS)
    yield from relay_rule.judge(bench, greets_as="[127.0.0.1]", greeting=found.hostname)


def _other_names(bench: Bench) -> Iterator[Flaw]:
    """Rows of the table that Docmost does not have: another name for one that it has, or nothing at all."""
    for one in bench.found.settings:
        known = bench.keys.get(one.key)
        if known is None or not known.ignored_because:
            continue
        role = role_of(one.key)
        own = NAMES.get(role) if role is not None and role is not Role.TLS else None
        reason = f"{known.ignored_because[:1].upper()}{known.ignored_because[1:]}."
        if own:
            is_taken = bench.sheet.entry(own) is not None
            fix = f"{own} is set too: delete this one." if is_taken else f"Rename it to {own}."
            yield bench.flaw("misspelt-config-key", one, reason, fix, rename="" if is_taken else own, safe=not is_taken)
        else:
            yield bench.flaw("setting-ignored-by-app", one, reason, remove=True, status=Status.WARN)


def _driver(bench: Bench) -> Iterator[Flaw]:
    part = bench.meaning.part(Role.DRIVER)
    if part is None or part.value is None:
        return
    if part.one is None:
        why = "Without MAIL_DRIVER every mail is dropped in production, without a word."
        yield bench.flaw("config-key-missing", part, why, "Set it to smtp.", settings=(("MAIL_DRIVER", "smtp"),), safe=True)
    elif part.value not in ("smtp", "postmark"):
        meant = "smtp" if part.value.strip().lower() in ("smtp", "smtps", "") else ""
        yield value_rule.judge_choice(
            bench, part.one, ("smtp", "postmark"), "with another word Docmost does not start.", meant=meant
        )


def _switches(bench: Bench) -> Iterator[Flaw]:
    for key in ("SMTP_SECURE", "SMTP_IGNORETLS"):
        one = bench.found.last(key)
        value = one.value if one else None
        if one is None or value is None or value.lower() in _TRUE or value == "" or "$" in one.raw:
            continue
        word = value.strip().strip("'\"").lower()
        port = bench.meaning.port
        on = word in ("true", "ssl", "implicit", "smtps") or (
            word in ("tls", "yes", "1", "on") and (key != "SMTP_SECURE" or port == 465)
        )
        meant = "true" if on else "false"
        yield value_rule.judge_choice(bench, one, ("true", "false"), "anything but true counts as false.", meant=meant)
    secure, ignores = bench.found.value("SMTP_SECURE"), bench.found.last("SMTP_IGNORETLS")
    if (secure or "").lower() == "true" and ignores is not None and (ignores.value or "").lower() == "true":
        why = "SMTP_SECURE=true is TLS from the first byte; SMTP_IGNORETLS=true asks for none and then has no effect."
        yield bench.flaw(
            "conflicting-settings", ignores, why, "Keep one of them.", settings=(("SMTP_IGNORETLS", "false"),), status=Status.WARN
        )


def _missing(bench: Bench) -> Iterator[Flaw]:
    if not bench.meaning.is_on:
        return
    host = bench.meaning.part(Role.HOST)
    if host is not None and not host.is_there:
        yield bench.flaw("config-key-missing", host, "Without SMTP_HOST Docmost takes localhost.")
    sender = bench.meaning.part(Role.SENDER)
    if sender is not None and not sender.is_there:
        yield bench.flaw("sender-not-configured", sender, "Without MAIL_FROM_ADDRESS mail comes from <undefined>.")
