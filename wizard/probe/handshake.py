"""A TLS handshake and what can be told about it. The real one verifies; nothing is sent over a connection that failed."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import functools
import os
import re
import ssl
import stat
import threading
import time
from datetime import UTC, datetime

from wizard.evidence import Halt, TlsFacts, TlsProblem
from wizard.probe import certificate
from wizard.probe.talk import Stopped, broken, plain_words
from wizard.probe.wire import Wire
from wizard.text import Foreign

_BY_CODE = {
    2: TlsProblem.UNTRUSTED,
    9: TlsProblem.NOT_YET_VALID,
    10: TlsProblem.EXPIRED,
    18: TlsProblem.SELF_SIGNED,
    19: TlsProblem.UNTRUSTED,
    20: TlsProblem.UNTRUSTED,
    21: TlsProblem.UNTRUSTED,
    27: TlsProblem.UNTRUSTED,
    62: TlsProblem.HOSTNAME,
    64: TlsProblem.HOSTNAME,
    66: TlsProblem.WEAK_KEY,
    67: TlsProblem.WEAK_KEY,
    68: TlsProblem.WEAK_KEY,
}
"""X509_V_ERR_* of OpenSSL's x509_vfy.h; every other one is about the certificate, too."""
_WRONG = re.compile(
    "WRONG_VERSION_NUMBER|HTTP_REQUEST|HTTPS_PROXY_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE|BAD_RECORD_TYPE"
)
_OLD = re.compile(
    "UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|NO_SHARED_CIPHER"
    "|DH_KEY_TOO_SMALL|WRONG_SSL_VERSION|WRONG_CIPHER|BAD_PROTOCOL_VERSION|LEGACY_SIGALG|UNSAFE_LEGACY"
)
_TLS_RECORDS = frozenset({20, 21, 22, 23})


