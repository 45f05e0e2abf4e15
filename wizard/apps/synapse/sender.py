"""Synapse's one sender, `notif_from`: a From header that goes through Python's `%` formatting first.

Three traps: a single `%` keeps Synapse from starting; an unquoted comma turns the sender into the name before it; and a name
with letters beyond ASCII is encoded together with the address, unless it comes encoded (RFC 2047) already.
https://github.com/matrix-org/synapse/issues/10173
"""

from __future__ import annotations

import base64
import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses

from wizard import field
from wizard.errors import Unrepresentable

_ATOMS = re.compile(r"[A-Za-z0-9!#$&'*+/=?^_`{|}~ %-]+")
_ENCODED_BYTES = 45
"""Of one encoded word, so that with its frame it stays within RFC 2047's 75 characters."""


def write_sender(name: str, address: str) -> str:
    """The value of notif_from. Raises Unrepresentable for an address that Synapse can't send from."""
    mailbox = _address(address)
    written = (f"{_phrase(name)} <{mailbox}>" if name else mailbox).replace("%", "%%")
    if read_sender(written, "Matrix") != (name, mailbox):
        raise Unrepresentable("the sender name would reach Synapse changed", "choose a name with fewer special characters")
    return written


def read_sender(notif_from: str, app_name: str) -> tuple[str, str]:
    """Name and address as Synapse will use them: `%` first, then `parseaddr`. Raises Unrepresentable where it would not start."""
    try:
        header = notif_from % {"app": app_name}
    except (KeyError, TypeError):
        header = notif_from
    except ValueError:
        raise Unrepresentable("a single % in notif_from keeps Synapse from starting", "double it: %%") from None
    # parseaddr, as Pythons before the fix of CVE-2023-27043 have it; after it Synapse refuses what is more than one address.
    name, address = (getaddresses([header]) or [("", "")])[0]
    try:
        return str(make_header(decode_header(name))), address
    except (HeaderParseError, UnicodeError, LookupError):
        return name, address


def _address(address: str) -> str:
    mailbox = field.address(address, "sender address")
    if not mailbox.isascii():
        raise Unrepresentable(f"Synapse can't send from {mailbox}: letters beyond ASCII stand before @", "choose another address")
    return mailbox


def _phrase(name: str) -> str:
    if not name.isascii() or "=?" in name:
        return _encoded(name)
    if _ATOMS.fullmatch(name) and name == " ".join(name.split()):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _encoded(name: str) -> str:
    """RFC 2047 encoded words; the base64 form, which holds no `%`."""
    words = [""]
    for character in name:
        if len((words[-1] + character).encode()) > _ENCODED_BYTES:
            words.append("")
        words[-1] += character
    return " ".join(f"=?utf-8?b?{base64.b64encode(word.encode()).decode()}?=" for word in words)
