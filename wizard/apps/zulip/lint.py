"""Mistakes that are made in Zulip's settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.utils import parseaddr

from wizard.apps.zulip import password_rule
from wizard.apps.zulip.answers import accepts_tokens
from wizard.apps.zulip.docker import PREFIX
from wizard.apps.zulip.keys import KEYS, SETTINGS_PY
from wizard.apps.zulip.meaning import NAMES
from wizard.dialects.located import Located
from wizard.finding import Status
from wizard.lint import relay_rule, sender_rule, shared_rule, spelling, value_rule
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.meaning import Part
from wizard.lint.part import is_filled_elsewhere
from wizard.lint.role import Role

__all__ = ["KEYS", "judge"]

_BOOLEANS = ("EMAIL_USE_TLS", "EMAIL_USE_SSL", "ADD_TOKENS_TO_NOREPLY_ADDRESS", "EMAIL_ALWAYS_ENQUEUED")
_LEGACY_DUPLICATE = "Compose refuses such a file."
_DUPLICATE = {
    "python": "the later one wins.",
    "ini": "Zulip does not start with such a file.",
    "compose": _LEGACY_DUPLICATE,
    "env": "the later one wins.",
}
_PREFIXED = frozenset(key.name for key in KEYS if key.place == SETTINGS_PY)
_OTHERS = frozenset(
    [
        "EMAIL_GATEWAY_LOGIN",
        "EMAIL_GATEWAY_PASSWORD",
        "EMAIL_GATEWAY_IMAP_SERVER",
        "EMAIL_GATEWAY_IMAP_PORT",
        "EMAIL_GATEWAY_IMAP_FOLDER",
        "EMAIL_GATEWAY_EXTRA_PATTERN_HACK",
        "EMAIL_CHANGES_DISABLED",
        "EMAIL_LOG_DIR",
        "EMAIL_CHARSET",
        "EMAIL_ADDRESS_VISIBILITY",
        "email_gateway_password",
        "EMAIL_BACKEND",
        "EMAIL_FILE_PATH",
        "EMAIL_USE_LOCALTIME",
        "EMAIL_ERRORS",
    ]
)


def judge(bench: Bench, hosts: Iterable[str]) -> Iterator[Flaw]:
    """Everything that is wrong with one file of Zulip's."""
    found = bench.found
    yield from value_rule.judge_duplicates(bench, _DUPLICATE[found.format])
    if found.format == "env":
        return
    if found.format == "ini":
        yield from _secrets_conf(bench)
        yield from shared_rule.judge(bench, hosts)
        return
    prefix = PREFIX if found.format == "compose" else ""
    manual = list(_manual(bench))
    if manual:
        yield from manual
        return
    yield from value_rule.judge_ignored(bench)
    misplaced = password_rule.misplaced(bench, _OTHERS)
    yield from password_rule.judge(bench, misplaced)
    others = _OTHERS | {one.key for one in misplaced}
    yield from spelling.judge(bench, NAMES, others=others, prefix=prefix, prefixed=_PREFIXED)
    conflict = list(_conflict(bench))
    yield from conflict
    yield from _types(bench)
    yield from _missing(bench, prefix)
    yield from shared_rule.judge(bench, hosts)
    yield from _senders(bench, prefix)
    yield from _credentials(bench)
    yield from relay_rule.judge(bench, greets_as="the container's id", greeting=found.hostname)


def _secrets_conf(bench: Bench) -> Iterator[Flaw]:
    known = ("email_password", "email_gateway_password")
    for one in bench.found.settings:
        if one.key in known or one.key in ("email_host", "email_port", "email_host_user", "email_use_tls"):
            continue
        if password_rule.is_password(one.key):
            meant = "email_password"
            why = f"Zulip reads {meant}, and knows no {one.name}."
            yield bench.flaw("misspelt-config-key", one, why, f"Did you mean {meant}? Rename it.", rename=meant, safe=True)
    one_or_none = bench.found.last("email_password")
    if one_or_none is not None and one_or_none.value == "":
        why = "An empty password: Zulip sends without a login, and says nothing."
        yield bench.flaw("credentials-incomplete", one_or_none, why)
    users = [found for found in bench.around.companions if found.format == "python" and found.value("EMAIL_HOST_USER")]
    if one_or_none is None and users and not any(spelling.nearest(one.key, known[:1]) for one in bench.found.settings):
        why = f"{users[0].file} names a user, and here is no email_password: Zulip sends without a login."
        yield bench.flaw("credentials-incomplete", "email_password", why)


