"""The vault's cryptography: from a passphrase or key file to a key, and from a key to a sealed value.

scrypt (RFC 7914) with N=2^17, r=8, p=1 takes 128 MB and about a third of a second (OWASP's current choice). Values are sealed
with AES-256-GCM (NIST SP 800-38D) and random nonces; what they belong to is bound in, so that none can stand in for another.
`cryptography` is imported where it is used: it costs some 40 ms that most runs don't have to spend.
"""

from __future__ import annotations

import os
import struct

KEY = 32
SALT = 16
NONCE = 12
BLOCK = 64
"""Bytes. Lengths are rounded up to whole blocks, so that a sealed password does not tell how long it is."""


def new_key() -> bytes:
    return os.urandom(KEY)


def new_salt() -> bytes:
    return os.urandom(SALT)


def key_of_passphrase(passphrase: str, salt: bytes, cost: int) -> bytes:
    """`cost` is scrypt's N. MemoryError where 1024 × N bytes can't be had."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=KEY, n=cost, r=8, p=1).derive(passphrase.encode())


def key_of_file(content: bytes, salt: bytes) -> bytes:
    """For content that is random already, at least `KEY` bytes of it."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY, salt, b"smtp-wizard vault key file").derive(content)


def seal(key: bytes, plain: bytes, belongs_to: bytes) -> bytes:
    """Nonce and ciphertext; `unseal` gives the plain bytes back for the same key and the same `belongs_to` only."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    padded = struct.pack(">I", len(plain)) + plain
    padded += bytes(-len(padded) % BLOCK)
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, padded, belongs_to)


def unseal(key: bytes, sealed: bytes, belongs_to: bytes) -> bytes | None:
    """The plain bytes; None for another key, another place, or a single altered bit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        padded = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], belongs_to)
    except (InvalidTag, ValueError):
        return None
    length = struct.unpack(">I", padded[:4])[0]
    return padded[4 : 4 + length]
