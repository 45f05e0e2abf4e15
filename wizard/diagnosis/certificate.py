"""Is the server who it says it is? `tls.certificate`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from wizard.diagnosis.endpoint import is_own_host, mismatch
from wizard.diagnosis.statement import listed, state
from wizard.evidence import Certificate, TlsFacts, TlsProblem
from wizard.finding import Case, Finding, Status
from wizard.model import Encryption
from wizard.step import Stage

SOON = 21
"""Days. Automatic renewal happens 30 days before the end, so a certificate this short of it was forgotten."""
_SCANNERS = re.compile(
    r"avast|avg |kaspersky|eset|bitdefender|fortinet|fortigate|sophos|zscaler|norton|mcafee|trend micro|checkpoint|palo alto",
    re.I,
)
"""Issuers that sign certificates on the fly for lines that they listen in on."""


def judge(case: Case) -> Iterator[Finding]:
    """Nothing where the encryption did not fit: then no certificate was seen."""
    conversation = case.evidence.conversation
    if conversation is not None and conversation.tls is not None and not mismatch(case):
        yield from _verified(case, conversation.tls)


def _verified(case: Case, tls: TlsFacts) -> Iterator[Finding]:
    own = tls.chain[0] if tls.chain else None
    if tls.problem in (TlsProblem.UNTRUSTED, TlsProblem.SELF_SIGNED, TlsProblem.INCOMPLETE_CHAIN):
        yield _untrusted(case, tls)
    elif tls.problem in (TlsProblem.EXPIRED, TlsProblem.NOT_YET_VALID):
        yield _out_of_date(case, tls)
    elif tls.problem is TlsProblem.HOSTNAME:
        yield _other_name(case, tls)
    elif tls.problem is TlsProblem.WEAK_KEY:
        yield _weak(case, tls)
    elif tls.problem is TlsProblem.UNFIT:
        yield _unfit(case, tls)
    elif tls.problem in (None, TlsProblem.CLIENT_CERTIFICATE) and own is not None:
        yield _good(case, own)


def _good(case: Case, own: Certificate) -> Finding:
    days = (own.not_after - case.now).days
    issuer = f"issued by {own.issuer}"
    if days >= SOON:
        return state("tls.certificate", Status.PASS, f"certificate good for {_days(days)}", seen=issuer)
    end = f"{own.not_after:%Y-%m-%d %H:%M} UTC"
    title = f"the certificate expires in {_days(days)}" if days > 0 else f"the certificate expires within a day, on {end}"
    return state("tls.certificate", Status.WARN, title, cause="certificate-expiring", seen=f"valid until {end}, {issuer}")


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _bad(case: Case, tls: TlsFacts, title: str, cause: str, why: str = "", fix: str = "") -> Finding:
    server = case.profile.server
    own = tls.chain[0] if tls.chain else None
    whose = f"{own.subject}, issued by {own.issuer}" if own else ""
    starttls = "" if case.encryption is Encryption.IMPLICIT_TLS else " -starttls smtp"
    name = "" if ":" in server.host or server.host.replace(".", "").isdigit() else f" -servername {server.host}"
    # A shell would take the brackets of an IPv6 address for a pattern.
    look = f"openssl s_client -connect {shlex.quote(str(server))}{starttls}{name} -showcerts </dev/null"
    return state(
        "tls.certificate",
        Status.FAIL,
        title,
        cause=cause,
        seen=tls.detail or whose,
        why=why,
        fix=fix,
        commands=(look,),
        stage=Stage.TLS,
    )


def _untrusted(case: Case, tls: TlsFacts) -> Finding:
    host = case.profile.server.host
    last = tls.chain[-1] if tls.chain else None
    cause, why, fix = "cert-untrusted", "", ""
    if last is not None and _SCANNERS.search(last.issuer.text):
        cause = "network-interference"
        title = f"the certificate was made by {last.issuer}, which listens in on this line"
    elif tls.problem is TlsProblem.SELF_SIGNED:
        title = "the certificate is self-signed, so nothing vouches for it"
        fix = f"Give {host} a certificate of a public CA (Let's Encrypt), or make this one known to the app and here (ca_file)."
    elif tls.problem is TlsProblem.INCOMPLETE_CHAIN and last is not None:
        title = f"the server leaves out an intermediate certificate: {last.issuer} is missing"
        why = f"The last certificate that it sends was issued by {last.issuer}, which is no root that is known here."
        fix = f"Have {host} serve the full chain (fullchain.pem instead of cert.pem), with {last.issuer} in it."
    else:
        title = f"the certificate comes from an unknown authority: {last.issuer}" if last else "the certificate is not trusted"
    if case.provider and is_own_host(case) and case.provider.kind != "local":
        why += f" {case.provider.name}'s own server has a public certificate: something on the way may answer in its place."
    return _bad(case, tls, title, cause, why.strip(), fix)


def _out_of_date(case: Case, tls: TlsFacts) -> Finding:
    if tls.problem is TlsProblem.EXPIRED:
        ended = next((sent for sent in tls.chain if sent.not_after < case.now), None)
        if ended is None:
            title = "a certificate in the chain has expired"
        else:
            whose = "the certificate" if ended is tls.chain[0] else f"the intermediate certificate {ended.subject}"
            title = f"{whose} expired on {ended.not_after:%Y-%m-%d}, {_days((case.now - ended.not_after).days)} ago"
        return _bad(case, tls, title, "cert-expired")
    early = next((sent for sent in tls.chain if sent.not_before > case.now), None)
    start = f" before {early.not_before:%Y-%m-%d %H:%M} UTC" if early else " yet"
    title = f"the certificate is not valid{start}; this machine's clock says {case.now:%Y-%m-%d %H:%M}"
    return _bad(case, tls, title, "cert-expired", fix="Check this machine's clock (timedatectl); if it is right, wait.")


def _other_name(case: Case, tls: TlsFacts) -> Finding:
    host = case.profile.server.host
    names = [str(name) for name in tls.chain[0].names] if tls.chain else []
    title = f"the certificate is not for {host}" + (f" but for {listed(names)}" if names else "")
    usable = [name for name in names if not name.startswith("*")]
    fix = f"Use one of its names as the server: {listed(usable)}; or have {host} added to the certificate." if usable else ""
    return _bad(case, tls, title, "cert-hostname-mismatch", fix=fix)


def _weak(case: Case, tls: TlsFacts) -> Finding:
    words, host = tls.detail.text, case.profile.server.host
    if "EE " in words or "end entity" in words.lower():
        title = "the certificate's key is too short for today's systems"
    else:
        title = f"the certificate's authority has {'a signature' if 'digest' in words else 'a key'} too weak for today's systems"
    why = "Python takes no RSA key under 2048 bits and no SHA-1 signature, and so did this test; apps of other kinds may take it."
    fix = f"Give {host} a new certificate with an RSA key of 2048 bits or more, or with an ECDSA key."
    return _bad(case, tls, title, "tls-version-too-old", why, fix)


def _unfit(case: Case, tls: TlsFacts) -> Finding:
    words, host = tls.detail.text, case.profile.server.host
    if "purpose" in words:
        title = "the certificate is not made for a server"
        why = "Its key usage names another purpose: to show as a client, or to sign."
        fix = f"Give {host} a certificate for TLS servers (extended key usage serverAuth)."
    elif "signature failure" in words:
        title = "the certificate was not signed by the authority that it names"
        why = "An authority of that name is trusted here, with another key: it was made anew, and one side has the old one."
        fix = f"Give {host} a certificate of the new authority, and make that one known to the app and here (ca_file)."
    else:
        title = f"the certificate is refused: {tls.detail}"
        why = "It, or one above it in the chain, breaks a rule for certificates (RFC 5280)."
        fix = f"Have {host}'s certificate made anew, without that fault, or by a public CA (Let's Encrypt)."
    return _bad(case, tls, title, "cert-untrusted", why, fix)
