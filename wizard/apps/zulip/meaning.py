"""What Zulip's settings say about the mail server and its senders."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr

from wizard.apps.zulip.docker import PREFIX
from wizard.apps.zulip.keys import KEYS
from wizard.dialects.sheet import Value
from wizard.lint.found import Found
from wizard.lint.meaning import Meaning, Mode, Part
from wizard.lint.part import part
from wizard.lint.role import Role
from wizard.lint.spelling import stand_ins

NAMES = {
    Role.HOST: "EMAIL_HOST",
    Role.PORT: "EMAIL_PORT",
    Role.USER: "EMAIL_HOST_USER",
    Role.TLS: "EMAIL_USE_TLS",
    Role.SENDER: "NOREPLY_EMAIL_ADDRESS",
}
_FALSE = frozenset({"False", "", "0", "None", "0.0", "[]", "()", "{}"})
"""What Python takes for false; "no" in quotes is true."""
OWNED = frozenset({"EMAIL_HOST_USER"})
"""Settings that an export decides by leaving them out, too."""
STAYS = ("administrator",)
"""Answers that an edit takes from the file where the setup has none: they are the person's own, and nothing that is proven."""


def understand(found: Found) -> Meaning:
    """The setup that a file describes, as far as it does: the password of a bare Zulip stands in a file of its own."""
    if found.format == "ini":
        return Meaning({Role.PASSWORD: part(found, "email_password")}, hides_login=True)
    if found.format == "env":
        return Meaning({}, hides_login=True)
    prefix = PREFIX if found.format == "compose" else ""
    meant = stand_ins(found, KEYS, NAMES)

    def get(key: str, default: str = "") -> Part:
        return part(found, key, default, meant=meant, prefix=prefix)

    use_tls, use_ssl = get("EMAIL_USE_TLS", "False"), get("EMAIL_USE_SSL", "False")
    mode = _mode(use_tls, use_ssl)
    decides = use_ssl if mode is Mode.IMPLICIT else use_tls
    parts = {
        Role.HOST: get("EMAIL_HOST"),
        Role.PORT: get("EMAIL_PORT", "25"),
        Role.USER: get("EMAIL_HOST_USER"),
        Role.TLS: decides,
        Role.SENDER: get("NOREPLY_EMAIL_ADDRESS"),
    }
    if found.format == "compose":
        parts[Role.PASSWORD] = _password(found)
    tls, ssl = f"{prefix}EMAIL_USE_TLS", f"{prefix}EMAIL_USE_SSL"
    on, off = (True, False) if found.format == "python" else ("True", "False")
    addresses = tuple(get(key) for key in ("NOREPLY_EMAIL_ADDRESS", "TOKENIZED_NOREPLY_EMAIL_ADDRESS", "ZULIP_ADMINISTRATOR"))
    return Meaning(
        parts,
        mode,
        {
            Mode.IMPLICIT: ((ssl, on), (tls, off)),
            Mode.STARTTLS: ((tls, on), (ssl, off)),
            Mode.NONE: ((tls, off), (ssl, off)),
        },
        addresses=addresses,
        hides_login=found.format != "compose",
    )


def _mode(use_tls: Part, use_ssl: Part) -> Mode | None:
    if use_tls.value is None or use_ssl.value is None:
        return None
    tls, ssl = use_tls.value not in _FALSE, use_ssl.value not in _FALSE
    if tls and ssl:
        return None
    return Mode.IMPLICIT if ssl else Mode.STARTTLS if tls else Mode.NONE


def _password(found: Found) -> Part:
    """The docker secret wins over the variables; on a server of its own the compose file need not name any."""
    for key in ("SECRETS_email_password", "SECRETS_email_password_FILE"):
        if found.last(key) is not None:
            known = part(found, key)
            return Part(key, None, known.one) if key.endswith("_FILE") else known
    # compose.yaml of docker-zulip 12 lists the secret itself, and this may be the override beside it.
    return Part("SECRETS_email_password", None if found.provided or found.target == "docker-12" else "")


def answers(found: Found) -> Mapping[str, Value]:
    """Zulip's own answers for a profile."""
    known: dict[str, Value] = {}
    for name, key in (("administrator", "ZULIP_ADMINISTRATOR"), ("noreply", "NOREPLY_EMAIL_ADDRESS")):
        address = parseaddr(found.value(key) or "")[1]
        if address:
            known[name] = address
    known["tokens"] = (found.value("ADD_TOKENS_TO_NOREPLY_ADDRESS") or "True") not in _FALSE
    return known


def hostname(found: Found) -> str:
    """The name that Zulip is called by from outside."""
    return (found.value("EXTERNAL_HOST") or "").partition(":")[0]
