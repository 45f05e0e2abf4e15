"""What an app would experience with the server that a conversation met: sent, an error, a wait without end, or nothing at all.

Deterministic and pure, so that a test can hold it against the apps' real libraries. It walks the same way as the app: name,
connection, TLS, greeting, EHLO, STARTTLS, certificate, login, sender, recipient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wizard.app import Behaviour
from wizard.diagnosis import offer
from wizard.diagnosis.hello import is_greeted
from wizard.diagnosis.library import SMTPLIB, library_of
from wizard.diagnosis.outcome import Outcome, Prediction
from wizard.diagnosis.walk import LEAVING, Walk, connects, encrypts, fits_mode, greets, speaks_implicit, switched_off, trusts
from wizard.evidence import Conversation, Extensions, Halt, PortFacts, Reply, SenderResult
from wizard.model import Encryption
from wizard.step import Stage

__all__ = ["Outcome", "Prediction", "failed_logins", "predict"]


def predict(
    behaviour: Behaviour,
    conversation: Conversation,
    *,
    login: bool | None = None,
    username: str = "",
    ascii_secret: bool = True,
    ports: Iterable[PortFacts] = (),
    sent: Iterable[SenderResult] = (),
) -> Prediction:
    """What the app with this behaviour will experience. `login` None: one is made where the conversation made one.

    `sent`: real messages to the same server; only they show what it says to DATA.
    """
    made = conversation.auth is not None or conversation.halt in (Halt.PLAINTEXT_LOGIN, Halt.NO_MECHANISM)
    walk = Walk(
        behaviour,
        conversation,
        library_of(behaviour.library),
        made if login is None else login,
        username,
        ascii_secret,
        speaks_implicit(conversation, ports),
        tuple(result for result in sent if result.stage is None),
    )
    steps: tuple[Callable[[Walk], Prediction | None], ...] = (
        switched_off,
        connects,
        fits_mode,
        greets,
        is_greeted,
        encrypts,
        trusts,
        _logs_in,
        _sends,
    )
    return next((found for step in steps if (found := step(walk)) is not None), Prediction(Outcome.SENT))


def alone_in_container(behaviour: Behaviour, host: str) -> Prediction:
    """What an app in a container meets at a server that is this machine: there it is the container, where none listens."""
    note = f"in its container {host} is the container itself"
    return Prediction(
        Outcome.ERROR, library_of(behaviour.library).error("refused", 0), note, "localhost-in-container", stage=Stage.CONNECT
    )


# ---------------------------------------------------------------- login and mail

_BY_TOKEN = frozenset({"XOAUTH2"})
"""Mechanisms that take no password; some libraries try them with one all the same."""


_NOT_THIS_WAY = frozenset({501, 504})
"""The server can't do this mechanism, or not in this form (RFC 4954 4); that says nothing about another one."""
_AT_THE_COMMAND = frozenset({500, 502, 503, 504, 530, 538})
"""What is said to AUTH itself, before user name and password."""


def _offers(walk: Walk) -> Extensions | None:
    """What the app is offered where it logs in; None = not known."""
    conversation = walk.conversation
    if not (walk.app_implicit or walk.upgrades):
        return conversation.before_tls
    return conversation.after_tls or (
        conversation.before_tls if conversation.endpoint.encryption is Encryption.IMPLICIT_TLS else None
    )


def _logs_in(walk: Walk) -> Prediction | None:
    if not walk.login:
        return None
    offers, behaviour = _offers(walk), walk.behaviour
    if offers is None:
        return Prediction(Outcome.UNKNOWN, note="what is offered to it after the encryption was not seen", stage=Stage.AUTH)
    if not offer.knows(offers, "AUTH", walk.library):
        if behaviour.skips_auth_silently:
            return _sends(walk) or _without_login(walk)
        note = "the server offers it no login"
        if "AUTH" in offers.words:
            note = "the server offers its login with another spelling than AUTH, which is all that its library knows"
        return walk.fails("no-auth", note, "auth-not-needed", Stage.AUTH)
    offered = offer.mechanisms(offers, walk.library)
    picks = [name for name in behaviour.mechanisms if name in offered]
    if not picks:
        note = "the server offers no login method that it can do"
        if any(name in offers.mechanisms for name in behaviour.mechanisms):
            note = "the server names its login methods in small letters, and its library knows them only in capitals"
        return walk.fails("no-mechanism", note, "auth-mechanism-unsupported", Stage.AUTH)
    if set(picks if behaviour.falls_back else picks[:1]) <= _BY_TOKEN:
        note = "the server takes nothing but a token (OAuth), and it has a password"
        return walk.fails("no-token", note, "auth-mechanism-unsupported", Stage.AUTH, waits=walk.library.idle is not None)
    if behaviour.ascii_credentials and not (walk.username.isascii() and walk.ascii_secret):
        return walk.fails(
            "encoding", "it can't send a user name or password beyond ASCII", "special-chars-in-password", Stage.AUTH
        )
    return _answered(walk, picks)


def _without_login(walk: Walk) -> Prediction:
    note = "the server offers no login, so it sends without one and does not say so"
    if not walk.conversation.senders:
        note += "; whether the server takes mail like that was not tried"
    return Prediction(Outcome.SENT, "", note, "auth-not-needed", risk=True, stage=Stage.AUTH)


