"""A DKIM key record: can a receiver use it? (RFC 6376 3.6.1, RFC 8301 for sizes, RFC 8463 for Ed25519). Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wizard.errors import WizardError
from wizard.text import printable

_WEAK = 2048
_UNUSABLE = 1024
_ED25519 = 32
_SPKI_ED25519 = 44
_STRING = 255
"""Bytes of one string in a TXT record: where a panel cuts what it can't split."""


class KeyState(StrEnum):
    OK = "ok"
    WEAK = "weak"
    """Works, shorter than it should be."""
    UNUSABLE = "unusable"
    REVOKED = "revoked"
    MALFORMED = "malformed"
    ABSENT = "absent"

    @property
    def verifies(self) -> bool:
        """Whether a signature made with this key can pass."""
        return self in (KeyState.OK, KeyState.WEAK)


@dataclass(frozen=True, slots=True)
class Key:
    """What became of a selector's TXT records; `reason` is in our words and printable."""

    state: KeyState
    reason: str
    testing: bool = False
    """t=y: receivers may ignore the result."""


class _Bad(WizardError):
    """Ends the reading of one record; carried to `read_key` and no further."""

    def __init__(self, state: KeyState, reason: str) -> None:
        super().__init__(reason)
        self.key = Key(state, reason)


def read_key(values: Iterable[bytes]) -> Key:
    """Judge the TXT values at SELECTOR._domainkey.DOMAIN. Never raises, whatever the bytes."""
    every = list(values)
    records = [value for value in every if value[:7].lower() == b"v=dkim1" or re.search(rb"(?:^|;)\s*p\s*=", value)]
    if not records:
        return Key(KeyState.ABSENT, f"{len(every)} other TXT records, no key" if every else "no record")
    if len(records) > 1:
        return Key(KeyState.MALFORMED, f"{len(records)} key records at one name: a receiver may take any of them")
    try:
        return _read(records[0])
    except _Bad as bad:
        return bad.key


def _read(record: bytes) -> Key:
    tags = _tags(record)
    testing = "y" in _words(tags.get("t", ""))
    public = re.sub(r"\s+", "", tags["p"])
    if not public:
        raise _Bad(KeyState.REVOKED, "p= is empty: this key was revoked")
    if "s" in tags and not {"*", "email"} & _words(tags["s"]):
        raise _Bad(KeyState.UNUSABLE, f"s={printable(tags['s'], 40)}: the key is not for mail")
    if "h" in tags and "sha256" not in _words(tags["h"]):
        raise _Bad(KeyState.UNUSABLE, f"h={printable(tags['h'], 40)}: SHA-256 is not allowed with it, and nothing else is used")
    try:
        der = base64.b64decode(public, validate=True)
    except (binascii.Error, ValueError):
        raise _Bad(KeyState.MALFORMED, _why_no_base64(public, record)) from None
    kind = tags.get("k", "rsa")
    if kind == "ed25519":
        return _read_ed25519(der, testing)
    if kind != "rsa":
        raise _Bad(KeyState.UNUSABLE, f"k={printable(kind, 40)}: no kind of key that receivers know")
    return _read_rsa(der, record, testing)


def _tags(record: bytes) -> dict[str, str]:
    """The tag list (3.2). A missing v= is fine: several providers publish none."""
    try:
        text = record.decode("ascii")
    except UnicodeDecodeError:
        raise _Bad(KeyState.MALFORMED, "it holds characters that are not ASCII") from None
    if "\\;" in text:
        raise _Bad(KeyState.MALFORMED, "it holds backslashes: the DNS panel adds them itself, paste it without")
    if text[:1] in "\"'" or text[-1:] in "\"'":
        raise _Bad(KeyState.MALFORMED, "it begins or ends with a quotation mark: paste it without")
    tags: dict[str, str] = {}
    for place, part in enumerate(text.split(";")):
        name, sign, value = part.partition("=")
        name = name.strip()
        if not part.strip():
            continue
        if not sign:
            raise _Bad(KeyState.MALFORMED, f"{printable(part.strip(), 40)}: a tag without =")
        if name in tags:
            raise _Bad(KeyState.MALFORMED, f"{printable(name, 40)}= stands there twice")
        if name == "v" and place:
            raise _Bad(KeyState.MALFORMED, "v= has to come first")
        tags[name] = value.strip()
    if tags.get("v", "DKIM1") != "DKIM1":
        raise _Bad(KeyState.MALFORMED, f"v={printable(tags['v'], 40)} is no version of DKIM")
    if "p" not in tags:
        raise _Bad(KeyState.MALFORMED, "there is no p=, so no key: the record is cut off" if record else "it is empty")
    return tags


def _words(text: str) -> set[str]:
    return {word.strip() for word in text.split(":")}


def _why_no_base64(public: str, record: bytes) -> str:
    odd = sorted(set(re.sub(r"[A-Za-z0-9+/=]", "", public)))
    if odd:
        return f"p= is no base64: it holds {printable(' '.join(odd), 20)}"
    cut = " right where one TXT string ends" if len(record) == _STRING else ""
    return f"p= is not complete: the record is cut off{cut}"


def _read_ed25519(der: bytes, testing: bool) -> Key:
    if len(der) == _SPKI_ED25519:
        raise _Bad(KeyState.MALFORMED, "p= is wrapped (SubjectPublicKeyInfo): an Ed25519 key is published as its bare 32 bytes")
    if len(der) != _ED25519:
        raise _Bad(KeyState.MALFORMED, f"an Ed25519 key has 32 bytes, this one {len(der)}")
    return Key(KeyState.OK, "Ed25519" + _testing(testing), testing)


def _read_rsa(der: bytes, record: bytes, testing: bool) -> Key:
    # cryptography takes 50 ms to import; only a look at a real key needs it.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        cut = ": the record is cut off" if _announced(der) > len(der) or len(record) == _STRING else ""
        raise _Bad(KeyState.MALFORMED, f"p= is base64 but no public key{cut}") from None
    if not isinstance(key, RSAPublicKey):
        raise _Bad(KeyState.MALFORMED, "k= says RSA, and the key is of another kind")
    bits = key.key_size
    if bits < _UNUSABLE:
        raise _Bad(KeyState.UNUSABLE, f"RSA with {bits} bits: receivers must not accept less than 1024 (RFC 8301)")
    if bits < _WEAK:
        return Key(KeyState.WEAK, f"RSA with {bits} bits, 2048 are advised{_testing(testing)}", testing)
    return Key(KeyState.OK, f"RSA with {bits} bits{_testing(testing)}", testing)


def _announced(der: bytes) -> int:
    """How long the outermost DER value says it is, header included; 0 where that can't be read."""
    if len(der) < 2 or der[0] != 0x30:
        return 0
    if der[1] < 0x80:
        return 2 + der[1]
    size = der[1] & 0x7F
    return 2 + size + int.from_bytes(der[2 : 2 + size], "big") if size <= 4 else 0


def _testing(testing: bool) -> str:
    return ", marked as a test (t=y)" if testing else ""
