"""What Mealie's environment says about the mail server and the sender."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.apps.mealie.keys import FILE_KEYS, KEYS
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
    Role.USER: "SMTP_USER",
    Role.PASSWORD: "SMTP_PASSWORD",
    Role.TLS: "SMTP_AUTH_STRATEGY",
    Role.SENDER: "SMTP_FROM_EMAIL",
    Role.NAME: "SMTP_FROM_NAME",
}
_MODES = {"SSL": Mode.IMPLICIT, "TLS": Mode.STARTTLS}
OWNED = frozenset({"SMTP_USER", "SMTP_PASSWORD", *(f"{key}_FILE" for key in FILE_KEYS)})
"""Variables that an export decides by leaving them out, too: a _FILE would win over its plain form."""
STAYS = ("old_build",)
"""Answers that an edit takes from the file where the setup has none: they are the person's own, and nothing that is proven."""


def understand(found: Found) -> Meaning:
    """The setup that a file describes."""
    meant = stand_ins(found, KEYS, NAMES)

    def get(key: str, default: str = "") -> Part:
        if key in FILE_KEYS and (file := found.last(f"{key}_FILE")) is not None and file.value != "":
            return Part(file.name, None, file)
        return part(found, key, default, meant=meant)

    strategy = get("SMTP_AUTH_STRATEGY", "TLS")
    sender = get("SMTP_FROM_EMAIL")
    return Meaning(
        {
            Role.HOST: get("SMTP_HOST"),
            Role.PORT: get("SMTP_PORT", "587"),
            Role.USER: get("SMTP_USER"),
            Role.PASSWORD: get("SMTP_PASSWORD"),
            Role.TLS: strategy,
            Role.SENDER: sender,
            Role.NAME: get("SMTP_FROM_NAME", "Mealie"),
        },
        None if strategy.value is None else _MODES.get(strategy.value.upper(), Mode.NONE),
        {
            Mode.IMPLICIT: ((strategy.key, "SSL"),),
            Mode.STARTTLS: ((strategy.key, "TLS"),),
            Mode.NONE: ((strategy.key, "NONE"),),
        },
        addresses=(sender,),
    )


def answers(found: Found) -> Mapping[str, Value]:
    """Mealie's own answers for a profile."""
    return {"old_build": True} if is_old(found.image) else {}


def sender(found: Found) -> tuple[str, str]:
    """Name and address of the sender."""
    return from_header.read(found.value("SMTP_FROM_NAME") or ""), found.value("SMTP_FROM_EMAIL") or ""


def is_old(image: str) -> bool:
    """Whether the image is of a build that ties TLS to a login: up to 3.8, as far as was seen."""
    version = image.rpartition(":")[2].removeprefix("v").split(".") if ":" in image.rpartition("/")[2] else []
    numbers = [int(part) for part in version[:2] if part.isascii() and part.isdigit()]
    return len(numbers) == 2 and (numbers[0] < 3 or (numbers[0] == 3 and numbers[1] <= 8))
