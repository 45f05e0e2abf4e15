"""A display name as it may stand before `<address>` in a From header (RFC 5322, section 3.2.4: quoted-string).

Apps that paste name and address together without quoting need the quotes in the name itself: a comma, colon, parenthesis or @
in it would otherwise start another address.
"""

from __future__ import annotations

import re

SPECIALS = '()<>@,;:\\".[]'
"""RFC 5322, section 3.2.3: what a name can't hold outside a quoted-string."""
_PAIR = re.compile(r"\\(.)", re.DOTALL)


def write(value: str, specials: str = SPECIALS) -> str:
    """The name as it is, or as a quoted-string if it holds one of `specials` or blanks that would be lost."""
    if value == value.strip() and not any(character in specials for character in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read(text: str) -> str:
    """The name that a quoted-string stands for; any other text as it is."""
    if len(text) >= 2 and text.startswith('"') and text.endswith('"'):
        return _PAIR.sub(r"\1", text[1:-1])
    return text
