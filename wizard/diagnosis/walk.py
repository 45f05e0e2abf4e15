"""The way of an app to a server, step by step: name, connection, TLS, greeting, STARTTLS, certificate. Each step may end it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wizard.app import Behaviour
from wizard.diagnosis import offer
from wizard.diagnosis.library import HANG, LOST, Library
from wizard.diagnosis.outcome import Outcome, Prediction
from wizard.evidence import Conversation, Halt, PortFacts, SenderResult, Speaks, TlsProblem
from wizard.model import Encryption
from wizard.reach import Reach
from wizard.step import Stage

LEAVING = 421
"""The reply with which a server shuts the connection down, whatever it was asked (RFC 5321, 3.8)."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What every step of the way reads."""

    behaviour: Behaviour
    conversation: Conversation
    library: Library
    login: bool
    username: str
    ascii_secret: bool
    implicit: bool | None
    """Whether the port speaks implicit TLS; None = nothing shows it."""
    sent: tuple[SenderResult, ...] = ()
    """Real messages."""

    @property
    def app_implicit(self) -> bool:
        return self.behaviour.starttls == "implicit"

    @property
    def upgrades(self) -> bool:
        """Whether the app would go on under TLS here, by STARTTLS."""
        before = self.conversation.before_tls
        offered = before is not None and offer.knows(before, "STARTTLS", self.library)
        return self.behaviour.starttls in ("required", "opportunistic") and offered

    def fails(self, event: str, note: str, cause: str | None, stage: Stage, code: int = 0, *, waits: int = 0) -> Prediction:
        """An error of the app's library, or its endless wait. `waits`: the failure is a time-out, and for how many answers."""
        name = self.library.error(event, code)
        seconds = self._patience(event, waits) if waits else None
        if name == HANG or (
            waits and self.behaviour.timeout is None and event not in ("dns", "refused", "connect-timeout", "unreachable")
        ):
            return Prediction(Outcome.HANG, "", note, cause, stage=stage)
        if name == LOST:
            return Prediction(Outcome.SILENT_DROP, "", note, cause, stage=stage)
        return Prediction(Outcome.ERROR, name, note, cause, stage=stage, seconds=seconds)

    def silences(self, stage: Stage) -> int:
        """For how many answers it waits where the server falls silent at a stage."""
        return 2 if stage in self.library.waits_twice else 1

    def _patience(self, event: str, answers: int) -> float | None:
        """After how many seconds it gives up."""
        timeout, library = self.behaviour.timeout, self.library
        if library.idle is not None and event in ("timeout", "starttls-silent", "no-token"):
            return library.idle
        return None if timeout is None else answers * timeout


def speaks_implicit(conversation: Conversation, ports: Iterable[PortFacts]) -> bool | None:
    tls = conversation.tls
    if conversation.other_mode in (Speaks.IMPLICIT_TLS, Speaks.STARTTLS, Speaks.PLAIN):
        return conversation.other_mode is Speaks.IMPLICIT_TLS
    handshake = tls is not None and bool(tls.version or tls.chain or tls.problem is TlsProblem.TOO_OLD)
    if conversation.endpoint.encryption is Encryption.IMPLICIT_TLS:
        if tls is not None and tls.problem is TlsProblem.WRONG_VERSION:
            return False
        if handshake:
            return True
    elif conversation.greeting is not None:
        return False
    elif handshake:
        return True
    for facts in ports:
        if facts.port == conversation.endpoint.port and facts.speaks in (Speaks.IMPLICIT_TLS, Speaks.STARTTLS, Speaks.PLAIN):
            return facts.speaks is Speaks.IMPLICIT_TLS
    return None


# ---------------------------------------------------------------- the way to the server


def switched_off(walk: Walk) -> Prediction | None:
    encrypts = walk.behaviour.starttls in ("implicit", "required")
    if walk.behaviour.drops_without_login and encrypts and not walk.login:
        note = "it wants a login as soon as the line is encrypted, and without one it sends nothing and says nothing"
        return Prediction(Outcome.SILENT_DROP, "", note, "app-requires-credentials", stage=Stage.APP_CONFIG)
    return None


