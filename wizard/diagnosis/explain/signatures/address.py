"""Hosts, addresses and ports that a text names. Pure; the text is in small letters."""

from __future__ import annotations

import ipaddress
import re

_EPHEMERAL = 32768
"""From here on ports are a client's own and say nothing about the service."""
MAIL_PORTS = frozenset({25, 465, 587, 588, 2465, 2525, 2526, 2587, 8025, 8465, 1025, 994})
_HOST_PORT = re.compile(
    r"(?<![\w.-])\[?((?:\d{1,3}(?:\.\d{1,3}){3})"
    r"|(?:[a-z0-9_](?:[\w-]{0,62}[a-z0-9_])?(?:\.[a-z0-9_-]{1,63}){0,8})"
    r"|[0-9a-f:]{2,39}(?:%\w+)?)\]?['\"]?[:,]\s?(?:port[ =:]*)?(\d{2,5})\b(?!:\d|\.\d)"
)
_PORT = re.compile(r"\bport\b['\"]?\s?[:=(]?\s?['\"]?(\d{1,5})\b|\b(?:smtps?|mail|email)_port['\"]?\s?[:=]\s?['\"]?(\d{1,5})\b")
URL = re.compile(r"\b(smtps?|ssl|tls|tcp|submissions?)(?:\+\w+)?://(?:[^\s@/\"']*@)?\[?([\w.-]+|[0-9a-f:]+)\]?(?::(\d{1,5}))?")
NAME = re.compile(r"(?<![\w@.-])((?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24})\.?(?![\w.-]*@)(?!\w)")
IPV6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){0,6}(?![\w])|(?<![\w:])::1?(?![\w:])|\btcp6\b|\binet6\b|af_inet6"
)
QUAD = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
LOOPBACK = re.compile(
    r"(?<![\d.])127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\blocalhost\b|(?<![0-9a-f:])(?:::1|0:0:0:0:0:0:0:1)(?![0-9a-f])(?!:[0-9a-f]*:)"
)
FILE_ENDINGS = frozenset(
    re.findall(r"\w+", "py js ts go rb php java rs cs ex exs erl c cpp h mjs cjs pl pm kt scala jsx tsx conf yml yaml")
)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    return bool(host) and bool(LOOPBACK.fullmatch(host))


def ports_in(text: str) -> frozenset[int]:
    """Ports named in a text, as `host:port` or `port N`."""
    found = {int(match[2]) for match in _HOST_PORT.finditer(text) if _is_host(match[1])}
    found |= {int(match[1] or match[2]) for match in _PORT.finditer(text)}
    found |= {int(match[3]) for match in URL.finditer(text) if match[3]}
    return frozenset(port for port in found if 0 < port < _EPHEMERAL)


def _is_host(text: str) -> bool:
    if "." in text and not text[0].isdigit() and text.rsplit(".", 1)[-1] not in FILE_ENDINGS:
        return True
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return text == "localhost"
    return True