def trust(*files: str) -> ssl.SSLContext:
    """A verifying context: the system's CAs (or SSL_CERT_FILE's) and those in `files`; TLS 1.2 and up. Raises OSError."""
    stamps = tuple((file, _changed(file)) for file in files)
    with _MAKING:
        return _context(stamps, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


def _changed(file: str) -> int:
    facts = os.stat(file)
    if not stat.S_ISREG(facts.st_mode):
        raise OSError(errno.EINVAL, "it is no ordinary file")  # a named pipe would hold up everything
    return facts.st_mtime_ns


def warm(*files: str) -> None:
    """Have the context made beside the conversation; what is wrong with a file is told where the context is used."""

    def make() -> None:
        with contextlib.suppress(OSError):
            trust(*files)

    if not _context.cache_info().currsize:
        # In a thread, since OpenSSL reads the CAs without holding the interpreter: the first question goes out meanwhile.
        threading.Thread(target=make, daemon=True, name="trust").start()


_MAKING = threading.Lock()
"""So that who comes while a context is being made waits for it, instead of making another one."""


@functools.lru_cache(maxsize=16)
def _context(stamps: tuple[tuple[str, int], ...], file: str | None, folder: str | None) -> ssl.SSLContext:
    # Reading the system's CAs takes 20 ms, so a context serves every conversation with the same trust.
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Set by Python itself from 3.13 on. Older Pythons, Node, PHP and Twisted take a private CA's certificate without a key
    # identifier, and none that leads only to a trusted intermediate: what is said of a server must not hang on our Python.
    context.verify_flags &= ~(ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN)
    for path, _ in stamps:
        try:
            context.load_verify_locations(path)
        except ssl.SSLError:
            raise OSError(errno.EINVAL, "it holds no certificate in PEM form") from None
    return context


@functools.cache
def blind() -> ssl.SSLContext:
    """A context for a look at what a port speaks: nothing is verified and old versions will do, since nothing is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


async def encrypt(wire: Wire, host: str, context: ssl.SSLContext, limit: float) -> TlsFacts:
    """Do the handshake. A problem is told in the facts; Stopped where the server said nothing or left."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(limit):
            await wire.encrypt(context, host)
    except ssl.SSLError as error:
        return _facts(wire, started, _problem(wire, error, context), Foreign.of(_words(wire, error)))
    except TimeoutError:
        raise Stopped(Halt.TIMEOUT if wire.answer else Halt.SILENT) from None
    except OSError as error:
        if wire.answer and wire.answer[0] not in _TLS_RECORDS:
            return _facts(wire, started, TlsProblem.WRONG_VERSION, Foreign(wire.answer.rstrip(b"\r\n")))
        raise broken(error) from error
    except ValueError as error:
        raise Stopped(Halt.NOT_ENCODABLE, Foreign.of(error)) from error
    return _facts(wire, started, None, Foreign(b""))


def tell(facts: TlsFacts, host: str) -> str:
    """One line in our words about a handshake."""
    leaf = facts.chain[0] if facts.chain else None
    if facts.problem is None:
        days = f", certificate good for {_days(leaf.not_after)}" if leaf else ""
        return f"encrypted with {facts.version or 'TLS'}{days}"
    if facts.problem is TlsProblem.EXPIRED and leaf and leaf.not_after < datetime.now(UTC):
        return f"the certificate ended {_days(leaf.not_after)} ago"
    if facts.problem is TlsProblem.NOT_YET_VALID and leaf:
        return f"the certificate is good only from {leaf.not_before:%Y-%m-%d} on"
    if facts.problem is TlsProblem.TOO_OLD and facts.version:
        return f"the server offers only {facts.version}, which is outdated; TLS 1.2 is the least"
    if facts.problem is TlsProblem.HOSTNAME and leaf and leaf.names:
        return f"the certificate is for {', '.join(map(str, leaf.names[:3]))}, not for {host}"
    return {
        TlsProblem.WRONG_VERSION: "the server answers in plain text, not in TLS",
        TlsProblem.TOO_OLD: "the server offers only outdated encryption, older than TLS 1.2 or with weak ciphers",
        TlsProblem.UNTRUSTED: "nobody trusted here vouches for the certificate",
        TlsProblem.SELF_SIGNED: "the certificate is self-signed, so nobody vouches for it",
        TlsProblem.INCOMPLETE_CHAIN: "the server leaves out the certificate between its own and a trusted one",
        TlsProblem.EXPIRED: "a certificate in the chain has ended",
        TlsProblem.NOT_YET_VALID: "the certificate is not good yet",
        TlsProblem.HOSTNAME: f"the certificate is not for {host}",
        TlsProblem.WEAK_KEY: "the certificate, or one above it, has a key or a signature too weak for today",
        TlsProblem.UNFIT: f"the certificate is refused: {facts.detail}",
        TlsProblem.CLIENT_CERTIFICATE: "the server wants a client certificate, and there is none here to show",
    }.get(facts.problem, "the encryption could not be set up")


def _facts(wire: Wire, started: float, problem: TlsProblem | None, detail: Foreign) -> TlsFacts:
    tls = wire.tls
    sent = certificate.sent_by(tls) if tls else ()
    cipher = tls.cipher() if tls else None
    version = tls.version() if tls else None
    return TlsFacts(
        version=_spelt(version) if version else None,
        cipher=cipher[0] if cipher else None,
        chain=tuple(read for shown in sent if (read := certificate.read(shown)) is not None),
        problem=problem,
        detail=detail,
        ms=round((time.perf_counter() - started) * 1000, 3),
    )


def _problem(wire: Wire, error: ssl.SSLError, context: ssl.SSLContext) -> TlsProblem:
    if isinstance(error, ssl.SSLCertVerificationError):
        problem = _BY_CODE.get(error.verify_code, TlsProblem.UNFIT)
        sent = certificate.sent_by(wire.tls) if wire.tls else ()
        if problem is TlsProblem.UNTRUSTED and certificate.intermediate_is_missing(sent, context):
            return TlsProblem.INCOMPLETE_CHAIN
        return problem
    if wire.answer and wire.answer[0] not in _TLS_RECORDS:
        return TlsProblem.WRONG_VERSION
    reason = (error.reason or "").upper().replace(" ", "_")
    # Before TLS 1.3 an empty answer to the server's question for a certificate is a handshake_failure (RFC 5246 7.4.6).
    verified = wire.tls is not None and bool(certificate.sent_by(wire.tls))
    if "CERTIFICATE_REQUIRED" in reason or (verified and "ALERT_HANDSHAKE_FAILURE" in reason):
        return TlsProblem.CLIENT_CERTIFICATE
    if _OLD.search(reason):
        return TlsProblem.TOO_OLD
    return TlsProblem.WRONG_VERSION if _WRONG.search(reason) else TlsProblem.OTHER


def _words(wire: Wire, error: ssl.SSLError) -> bytes | str:
    """What the server said where it spoke plain text, else OpenSSL's words without the place in its source."""
    if wire.answer and wire.answer[0] not in _TLS_RECORDS:
        return wire.answer.rstrip(b"\r\n")
    return plain_words(error)


def _days(moment: datetime) -> str:
    days = abs((moment - datetime.now(UTC)).days if moment > datetime.now(UTC) else (datetime.now(UTC) - moment).days)
    return "1 day" if days == 1 else f"{days} days"


def _spelt(version: str) -> str:
    """`TLSv1.3` → `TLS 1.3`, `TLSv1` → `TLS 1.0`."""
    return "TLS 1.0" if version == "TLSv1" else version.replace("TLSv", "TLS ")
