"""The servers of the table "as the app would": one good or broken server a row, and how the app is set up for it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.apps.setups import PASSWORD
from tests.outside.app_run import APPS
from tests.outside.container import script
from wizard.model import Encryption
from wizard.sandbox.certificate import Kind
from wizard.sandbox.script import Fault, Script

STARTTLS, IMPLICIT, NONE = Encryption.STARTTLS, Encryption.IMPLICIT_TLS, Encryption.NONE


@dataclass(frozen=True, slots=True)
class Server:
    """A server, the encryption and login that the app is set to, and what only a real message shows of it."""

    name: str
    script: Script
    encryption: Encryption = STARTTLS
    """What the app is set to."""
    login: bool = True
    real_message: bool = False
    sender: str = ""
    """Another address than usual in From."""
    untold: frozenset[str] = frozenset()
    """Apps of which our own conversation can't tell what they would experience."""
    only: frozenset[str] = frozenset()
    """The apps that can be set up for it, where not all can."""
    waits: bool = False
    """Whether somebody waits there until a time limit."""

    @property
    def patience(self) -> float:
        """Seconds that our own conversation waits for a reply; short where none will come."""
        return 2.5 if self.waits else 20.0


def _of(encryption: Encryption = STARTTLS, **more: object) -> Script:
    return script(encryption, "apikey", PASSWORD.reveal(), **more)


def _refuse(words: str) -> object:
    return lambda *given: words


_535 = "535 5.7.8 authentication failed"

_WITHOUT_UTF8 = ("SIZE 10485760", "8BITMIME")
_OPEN = {"login_needed": False, "mechanisms": ()}


def _no_ehlo(words: str, encryption: Encryption = STARTTLS, **more: object) -> Script:
    return _of(encryption, says={"ehlo": words}, **{"login_needed": False, **more})


def _offering(*lines: str, **more: object) -> Script:
    """The answer to EHLO in this very spelling."""
    said = [f"250{' ' if line is lines[-1] else '-'}{line}" for line in ("localhost", *lines)]
    return _of(says={"ehlo": "\r\n".join(said)}, **more)


_502, _504, _550 = "502 5.5.1 command not implemented", "504 5.5.2 no such name", "550 5.7.1 helo command rejected"
_ALL = frozenset(APPS)
_DOCMOST = frozenset({"docmost"})