def _manual(bench: Bench) -> Iterator[Flaw]:
    one = bench.found.last("MANUAL_CONFIGURATION")
    if one is not None and (one.value or "").lower() == "true":
        ignored = [each for each in bench.found.settings if each.name.startswith(PREFIX) and each.key in bench.keys]
        for setting in [each for each in ignored if each.key.startswith("EMAIL_")][:1] or ignored[:1]:
            why = "With MANUAL_CONFIGURATION every SETTING_ is ignored, and settings.py is yours to write."
            yield bench.flaw("setting-ignored-by-app", setting, why, "Take MANUAL_CONFIGURATION out, or write settings.py.")


def _conflict(bench: Bench) -> Iterator[Flaw]:
    tls, ssl = bench.found.last("EMAIL_USE_TLS"), bench.found.last("EMAIL_USE_SSL")
    if tls is None or ssl is None or not (_is_true(tls) and _is_true(ssl)):
        return
    why = "EMAIL_USE_TLS is STARTTLS, EMAIL_USE_SSL is TLS from the first byte: with both on, Zulip fails at every mail."
    off = False if bench.found.format == "python" else "False"
    port = bench.meaning.port
    wrong = tls if port == 465 else ssl
    yield bench.flaw("conflicting-settings", wrong, why, settings=((wrong.name, off),))


def _is_true(one: Located) -> bool:
    return one.value not in (None, "", "False", "0", "None")


def _types(bench: Bench) -> Iterator[Flaw]:
    for one in bench.found.settings:
        if one.ignored or (bench.found.format == "compose" and is_filled_elsewhere(bench.found, one.raw)):
            continue
        if one.key in _BOOLEANS:
            yield from _boolean(bench, one)
        elif one.key in ("EMAIL_HOST_USER", "EMAIL_HOST") and _typed(bench, one) not in (str, None):
            why = f"{one.name} has to be text, and here it is {_typed_words(bench, one)}."
            yield bench.flaw("invalid-setting-value", one, why, "Put it into quotes.", settings=((one.name, one.value or ""),))
        elif one.value is None and one.spelt.startswith(PREFIX):
            why = "docker-zulip writes this value into settings.py in a way that Python can't read, and the container stops."
            yield bench.flaw("invalid-setting-value", one, why, "Use ZULIP_CUSTOM_SETTINGS for it, or another value.")


def _boolean(bench: Bench, one: Located) -> Iterator[Flaw]:
    kind = _typed(bench, one)
    if bench.found.format == "python":
        if kind is str:
            right = (one.value or "").lower() in ("true", "yes", "on", "1")
            why = f"A text in quotes is true to Python, whatever it says: {one.raw}."
            yield bench.flaw(
                "invalid-setting-value", one, why, f"Write {right}, without quotes.", settings=((one.name, right),), safe=True
            )
        elif one.value is None and one.raw.lower() in ("true", "false", "yes", "no", "on", "off"):
            right = one.raw.lower() in ("true", "yes", "on")
            why = f"Python has no word {one.raw}, and Zulip does not start."
            yield bench.flaw("invalid-setting-value", one, why, f"Write {right}.", settings=((one.name, right),), safe=True)
        return
    if one.value in ("True", "False", "None", "0", "1"):
        return
    word = (one.value or bench.sheet_value(one)).strip().strip("'\"").lower()
    word_meant = str(word in ("true", "yes", "on", "enabled", "enable", "y"))
    what = (
        "Zulip up to 11 puts it into settings.py as it is, where it is no word"
        if one.value is None
        else "it is a text, and so it counts as on"
    )
    why = f"docker-zulip wants True or False here: {what}."
    yield bench.flaw("invalid-setting-value", one, why, f"Write {word_meant}.", settings=((one.name, word_meant),), safe=True)


def _typed(bench: Bench, one: Located) -> type | None:
    """The type that Python gets; None = can't be known."""
    if bench.found.format == "python":
        value = bench.sheet.typed(one)
        return type(value) if one.value is not None else None
    if one.value is None:
        return None
    return int if re.fullmatch(r"[0-9]+", one.value) and bench.found.target == "docker-12" else str


def _typed_words(bench: Bench, one: Located) -> str:
    return {int: "a number", bool: "a truth value", float: "a number"}.get(_typed(bench, one) or str, "no text")


def _missing(bench: Bench, prefix: str) -> Iterator[Flaw]:
    host = bench.meaning.part(Role.HOST)
    uses_mail = any(one.key.startswith("EMAIL_") and one.key in bench.keys and not one.ignored for one in bench.found.settings)
    if host is not None and not host.is_there and (uses_mail or bench.found.last("NOREPLY_EMAIL_ADDRESS")):
        yield bench.flaw("config-key-missing", host, "Without EMAIL_HOST Zulip drops every mail, without a word.")
    port = bench.meaning.part(Role.PORT)
    is_default = port is not None and port.one is None and port.is_known
    if port is not None and is_default and bench.provider is not None and 25 not in {row.port for row in bench.provider.ports}:
        why = f"Without EMAIL_PORT Zulip takes port 25, which {bench.provider.name} does not offer."
        yield bench.flaw("config-key-missing", port, why)


