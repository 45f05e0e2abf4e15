"""Cheap tests on lines of a log: could one be part of a mail error at all, does it only tell of a request? Pure."""

from __future__ import annotations

import re

from wizard.diagnosis.explain.keyword import any_of

_KEYS = (
    "smtp", "mail", "tls", "ssl", "x509", "certificate", "pkix", "helo", "econn", "timedout", "eai_again", "enotfound",
    "edns", "esocket", "eauth", "refused", "timed", "timeout", "time-out", "unreach", "getaddrinfo", "gaierror",
    "name or service", "name resolution", "no such host", "lookup", "reset by peer", "eof", "closed", "relay", "rcpt",
    "recipient", "sender", "authen", "invalid login", "login fail", "login denied", "login incorrect", "bad login",
    "login first", "logged in", "login: eof", "login eof", "credential", "spf", "dmarc", "quota", "credits", "sandbox",
    "greylist", "greeting", "traceback", "codec can't", "linefeed", "newline", "interpolation", "duplicate",
    "mutually exclusive", "assign requested", "nxdomain", "sasl", "from address", "schannel", "gnutls", "connection lost",
    "end of file", "_failure", "missing_requirement", "10060", "10061", "11001", "contenttype", "授权", "认证",
    '"message":[', '"message": [',  # journald: bytes as numbers
)  # fmt: skip
_KEY = any_of(_KEYS)

_REPLY = re.compile(r"""[45](?:\d\d[ -](?<![\w.=:/#-].{4})(?=[\w<("'])|\.[1-7]\.\d{1,3}(?![\d.]))""")
"""A reply code or an enhanced code. It starts with a plain set of characters and looks behind later: three times as fast."""
_METHOD = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)"
_STATUS = r"[1-5]\d\d"
_REQUEST = re.compile(
    rf"""\b(?:
        {_METHOD}["']?\s+["']?(?:https?:/)?/[^\s"']*["']?(?:\sHTTP/[\d.]+)?["']?[\s,:|>-]+(?:\w+[=:]\s?)?{_STATUS}(?![\w.])
      | {_STATUS}(?:\s[A-Z][\w-]*){{0,3}}\s(?:-?\([\d.]+\)\s)?["']?{_METHOD}\s/
      | {_METHOD}\s+{_STATUS}\s+\S{{1,12}}\s(?:\([^)]*\)\s)?/
    )""",
    re.VERBOSE,
)
"""A line of an access log: method, path and status, in the orders that servers write them."""
_PAGE = re.compile(r"(\b(?:https?|wss?)://[^\s/\"'<>]{1,100})/[^\s\"'<>(){}]*")
_PATH = re.compile(r"(?<![\w.:/~-])/[^\s\"'<>(){}]*")


def is_interesting(line: str) -> bool:
    """A cheap test: whether a line could be part of a mail error at all."""
    low = line.lower()
    return "smtp" in low or _KEY.search(low) is not None or _REPLY.search(line) is not None


def has_reply(line: str) -> bool:
    """Whether a line holds what looks like a reply code or a status code of mail."""
    return _REPLY.search(line) is not None


def is_request(line: str) -> bool:
    """Whether a line only tells of a request to a web server."""
    return "/" in line and _REQUEST.search(line) is not None


def is_worth_a_look(line: str) -> bool:
    """Whether a line is interesting for more than what people called their pages: `GET /mail/list 200` is no mail error."""
    if not is_interesting(line):
        return False
    if "/" not in line:
        return True
    without = _PAGE.sub(r"\1 ", line) if "://" in line else line
    if is_request(line):
        without = _PATH.sub(" ", without)
    return without == line or is_interesting(without)