def _answered(walk: Walk, picks: list[str]) -> Prediction | None:
    auth, conversation = walk.conversation.auth, walk.conversation
    if auth is None:
        if conversation.halt in (Halt.CLOSED, Halt.RESET) and conversation.stage is Stage.AUTH:
            return walk.fails("closed", "the server hangs up at its login", "connection-dropped", Stage.AUTH)
        if conversation.halt in (Halt.TIMEOUT, Halt.SILENT) and conversation.stage is Stage.AUTH:
            return walk.fails("timeout", "the server does not answer its login", "login-delayed", Stage.AUTH, waits=True)
        return Prediction(Outcome.UNKNOWN, note="the login was not tried", stage=Stage.AUTH)
    if auth.reply.code == 503 and walk.library is SMTPLIB:
        return Prediction(Outcome.UNKNOWN, note="its library takes a 503 for 'already logged in' and goes on", stage=Stage.AUTH)
    if auth.reply.code == LEAVING and walk.behaviour.falls_back and len(picks) > 1:
        # Its next method meets a closed connection.
        return walk.fails("closed", "the server shuts down at its login", "server-down", Stage.AUTH)
    if auth.reply.code in _NOT_THIS_WAY and (auth.mechanism.upper() != picks[0] or (walk.behaviour.falls_back and picks[1:])):
        note = f"the server does not take {auth.mechanism} as it is sent; whether it takes what the app tries was not seen"
        return Prediction(Outcome.UNKNOWN, note=note, stage=Stage.AUTH)
    if not walk.library.takes("auth", auth.reply.code):
        return _refused_login(walk, picks, auth.reply.code)
    first = picks[0]
    if first == "CRAM-MD5" and auth.mechanism.upper() != "CRAM-MD5" and not walk.behaviour.falls_back:
        note = "it takes CRAM-MD5, the first of its own list, and nothing else; many servers offer it and can't do it"
        return Prediction(Outcome.SENT, "", note, "auth-mechanism-unsupported", risk=True, stage=Stage.AUTH)
    return None


def _refused_login(walk: Walk, picks: list[str], code: int) -> Prediction:
    count = failed_logins(walk.behaviour, picks) * walk.behaviour.attempts
    what = "is refused" if code >= 300 else f"is answered with {code}, and its library wants 235"
    note = f"its login {what}{f', {count} failed logins for each mail' if count > 1 else ''}"
    early = picks[0] != "PLAIN" and code in _AT_THE_COMMAND and "auth-command" in walk.library.errors
    return walk.fails("auth-command" if early else "auth", note, None, Stage.AUTH, code)


def failed_logins(behaviour: Behaviour, offered: Iterable[str]) -> int:
    """How many failed logins one wrong password makes, with the mechanisms that a server offers."""
    here = set(offered)
    picks = [name for name in behaviour.mechanisms if name in here]
    if not picks:
        return 0
    tried = picks if behaviour.falls_back else picks[:1]
    again = "PLAIN" in tried and library_of(behaviour.library).plain_twice
    return len(tried) + (1 if again else 0)


_EVENTS = {Stage.MAIL_FROM: "mail", Stage.RCPT_TO: "rcpt", Stage.DATA: "data"}


def _sends(walk: Walk) -> Prediction | None:
    conversation, stage = walk.conversation, walk.conversation.stage
    own = [result for result in (*conversation.senders, *walk.sent) if result.identity.app in (None, walk.behaviour.app)]
    for result in own:
        if (found := _beyond_ascii(walk, result.identity.envelope)) is not None:
            return found
        replies: dict[Stage, Reply | None] = {
            Stage.MAIL_FROM: result.mail,
            Stage.RCPT_TO: result.rcpt,
            Stage.DATA: result.data,
        }
        for place, reply in replies.items():
            if reply is None or (reply.code and _is_taken(walk, place, reply)):
                continue
            if reply.code:
                what = "is refused" if not reply.ok else f"is answered with {reply.code}, and its library wants 250"
                return walk.fails(_EVENTS[place], f"mail from {result.identity.from_address} {what}", None, place, reply.code)
            return _breaks_off(walk, result.halt, place)
    return _breaks_off(walk, conversation.halt, stage or Stage.MAIL_FROM)


def _beyond_ascii(walk: Walk, address: str) -> Prediction | None:
    """What becomes of a sender that needs SMTPUTF8; a domain beyond ASCII does not, it has a form in ASCII."""
    offers, way = _offers(walk), walk.library.smtputf8
    offered = offers is not None and "SMTPUTF8" in offers.words
    if address.rpartition("@")[0].isascii() or (offered and way != "never"):
        return None
    note = f"{address} has letters beyond ASCII before the @"
    if way == "ignored":
        note += "; it sends that to a server that does not offer SMTPUTF8, and many refuse it"
        return Prediction(Outcome.SENT, "", note, "malformed-from", risk=True, stage=Stage.MAIL_FROM)
    return walk.fails(
        "address", note if way == "never" else f"{note}, and SMTPUTF8 is not offered", "malformed-from", Stage.MAIL_FROM
    )


def _is_taken(walk: Walk, place: Stage, reply: Reply) -> bool:
    return walk.library.takes(_EVENTS[place], reply.code)


def _breaks_off(walk: Walk, halt: Halt | None, stage: Stage) -> Prediction | None:
    """What becomes of a mail where the server gives no answer, or none that is SMTP."""
    if halt is Halt.NOT_SMTP and stage in _EVENTS:
        event = walk.library.event_of_garbage(_EVENTS[stage])
        return walk.fails(event, "what the server answers is no SMTP", "not-a-mail-server", stage)
    if halt in (Halt.CLOSED, Halt.RESET, Halt.FLOOD, Halt.NOT_SMTP):
        return walk.fails("closed", "the server breaks off", "connection-dropped", stage)
    if halt in (Halt.TIMEOUT, Halt.SILENT):
        return walk.fails("timeout", "the server stops answering", "server-silent", stage, waits=walk.silences(stage))
    return None