def _senders(bench: Bench, prefix: str) -> Iterator[Flaw]:
    found = bench.found
    for part in bench.meaning.addresses:
        if part.key.endswith("TOKENIZED_NOREPLY_EMAIL_ADDRESS"):
            yield from _template(bench, part)
        else:
            yield from sender_rule.judge_mailbox(bench, part)
    administrator = found.last("ZULIP_ADMINISTRATOR")
    if administrator is not None and parseaddr(administrator.value or "")[1] == "zulip-admin@example.com":
        why = "This is the sample value of Zulip's template: Zulip does not start with it."
        yield bench.flaw("invalid-setting-value", administrator, why, "Write an address of your own.")
    user = bench.meaning.part(Role.USER)
    if not bench.meaning.part(Role.HOST) or not bench.meaning.text(Role.HOST) or user is None or not user.is_there:
        return
    yield from _default_sender(bench, user)
    yield from _tokens(bench, user, prefix)


def _template(bench: Bench, part: Part) -> Iterator[Flaw]:
    if part.one is None or not part.value:
        return
    bare = part.value.replace("{token}", "token")
    if "{" in bare or "}" in bare:
        why = "Only {token} may stand in braces: any other brace makes every confirmation mail fail."
        yield bench.flaw("malformed-from", part, why)
    elif "{token}" not in part.value:
        why = "Without {token} in it every confirmation comes from this one address."
        yield bench.flaw("invalid-setting-value", part, why, status=Status.WARN)


def _default_sender(bench: Bench, user: Part) -> Iterator[Flaw]:
    """NOREPLY_EMAIL_ADDRESS left out: noreply@ and the host name, which mostly is not the mail domain."""
    noreply = bench.meaning.part(Role.SENDER)
    if noreply is None or not noreply.is_known or noreply.is_there:
        return
    host = (bench.found.value("EXTERNAL_HOST") or "").partition(":")[0]
    domain = (user.value or "").rpartition("@")[2] if "@" in (user.value or "") else ""
    if domain and host and domain == host and (bench.provider is None or bench.provider.kind != "mailbox"):
        return
    if bench.provider is None and not domain:
        return
    default = f"noreply@{host or 'the host name'}"
    why = f"Zulip then sends as {default}, which is no address of your mailbox or mail domain."
    yield bench.flaw("sender-not-configured", noreply, why, "Set it to an address that the mail server lets this login use.")


def _tokens(bench: Bench, user: Part, prefix: str) -> Iterator[Flaw]:
    one = bench.found.last("ADD_TOKENS_TO_NOREPLY_ADDRESS")
    value = one.value if one else "True"
    if one is None and (
        bench.found.is_partial or "ADD_TOKENS_TO_NOREPLY_ADDRESS" in spelling.stand_ins(bench.found, KEYS, NAMES)
    ):
        return
    if value is None or value in ("False", "0", "None", ""):
        return
    accepts = accepts_tokens(bench.provider) if bench.provider else None
    noreply = bench.meaning.text(Role.SENDER)
    is_mailbox = "@" in (user.value or "") and parseaddr(noreply)[1].lower() == (user.value or "").lower()
    if accepts is True or (bench.provider is None and not is_mailbox) or (accepts is None and one is not None and not is_mailbox):
        return
    who = (
        f"{bench.provider.name} takes only senders that it knows"
        if bench.provider
        else f"The mailbox {user.value} sends as itself only"
    )
    why = f"{who}, but confirmations come from noreply- and 24 random letters, new for each mail."
    off = False if bench.found.format == "python" else "False"
    name = f"{prefix}ADD_TOKENS_TO_NOREPLY_ADDRESS"
    yield bench.flaw(
        "generated-sender-address", one or name, why, settings=((name, off),), safe=one is None or None is not bench.provider
    )


def _credentials(bench: Bench) -> Iterator[Flaw]:
    for role, cause in ((Role.USER, "invalid-setting-value"), (Role.PASSWORD, "special-chars-in-password")):
        part = bench.meaning.part(role)
        if part is not None and part.one is not None and part.value and not part.value.isascii():
            what = "user name" if role is Role.USER else "password"
            why = f"Zulip's mail library can't log in with letters beyond ASCII in the {what}."
            yield bench.flaw(cause, part, why, f"Choose a {what} of plain letters, digits and signs.")