def connects(walk: Walk) -> Prediction | None:
    conversation = walk.conversation
    if conversation.halt is Halt.NAME_UNKNOWN:
        return walk.fails("dns", "it does not find the server's name", "wrong-host", Stage.DNS)
    if conversation.halt is Halt.NAME_UNCLEAR:
        return Prediction(Outcome.UNKNOWN, note="the name server gave no answer", stage=Stage.DNS)
    if conversation.halt is not Halt.UNREACHED:
        return None
    reaches = {attempt.reach for attempt in conversation.attempts}
    if Reach.REFUSED in reaches:
        return walk.fails("refused", "its connection is refused", None, Stage.CONNECT)
    if Reach.TIMEOUT in reaches:
        return walk.fails("connect-timeout", "its connection does not come about", None, Stage.CONNECT, waits=True)
    return walk.fails("unreachable", "it finds no way to the server", None, Stage.CONNECT)


def fits_mode(walk: Walk) -> Prediction | None:
    conversation, port = walk.conversation, walk.conversation.endpoint.port
    if walk.app_implicit and walk.implicit is False:
        note = f"it begins with TLS, and port {port} greets in plain text"
        return walk.fails("tls-to-plain", note, "implicit-tls-on-starttls-port", Stage.TLS)
    if not walk.app_implicit and walk.implicit is True:
        note = f"it waits for a greeting, and port {port} waits for TLS"
        return walk.fails("silent", note, "starttls-on-implicit-tls-port", Stage.CONNECT, waits=True)
    if walk.app_implicit and walk.implicit is True and conversation.tls and conversation.tls.problem is TlsProblem.TOO_OLD:
        return walk.fails("tls-old", "the server's TLS is too old for it", "tls-version-too-old", Stage.TLS)
    if walk.app_implicit and walk.implicit is True and conversation.endpoint.encryption is not Encryption.IMPLICIT_TLS:
        note = f"it begins with TLS on port {port} as the server does, and this setup does not: set implicit TLS and test again"
        return Prediction(Outcome.UNKNOWN, "", note, "starttls-on-implicit-tls-port", stage=Stage.TLS)
    if walk.app_implicit and conversation.greeting is None and walk.implicit is None and conversation.halt is not None:
        silent = conversation.halt in (Halt.SILENT, Halt.TIMEOUT)
        note = "its TLS handshake gets no answer" if silent else "the server breaks off its TLS handshake"
        return walk.fails("tls-silent" if silent else "tls-broken", note, "tls-handshake-failed", Stage.TLS, waits=silent)
    return trusts(walk) if walk.app_implicit else None


def greets(walk: Walk) -> Prediction | None:
    conversation = walk.conversation
    greeting, extensions = conversation.greeting, conversation.extensions
    if greeting is not None and greeting.code and not greeting.ok:
        return walk.fails(
            "greeting", "the server refuses it in the greeting", "server-refuses-connection", Stage.EHLO, greeting.code
        )
    if conversation.halt is Halt.NOT_SMTP and extensions is None:
        said = greeting.lines[0].raw if greeting is not None else conversation.detail.raw
        event = "no-smtp-line" if walk.library.reads_to_blank and said[3:4] not in (b"", b" ") else "no-smtp"
        note = "what answers there is no mail server"
        return walk.fails(event, note, "wrong-port", Stage.EHLO, waits=event == "no-smtp-line")
    if greeting is None and conversation.halt in (Halt.SILENT, Halt.TIMEOUT):
        return walk.fails("silent", "no greeting comes", "server-silent", Stage.EHLO, waits=True)
    if extensions is None and conversation.halt in (Halt.SILENT, Halt.TIMEOUT):
        note, answers = "the server greets and says nothing more", walk.silences(Stage.EHLO)
        return walk.fails("timeout", note, "server-silent", Stage.EHLO, waits=answers)
    if extensions is None and conversation.halt is not None and conversation.tls is None:
        return walk.fails("closed", "the server hangs up", "connection-dropped", Stage.EHLO)
    return None


