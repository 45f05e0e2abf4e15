"""Mistakes that are made in Synapse's `email:` section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.utils import parseaddr

from wizard.apps.synapse.keys import KEYS
from wizard.apps.synapse.meaning import NAMES, is_text, is_true
from wizard.apps.synapse.sender import read_sender
from wizard.dialects.located import Located
from wizard.dialects.sheet.section import SectionSheet
from wizard.errors import Unrepresentable
from wizard.finding import Status
from wizard.lint import relay_rule, sender_rule, shared_rule, spelling, value_rule
from wizard.lint.flaw import Bench, Flaw
from wizard.lint.role import Role

__all__ = ["KEYS", "judge"]

_TEXTS = ("smtp_host", "smtp_user", "smtp_pass", "tlsname", "notif_from", "app_name")
_PERCENT = re.compile(r"%(?!%|\(app\)s)")


def judge(bench: Bench, hosts: Iterable[str]) -> Iterator[Flaw]:
    """Everything that is wrong with one file of Synapse's."""
    if not bench.found.settings:
        return
    yield from _sections(bench)
    yield from value_rule.judge_duplicates(bench, "the later one wins, without a word.")
    yield from spelling.judge(bench, NAMES, others=_templates(bench), is_strict=True)
    yield from _conflicts(bench)
    for one in bench.found.settings:
        if bench.found.last(one.key) is one:
            yield from _type(bench, one)
    yield from _missing(bench)
    yield from _login(bench)
    yield from (flaw for flaw in shared_rule.judge(bench, hosts) if flaw.cause != "credentials-incomplete")
    yield from _sender(bench)
    yield from relay_rule.judge(bench, greets_as="the machine's own name", greeting=bench.found.hostname)


def _templates(bench: Bench) -> frozenset[str]:
    """Keys that name files of templates: real, old, and no business of ours."""
    return frozenset(one.key for one in bench.found.settings if "_template_" in one.key or one.key.endswith("_html"))


def _sections(bench: Bench) -> Iterator[Flaw]:
    sheet = bench.sheet
    lines = sheet.sections() if isinstance(sheet, SectionSheet) else ()
    if len(lines) > 1:
        again = f"begins in line {lines[0]} and again in line {lines[-1]}"
        why = f"The section email: {again}: the later one wins whole, nothing is merged."
        yield bench.flaw("duplicate-key", "email", why, "Put everything into one section, and delete the other.")


def _conflicts(bench: Bench) -> Iterator[Flaw]:
    found = bench.found
    enable = found.last("enable_tls")
    if enable is None or is_true(found, "enable_tls", True) or enable.value is None:
        return
    for key, what in (("force_tls", "implicit TLS"), ("require_transport_security", "STARTTLS")):
        if is_true(found, key, False):
            why = f"{key} asks for {what}, enable_tls: false forbids it: Synapse does not start."
            yield bench.flaw("conflicting-settings", enable, why, "Keep one of them.", settings=((enable.name, None),))
            return


def _type(bench: Bench, one: Located) -> Iterator[Flaw]:
    known = bench.keys.get(one.key)
    if known is None:
        return
    value = bench.sheet.typed(one)
    if known.type == "bool":
        if isinstance(value, bool) or value is None or value in (0, 1):
            return
        right = str(value).strip().lower() in ("true", "yes", "on", "1")
        why = (
            f"{one.raw} is a text to YAML, and any text counts as true."
            if isinstance(value, str)
            else f"{one.raw} is a number, no truth value."
        )
        fix = f"Write {str(right).lower()}, without quotes."
        yield bench.flaw("invalid-setting-value", one, why, fix, settings=((one.name, right),), safe=isinstance(value, str))
    elif one.key in _TEXTS and value is not None and not isinstance(value, str):
        kind = "a truth value" if isinstance(value, bool) else "a number" if isinstance(value, (int, float)) else "no text"
        why = f"Without quotes YAML takes {kind} from it, and Synapse stops."
        yield bench.flaw(
            "invalid-setting-value", one, why, "Put it into double quotes.", settings=((one.name, _plain(one)),), safe=True
        )
    elif one.key == "smtp_port":
        yield from _port(bench, one, value)


def _plain(one: Located) -> str:
    """The text that was meant by a bare word: itself, not what YAML makes of it."""
    return one.raw.partition(" #")[0].strip()


