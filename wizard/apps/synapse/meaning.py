"""What Synapse's `email:` section says about the mail server and the sender."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.apps.synapse.keys import KEYS
from wizard.apps.synapse.sender import read_sender
from wizard.dialects.located import Located
from wizard.dialects.sheet import Value
from wizard.errors import Unrepresentable
from wizard.lint.found import Found
from wizard.lint.meaning import Meaning, Mode, Part
from wizard.lint.part import part
from wizard.lint.role import Role
from wizard.lint.spelling import stand_ins

NAMES = {
    Role.HOST: "smtp_host",
    Role.PORT: "smtp_port",
    Role.USER: "smtp_user",
    Role.PASSWORD: "smtp_pass",
    Role.TLS: "force_tls",
    Role.SENDER: "notif_from",
    Role.NAME: "notif_from",
}
WAYS: Mapping[Mode, tuple[tuple[str, Value], ...]] = {
    Mode.IMPLICIT: (("force_tls", True), ("require_transport_security", None), ("enable_tls", None)),
    Mode.STARTTLS: (("require_transport_security", True), ("force_tls", None), ("enable_tls", None)),
    Mode.NONE: (("enable_tls", False), ("force_tls", None), ("require_transport_security", None)),
}
OWNED = frozenset({"smtp_user", "smtp_pass", "force_tls", "require_transport_security", "enable_tls"})
"""Keys that an export decides by leaving them out, too."""
STAYS = ("app_name", "notifications")
"""Answers that an edit takes from the file where the setup has none: they are the person's own, and nothing that is proven."""


def is_true(found: Found, key: str, default: bool) -> bool:
    """A switch as Python takes it: any text is true, "false" too."""
    one = found.last(key)
    return default if one is None or one.value is None else one.value == "true" or is_text(found, one)


def is_text(found: Found, one: Located) -> bool:
    """Whether YAML takes the value for text, and not for a truth value or a number."""
    return found.sheet is not None and isinstance(found.sheet.typed(one), str) and one.value != ""


def understand(found: Found) -> Meaning:
    """The setup that the section describes. Without any key in it mail is off."""
    meant = stand_ins(found, KEYS, NAMES)

    def get(key: str, default: str = "") -> Part:
        return part(found, key, default, meant=meant, is_null_empty=True)

    force, require = is_true(found, "force_tls", False), is_true(found, "require_transport_security", False)
    enable = is_true(found, "enable_tls", True)
    mode = Mode.IMPLICIT if force else Mode.STARTTLS if require else Mode.OPPORTUNISTIC if enable else Mode.NONE
    decides = {Mode.IMPLICIT: "force_tls", Mode.STARTTLS: "require_transport_security", Mode.NONE: "enable_tls"}.get(
        mode, "force_tls"
    )
    is_guess = bool(meant & {"force_tls", "require_transport_security", "enable_tls"})
    return Meaning(
        {
            Role.HOST: get("smtp_host", "localhost"),
            Role.PORT: get("smtp_port", "465" if force else "25"),
            Role.USER: get("smtp_user"),
            Role.PASSWORD: get("smtp_pass"),
            Role.TLS: get(decides),
            Role.SENDER: get("notif_from"),
        },
        None if is_guess or (not enable and (force or require)) else mode,
        WAYS,
        addresses=(get("notif_from"),),
        is_on=bool(found.settings),
    )


def answers(found: Found) -> Mapping[str, Value]:
    """Synapse's own answers for a profile."""
    known: dict[str, Value] = {"notifications": is_true(found, "enable_notifs", False)}
    if name := found.value("app_name"):
        known["app_name"] = name
    return known


def sender(found: Found) -> tuple[str, str]:
    """Name and address of notif_from; both empty where Synapse could not use it."""
    try:
        return read_sender(found.value("notif_from") or "", found.value("app_name") or "Matrix")
    except Unrepresentable:
        return "", ""


def is_same(found: Found, key: str, mine: str, wanted: str) -> bool:
    """Whether two spellings of a value come to the same for Synapse: `%(app)s` and the name that it stands for."""
    if key != "notif_from":
        return False
    try:
        name = found.value("app_name") or "Matrix"
        return read_sender(mine, name) == read_sender(wanted, name)
    except Unrepresentable:
        return False
