"""A password on its way through docker-zulip: a secret (or `SECRETS_email_password`) → `crudini --set` → zulip-secrets.conf.

The entrypoint takes a secret with `$(cat FILE)` and hands it to crudini as a word of its command line, so that what looks like an
option is taken for one. crudini also sees a comment in a blank followed by `;`: it is right after the first start, and the
comment is appended once more at every start from then on (crudini 0.9.5 and 0.9.6, iniparse `OptionLine.parse`).
"""

from __future__ import annotations

import re

from wizard.dialects import ini
from wizard.dialects.environment import require_text
from wizard.errors import FileError, Unrepresentable

_CHOOSE = "choose another password; the server or provider can make a new one"


def write(value: str) -> str:
    """The content of the secret, without a newline at its end. Raises Unrepresentable for what does not get through."""
    require_text(value)
    if not value:
        raise Unrepresentable("an empty password makes Zulip send without a login, and say nothing", _CHOOSE)
    if value.startswith("--"):
        raise Unrepresentable("docker-zulip takes a password that begins with -- for an option", _CHOOSE)
    if is_commented(value):
        raise Unrepresentable("docker-zulip takes a blank followed by ; for a comment and spoils the password", _CHOOSE)
    if value != value.strip():
        what = "docker-zulip keeps the password in an ini file, which loses blanks at its beginning and end"
        raise Unrepresentable(what, "a non-breaking space that came along with copying counts too", _CHOOSE)
    return ini.write(value)


def is_commented(value: str) -> bool:
    """Whether crudini sees a comment in it: the first `;` stands behind a blank."""
    return re.match(r"[^;]*\s;", value) is not None


def read(content: str) -> str:
    """The password that Zulip gets. Raises FileError where the container stops or another start changes it."""
    value = content.replace("\0", "").rstrip("\n")
    if "\n" in value:
        raise FileError("docker-zulip stops: the secret contains a newline", "keep one line in it")
    if value == "--":
        return ""
    if value.startswith("--"):
        raise FileError("docker-zulip takes this secret for an option", "choose a password that does not begin with --")
    if is_commented(value):
        raise FileError("docker-zulip spoils this secret at the next start", "choose a password without a blank before ;")
    return ini.read(value)
