"""Rows about encryption: the mode that a port speaks, the certificate, the version of TLS."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnosis.evidence import GOOD, SENDGRID, case, certificate, offers, reply, stopped, tls
from tests.diagnosis.table.row import IMPLICIT, NO_LOGIN, PLAIN_LINE, SG, SILENT, Row, at, bad_tls, ports, wrong_version
from wizard.evidence import Halt, Speaks, TlsProblem
from wizard.model import Encryption
from wizard.step import Stage
from wizard.text import Foreign

ENCRYPTING = (
    Row("STARTTLS", case(), "tls.mode pass -", "TLS 1.3 through STARTTLS"),
    Row("implicit TLS", case(IMPLICIT), "tls.mode pass -", "encrypted with TLS 1.3"),
    Row(
        "TLS first on a STARTTLS port",
        case(wrong_version()),
        "tls.mode fail implicit-tls-on-starttls-port",
        "port 587 here speaks STARTTLS; you chose implicit TLS",
        "STARTTLS for port 587",
    ),
    Row(
        "TLS first on a plain port",
        case(wrong_version(Speaks.PLAIN)),
        "tls.mode fail implicit-tls-on-starttls-port",
        "plain text",
    ),
    Row("TLS first, nothing looked beside", case(wrong_version(None)), "tls.mode fail implicit-tls-on-starttls-port"),
    Row(
        "TLS first on a STARTTLS port of a provider",
        case(at(SG, 587, Encryption.IMPLICIT_TLS, wrong_version()), provider=SENDGRID),
        "tls.mode fail implicit-tls-on-starttls-port",
        fix="STARTTLS for port 587, or port 465 with implicit TLS (SendGrid documents it)",
    ),
    Row(
        "plain first on an implicit-TLS port, surveyed",
        case(at("mail.example.com", 465, Encryption.STARTTLS, SILENT), ports=ports(p465=Speaks.IMPLICIT_TLS)),
        "tls.mode fail starttls-on-implicit-tls-port",
        "port 465 here speaks implicit TLS; you chose STARTTLS",
        "implicit TLS for port 465",
    ),
    Row(
        "plain first on an implicit-TLS port, looked beside",
        case(at("mail.example.com", 4650, Encryption.STARTTLS, replace(SILENT, other_mode=Speaks.IMPLICIT_TLS))),
        "tls.mode fail starttls-on-implicit-tls-port",
    ),
    Row(
        "plain first on port 465, nothing known",
        case(at("mail.example.com", 465, Encryption.STARTTLS, SILENT)),
        "tls.mode fail starttls-on-implicit-tls-port",
        "probably",
    ),
    Row(
        "STARTTLS not offered",
        case(stopped(Halt.STARTTLS_MISSING, Stage.TLS, before_tls=offers("PIPELINING"))),
        "tls.mode fail starttls-not-offered",
    ),
    Row(
        "STARTTLS blotted out",
        case(
            stopped(
                Halt.STARTTLS_MISSING, Stage.TLS, greeting=reply("220 ************************"), before_tls=offers("XXXXXXXA")
            )
        ),
        "tls.mode fail network-interference",
    ),
    Row(
        "454 to STARTTLS",
        case(stopped(Halt.REFUSED, Stage.TLS, starttls=reply("454 4.7.0 TLS not available due to local problem"))),
        "tls.mode fail server-starttls-broken",
    ),
    Row(
        "breaks off after STARTTLS",
        case(stopped(Halt.RESET, Stage.TLS, starttls=reply("220 go"))),
        "tls.mode fail server-starttls-broken",
    ),
    Row(
        "garbage after STARTTLS",
        case(bad_tls(TlsProblem.WRONG_VERSION, version=None, chain=())),
        "tls.mode fail server-starttls-broken",
    ),
    Row(
        "breaks off in an implicit handshake",
        case(
            at("mail.example.com", 8465, Encryption.IMPLICIT_TLS, stopped(Halt.RESET, Stage.TLS, greeting=None, before_tls=None))
        ),
        "tls.mode fail tls-handshake-failed",
    ),
    Row(
        "offered and not used",
        case(replace(PLAIN_LINE, auth=None), profile=replace(NO_LOGIN, server=PLAIN_LINE.endpoint)),
        "tls.mode warn encryption-unused",
    ),
    Row(
        "TLS too old",
        case(bad_tls(TlsProblem.TOO_OLD, version="TLS 1.0", chain=())),
        "tls.version fail tls-version-too-old",
        "TLS 1.0",
    ),
    Row("TLS 1.3", case(), "tls.version pass -", "TLS 1.3"),
    Row("certificate good", case(), "tls.certificate pass -", "good for 214 days"),
    Row(
        "certificate ends soon",
        case(replace(GOOD, tls=tls(chain=(certificate(days=5),)))),
        "tls.certificate warn certificate-expiring",
        "expires in 5 days",
    ),
    Row(
        "certificate expired",
        case(bad_tls(TlsProblem.EXPIRED, chain=(certificate(days=-4),))),
        "tls.certificate fail cert-expired",
        "3 days ago",
    ),
    Row(
        "certificate not yet valid",
        case(bad_tls(TlsProblem.NOT_YET_VALID)),
        "tls.certificate fail cert-expired",
        "not valid",
    ),
    Row(
        "certificate for another name",
        case(bad_tls(TlsProblem.HOSTNAME, chain=(certificate("mx.hoster.example", "*.hoster.example"),))),
        "tls.certificate fail cert-hostname-mismatch",
        "mx.hoster.example, *.hoster.example",
        "mx.hoster.example",
    ),
    Row("self-signed", case(bad_tls(TlsProblem.SELF_SIGNED)), "tls.certificate fail cert-untrusted", "self-signed"),
    Row(
        "unknown authority",
        case(bad_tls(TlsProblem.UNTRUSTED, chain=(certificate(issuer="Own CA"),))),
        "tls.certificate fail cert-untrusted",
        "Own CA",
    ),
    Row(
        "intermediate left out",
        case(bad_tls(TlsProblem.INCOMPLETE_CHAIN, chain=(certificate(issuer="R11 of Let's Encrypt"),))),
        "tls.certificate fail cert-untrusted",
        "R11 of Let's Encrypt is missing",
        "full chain",
    ),
    Row(
        "a certificate refused for a rule of its own",
        case(bad_tls(TlsProblem.UNFIT, detail=Foreign.of("permitted subtree violation"))),
        "tls.certificate fail cert-untrusted",
        "refused: permitted subtree violation",
        "made anew",
    ),
    Row(
        "an authority with SHA-1",
        case(bad_tls(TlsProblem.WEAK_KEY, detail=Foreign.of("CA signature digest algorithm too weak"))),
        "tls.certificate fail tls-version-too-old",
        "authority has a signature too weak",
    ),
    Row(
        "a scanner listens in",
        case(bad_tls(TlsProblem.UNTRUSTED, chain=(certificate(issuer="Avast Web/Mail Shield Root"),))),
        "tls.certificate fail network-interference",
    ),
)
