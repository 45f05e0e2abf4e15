"""What a certificate says, read with what Python's own ssl module knows; no other library is loaded for it."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from wizard.evidence import Certificate
from wizard.text import Foreign

_DER = 2  # _ssl.ENCODING_DER
_SHORT = {
    "commonName": "CN",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "localityName": "L",
    "stateOrProvinceName": "ST",
}
MAX_CHAIN = 10
MAX_NAMES = 200


class _Shown(Protocol):
    """`_ssl.Certificate`, which has no public type before Python 3.13."""

    def get_info(self) -> dict[str, Any]: ...

    def public_bytes(self, format: int, /) -> bytes: ...


def sent_by(tls: ssl.SSLObject) -> tuple[_Shown, ...]:
    """The certificates as the server sent them, its own first; also after a verification that failed."""
    # Public since Python 3.13 (bpo-18233), but there it gives bytes only; this one is older and can read them.
    inner = getattr(tls, "_sslobj", None)
    chain = getattr(inner, "get_unverified_chain", lambda: None)()
    return tuple(chain or ())[:MAX_CHAIN]


def read(shown: _Shown) -> Certificate | None:
    """Its facts; None for one that can't be read."""
    try:
        info = shown.get_info()
        raw = shown.public_bytes(_DER)
        return Certificate(
            subject=_name(info.get("subject", ())),
            issuer=_name(info.get("issuer", ())),
            names=tuple(
                Foreign.of(str(value)) for kind, value, *_ in info.get("subjectAltName", ()) if kind in ("DNS", "IP Address")
            )[:MAX_NAMES],
            not_before=_time(info["notBefore"]),
            not_after=_time(info["notAfter"]),
            self_signed=info.get("subject") == info.get("issuer"),
            sha256=hashlib.sha256(raw).hexdigest(),
        )
    except (ValueError, KeyError, OverflowError, ssl.SSLError):
        return None


def intermediate_is_missing(chain: tuple[_Shown, ...], context: ssl.SSLContext) -> bool:
    """Whether a server that sent only its own certificate seems to have left out the one that signed it.

    That can't be proven without fetching it. The signs: a public CA says in the certificate where its issuer can be had
    (RFC 5280 4.2.2.1), or the issuer belongs to the same organisation as a CA that is trusted.
    """
    if len(chain) != 1:
        return False
    try:
        info = chain[0].get_info()
    except (ValueError, ssl.SSLError):
        return False
    if info.get("subject") == info.get("issuer"):
        return False
    if info.get("caIssuers"):
        return True
    organisation = _field(info.get("issuer", ()), "organizationName")
    trusted = (_field(anchor.get("subject", ()), "organizationName") for anchor in _anchors(context))
    return bool(organisation) and organisation in trusted


def _anchors(context: ssl.SSLContext) -> list[Mapping[str, Any]]:
    try:
        return list(context.get_ca_certs())
    except (ValueError, ssl.SSLError):
        return []


def _field(name: Any, key: str) -> str | None:
    return next((str(value) for part in name for found, value in part if found == key), None)


def _name(name: Any) -> Foreign:
    parts = [f"{_SHORT.get(key, key)}={value}" for part in name for key, value in part]
    return Foreign.of(", ".join(parts))


def _time(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
