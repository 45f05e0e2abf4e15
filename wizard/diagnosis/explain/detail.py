"""What a text itself says of a cause: the name that was refused, the names in the certificate, the limit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.text import printable

_LONGEST = 200
_DETAILS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "ehlo-name-rejected",
        "The refused name: {}.",
        re.compile(
            r"<([^<>@\s]+)>: helo command rejected"
            r"|(?:^|['\">:] ?)(?:ehlo|helo) (localhost|\[[^\]\s]+\]|[\w-]*[\d.][\w.-]*)(?=\s*(?:\\[rn]|['\"]|$))",
            re.IGNORECASE,
        ),
    ),
    (
        "cert-hostname-mismatch",
        "In the certificate: {}.",
        re.compile(
            r"altnames: ((?:DNS|IP Address):[^\s,]+(?:, (?:DNS|IP Address):[^\s,]+)*)"
            r"|certificate is (?:only )?valid for (.+?), not "
            r"|doesn't match (?:either of )?'([^']+)'"
            r"|CN=[`']([^`']+)[`'] did not match",
            re.IGNORECASE,
        ),
    ),
    (
        "message-content-or-format-rejected",
        "The limit: {} bytes.",
        re.compile(r"(?:maximum|max|limit)\D{0,40}?size\D{0,20}?(\d{5,12})\b|size limit\D{0,20}(\d{5,12})\b", re.IGNORECASE),
    ),
    (
        "from-mismatch-with-login",
        "The refused sender: {}.",
        re.compile(r"<([^<>\s]+@[^<>\s]+)>: sender address rejected|not allowed to send as ([^\s;,]+@[^\s;,]+)", re.IGNORECASE),
    ),
    (
        "sender-not-verified",
        "Not verified: {}.",
        re.compile(r"following identities failed the check[^:]*: (.+?)(?: \(|\.?$|\"|')", re.IGNORECASE),
    ),
    (
        "invalid-setting-value",
        'This PHP knows no "{}": its openssl extension is missing.',
        re.compile(r"socket transport \"(ssl|tls)\"", re.IGNORECASE),
    ),
    (
        "greylisting",
        "The server says when: in {}.",
        re.compile(
            r"(?:again|back|retry\w*|wait|delay(?:ed)?)(?: later)?(?: in| after| for)?:? "
            r"((?:\d\d?:)?\d\d?:\d\d\b|\d{1,5} ?(?:s|secs?|seconds?|mins?|minutes?|hours?)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "wrong-host",
        "The name that was looked up: {}.",
        re.compile(r"(?:enotfound|lookup|resolve host(?:name)?:?) (\"?[\w;,@$-]+\.[\w.;,@$-]+\"?;?)", re.IGNORECASE),
    ),
)


def detail(cause: str, lines: Iterable[str]) -> str:
    """A sentence with what the lines say about this cause, printable; empty where they say nothing that is known."""
    for known, words, pattern in _DETAILS:
        if known != cause:
            continue
        for line in lines:
            if found := pattern.search(line):
                said = next(group for group in found.groups() if group)
                return words.format(printable(said.rstrip(".,;:"), _LONGEST))
    return ""
