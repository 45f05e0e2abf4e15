"""Coolify's mail settings where they already stand: the JSON for its API, and the variables of its .env that people try."""

from __future__ import annotations

import re

from wizard.dialects.sheet.json_object import JsonSheet
from wizard.dialects.sheet.lines import EnvSheet
from wizard.lint.found import Found

_JSON = re.compile(r'"(?:smtp_[a-z_]+|resend_enabled|use_instance_email_settings)"\s*:')
_ENV = re.compile(r"^\s*(?:export\s+)?MAIL_(?:EHLO_DOMAIN|HOST|ENCRYPTION|USERNAME|MAILER)\s*=", re.MULTILINE)
_LARAVEL = re.compile(r"^\s*(?:APP_ID|PUSHER_APP_ID|PUSHER_APP_KEY|MAIL_EHLO_DOMAIN)\s*=", re.MULTILINE)


def read(text: str, filename: str) -> Found | None:
    """The settings in a file; None = it is none of Coolify's. Raises FileError, with the line, for one that can't be read."""
    if text.lstrip().startswith("{") and (signs := set(_JSON.findall(text))):
        json = JsonSheet(text)
        return Found(
            "coolify", "api", filename, json.entries, sheet=json, format="json", is_contained=True, score=20 * len(signs)
        )
    if _ENV.search(text) and _LARAVEL.search(text):
        env = EnvSheet(text, "compose")
        return Found("coolify", "form", filename, env.entries, sheet=env, format="env", is_contained=True, score=20)
    return None