def encrypts(walk: Walk) -> Prediction | None:
    conversation = walk.conversation
    if walk.app_implicit or walk.behaviour.starttls == "never" or conversation.before_tls is None:
        return None
    if not walk.upgrades:
        return _without_starttls(walk)
    reply = conversation.starttls
    if reply is not None and reply.code and not reply.ok:
        return walk.fails("starttls", "the server refuses STARTTLS", "server-starttls-broken", Stage.TLS, reply.code)
    if reply is not None and conversation.tls is None and conversation.halt is not None:
        # What came unasked before the handshake was dropped here; the app's library takes it for TLS and fails.
        silent = conversation.halt in (Halt.SILENT, Halt.TIMEOUT) and not conversation.unsolicited
        note = "the server takes STARTTLS and then gives no handshake"
        event = "starttls-silent" if silent else "tls-broken"
        return walk.fails(event, note, "server-starttls-broken", Stage.TLS, waits=silent)
    if reply is None and conversation.halt in (Halt.CLOSED, Halt.RESET):
        return walk.fails("closed", "the server hangs up when asked for STARTTLS", "server-starttls-broken", Stage.TLS)
    if reply is None and conversation.halt in (Halt.SILENT, Halt.TIMEOUT):
        return walk.fails("timeout", "the server does not answer STARTTLS", "server-starttls-broken", Stage.TLS, waits=True)
    if conversation.injected and not walk.library.drops_unasked:
        note = "words were put in after STARTTLS, and its library takes them for the encrypted server's"
        return Prediction(Outcome.UNKNOWN, note=note, stage=Stage.TLS)
    return None


def _without_starttls(walk: Walk) -> Prediction | None:
    if walk.behaviour.starttls == "required":
        note = "STARTTLS is not offered, and it insists on it"
        if walk.conversation.before_tls and "STARTTLS" in walk.conversation.before_tls.words:
            note = "the server offers STARTTLS in small letters, and its library knows it only in capitals"
        return walk.fails("starttls-missing", note, "starttls-not-offered", Stage.TLS)
    if not walk.login:
        return None
    offered = walk.conversation.before_tls.mechanisms if walk.conversation.before_tls else ()
    if not offered:
        return None
    note = "STARTTLS is not offered, so it goes on without encryption and sends the password in clear text"
    return Prediction(Outcome.SENT, "", note, "password-in-clear-text", risk=True, stage=Stage.AUTH)


def trusts(walk: Walk) -> Prediction | None:
    tls = walk.conversation.tls
    if tls is None or tls.problem is None or (not walk.app_implicit and not walk.upgrades):
        return None
    if tls.problem is TlsProblem.TOO_OLD:
        return walk.fails("tls-old", "the server's TLS is too old for it", "tls-version-too-old", Stage.TLS)
    cause = {
        TlsProblem.HOSTNAME: "cert-hostname-mismatch",
        TlsProblem.EXPIRED: "cert-expired",
        TlsProblem.NOT_YET_VALID: "cert-expired",
        TlsProblem.WEAK_KEY: "tls-version-too-old",
    }.get(tls.problem, "cert-untrusted")
    if tls.problem in (TlsProblem.OTHER, TlsProblem.WRONG_VERSION, TlsProblem.CLIENT_CERTIFICATE):
        return walk.fails("tls-broken", "the TLS handshake fails", "tls-handshake-failed", Stage.TLS)
    if walk.behaviour.verifies_certificate is False:
        note = "it does not look at certificates, so it works here; a newer version will refuse this one"
        return Prediction(Outcome.SENT, "", note, cause, risk=True, stage=Stage.TLS)
    if tls.problem is TlsProblem.WEAK_KEY and walk.library.own_tls:
        note = "older versions take a key as weak as this certificate's, newer ones refuse it"
        return Prediction(Outcome.UNKNOWN, "", note, cause, stage=Stage.TLS)
    note = "it refuses this certificate"
    if walk.behaviour.verifies_certificate is None:
        note = "newer versions refuse this certificate; older ones don't look at it"
    return walk.fails("certificate", note, cause, Stage.TLS)
