"""What a person may type: one function a field, typed text in, value out.

Each raises UsageError whose message says what is wrong and whose hint says what would be accepted. Pages, the command line and
the profile reader call the same functions, so that a value is judged the same wherever it comes from.
"""

from __future__ import annotations

import ipaddress
import re

from wizard.errors import UsageError

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII | re.IGNORECASE)
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f()<>@,;:\\\"\[\]]{1,64}")
_PROFILE = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
_COPIED = re.compile(r"(?P<scheme>[a-z]+://)?(?:[^/@]*@)?(?P<name>[^/?#:@]*)(?P<port>:\d*)?(?P<path>[/?#].*)?", re.IGNORECASE)
"""A name as it stands in an address bar or a settings page, with what belongs to it there."""


def plain(text: str, what: str) -> str:
    """Text without control characters and without blanks at its ends; pasted escape sequences are refused."""
    value = text.strip()
    if any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in value):
        raise UsageError(f"the {what} holds a control character", "type it instead of pasting it")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UsageError(f"the {what} is not valid text", "type it instead of pasting it")
    return value


def resolver(text: str) -> tuple[str, int]:
    """A name server's address and port: `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53`, `[2001:db8::53]:5353`."""
    host, number = text.strip(), 53
    if host.startswith("["):
        host, closed, rest = host[1:].partition("]")
        host = host if closed else ""
        if rest:
            number = port(rest.removeprefix(":"))
    elif host.count(":") == 1:
        host, _, rest = host.partition(":")
        number = port(rest)
    try:
        return str(ipaddress.ip_address(host)), number
    except ValueError:
        raise UsageError(
            "the resolver must be an address", "accepted: 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353"
        ) from None


def domain(text: str, what: str = "domain") -> str:
    """A DNS name in lower-case ASCII; international names become punycode (IDNA)."""
    value = plain(text, what).rstrip(".")
    if not value:
        raise UsageError(f"the {what} is empty", "accepted: a name such as example.com")
    if too_much := _too_much(value):
        raise UsageError(f"give only the {what}", too_much)
    try:
        name = value.lower() if value.isascii() else value.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise UsageError(f"this is no valid {what}", "accepted: a name such as example.com") from None
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise UsageError(f"this is no valid {what}", "accepted: letters, digits, - and dots, such as mail.example.com")
    return name


def _too_much(value: str) -> str:
    """What to leave out of a name that was copied with more around it, and what then remains; empty for any other text."""
    found = _COPIED.fullmatch(value)
    if found is None or not found["name"] or ("://" in value and not found["scheme"]):
        return ""
    if found["scheme"]:
        return f"without {found['scheme']}, only {found['name']}"
    what = "a path" if found["path"] else "a port" if found["port"] else ""
    return f"without {what}, only {found['name']}" if what else ""


def host(text: str) -> str:
    """The name or address of a mail server: no scheme, port, user or path."""
    value = plain(text, "server name")
    if not value:
        raise UsageError("the server name is empty", "accepted: a name such as smtp.example.com, or an address such as 192.0.2.5")
    if "/" in value or "?" in value:
        raise UsageError("give only the name of the server", _too_much(value) or "for example smtp.example.com")
    bare = value[1:-1] if value.startswith("[") and value.endswith("]") else value
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    if "@" in value:
        raise UsageError("this is an e-mail address, not a server", "accepted: a name such as smtp.example.com")
    if ":" in value:
        raise UsageError("the port has a field of its own", f"here only {value.partition(':')[0] or 'the name'}")
    return domain(value, "server name")


def server(text: str) -> tuple[str, int | None]:
    """A mail server with or without its port: `mail.example.com`, `mail.example.com:587`, `[2001:db8::5]:587`."""
    value = plain(text, "server name")
    name, colon, number = value.rpartition(":")
    # More than one colon without brackets is an IPv6 address.
    if not colon or "://" in value or (":" in name and not name.endswith("]")):
        return host(value), None
    return host(name), port(number)


def port(text: str | int) -> int:
    """A TCP port, 1 to 65535."""
    value = str(text).strip()
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:6]) <= 65535 or len(value) > 5:
        raise UsageError("this is no port", "accepted: a whole number from 1 to 65535; usual are 587 and 465")
    return int(value)


def address(text: str, what: str = "address") -> str:
    """A bare e-mail address (RFC 5321 mailbox, unquoted local part); the domain comes back as lower-case ASCII."""
    value = plain(text, what)
    local, at, name = value.rpartition("@")
    hint = "accepted: a bare address such as noreply@example.com"
    if not at or not local:
        raise UsageError(f"the {what} is not complete" if value else f"the {what} is empty", hint)
    if "<" in value or ">" in value or " " in value:
        raise UsageError(f"the {what} must stand alone, without a name", hint)
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise UsageError(f"the part before @ of this {what} is not valid", hint)
    return f"{local}@{domain(name, f'domain of the {what}')}"


def ehlo(text: str) -> str:
    """The name to greet with: a full domain name, or an address literal such as [192.0.2.5]."""
    value = plain(text, "EHLO name")
    if value.startswith("[") and value.endswith("]"):
        try:
            ipaddress.ip_address(value[1:-1].removeprefix("IPv6:"))
        except ValueError:
            raise UsageError(
                "this is no address literal", "accepted: [192.0.2.5], or better a name such as chat.example.com"
            ) from None
        return value
    return domain(value, "EHLO name")


def profile_name(text: str) -> str:
    """The name of a profile: `[a-z0-9][a-z0-9_-]*`, at most 64 characters."""
    value = text.strip()
    if not _PROFILE.fullmatch(value) or len(value) > 64:
        raise UsageError("this is no name for a setup", "accepted: small letters, digits, - and _, such as chat or mail-2")
    return value


def from_name(text: str) -> str:
    """A display name for the From header; any printable text, may be empty."""
    value = plain(text, "sender name")
    if len(value) > 200:
        raise UsageError("the sender name is too long", "accepted: up to 200 characters")
    return value


def username(text: str) -> str:
    """A login name; anything printable, not empty. Blanks at the ends are taken off."""
    value = plain(text, "user name")
    if not value:
        raise UsageError("the user name is empty", "leave the login out altogether if the server wants none")
    return value


def selector(text: str) -> str:
    """A DKIM selector, one or more DNS labels."""
    return domain(text, "DKIM selector")
