"""What Coolify's fields say about the mail server and the sender."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.apps.coolify.keys import KEYS
from wizard.dialects.sheet import Value
from wizard.lint.found import Found
from wizard.lint.meaning import Meaning, Mode, Part
from wizard.lint.part import part
from wizard.lint.role import Role
from wizard.lint.spelling import stand_ins

NAMES = {
    Role.HOST: "smtp_host",
    Role.PORT: "smtp_port",
    Role.USER: "smtp_username",
    Role.PASSWORD: "smtp_password",
    Role.TLS: "smtp_encryption",
    Role.SENDER: "smtp_from_address",
    Role.NAME: "smtp_from_name",
}
_SMTPS = "465"


def understand(found: Found) -> Meaning:
    """The setup that the JSON describes; a .env of Coolify's decides nothing but the greeting."""
    if found.format != "json":
        return Meaning({}, is_on=False)
    meant = stand_ins(found, KEYS, NAMES)

    def get(key: str, default: str = "") -> Part:
        # The API changes only the fields that it is sent: a missing one keeps what it had.
        return part(found, key, default, meant=meant, is_null_empty=True)

    encryption, port = get("smtp_encryption"), get("smtp_port")
    sender = get("smtp_from_address")
    return Meaning(
        {
            Role.HOST: get("smtp_host"),
            Role.PORT: port,
            Role.USER: get("smtp_username"),
            Role.PASSWORD: get("smtp_password"),
            Role.TLS: encryption,
            Role.SENDER: sender,
            Role.NAME: get("smtp_from_name"),
        },
        _mode(encryption.value, port.value),
        {
            Mode.IMPLICIT: (("smtp_encryption", "tls"),),
            Mode.OPPORTUNISTIC: (("smtp_encryption", "starttls"),),
            Mode.NONE: (("smtp_encryption", "none"),),
        },
        addresses=(sender,),
        is_on=found.value("smtp_enabled") != "false",
    )


def _mode(encryption: str | None, port: str | None) -> Mode | None:
    """Port 465 turns starttls, and nothing at all, into implicit TLS."""
    if encryption in ("starttls", ""):
        return Mode.IMPLICIT if port == _SMTPS else Mode.OPPORTUNISTIC
    return {"tls": Mode.IMPLICIT, "none": Mode.NONE}.get(encryption or "")


def answers(found: Found) -> Mapping[str, Value]:
    """Coolify's own answers for a profile."""
    return {}


def sender(found: Found) -> tuple[str, str]:
    """Name and address of the sender."""
    return found.value("smtp_from_name") or "", found.value("smtp_from_address") or ""
