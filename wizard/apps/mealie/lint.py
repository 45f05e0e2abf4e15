"""Mistakes that are made in Mealie's environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.apps.mealie.keys import FILE_KEYS, KEYS
from wizard.apps.mealie.meaning import NAMES, is_old
from wizard.finding import Status
from wizard.lint import absence_rule, relay_rule, sender_rule, shared_rule, spelling, value_rule
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.meaning import Mode
from wizard.lint.role import Role

__all__ = ["KEYS", "judge"]

_SPECIALS = '()<>@,;:\\"[]'
"""What makes another sender of a name that stands before <address> unquoted; a dot only looks odd."""
_OTHERS = frozenset({"SMTP_TIMEOUT"})


def judge(bench: Bench, hosts: Iterable[str]) -> Iterator[Flaw]:
    """Everything that is wrong with one file of Mealie's."""
    found = bench.found
    consequence = "Compose refuses such a file." if found.format == "compose" else "the later one wins."
    yield from value_rule.judge_duplicates(bench, consequence)
    yield from value_rule.judge_ignored(bench)
    yield from spelling.judge(bench, NAMES, others=_OTHERS)
    if not any(one.key.startswith("SMTP_") for one in found.settings) and found.format == "compose":
        yield from absence_rule.judge(bench, "SMTP_HOST", "mail is off.")
        return
    yield from _strategy(bench)
    yield from _files(bench)
    yield from _missing(bench)
    yield from _old_build(bench)
    yield from shared_rule.judge(bench, hosts)
    for part in bench.meaning.addresses:
        yield from sender_rule.judge_address(bench, part)
    name = bench.meaning.part(Role.NAME)
    if name is not None:
        yield from sender_rule.judge_name(bench, name, _SPECIALS)
    yield from _ascii(bench)
    yield from relay_rule.judge(bench, greets_as="[172.18.0.2]", greeting=found.hostname)


def _strategy(bench: Bench) -> Iterator[Flaw]:
    part = bench.meaning.part(Role.TLS)
    if part is None or part.one is None or part.value is None:
        return
    value = part.value
    if value == "":
        yield bench.flaw(
            "invalid-setting-value", part, "Empty, it switches mail off.", "Write TLS, SSL or NONE, or take the line out."
        )
    elif value.upper() not in ("TLS", "SSL", "NONE"):
        word = value.strip().upper().replace("_", "").replace("-", "").replace("/", "")
        port = bench.meaning.port
        meant = (
            "SSL"
            if word in ("SMTPS", "SSLTLS", "IMPLICIT", "IMPLICITTLS", "SSL") or (word in ("TRUE", "YES") and port == 465)
            else ""
        )
        meant = meant or ("TLS" if word in ("STARTTLS", "TLS", "TRUE", "YES", "EXPLICIT") and port != 465 else "")
        meant = meant or (
            "SSL" if word == "STARTTLS" and port == 465 else "NONE" if word in ("FALSE", "NO", "OFF", "PLAIN") else ""
        )
        consequence = "any other word means no encryption, without a word about it."
        yield value_rule.judge_choice(bench, part.one, ("TLS", "SSL", "NONE"), consequence, meant=meant)


def _files(bench: Bench) -> Iterator[Flaw]:
    """A variable and its _FILE form at once."""
    for key in FILE_KEYS:
        plain, file = bench.found.last(key), bench.found.last(f"{key}_FILE")
        if plain is not None and file is not None and (plain.value or "$" in plain.raw) and file.value:
            why = f"{file.name} is set too, and wins: this value is never used."
            yield bench.flaw("conflicting-settings", plain, why, "Keep one of them.", remove=True, status=Status.WARN)


def _missing(bench: Bench) -> Iterator[Flaw]:
    for role in (Role.HOST, Role.SENDER):
        part = bench.meaning.part(role)
        if part is not None and not part.is_there:
            yield bench.flaw(
                "config-key-missing", part, f"Without {part.key} Mealie's mail is off, and it says so in its log only."
            )
    for role in (Role.PORT, Role.NAME):
        part = bench.meaning.part(role)
        if part is not None and part.one is not None and part.value == "":
            yield bench.flaw(
                "config-key-missing",
                part,
                f"{part.key} is empty, and that switches Mealie's mail off.",
                "Take the line out, or fill it.",
            )


def _old_build(bench: Bench) -> Iterator[Flaw]:
    user, password = bench.meaning.part(Role.USER), bench.meaning.part(Role.PASSWORD)
    part = bench.meaning.part(Role.TLS)
    if not is_old(bench.found.image) or user is None or password is None or part is None:
        return
    if not user.is_there and not password.is_there and bench.meaning.mode in (Mode.IMPLICIT, Mode.STARTTLS):
        why = "This build of Mealie sends nothing over TLS without a login."
        fix = "Update Mealie, or put a small relay in between that takes a login."
        yield bench.flaw("app-requires-credentials", part, why, fix)


def _ascii(bench: Bench) -> Iterator[Flaw]:
    for role in (Role.USER, Role.PASSWORD):
        part = bench.meaning.part(role)
        if part is not None and part.one is not None and part.value and not part.value.isascii() and is_old(bench.found.image):
            why = "This build of Mealie can't log in with letters beyond ASCII."
            yield bench.flaw("special-chars-in-password", part, why)
