"""Forty-two servers that do something wrong, or only odd: each with what the check must make of it.

The same ones that other clients were measured with; `tests/benchmarks/faults.py` prints both side by side.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from wizard.model import Encryption
from wizard.sandbox.certificate import Authority, Kind
from wizard.sandbox.smtp import Fault, Script, ScriptedServer

PASSWORD = "correct horse $battery"
_ESCAPE = b"\x1b[2J\x1b]0;owned\x07\x1b[31m"
_XS = "x" * 120


def _refuse_wrong(username: str, password: str) -> str | None:
    return None if password == PASSWORD else "535 5.7.8 Error: authentication failed"


GOOD = Script(on_login=_refuse_wrong, login_needed=True)
_EHLO = "250-mail.example.com\r\n{more}250-STARTTLS\r\n250 AUTH PLAIN LOGIN"


@dataclass(frozen=True)
class Case:
    """One server. `passes`: nothing is wrong that a person must know; else `causes` are those of which one must be named."""

    name: str
    script: Script | None = GOOD
    causes: frozenset[str] = frozenset()
    passes: bool = False
    encryption: Encryption = Encryption.STARTTLS
    place: str = "server"
    """server · refused · blackhole."""
    total: float | None = None
    """Seconds for the whole, where each reply for itself is in time."""
    sends: bool = False
    """Only a real message shows it."""


def _with(**changes: Any) -> Script:
    return replace(GOOD, **changes)


def _at(stage: str, fault: Fault) -> Script:
    return _with(faults={stage: fault})


def _says(**words: str | bytes) -> Script:
    return _with(says=words)


def _case(name: str, script: Script, *causes: str, **more: Any) -> Case:
    return Case(name, script, frozenset(causes), passes=not causes and not more.get("sends"), **more)


_IMPLICIT = {"implicit_tls": True, "starttls": False}
_SLOW = dict.fromkeys(("greeting", "auth", "mail", "rcpt"), Fault.DRIP)
_WORDS = {"greeting": "220 mail x", "auth": "235 ok xxx", "mail": "250 ok xxx", "rcpt": "250 ok xxx"}

CASES: tuple[Case, ...] = (
    _case("none", GOOD),
    _case("refuse", GOOD, "wrong-port", "server-refuses-connection", "server-down", place="refused"),
    _case("blackhole", GOOD, "port-blocked-by-host", "server-down", place="blackhole"),
    _case("hang", _at("greeting", Fault.SILENT), "server-silent"),
    _case("drip", _with(faults={"greeting": Fault.DRIP}, says={"greeting": f"220 mail.example.com {_XS}{_XS}"}), "server-silent"),
    _case("drip_ehlo", _with(faults={"ehlo": Fault.DRIP}, says={"ehlo": f"250 mail.example.com {_XS}{_XS}"}), "server-silent"),
    _case("hang_ehlo", _at("ehlo", Fault.SILENT), "server-silent"),
    _case("hang_starttls", _at("starttls", Fault.SILENT), "server-silent", "server-starttls-broken"),
    _case("hang_handshake", _at("handshake", Fault.SILENT), "server-silent", "tls-handshake-failed", "server-starttls-broken"),
    _case("hang_auth", _at("auth", Fault.SILENT), "server-silent", "login-delayed"),
    _case("hang_quit", _at("quit", Fault.SILENT)),
    _case("ansi", _says(greeting=b"220 mail.example.com ESMTP " + _ESCAPE)),
    _case("binary", _says(greeting=b"220 mail.example.com \x00\x80\xff\xfe ESMTP")),
    _case("http", _says(greeting="HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html>"), "not-a-mail-server", "wrong-port"),
    _case("tarpit", _with(faults=_SLOW, says=_WORDS), "server-silent", "connection-dropped", total=0.7),
    _case("close", _at("greeting", Fault.CLOSE), "server-refuses-connection"),
    # Where the reset is faster than the end of connect(), it looks like a port that nobody listens on.
    _case("reset", _at("greeting", Fault.RESET), "server-refuses-connection", "wrong-port"),
    _case("drop_ehlo", _at("ehlo", Fault.CLOSE), "connection-dropped"),
    _case(
        "drop_handshake", _at("handshake", Fault.CLOSE), "connection-dropped", "tls-handshake-failed", "server-starttls-broken"
    ),
    _case("drop_auth", _at("auth", Fault.CLOSE), "connection-dropped"),
    _case("selfsigned", _with(certificate=Kind.SELF_SIGNED), "cert-untrusted"),
    _case("expired", _with(certificate=Kind.EXPIRED), "cert-expired"),
    _case("wronghost", _with(certificate=Kind.WRONG_HOST), "cert-hostname-mismatch"),
    _case("plain_on_tls", GOOD, "implicit-tls-on-starttls-port", encryption=Encryption.IMPLICIT_TLS),
    _case("tls_on_plain", _with(**_IMPLICIT), "starttls-on-implicit-tls-port"),
    _case("tls10", _with(old_tls=True), "tls-version-too-old"),
    _case("no_starttls", _with(starttls=False), "starttls-not-offered"),
    _case("starttls_454", _says(starttls="454 4.7.0 TLS not available due to temporary reason"), "server-starttls-broken"),
    _case("inject", _with(inject=b"250-injected.example\r\n250 AUTH PLAIN\r\n")),
    _case("auth_after_tls", GOOD),
    _case("no_auth", _with(mechanisms=()), "auth-not-needed", "auth-mechanism-unsupported"),
    _case("auth_535", _with(on_login=lambda user, password: "535 5.7.8 Error: authentication failed"), "wrong-credentials"),
    _case("auth_xoauth", _with(mechanisms=("XOAUTH2",)), "basic-auth-disabled", "auth-mechanism-unsupported"),
    _case("n421", _says(mail="421 4.3.2 shutting down"), "server-down", "server-misconfigured", "rate-or-quota-limited"),
    _case("b554", _says(greeting="554 5.7.1 no SMTP service for you"), "server-refuses-connection", "sending-ip-not-accepted"),
    _case("greylist", _with(greylist=True), "greylisting"),
    _case(
        "sender", _with(on_data=lambda text: "550 5.7.1 the from address does not match a verified Sender Identity"), sends=True
    ),
    _case("endless_banner", _at("greeting", Fault.FLOOD), "not-a-mail-server"),
    _case("endless_ehlo", _at("ehlo", Fault.FLOOD), "not-a-mail-server"),
    _case("endless_line", _at("greeting", Fault.ENDLESS_LINE), "not-a-mail-server"),
    _case("huge_line", _says(ehlo=_EHLO.format(more=f"250-X-{'x' * 100_000}\r\n")), "not-a-mail-server"),
    _case("huge_ehlo", _says(ehlo=_EHLO.format(more="250-X-MORE and more\r\n" * 50_000)), "not-a-mail-server"),
)

_LINES = "220-mail.example.com\r\n" * 20 + "220 mail.example.com"
_AWAY = "421 4.3.2 Service shutting down and closing transmission channel"

MORE: tuple[Case, ...] = (
    _case("endless_slow_lines", _with(faults={"greeting": Fault.DRIP}, says={"greeting": _LINES}), "server-silent"),
    _case("reset_starttls", _at("starttls", Fault.RESET), "server-starttls-broken"),
    _case("reset_handshake", _at("handshake", Fault.RESET), "server-starttls-broken"),
    _case("garbage_handshake", _at("handshake", Fault.GARBAGE), "server-starttls-broken"),
    _case("reset_auth", _at("auth", Fault.RESET), "connection-dropped"),
    _case("reset_mail", _at("mail", Fault.RESET), "connection-dropped"),
    _case(
        "untrusted_implicit",
        _with(**_IMPLICIT, certificate=Kind.UNTRUSTED),
        "cert-untrusted",
        encryption=Encryption.IMPLICIT_TLS,
    ),
    _case(
        "drop_implicit_handshake",
        _with(**_IMPLICIT, faults={"handshake": Fault.CLOSE}),
        "tls-handshake-failed",
        encryption=Encryption.IMPLICIT_TLS,
    ),
    _case(
        "reset_implicit_handshake",
        _with(**_IMPLICIT, faults={"handshake": Fault.RESET}),
        "tls-handshake-failed",
        encryption=Encryption.IMPLICIT_TLS,
    ),
    _case("n421_greeting", _says(greeting=_AWAY), "server-down"),
    _case("n421_ehlo", _with(on_ehlo=lambda name: _AWAY), "server-down"),
    _case("n421_starttls", _says(starttls=_AWAY), "server-down"),
    _case("n421_auth", _with(on_login=lambda user, password: _AWAY), "server-down"),
    _case("n421_rcpt", _with(on_rcpt=lambda address: _AWAY), "server-down"),
    _case("ssh", _says(greeting="SSH-2.0-OpenSSH_9.2p1 Debian-2"), "wrong-port"),
    _case("imap", _says(greeting="* OK [CAPABILITY IMAP4rev1] Dovecot ready."), "wrong-port"),
    # Within what a reply may be here, beyond what some libraries take.
    _case("reply_over_32_kb", _says(ehlo=_EHLO.format(more=f"250-X-{'x' * 4000}\r\n" * 10))),
    _case("reply_over_64_kb", _says(ehlo=_EHLO.format(more=f"250-X-{'x' * 4000}\r\n" * 20)), "not-a-mail-server"),
    _case("reply_over_64_kb_mail", _says(mail=f"250-{'x' * 4000}\r\n" * 20 + "250 ok"), "not-a-mail-server"),
    _case("tls_wanted_auth", _with(on_login=lambda user, password: "538 5.7.11 Encryption required"), "tls-required-first"),
)
"""Servers that the other clients were not measured with."""


@dataclass(frozen=True)
class Place:
    """Where a case is played."""

    port: int
    ca_file: str
    server: ScriptedServer | None = None


@contextlib.asynccontextmanager
async def play(case: Case, authority: Authority) -> AsyncIterator[Place]:
    """The server of a case on loopback."""
    if case.place == "server":
        async with ScriptedServer(case.script, authority=authority) as server:
            yield Place(server.port, authority.ca_file, server)
        return
    with socket.socket() as held, contextlib.ExitStack() as callers:
        held.bind(("127.0.0.1", 0))
        if case.place == "blackhole":
            # A full queue of connections that nobody takes: the system answers no more of them.
            held.listen(0)
            for _ in range(4):
                caller = callers.enter_context(socket.socket())
                caller.setblocking(False)
                caller.connect_ex(held.getsockname())
            await asyncio.sleep(0)
        yield Place(held.getsockname()[1], authority.ca_file)
