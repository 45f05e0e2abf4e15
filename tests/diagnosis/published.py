"""What a domain publishes, as a table of names."""

from __future__ import annotations

from typing import Any

from tests.diagnosis.test_dkim import public

KEY = {"TXT": [f"v=DKIM1; k=rsa; p={public('rsa')}"]}
MX = {"MX": ["10 mail.example.com."]}
REJECT = {"TXT": ["v=DMARC1; p=reject; rua=mailto:d@example.com"]}
NONE = {"TXT": ["v=DMARC1; p=none; rua=mailto:d@example.com"]}
HOSTILE = "\x1b[31m\u202e\x07é" + "x" * 3000


def zone(spf: str = "", **more: Any) -> dict[str, Any]:
    """`zone("v=spf1 -all", s1=KEY, dmarc=REJECT)`."""
    entry: dict[str, Any] = dict(MX)
    if spf:
        entry["TXT"] = [spf]
    found: dict[str, Any] = {"example.com": entry}
    for name, value in more.items():
        found["_dmarc.example.com" if name == "dmarc" else f"{name}._domainkey.example.com"] = value
    return found
