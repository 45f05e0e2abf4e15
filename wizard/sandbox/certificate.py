"""Certificates of the demo world: a CA that nobody trusts by itself, and good and bad certificates made by it."""

from __future__ import annotations

import datetime
import ssl
import tempfile
import warnings
from enum import StrEnum
from pathlib import Path
from typing import cast

import trustme


class Kind(StrEnum):
    """What is right or wrong with a server's certificate."""

    GOOD = "good"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    WRONG_HOST = "wrong-host"
    SELF_SIGNED = "self-signed"
    UNTRUSTED = "untrusted"
    """Made by another CA than the one in `ca_file`."""
    INCOMPLETE = "incomplete"
    """The intermediate is left out."""
    SOON = "soon"
    """Good, but for a few days only."""
    WEAK_KEY = "weak-key"
    """An RSA key of 1024 bits."""
    FOR_CLIENTS = "for-clients"
    """Its key usage says that it is no server's."""
    REMADE_CA = "remade-ca"
    """Signed by an authority of the same name as the one in `ca_file`, which has another key."""
    NO_KEY_ID = "no-key-id"
    """Good, but without the Authority Key Identifier that RFC 5280 wants: many private CAs leave it out."""


_DAY = datetime.timedelta(days=1)
ORGANISATION = "Example Trust"
_BY_HAND = frozenset({Kind.SELF_SIGNED, Kind.WEAK_KEY, Kind.FOR_CLIENTS, Kind.REMADE_CA, Kind.NO_KEY_ID})


class Authority:
    """A CA with its PEM file; `close()` removes the file. Contexts are kept, since a key takes a moment to make."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="smtp-wizard-ca-")
        self._ca = trustme.CA(organization_name=ORGANISATION)
        self._contexts: dict[tuple[str, Kind, bool], ssl.SSLContext] = {}
        self.ca_file = str(Path(self._folder.name) / "ca.pem")
        self._ca.cert_pem.write_to_path(self.ca_file)

    def close(self) -> None:
        """Remove the CA's file."""
        self._folder.cleanup()

    def context(self, host: str, kind: Kind = Kind.GOOD, *, old: bool = False) -> ssl.SSLContext:
        """A server's TLS context for a host name. `old`: TLS 1.0 and 1.1 only."""
        key = (host, kind, old)
        if key not in self._contexts:
            self._contexts[key] = self._make(host, kind, old)
        return self._contexts[key]

    def pem(self, host: str, kind: Kind = Kind.GOOD) -> bytes:
        """A private key and its certificate, for a server that reads them from a file."""
        if kind in _BY_HAND:
            return _by_hand(host, kind, self._ca)
        leaf = self._issue(host, kind)
        return b"".join(pem.bytes() for pem in (leaf.private_key_pem, *leaf.cert_chain_pems))

    def _make(self, host: str, kind: Kind, old: bool) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if old:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
            # OpenSSL 3 allows the old versions at its lowest security level only.
            context.set_ciphers("ALL:@SECLEVEL=0")
        if kind is Kind.WEAK_KEY:
            context.set_ciphers("ALL:@SECLEVEL=0")
        if kind in _BY_HAND:
            _load(context, _by_hand(host, kind, self._ca), self._folder.name)
        else:
            self._issue(host, kind).configure_cert(context)
        return context

    def _issue(self, host: str, kind: Kind) -> trustme.LeafCert:
        now = datetime.datetime.now(datetime.UTC)
        start, end = now - 30 * _DAY, now + 214 * _DAY + _DAY / 2
        name, ca = host, self._ca
        if kind is Kind.EXPIRED:
            end = now - 3 * _DAY
        elif kind is Kind.SOON:
            end = now + 5 * _DAY + _DAY / 2
        elif kind is Kind.NOT_YET_VALID:
            start, end = now + 3 * _DAY, now + 90 * _DAY
        elif kind is Kind.WRONG_HOST:
            name = "other.example.org"
        elif kind is Kind.UNTRUSTED:
            ca = trustme.CA(organization_name="Unknown Trust")
        elif kind is Kind.INCOMPLETE:
            ca = _child_of(self._ca)
        leaf = ca.issue_cert(name, common_name=name, not_before=start, not_after=end)
        if kind is Kind.INCOMPLETE:
            return trustme.LeafCert(leaf.private_key_pem.bytes(), leaf.cert_chain_pems[0].bytes(), [])
        return leaf


def _child_of(ca: trustme.CA) -> trustme.CA:
    return trustme.CA(parent_cert=ca, organization_name=ORGANISATION)


def _load(context: ssl.SSLContext, pem: bytes, folder: str) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".pem") as file:
        file.write(pem)
        file.flush()
        context.load_cert_chain(file.name)


def _by_hand(host: str, kind: Kind, ca: trustme.CA) -> bytes:
    """What trustme does not make: a key and its certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key = rsa.generate_private_key(65537, 1024) if kind is Kind.WEAK_KEY else ec.generate_private_key(ec.SECP256R1())
    name = issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    signer = key
    if kind is not Kind.SELF_SIGNED:
        issuer = x509.load_pem_x509_certificate(ca.cert_pem.bytes()).subject
        signer = cast(ec.EllipticCurvePrivateKey, serialization.load_pem_private_key(ca.private_key_pem.bytes(), None))
    if kind is Kind.REMADE_CA:
        signer = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    draft = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 365 * _DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    )
    if kind is Kind.FOR_CLIENTS:
        draft = draft.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private + draft.sign(signer, hashes.SHA256()).public_bytes(pem)
