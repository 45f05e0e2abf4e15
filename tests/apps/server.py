"""The servers of the table "as the app would": one good or broken server a row, and how the app is set up for it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.apps.setups import PASSWORD
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
)
