"""The DNS of the demo world: domains with good records, and one that lacks its DKIM key."""

from __future__ import annotations

from wizard.provider import Provider
from wizard.sandbox.dns import Entry, txt

KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAysQkDXp1/faValTWoMWzuFMmqP0geJdps/vEx+Xj0O2AjhhIybFXThgO"
    "TLL03ZV9H5IJQ8yGJsgGTlv5+VYYvVnYuckaFjdMUSke6/1ctJ580kzmS5un8BhypnC4hKzvXG8CUnb4iAqxuW0PJfK88BjrKRL6"
    "tj6bIpRL707T2OEE0S1DbRw1gw4BOrCXIVtnxRpMTY8vwjxszmjn+b1WYoVf0AGYvHXMJOa/tSsaEYYrS80w479fMfIbx4ZWMW8v"
    "oLIu2iwx4Zwgq9sRzKbFkHA8UZGD91sfBUiNA5G2UPKRUGv8ksoVL3yqDtULw7dWV0Lp5k4ALRC2SOS+aIehZQIDAQAB"
)
"""A public RSA key of 2048 bits; nobody has the private half any more."""
FIXED = frozenset({"missing-dkim.example", "provider.example"})
"""Domains whose records are never replaced by good ones."""
SELECTORS = ("s1", "s2", "mail")
"""DKIM selectors of every domain of the demo."""
SPF = "include:_spf.provider.example"


def good(domain: str, provider: Provider | None = None) -> dict[str, Entry]:
    """Good records for a sender's domain; where the provider has fixed selectors and an SPF mechanism, those."""
    selectors = provider.dkim.selectors if provider else ()
    mechanism = provider.spf.mechanism if provider else ""
    at = provider.spf.at if provider else ""
    records: dict[str, Entry] = {
        domain: [f"MX 10 mail.{domain}.", txt(f"v=spf1 mx {mechanism or SPF} -all"), "A 198.51.100.4"],
        f"_dmarc.{domain}": [txt(f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}")],
    }
    if mechanism and at.startswith("send."):
        records[f"send.{domain}"] = [txt(f"v=spf1 {mechanism} -all"), f"MX 10 feedback.{domain}."]
    for selector in [*selectors, *SELECTORS]:
        records[f"{selector}._domainkey.{domain}"] = [txt(f"v=DKIM1; k=rsa; p={KEY}")]
    if mechanism and mechanism.startswith("include:"):
        records[mechanism.removeprefix("include:")] = [txt("v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:25::/64 -all")]
    return records


def domain_of(name: str) -> str:
    """The sender's domain that a question is about; empty where it is about something else, such as a part of another's SPF."""
    labels = name.lower().rstrip(".").split(".")
    if "_domainkey" in labels:
        labels = labels[labels.index("_domainkey") + 1 :]
    labels = labels[1:] if labels[0] in ("_dmarc", "send") else labels
    is_domain = len(labels) > 1 and not any(label.startswith(("_", "spf", "mail", "smtp", "feedback")) for label in labels)
    return ".".join(labels) if is_domain and not name.endswith(".arpa") else ""


RECORDS: dict[str, Entry] = {
    "_spf.provider.example": [txt("v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:25::/64 -all")],
    **good("example.com"),
    "missing-dkim.example": ["MX 10 mail.missing-dkim.example.", txt(f"v=spf1 mx {SPF} -all")],
    "_dmarc.missing-dkim.example": [txt("v=DMARC1; p=reject")],
}