def _port(bench: Bench, one: Located, value: object) -> Iterator[Flaw]:
    if value is None:
        yield bench.flaw(
            "invalid-setting-value", one, "null is port 0 to Synapse, not the default.", "Write the port, or take the line out."
        )
    elif isinstance(value, int) and not isinstance(value, bool) and str(value) != one.raw.strip() and one.raw.strip().isdigit():
        why = f"YAML takes {one.raw.strip()} for an octal number: {value}."
        right = int(one.raw.strip(), 10)
        yield bench.flaw("invalid-setting-value", one, why, f"Write {right}.", settings=((one.name, right),), safe=True)


def _missing(bench: Bench) -> Iterator[Flaw]:
    sender = bench.meaning.part(Role.SENDER)
    if sender is not None and not sender.is_there:
        why = "With any other key in email:, Synapse does not start without notif_from."
        yield bench.flaw("config-key-missing", sender, why, 'For example notif_from: "%(app)s <noreply@example.com>".')
    host = bench.meaning.part(Role.HOST)
    user = bench.meaning.part(Role.USER)
    if host is not None and host.one is None and host.is_known and user is not None and user.is_there:
        why = "Without smtp_host Synapse takes localhost, which wants no login."
        yield bench.flaw("config-key-missing", host, why)
    port = bench.meaning.part(Role.PORT)
    documented = {known.port for known in bench.provider.ports} if bench.provider else set()
    if port is not None and port.one is None and port.is_known and bench.provider and bench.meaning.port not in documented:
        why = f"Without smtp_port Synapse takes port {port.value}, which {bench.provider.name} does not offer."
        yield bench.flaw("config-key-missing", port, why)


def _login(bench: Bench) -> Iterator[Flaw]:
    """Half a login, and the empty user name, which asks for one all the same."""
    user, password = bench.meaning.part(Role.USER), bench.meaning.part(Role.PASSWORD)
    if user is None or password is None:
        return
    if user.one is not None and user.one.value == "":
        why = 'smtp_user: "" makes Synapse insist on a login that no server offers.'
        yield bench.flaw("credentials-incomplete", user, why, "Take smtp_user and smtp_pass out where no login is wanted.")
    elif user.is_there and not password.is_there:
        why = "There is a user name but no smtp_pass: Synapse says that the server does not support a login."
        yield bench.flaw("credentials-incomplete", password if password.one else user, why)
    elif password.is_there and not user.is_there:
        why = "There is a password but no smtp_user: Synapse sends without a login, or hangs."
        yield bench.flaw("credentials-incomplete", user if user.one else password, why)
    elif not user.is_there and bench.provider is not None and bench.provider.auth == "required":
        yield bench.flaw(
            "credentials-incomplete", user, f"{bench.provider.name} takes no mail without a login, and there is none."
        )


def _sender(bench: Bench) -> Iterator[Flaw]:
    one = bench.found.last("notif_from")
    if one is None or not one.value or not is_text(bench.found, one):
        return
    if _PERCENT.search(one.value):
        right = re.sub(r"%\(app\)(?!s)", "%(app)s", one.value)
        right = _PERCENT.sub("%%", right)
        why = "A % in notif_from has to be doubled, and %(app)s needs its s: with this Synapse does not start."
        yield bench.flaw("malformed-from", one, why, f"Write {right}", settings=((one.name, right),), safe=True)
        return
    try:
        _, address = read_sender(one.value, bench.found.value("app_name") or "Matrix")
    except Unrepresentable as error:
        yield bench.flaw("malformed-from", one, f"{error.message}.")
        return
    shown = one.value.replace("%(app)s", "App").replace("%%", "percent")
    if problem := sender_rule.mailbox_problem(shown):
        yield bench.flaw("malformed-from", one, problem, sender_rule.quoting_hint(one.value))
    elif not _shown_name(bench, one.value).isascii():
        why = "A name with letters beyond ASCII is encoded together with the address, which then is none."
        fix = "Write the name encoded (RFC 2047): smtp-wizard export does that."
        yield bench.flaw("malformed-from", one, why, fix, status=Status.FAIL)
    elif not address.isascii():
        yield bench.flaw("malformed-from", one, "Synapse can't send from an address with letters beyond ASCII.")


def _shown_name(bench: Bench, value: str) -> str:
    """The name before the address, the app's name put in, as it goes into the header."""
    return parseaddr(value.replace("%(app)s", bench.found.value("app_name") or "Matrix"))[0]