_ONLY_HELO = (
    Server("EHLO 502, HELO taken", _no_ehlo(_502)),
    Server("EHLO 550, HELO taken", _no_ehlo(_550)),
    Server("EHLO 502, HELO taken, implicit TLS", _no_ehlo(_502, IMPLICIT), IMPLICIT, untold=_DOCMOST),
    Server("EHLO 502, HELO taken, no encryption", _no_ehlo(_502, NONE), NONE, untold=_DOCMOST),
    Server("EHLO 502, HELO taken, no login", _no_ehlo(_502, NONE, **_OPEN), NONE, login=False),
    Server("EHLO 504, HELO taken, no login", _no_ehlo(_504, NONE, **_OPEN), NONE, login=False),
    Server("EHLO 550, HELO taken, no login", _no_ehlo(_550, NONE, **_OPEN), NONE, login=False),
    Server("EHLO 550, HELO taken, implicit TLS, no login", _no_ehlo(_550, IMPLICIT, **_OPEN), IMPLICIT, login=False),
    Server("EHLO 550, HELO taken, STARTTLS, no login", _no_ehlo(_550, **_OPEN), login=False),
    Server(
        "EHLO and HELO refused, no login",
        _of(NONE, on_ehlo=_refuse(_550), **_OPEN),
        NONE,
        login=False,
        only=_ALL - {"synapse"},  # that one says HELO again and again, as fast as it can: no other would have its turn
    ),
    Server("EHLO 421", _of(on_ehlo=_refuse("421 4.7.0 Try again later, closing connection. (EHLO)"))),
    Server("EHLO 421, no login", _of(NONE, on_ehlo=_refuse("421 4.7.0 closing connection. (EHLO)"), **_OPEN), NONE, login=False),
)
_SPELT_OTHERWISE = (
    Server("STARTTLS in small letters", _offering("starttls", "AUTH PLAIN LOGIN")),
    Server("AUTH in small letters", _offering("STARTTLS", "auth PLAIN LOGIN")),
    Server("mechanisms in small letters", _offering("STARTTLS", "AUTH plain login")),
    Server("AUTH= and no AUTH", _offering("STARTTLS", "AUTH=PLAIN LOGIN")),
    Server("AUTH= and AUTH", _offering("STARTTLS", "AUTH=PLAIN LOGIN", "AUTH PLAIN LOGIN")),
)
_ODD_ANSWERS = (
    Server(
        "PLAIN listed, answers 504",
        _of(on_auth=lambda name: "504 5.5.4 mechanism not supported" if name == "PLAIN" else None),
        untold=_ALL - _DOCMOST,
    ),
    Server(
        "PLAIN not in this form, 501",
        _of(on_auth=lambda name: "501 5.5.4 no initial response" if name == "PLAIN" else None),
        untold=_ALL - _DOCMOST,
    ),
    Server("login answers 421", _of(on_login=_refuse("421 4.7.0 bye"))),
    Server("login refused at its first word", _of(on_auth=_refuse("530 5.7.0 not now"))),
    Server("login answers 250", _of(says={"auth": "250 2.7.0 accepted"})),
    Server("MAIL answers 200", _of(says={"mail": "200 ok"})),
    Server("MAIL answers 354", _of(says={"mail": "354 ok"})),
    Server("RCPT answers 252", _of(says={"rcpt": "252 2.1.5 cannot verify, will try"})),
    Server("closes at DATA", _of(faults={"data": Fault.CLOSE}), real_message=True),
    Server("closes after the message", _of(faults={"body": Fault.CLOSE}), real_message=True),
    Server("silent at DATA", _of(faults={"data": Fault.SILENT}), real_message=True, waits=True),
    Server("no SMTP at DATA", _of(faults={"data": Fault.GARBAGE}), real_message=True),
    Server("SSH greets", _of(says={"greeting": "SSH-2.0-OpenSSH_9.2p1"}), waits=True),
    Server(
        "words put in after STARTTLS",
        _of(inject=b"250-localhost\r\n250 AUTH PLAIN\r\n"),
        untold=frozenset({"synapse", "docmost", "coolify"}),
    ),
)
_BEYOND_ASCII = (
    Server("domain beyond ASCII, no SMTPUTF8", _of(extensions=_WITHOUT_UTF8), sender="noreply@bücher.example"),
    Server("domain beyond ASCII", _of(), sender="noreply@bücher.example"),
    Server(
        "name beyond ASCII, no SMTPUTF8",
        _of(extensions=_WITHOUT_UTF8),
        sender="jürgen@example.com",
        only=_ALL - {"zulip", "synapse", "coolify"},
    ),
    Server("name beyond ASCII", _of(), sender="jürgen@example.com", only=_ALL - {"zulip", "synapse", "coolify"}),
)

