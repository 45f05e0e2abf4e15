"""Every live cause, each from evidence made by hand: what was seen, and the finding that it must give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tests.diagnosis.evidence import (
    ADMIN,
    BASE,
    DOCMOST,
    GMAIL,
    GOOD,
    MEALIE,
    PROFILE,
    RELAY,
    SENDGRID,
    SYNAPSE,
    TOKEN,
    V4,
    V6,
    ZULIP,
    attempt,
    case,
    certificate,
    offers,
    reply,
    senders,
    stopped,
    tls,
)
from wizard.evidence import (
    Address,
    AuthResult,
    Conversation,
    Extensions,
    Halt,
    PortFacts,
    Reach,
    Reply,
    SenderResult,
    Speaks,
    TlsProblem,
)
from wizard.finding import Case
from wizard.model import App, Encryption, Endpoint, Identity, Login
from wizard.records import Answer, DomainRecords, RecordSet
from wizard.secret import SecretRef
from wizard.step import Stage
from wizard.text import Foreign


@dataclass(frozen=True)
class Row:
    """`expect`: "CHECK STATUS CAUSE", cause `-` where none is named."""

    name: str
    case: Case
    expect: str
    title: str = ""
    """Words that the title must hold."""
    fix: str = ""


def _at(host: str, port: int, encryption: Encryption, conversation: Conversation) -> Conversation:
    return replace(conversation, endpoint=Endpoint(host, port, encryption))


def _ports(**speaks: Speaks) -> tuple[PortFacts, ...]:
    return tuple(PortFacts(int(port[1:]), word, 10.0) for port, word in speaks.items())


def _refused(text: str) -> Conversation:
    return replace(GOOD, auth=AuthResult("PLAIN", reply(text)), senders=(), halt=Halt.REFUSED, stage=Stage.AUTH)


def _mail(text: str, identity: Identity = BASE) -> Conversation:
    return replace(GOOD, senders=senders((identity, text, "")))


def _rcpt(text: str, identity: Identity = BASE) -> Conversation:
    return replace(GOOD, senders=senders((identity, "250 ok", text)))


def _data(text: str, identity: Identity = BASE, **changes: Any) -> Case:
    return case(sent=(SenderResult(identity, reply("250 ok"), reply("250 ok"), reply(text)),), **changes)


def _login(username: str, **changes: Any) -> Any:
    return replace(PROFILE, auth=Login(username, SecretRef.parse("keyring:chat"), **changes))


UNREACHED = Halt.UNREACHED
SG = "smtp.sendgrid.net"
SG_PROFILE = replace(_login("apikey"), server=Endpoint(SG, 587, Encryption.STARTTLS))
SG_WRONG = replace(SG_PROFILE, auth=Login("someone", SecretRef.parse("keyring:chat")))
GM_PROFILE = replace(_login("me@gmail.com"), server=Endpoint("smtp.gmail.com", 587, Encryption.STARTTLS))
NO_LOGIN = replace(PROFILE, auth=None)
PLAIN_LINE = replace(GOOD, endpoint=Endpoint("mail.example.com", 25, Encryption.NONE), starttls=None, tls=None, after_tls=None)
IMPLICIT = replace(GOOD, endpoint=Endpoint("mail.example.com", 465, Encryption.IMPLICIT_TLS), before_tls=None, starttls=None)
_BLOCKED = (("DigitalOcean", (25, 465, 587)), ("Hetzner Cloud", (25, 465)))
_ABSENT = RecordSet("example.com", "MX", Answer.ABSENT)


def _timed_out(port: int, host: str = "mail.example.com") -> Conversation:
    return _at(host, port, Encryption.STARTTLS, stopped(UNREACHED, Stage.CONNECT, attempts=(attempt(V4, Reach.TIMEOUT),)))


def _conn(reach: Reach, address: Address = V4, detail: str = "") -> Conversation:
    return stopped(UNREACHED, Stage.CONNECT, attempts=(attempt(address, reach, detail),))


def _wrong_version(other: Speaks | None = Speaks.STARTTLS) -> Conversation:
    facts = tls(TlsProblem.WRONG_VERSION, version=None, chain=(), detail=Foreign.of("220 mail.example.com ESMTP"))
    made = stopped(Halt.TLS, Stage.TLS, greeting=None, before_tls=None, tls=facts, other_mode=other)
    return _at("mail.example.com", 587, Encryption.IMPLICIT_TLS, made)


def _bad_tls(problem: TlsProblem, **changes: Any) -> Conversation:
    return stopped(Halt.TLS, Stage.TLS, starttls=reply("220 ready"), tls=tls(problem, **changes))


NAMES = (
    Row("good", case(), "dns.host pass -", "name found, 1 address"),
    Row("unknown name", case(stopped(Halt.NAME_UNKNOWN, Stage.DNS)), "dns.host fail wrong-host"),
    Row(
        "misspelt name of a provider",
        case(_at("smtp.sendgird.net", 587, Encryption.STARTTLS, stopped(Halt.NAME_UNKNOWN, Stage.DNS)), provider=SENDGRID),
        "dns.host fail wrong-host",
        fix="smtp.sendgrid.net",
    ),
    Row("no name server", case(stopped(Halt.NAME_UNCLEAR, Stage.DNS)), "dns.host unknown dns-in-container"),
    Row(
        "one name without an answer",
        case(stopped(Halt.NAME_UNCLEAR, Stage.DNS), records=(DomainRecords("example.com", _ABSENT),)),
        "dns.host unknown name-not-answered",
    ),
    Row(
        "a DNS blocker",
        case(
            stopped(
                UNREACHED,
                Stage.CONNECT,
                addresses=(Address("0.0.0.0", 4),),
                attempts=(attempt(Address("0.0.0.0", 4), Reach.REFUSED),),
            )
        ),
        "dns.host fail network-interference",
        "0.0.0.0",
    ),
)

CONNECTING = (
    Row("connected", case(), "connect.reach pass -", "over IPv4"),
    Row("refused", case(_conn(Reach.REFUSED)), "connect.reach fail wrong-port", "refuses"),
    Row(
        "refused by oneself in a container",
        case(_at("localhost", 25, Encryption.NONE, _conn(Reach.REFUSED))),
        "connect.reach fail localhost-in-container",
    ),
    Row(
        "refused on a documented port, others answer",
        case(
            _at(SG, 465, Encryption.IMPLICIT_TLS, _conn(Reach.REFUSED)),
            provider=SENDGRID,
            ports=_ports(p465=Speaks.REFUSED, p587=Speaks.STARTTLS),
        ),
        "connect.reach fail port-blocked-by-host",
        fix="port 587 with STARTTLS",
    ),
    Row(
        "refused everywhere",
        case(
            _at(SG, 587, Encryption.STARTTLS, _conn(Reach.REFUSED)),
            provider=SENDGRID,
            ports=_ports(p465=Speaks.REFUSED, p587=Speaks.REFUSED),
        ),
        "connect.reach fail server-down",
    ),
    Row("no answer", case(_timed_out(587)), "connect.reach fail port-blocked-by-host", "probably blocked"),
    Row(
        "no answer here, answers on another port",
        case(_timed_out(587), ports=_ports(p587=Speaks.FILTERED, p2525=Speaks.STARTTLS)),
        "connect.reach fail port-blocked-by-host",
        "other ports of mail.example.com answer",
        "port 2525 with STARTTLS",
    ),
    Row(
        "no answer on the ports that a hosting company blocks",
        case(_timed_out(465), ports=_ports(p25=Speaks.FILTERED, p465=Speaks.FILTERED), blocked=_BLOCKED),
        "connect.reach fail port-blocked-by-host",
    ),
    Row(
        "no answer on any port",
        case(_timed_out(587), ports=_ports(p587=Speaks.FILTERED, p2525=Speaks.FILTERED), blocked=_BLOCKED),
        "connect.reach fail server-down",
    ),
    Row(
        "no answer, control hosts answer",
        case(_timed_out(587), _at("control.example", 587, Encryption.STARTTLS, GOOD)),
        "connect.reach fail server-down",
    ),
    Row(
        "no answer, control hosts don't either",
        case(_timed_out(587), _timed_out(587, "control.example")),
        "connect.reach fail port-blocked-by-host",
        "no server at all",
    ),
    Row(
        "own firewall",
        case(_conn(Reach.DENIED, detail="Operation not permitted")),
        "connect.reach fail port-blocked-by-host",
        "this machine",
    ),
    Row("no route", case(_conn(Reach.UNREACHABLE, detail="Network is unreachable")), "connect.reach fail network-unreachable"),
    Row("only IPv6, which is broken", case(_conn(Reach.UNREACHABLE, V6)), "connect.reach fail ipv6-unreachable"),
    Row(
        "both families",
        case(replace(GOOD, addresses=(V6, V4), attempts=(attempt(V6, Reach.CONNECTED), attempt(V4, Reach.CONNECTED)))),
        "connect.family pass -",
    ),
    Row(
        "IPv6 is broken",
        case(replace(GOOD, addresses=(V6, V4), attempts=(attempt(V6, Reach.TIMEOUT), attempt(V4, Reach.CONNECTED)))),
        "connect.family warn ipv6-unreachable",
        "IPv6 does not work from here",
    ),
    Row(
        "IPv4 is broken",
        case(replace(GOOD, peer=V6, addresses=(V6, V4), attempts=(attempt(V6, Reach.CONNECTED), attempt(V4, Reach.UNREACHABLE)))),
        "connect.family warn ipv4-unreachable",
    ),
)

_SILENT = stopped(Halt.SILENT, Stage.EHLO)

ENCRYPTING = (
    Row("STARTTLS", case(), "tls.mode pass -", "TLS 1.3 through STARTTLS"),
    Row("implicit TLS", case(IMPLICIT), "tls.mode pass -", "encrypted with TLS 1.3"),
    Row(
        "TLS first on a STARTTLS port",
        case(_wrong_version()),
        "tls.mode fail implicit-tls-on-starttls-port",
        "port 587 here speaks STARTTLS; you chose implicit TLS",
        "STARTTLS for port 587",
    ),
    Row(
        "TLS first on a plain port",
        case(_wrong_version(Speaks.PLAIN)),
        "tls.mode fail implicit-tls-on-starttls-port",
        "plain text",
    ),
    Row("TLS first, nothing looked beside", case(_wrong_version(None)), "tls.mode fail implicit-tls-on-starttls-port"),
    Row(
        "TLS first on a STARTTLS port of a provider",
        case(_at(SG, 587, Encryption.IMPLICIT_TLS, _wrong_version()), provider=SENDGRID),
        "tls.mode fail implicit-tls-on-starttls-port",
        fix="STARTTLS for port 587, or port 465 with implicit TLS (SendGrid documents it)",
    ),
    Row(
        "plain first on an implicit-TLS port, surveyed",
        case(_at("mail.example.com", 465, Encryption.STARTTLS, _SILENT), ports=_ports(p465=Speaks.IMPLICIT_TLS)),
        "tls.mode fail starttls-on-implicit-tls-port",
        "port 465 here speaks implicit TLS; you chose STARTTLS",
        "implicit TLS for port 465",
    ),
    Row(
        "plain first on an implicit-TLS port, looked beside",
        case(_at("mail.example.com", 4650, Encryption.STARTTLS, replace(_SILENT, other_mode=Speaks.IMPLICIT_TLS))),
        "tls.mode fail starttls-on-implicit-tls-port",
    ),
    Row(
        "plain first on port 465, nothing known",
        case(_at("mail.example.com", 465, Encryption.STARTTLS, _SILENT)),
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
        case(_bad_tls(TlsProblem.WRONG_VERSION, version=None, chain=())),
        "tls.mode fail server-starttls-broken",
    ),
    Row(
        "breaks off in an implicit handshake",
        case(
            _at("mail.example.com", 8465, Encryption.IMPLICIT_TLS, stopped(Halt.RESET, Stage.TLS, greeting=None, before_tls=None))
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
        case(_bad_tls(TlsProblem.TOO_OLD, version="TLS 1.0", chain=())),
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
        case(_bad_tls(TlsProblem.EXPIRED, chain=(certificate(days=-4),))),
        "tls.certificate fail cert-expired",
        "3 days ago",
    ),
    Row(
        "certificate not yet valid",
        case(_bad_tls(TlsProblem.NOT_YET_VALID)),
        "tls.certificate fail cert-expired",
        "not valid",
    ),
    Row(
        "certificate for another name",
        case(_bad_tls(TlsProblem.HOSTNAME, chain=(certificate("mx.hoster.example", "*.hoster.example"),))),
        "tls.certificate fail cert-hostname-mismatch",
        "mx.hoster.example, *.hoster.example",
        "mx.hoster.example",
    ),
    Row("self-signed", case(_bad_tls(TlsProblem.SELF_SIGNED)), "tls.certificate fail cert-untrusted", "self-signed"),
    Row(
        "unknown authority",
        case(_bad_tls(TlsProblem.UNTRUSTED, chain=(certificate(issuer="Own CA"),))),
        "tls.certificate fail cert-untrusted",
        "Own CA",
    ),
    Row(
        "intermediate left out",
        case(_bad_tls(TlsProblem.INCOMPLETE_CHAIN, chain=(certificate(issuer="R11 of Let's Encrypt"),))),
        "tls.certificate fail cert-untrusted",
        "R11 of Let's Encrypt is missing",
        "full chain",
    ),
    Row(
        "a scanner listens in",
        case(_bad_tls(TlsProblem.UNTRUSTED, chain=(certificate(issuer="Avast Web/Mail Shield Root"),))),
        "tls.certificate fail network-interference",
    ),
)

GREETING = (
    Row("greets", case(), "ehlo.greeting pass -"),
    Row(
        "554",
        case(stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("554 no SMTP service here"))),
        "ehlo.greeting fail server-refuses-connection",
    ),
    Row(
        "421",
        case(stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("421 4.3.2 Service not available, try again in 10 minutes"))),
        "ehlo.greeting unknown server-down",
        fix="10 minutes",
    ),
    Row(
        "block list",
        case(stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("554 5.7.1 blocked using zen.spamhaus.org"))),
        "ehlo.greeting fail sending-ip-not-accepted",
    ),
    Row("hangs up", case(stopped(Halt.CLOSED, Stage.EHLO)), "ehlo.greeting fail server-refuses-connection"),
    Row("says nothing", case(_SILENT, ports=_ports(p587=Speaks.SILENT)), "ehlo.greeting fail server-silent"),
    Row(
        "SSH",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("SSH-2.0-OpenSSH_9.2p1"))),
        "ehlo.greeting fail wrong-port",
        "an SSH server",
    ),
    Row(
        "HTTP",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("HTTP/1.1 400 Bad Request"))),
        "ehlo.greeting fail wrong-port",
        "an HTTP server",
    ),
    Row(
        "IMAP",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("* OK [CAPABILITY IMAP4rev1] ready"))),
        "ehlo.greeting fail wrong-port",
        "an IMAP server",
    ),
    Row(
        "POP3",
        case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign.of("+OK ready"))),
        "ehlo.greeting fail wrong-port",
        "a POP3 server",
    ),
    Row(
        "FTP",
        case(
            stopped(
                Halt.REFUSED,
                Stage.EHLO,
                greeting=reply("220 ProFTPD ready"),
                before_tls=Extensions(reply("500 EHLO not understood")),
            )
        ),
        "ehlo.greeting fail wrong-port",
        "an FTP server",
    ),
    Row(
        "SSH under implicit TLS",
        case(
            replace(
                _wrong_version(Speaks.OTHER),
                tls=tls(TlsProblem.WRONG_VERSION, version=None, chain=(), detail=Foreign.of("SSH-2.0-x")),
                detail=Foreign.of("SSH-2.0-x"),
            )
        ),
        "ehlo.greeting fail wrong-port",
        "an SSH server",
    ),
    Row("garbage", case(stopped(Halt.NOT_SMTP, Stage.EHLO, detail=Foreign(b"\x00\x01"))), "ehlo.greeting fail not-a-mail-server"),
    Row("flood", case(stopped(Halt.FLOOD, Stage.EHLO)), "ehlo.greeting fail not-a-mail-server"),
    Row("name accepted", case(), "ehlo.name pass -", "chat.example.com"),
    Row(
        "name refused",
        case(
            replace(
                GOOD,
                ehlo_name="localhost",
                halt=Halt.REFUSED,
                stage=Stage.EHLO,
                before_tls=Extensions(reply("550 5.7.1 no")),
                starttls=None,
                tls=None,
                after_tls=None,
                auth=None,
                senders=(),
            )
        ),
        "ehlo.name fail ehlo-name-rejected",
        fix="chat.example.com",
    ),
    Row(
        "another name is accepted",
        case(
            replace(
                GOOD,
                ehlo_name="localhost",
                halt=Halt.REFUSED,
                stage=Stage.EHLO,
                before_tls=Extensions(reply("550 no")),
                starttls=None,
                tls=None,
                after_tls=None,
                auth=None,
                senders=(),
            ),
            GOOD,
        ),
        "ehlo.name fail ehlo-name-rejected",
        fix="the server accepts that name",
    ),
    Row(
        "name refused at RCPT",
        case(_rcpt("504 5.5.2 <chat>: Helo command rejected: need fully-qualified hostname")),
        "ehlo.name fail ehlo-name-rejected",
        "only at RCPT TO",
    ),
    Row(
        "hangs up at a bare name",
        case(stopped(Halt.CLOSED, Stage.EHLO, greeting=GOOD.greeting, ehlo_name="localhost")),
        "ehlo.name fail ehlo-name-rejected",
    ),
    Row(
        "hangs up after the greeting",
        case(stopped(Halt.CLOSED, Stage.EHLO, greeting=GOOD.greeting)),
        "ehlo.name fail connection-dropped",
    ),
    Row(
        "stops after the greeting",
        case(stopped(Halt.TIMEOUT, Stage.EHLO, greeting=GOOD.greeting)),
        "ehlo.name fail server-silent",
    ),
    Row(
        "floods after the greeting",
        case(stopped(Halt.FLOOD, Stage.EHLO, greeting=GOOD.greeting)),
        "ehlo.name fail not-a-mail-server",
    ),
    Row(
        "name not encodable",
        case(stopped(Halt.NOT_ENCODABLE, Stage.EHLO, addresses=(), attempts=(), peer=None)),
        "ehlo.name fail ehlo-name-rejected",
    ),
)

LOGIN = (
    Row("secret read", case(secret_read=True), "secret.available pass -", "keyring:chat"),
    Row(
        "secret missing",
        case(replace(GOOD, auth=None, senders=()), secret_missing=Foreign.of("no keyring over SSH")),
        "secret.available unknown secret-unavailable",
    ),
    Row(
        "secret missing, login",
        case(replace(GOOD, auth=None, senders=()), secret_missing=Foreign.of("locked")),
        "auth.login unknown secret-unavailable",
    ),
    Row("offered", case(), "auth.offered pass -", "PLAIN, LOGIN"),
    Row("accepted", case(), "auth.login pass -", "noreply@example.com"),
    Row(
        "none offered",
        case(replace(GOOD, after_tls=offers("PIPELINING"), auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH)),
        "auth.offered fail auth-not-needed",
    ),
    Row(
        "only after TLS",
        case(replace(PLAIN_LINE, auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH)),
        "auth.offered fail tls-required-first",
        "only after STARTTLS",
    ),
    Row(
        "only OAuth",
        case(
            replace(
                GOOD,
                after_tls=offers("AUTH XOAUTH2 OAUTHBEARER"),
                auth=None,
                senders=(),
                halt=Halt.NO_MECHANISM,
                stage=Stage.AUTH,
            )
        ),
        "auth.offered fail basic-auth-disabled",
    ),
    Row(
        "nothing in common",
        case(
            replace(GOOD, after_tls=offers("AUTH NTLM GSSAPI"), auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH)
        ),
        "auth.offered fail auth-mechanism-unsupported",
    ),
    Row(
        "the wanted one is not offered",
        case(
            replace(GOOD, auth=None, senders=(), halt=Halt.NO_MECHANISM, stage=Stage.AUTH),
            profile=_login("x", mechanism="CRAM-MD5"),
        ),
        "auth.offered fail auth-mechanism-unsupported",
        fix="PLAIN",
    ),
    Row(
        "plain line",
        case(
            replace(
                PLAIN_LINE,
                before_tls=offers("STARTTLS", "AUTH PLAIN"),
                auth=None,
                senders=(),
                halt=Halt.PLAINTEXT_LOGIN,
                stage=Stage.AUTH,
            )
        ),
        "auth.login fail plaintext-login-refused",
        fix="STARTTLS",
    ),
    Row("delayed", case(stopped(Halt.TIMEOUT, Stage.AUTH)), "auth.login unknown login-delayed"),
    Row("hangs up", case(stopped(Halt.CLOSED, Stage.AUTH)), "auth.login fail connection-dropped"),
    Row("no SMTP at the login", case(stopped(Halt.NOT_SMTP, Stage.AUTH)), "auth.login fail not-a-mail-server"),
    Row("not encodable", case(stopped(Halt.NOT_ENCODABLE, Stage.AUTH)), "auth.login fail special-chars-in-password"),
    Row("wrong", case(_refused("535 5.7.8 Error: authentication failed")), "auth.login fail wrong-credentials", "login refused"),
    Row("not tried", case(_bad_tls(TlsProblem.EXPIRED)), "auth.login unknown -", "the encryption must work first"),
    Row(
        "wrong user name",
        case(
            _at(SG, 587, Encryption.STARTTLS, _refused("535 Authentication failed: Bad username / password")),
            profile=SG_WRONG,
            provider=SENDGRID,
        ),
        "auth.login fail wrong-username",
        fix='exactly "apikey"',
    ),
    Row(
        "wrong key",
        case(
            _at(SG, 587, Encryption.STARTTLS, _refused("535 Authentication failed: Bad username / password")),
            profile=SG_PROFILE,
            provider=SENDGRID,
        ),
        "auth.login fail wrong-credentials",
        fix="API key of SendGrid",
    ),
    Row(
        "another kind of key",
        case(
            _at(SG, 587, Encryption.STARTTLS, _refused("535 no")),
            profile=SG_PROFILE,
            provider=SENDGRID,
            secret_hint="not a SendGrid API key",
        ),
        "auth.login fail wrong-secret-type",
    ),
    Row(
        "app password",
        case(
            _at("smtp.gmail.com", 587, Encryption.STARTTLS, _refused("535 5.7.8 Username and Password not accepted.")),
            profile=GM_PROFILE,
            provider=GMAIL,
        ),
        "auth.login fail app-password-required",
    ),
    Row(
        "app password, in words",
        case(_refused("534 5.7.9 Application-specific password required.")),
        "auth.login fail app-password-required",
    ),
    Row(
        "authorisation code",
        case(_refused("535 Login Fail. Please enter your authorization code to login.")),
        "auth.login fail app-password-required",
    ),
    Row(
        "tenant switch",
        case(_refused("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.")),
        "auth.login fail smtp-auth-disabled-tenant",
    ),
    Row(
        "OAuth wanted",
        case(_refused("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.")),
        "auth.login fail basic-auth-disabled",
    ),
    Row("unlisted address", case(_refused("525 5.7.1 Unauthorized IP address")), "auth.login fail ip-not-allowlisted"),
    Row(
        "broken mechanism",
        case(_refused("504 5.5.4 CRAM-MD5 authentication is not permitted by this server.")),
        "auth.login fail auth-mechanism-unsupported",
    ),
    Row("login switched off", case(_refused("503 5.5.1 Error: authentication not enabled")), "auth.offered fail auth-not-needed"),
    Row(
        "TLS wanted at the login",
        case(_refused("538 5.7.11 Encryption required for requested authentication mechanism")),
        "tls.mode fail tls-required-first",
    ),
    Row(
        "can't check now", case(_refused("454 4.7.0 Temporary authentication failure")), "auth.login unknown server-misconfigured"
    ),
    Row(
        "other region",
        case(
            _at(SG, 587, Encryption.STARTTLS, _refused("535 no")),
            _at("smtp.eu.sendgrid.net", 587, Encryption.STARTTLS, GOOD),
            profile=SG_PROFILE,
            provider=SENDGRID,
            siblings=(("eu", "smtp.eu.sendgrid.net"),),
        ),
        "auth.login fail region-mismatch",
        "smtp.eu.sendgrid.net",
    ),
    Row(
        "no login in the setup",
        case(_mail("530 5.7.0 Authentication Required"), profile=NO_LOGIN),
        "auth.login fail auth-not-attempted",
        "this setup has none",
    ),
    Row(
        "posing as a wrong password",
        case(_refused("451 Authentication failed: Maximum credits exceeded")),
        "provider.account fail rate-or-quota-limited",
        "as if the password were wrong",
    ),
    Row(
        "posing, the login",
        case(_refused("451 Authentication failed: Maximum credits exceeded")),
        "auth.login unknown rate-or-quota-limited",
    ),
    Row(
        "too many logins",
        case(_refused("454 4.7.0 Too many login attempts, please try again later.")),
        "provider.account unknown rate-or-quota-limited",
    ),
    Row(
        "not activated",
        case(_refused("502 5.7.0 Your SMTP account is not yet activated")),
        "provider.account fail account-suspended-or-not-activated",
    ),
)

SENDING = (
    Row("accepted", case(), "sender.mail-from pass -"),
    Row("recipient accepted", case(), "sender.rcpt-to pass -"),
    Row("not reached", case(_refused("535 no")), "sender.mail-from unknown -", "the login must work first"),
    Row("not reached, recipient", case(_refused("535 no")), "sender.rcpt-to unknown -", "the login must work first"),
    Row(
        "not owned",
        case(_rcpt("553 5.7.1 <noreply@example.com>: Sender address rejected: not owned by user me@example.com")),
        "sender.mail-from fail from-mismatch-with-login",
        "said at RCPT TO",
    ),
    Row(
        "not verified",
        case(_mail("550 5.7.1 Sending from domain example.com is not allowed"), provider=SENDGRID),
        "sender.mail-from fail sender-not-verified",
    ),
    Row(
        "not verified, after the message",
        _data("550 The from address does not match a verified Sender Identity."),
        "sender.mail-from fail sender-not-verified",
        "after the whole message",
    ),
    Row(
        "generated",
        case(_mail("550 5.7.1 Unconfigured Sending Domain <chat.example.com>", TOKEN)),
        "sender.mail-from fail generated-sender-address",
    ),
    Row(
        "another sender of the app",
        case(
            replace(
                GOOD,
                senders=senders((BASE, "250 ok", "250 ok"), (ADMIN, "553 5.7.1 Sender address rejected: not owned by user", "")),
            )
        ),
        "sender.mail-from fail app-uses-other-sender",
    ),
    Row(
        "the app's default",
        case(_mail("553 5.7.1 not owned by user", Identity("base", "root@localhost", "root@localhost"))),
        "sender.mail-from fail sender-not-configured",
    ),
    Row(
        "no domain found",
        case(_rcpt("450 4.1.8 <x@nowhere.example>: Sender address rejected: Domain not found")),
        "sender.mail-from fail sender-domain-unknown",
    ),
    Row("malformed", case(_mail("501 5.1.7 Bad sender address syntax")), "sender.mail-from fail malformed-from"),
    Row(
        "not encodable",
        case(replace(stopped(Halt.NOT_ENCODABLE, Stage.MAIL_FROM), senders=senders((BASE, "", "")))),
        "sender.mail-from fail malformed-from",
    ),
    Row(
        "relay does not know you",
        case(_mail("550 5.7.1 Invalid credentials for relay [192.0.2.1].")),
        "sender.mail-from fail relay-identity-or-tls-not-met",
    ),
    Row(
        "rewritten",
        case(replace(GOOD, endpoint=Endpoint("smtp.gmail.com", 587, Encryption.STARTTLS)), profile=GM_PROFILE, provider=GMAIL),
        "sender.mail-from warn sender-rewritten",
    ),
    Row(
        "relay denied",
        case(_rcpt("554 5.7.1 <me@example.net>: Relay access denied"), profile=NO_LOGIN),
        "sender.rcpt-to fail relay-denied",
    ),
    Row(
        "unknown recipient",
        case(_rcpt("550 5.1.1 <me@example.net>: Recipient address rejected: User unknown in virtual mailbox table")),
        "sender.rcpt-to fail recipient-invalid",
    ),
    Row(
        "greylisted",
        case(_rcpt("450 4.2.0 <me@example.net>: Recipient address rejected: Greylisted for 300 seconds")),
        "sender.rcpt-to unknown greylisting",
        fix="300 seconds",
    ),
    Row(
        "reverse name",
        case(_rcpt("450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]")),
        "ptr.record fail ptr-missing",
    ),
    Row(
        "TLS wanted",
        case(
            replace(PLAIN_LINE, auth=None, senders=senders((BASE, "530 5.7.0 Must issue a STARTTLS command first", ""))),
            profile=replace(NO_LOGIN, server=PLAIN_LINE.endpoint),
        ),
        "tls.mode fail tls-required-first",
    ),
    Row(
        "breaks off at MAIL",
        case(replace(stopped(Halt.CLOSED, Stage.MAIL_FROM), senders=senders((BASE, "", "")))),
        "sender.mail-from fail connection-dropped",
    ),
    Row(
        "breaks off at RCPT",
        case(replace(stopped(Halt.TIMEOUT, Stage.RCPT_TO), senders=senders((BASE, "250 ok", "")))),
        "sender.rcpt-to fail server-silent",
    ),
    Row(
        "unlisted address",
        case(_mail("550 5.7.1 Your IP address is not allowed to send")),
        "sender.mail-from fail ip-not-allowlisted",
    ),
    Row(
        "by the provider's own words",
        case(_mail("550 Zork says the gadget is not entitled"), provider=SENDGRID),
        "sender.mail-from fail sender-not-verified",
    ),
)

_BEFORE = reply("535 5.7.8 authentication failed")
_GONE = Reply(0, (Foreign.of("the server stopped answering"),))

MESSAGES = (
    Row("login refused", case(None, sent=(SenderResult(BASE, _BEFORE, stage=Stage.AUTH),)), "auth.login fail wrong-credentials"),
    Row(
        "name refused at a message",
        case(None, sent=(SenderResult(BASE, reply("550 5.7.1 no"), stage=Stage.EHLO),)),
        "ehlo.name fail ehlo-name-rejected",
    ),
    Row(
        "broke off before", case(None, sent=(SenderResult(BASE, _GONE, stage=Stage.TLS),)), "message.data fail connection-dropped"
    ),
    Row("broke off at MAIL", case(None, sent=(SenderResult(BASE, _GONE),)), "message.data fail connection-dropped"),
    Row("sender refused", case(None, sent=(SenderResult(BASE, reply("501 5.1.7 bad")),)), "sender.mail-from fail malformed-from"),
    Row("taken", _data("250 2.0.0 queued"), "message.data pass -"),
    Row("account fine", _data("250 2.0.0 queued", provider=SENDGRID), "provider.account pass -"),
    Row("content", _data("554 5.6.0 Message contains bare LF"), "message.data fail message-content-or-format-rejected"),
    Row("own fault", _data("451 4.3.0 Error: queue file write error"), "message.data unknown server-misconfigured"),
    Row(
        "SPF", _data("550 5.7.26 This mail has been blocked because the sender is unauthenticated."), "message.data fail spf-fail"
    ),
    Row(
        "DMARC",
        _data("550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy."),
        "message.data fail dmarc-reject",
    ),
    Row("sandbox", _data("554 Sandbox subdomains are for test purposes only."), "provider.account fail sandbox-mode"),
    Row(
        "sandbox, the recipient is named",
        _data(
            "554 Message rejected: Email address is not verified. "
            "The following identities failed the check in region EU-WEST-1: me@example.net"
        ),
        "provider.account fail sandbox-mode",
    ),
    Row(
        "suspended",
        _data("552 Your account has been suspended. Please contact us"),
        "provider.account fail account-suspended-or-not-activated",
    ),
    Row("quota", _data("550 5.4.5 Daily user sending limit exceeded"), "provider.account fail rate-or-quota-limited"),
    Row(
        "no answer to the message",
        case(sent=(SenderResult(BASE, reply("250 ok"), reply("250 ok"), None),)),
        "message.data fail connection-dropped",
    ),
    Row("arrived", _data("250 queued", arrived=True), "message.arrived pass -"),
    Row("did not arrive", _data("250 queued", arrived=False), "message.arrived fail accepted-but-not-delivered"),
    Row("nobody said", _data("250 queued"), "message.arrived unknown -"),
)

_NO_STARTTLS = stopped(Halt.STARTTLS_MISSING, Stage.TLS, before_tls=offers("AUTH PLAIN LOGIN"))
_HERE = {"profile": replace(PROFILE, apps=(App("chat", "zulip", "docker-12", "chat.example.com"),))}

APPS = (
    Row("Zulip sends", case(behaviours=(ZULIP,)), "app.behaviour pass -", "Zulip would send"),
    Row(
        "Synapse waits for ever",
        case(_bad_tls(TlsProblem.SELF_SIGNED), behaviours=(SYNAPSE,)),
        "app.behaviour fail cert-untrusted",
        "wait for ever here and log nothing",
    ),
    Row(
        "Synapse takes CRAM-MD5",
        case(replace(GOOD, after_tls=offers("AUTH PLAIN LOGIN CRAM-MD5")), behaviours=(SYNAPSE,)),
        "app.behaviour warn auth-mechanism-unsupported",
    ),
    Row("Docmost sends", case(behaviours=(DOCMOST,)), "app.behaviour pass -"),
    Row("a password beyond ASCII", case(behaviours=(ZULIP,), secret_is_ascii=False), "app.settings fail app-cannot-express"),
    Row(
        "clear text",
        case(_NO_STARTTLS, behaviours=(DOCMOST,)),
        "app.behaviour fail password-in-clear-text",
        "password in clear text",
    ),
    Row("a name that the provider refuses", case(behaviours=(DOCMOST,), provider=RELAY), "app.behaviour warn ehlo-name-rejected"),
    Row(
        "old Mealie",
        case(_bad_tls(TlsProblem.SELF_SIGNED), behaviours=(MEALIE,)),
        "app.behaviour warn cert-untrusted",
        "newer version will refuse",
    ),
    Row("no implicit TLS", case(IMPLICIT, behaviours=(ZULIP,)), "app.settings fail app-cannot-express"),
    Row(
        "silently nothing",
        case(profile=NO_LOGIN, behaviours=(replace(MEALIE, drops_without_login=True),)),
        "app.behaviour fail app-requires-credentials",
        "say nothing",
    ),
)

ROWS = (*NAMES, *CONNECTING, *ENCRYPTING, *GREETING, *LOGIN, *SENDING, *MESSAGES, *APPS)
