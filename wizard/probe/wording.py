"""What may be put into the protocol: names and addresses as command words, never a line end, never what the server can't read."""

from __future__ import annotations

import re

from wizard.model import SAME_AS_SECRET

_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\ud800-\udfff]")
MAX_ADDRESS = 320
MAX_NAME = 255


class NotEncodable(Exception):
    """A value that has no place in a command; the text says which and why, in our words."""


def greeting_name(name: str) -> str:
    """The EHLO argument in ASCII; international names become punycode. Raises NotEncodable."""
    try:
        word = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        raise NotEncodable("the name to greet with is no host name") from None
    if not word or len(word) > MAX_NAME or _UNSAFE.search(word):
        raise NotEncodable("the name to greet with is empty, too long, or holds a blank or control character")
    return word


def path(address: str, smtputf8: bool) -> str:
    """An address for MAIL FROM and RCPT TO; its domain becomes punycode where it can. Raises NotEncodable."""
    word = address if address.isascii() or smtputf8 else _ascii(address)
    # Looked at afterwards: IDNA makes a blank of some characters.
    if len(word) > MAX_ADDRESS or _UNSAFE.search(word):
        raise NotEncodable("the address is too long, or holds a blank, a control character or an angle bracket")
    return word


def _ascii(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise NotEncodable("the address needs SMTPUTF8, which this server does not offer")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise NotEncodable("the domain of the address is no host name") from None


def credentials(username: str, secret: str) -> tuple[bytes, bytes]:
    """User name and secret as bytes (UTF-8, RFC 4616). Raises NotEncodable."""
    if username == SAME_AS_SECRET:
        username = secret
    try:
        user, word = username.encode("utf-8"), secret.encode("utf-8", "surrogateescape")
    except UnicodeError:
        raise NotEncodable("the user name or password is no valid text") from None
    if b"\0" in user or b"\0" in word:
        raise NotEncodable("the user name or password holds a NUL character, which no login can carry")
    return user, word
