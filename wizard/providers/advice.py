"""What to tell a person before they meet it: cautions of the day, the shape of a secret, a user name to start from."""

from __future__ import annotations

import functools
import re
from datetime import date

from wizard.provider import Caution, Provider
from wizard.secret import Secret

_LONGEST = 4096
"""Characters of a secret that are compared with a shape; nothing longer is a password."""


def warnings(provider: Provider, today: date) -> tuple[str, ...]:
    """What to know about a provider on this day, each with its way out; what is only remembered starts with "Probably"."""
    return tuple(_spell(caution, today) for caution in provider.cautions if _is_due(caution, today))


def _is_due(caution: Caution, today: date) -> bool:
    return (caution.since or date.min) <= today <= (caution.until or date.max)


def _spell(caution: Caution, today: date) -> str:
    days = (caution.until - today).days if caution.until else 0
    left = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    text = caution.text.replace("{left}", left)
    return f"Probably: {text}" if caution.source == "memory" else text


def secret_hint(provider: Provider, secret: Secret) -> str | None:
    """Why a secret looks unlike what this provider wants, or None. A hint only, never a block; it holds nothing of the secret."""
    value, rule = secret.reveal(), provider.secret
    if not value or len(value) > _LONGEST:
        return None
    for pattern, means in rule.wrong:
        if _compiled(pattern).search(value):
            return f"this looks like {means}"
    if value != value.strip():
        return "it starts or ends with a blank or a line break, which then is part of it"
    if rule.pattern and not _compiled(rule.pattern).search(value):
        seems = "probably does" if provider.is_unsure("secret.pattern") else "does"
        return f"this {seems} not have the shape of {provider.short_name}'s {rule.label}: {rule.shape}"
    return None


def username_hint(provider: Provider, username: str) -> str | None:
    """Why a user name looks unlike what this provider wants, or None. A hint only, never a block; nothing typed yet has none."""
    name = username.strip()
    if not name or provider.username.fits(name):
        return None
    rule = provider.username
    about = f"{rule.form} ({rule.note})" if rule.note and rule.note != rule.form else rule.form
    return f"this does not have the form of {provider.short_name}'s user names{f': {about}' if about else ''}"


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def username_default(provider: Provider, address: str) -> str:
    """What to prefill as user name for this sender address; "" where only the person knows it."""
    rule = provider.username
    if rule.type == "fixed":
        return rule.value
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        return ""
    return rule.default.replace("<address>", address).replace("<domain>", domain)