SERVERS = (
    Server("good STARTTLS", _of()),
    Server("good implicit TLS", _of(IMPLICIT), IMPLICIT),
    Server("good, no encryption", _of(NONE), NONE),
    Server("STARTTLS, no login", _of(login_needed=False, mechanisms=()), login=False),
    Server("relay, no login", _of(NONE, login_needed=False, mechanisms=()), NONE, login=False),
    Server("app implicit, server STARTTLS", _of(), IMPLICIT),
    Server("app STARTTLS, server implicit", _of(IMPLICIT), waits=True),
    Server("no STARTTLS offered", _of(NONE)),
    Server("STARTTLS answers 454", _of(says={"starttls": "454 4.7.0 TLS not available"})),
    Server("STARTTLS answers 554", _of(says={"starttls": "554 5.7.3 unable to initialise security subsystem"})),
    Server("handshake broken off", _of(faults={"handshake": Fault.CLOSE})),
    Server("handshake broken off, implicit", _of(IMPLICIT, faults={"handshake": Fault.CLOSE}), IMPLICIT),
    Server("handshake reset", _of(faults={"handshake": Fault.RESET})),
    Server("untrusted certificate", _of(certificate=Kind.UNTRUSTED)),
    Server("self-signed certificate", _of(certificate=Kind.SELF_SIGNED)),
    Server("certificate for another name", _of(certificate=Kind.WRONG_HOST)),
    Server("expired certificate", _of(certificate=Kind.EXPIRED)),
    Server("untrusted, implicit TLS", _of(IMPLICIT, certificate=Kind.UNTRUSTED), IMPLICIT),
    Server("weak key", _of(certificate=Kind.WEAK_KEY), untold=_DOCMOST),
    Server("weak key, implicit TLS", _of(IMPLICIT, certificate=Kind.WEAK_KEY), IMPLICIT, untold=_DOCMOST),
    Server("certificate for clients", _of(certificate=Kind.FOR_CLIENTS)),
    Server("certificate for clients, implicit TLS", _of(IMPLICIT, certificate=Kind.FOR_CLIENTS), IMPLICIT),
    Server("certificate of a remade CA", _of(certificate=Kind.REMADE_CA)),
    Server("certificate without a key identifier", _of(certificate=Kind.NO_KEY_ID)),
    Server("TLS 1.1 only", _of(old_tls=True)),
    Server("TLS 1.1 only, implicit TLS", _of(IMPLICIT, old_tls=True), IMPLICIT),
    Server("wrong password", _of(on_login=_refuse(_535))),
    Server("wrong password, PLAIN only", _of(mechanisms=("PLAIN",), on_login=_refuse(_535))),
    Server("wrong password, CRAM-MD5 too", _of(mechanisms=("CRAM-MD5", "PLAIN", "LOGIN"), on_login=_refuse(_535))),
    Server("login answers 454", _of(on_login=_refuse("454 4.7.0 temporary authentication failure"))),
    Server("closes at the login", _of(faults={"auth": Fault.CLOSE})),
    Server("login configured, none offered", _of(mechanisms=(), login_needed=False)),
    Server("XOAUTH2 only", _of(mechanisms=("XOAUTH2",)), waits=True),
    Server("EHLO refused", _of(on_ehlo=_refuse("550 5.7.1 helo command rejected"))),
    Server("greeting 421", _of(says={"greeting": "421 4.3.2 too busy"})),
    Server("greeting 554", _of(says={"greeting": "554 5.7.1 no service for you"})),
    Server("silent greeting", _of(faults={"greeting": Fault.SILENT}), waits=True),
    Server("silent at EHLO", _of(faults={"ehlo": Fault.SILENT}), waits=True),
    Server("silent handshake", _of(faults={"handshake": Fault.SILENT}), waits=True),
    Server("silent handshake, implicit TLS", _of(IMPLICIT, faults={"handshake": Fault.SILENT}), IMPLICIT, waits=True),
    Server("silent at the login", _of(faults={"auth": Fault.SILENT}), waits=True),
    Server("closes after EHLO", _of(faults={"starttls": Fault.CLOSE})),
    Server("closes at EHLO", _of(faults={"ehlo": Fault.CLOSE})),
    Server("MAIL refused 553", _of(on_mail=_refuse("553 5.7.1 sender not owned by user"))),
    Server("RCPT refused 550", _of(on_rcpt=_refuse("550 5.1.1 no such user"))),
    Server("RCPT put off 451", _of(on_rcpt=_refuse("451 4.7.1 greylisted, try again later"))),
    Server("DATA refused 550", _of(says={"data": "550 5.7.1 no"}), real_message=True),
    Server("message refused 550", _of(on_data=_refuse("550 5.7.1 not verified")), real_message=True),
    *_ONLY_HELO,
    *_SPELT_OTHERWISE,
    *_ODD_ANSWERS,
    *_BEYOND_ASCII,
)
