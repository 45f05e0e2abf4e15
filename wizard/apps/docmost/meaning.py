"""What Docmost's environment says about the mail server and the sender."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.apps.docmost.keys import KEYS
from wizard.dialects import from_header
from wizard.dialects.sheet import Value
from wizard.lint.found import Found
from wizard.lint.meaning import Meaning, Mode, Part
from wizard.lint.part import part
from wizard.lint.role import Role
from wizard.lint.spelling import stand_ins

NAMES = {
    Role.HOST: "SMTP_HOST",
    Role.PORT: "SMTP_PORT",
    Role.USER: "SMTP_USERNAME",
    Role.PASSWORD: "SMTP_PASSWORD",
    Role.TLS: "SMTP_SECURE",
    Role.SENDER: "MAIL_FROM_ADDRESS",
    Role.NAME: "MAIL_FROM_NAME",
    Role.DRIVER: "MAIL_DRIVER",
}
"""Docmost's own name for each part."""
_SENT = frozenset(NAMES.values()) | {"SMTP_IGNORETLS"}
OWNED = frozenset({"SMTP_USERNAME", "SMTP_PASSWORD"})
"""Variables that an export decides by leaving them out, too."""


def understand(found: Found) -> Meaning:
    """The setup that a file describes."""
    aliases = {"SMTP_USER": "SMTP_USERNAME", "SMTP_FROM": "MAIL_FROM_ADDRESS"}
    meant = stand_ins(found, KEYS, NAMES) | {name for old, name in aliases.items() if found.last(old)}

    def get(key: str, default: str = "") -> Part:
        return part(found, key, default, meant=meant)

    secure, ignores = get("SMTP_SECURE", "false"), get("SMTP_IGNORETLS", "false")
    mode: Mode | None = None
    if secure.value is not None and ignores.value is not None:
        is_plain = ignores.value.lower() == "true"
        mode = Mode.IMPLICIT if secure.value.lower() == "true" else Mode.NONE if is_plain else Mode.OPPORTUNISTIC
    driver = get("MAIL_DRIVER")
    sender = get("MAIL_FROM_ADDRESS")
    return Meaning(
        {
            Role.HOST: get("SMTP_HOST"),
            Role.PORT: get("SMTP_PORT", "465" if mode is Mode.IMPLICIT else "587"),
            Role.USER: get("SMTP_USERNAME"),
            Role.PASSWORD: get("SMTP_PASSWORD"),
            Role.TLS: ignores if mode is Mode.NONE else secure,
            Role.SENDER: sender,
            Role.NAME: get("MAIL_FROM_NAME", "Docmost"),
            Role.DRIVER: driver,
        },
        mode,
        {
            Mode.IMPLICIT: (("SMTP_SECURE", "true"),),
            Mode.OPPORTUNISTIC: (("SMTP_SECURE", "false"),) + ((("SMTP_IGNORETLS", "false"),) if mode is Mode.NONE else ()),
            Mode.NONE: (("SMTP_SECURE", "false"), ("SMTP_IGNORETLS", "true")),
        },
        addresses=(sender,),
        is_on=driver.value != "postmark",
    )


def mentions_mail(found: Found) -> bool:
    """Whether a file sets anything of mail at all."""
    return any(one.key in _SENT or one.key.startswith(("SMTP_", "MAIL_")) for one in found.settings)


def answers(found: Found) -> Mapping[str, Value]:
    """Docmost has no answers of its own beside the service's name."""
    return {}


def sender(found: Found) -> tuple[str, str]:
    """Name and address of the sender."""
    return from_header.read(found.value("MAIL_FROM_NAME") or ""), found.value("MAIL_FROM_ADDRESS") or ""
