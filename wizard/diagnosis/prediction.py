"""What an app would experience with the server that a conversation met: sent, an error, a wait without end, or nothing at all.

Deterministic and pure, so that a test can hold it against the apps' real libraries. It walks the same way as the app: name,
connection, TLS, greeting, EHLO, STARTTLS, certificate, login, sender, recipient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wizard.app import Behaviour
from wizard.diagnosis.library import SMTPLIB, library_of
from wizard.diagnosis.outcome import Outcome, Prediction
from wizard.diagnosis.walk import LEAVING, Walk, connects, encrypts, fits_mode, greets, speaks_implicit, switched_off, trusts
from wizard.evidence import Conversation, Halt, PortFacts, Reply, SenderResult
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


def _offered(walk: Walk) -> tuple[str, ...] | None:
    """The mechanisms that the app is offered where it logs in; None = not known."""
    conversation = walk.conversation
    if walk.app_implicit or walk.upgrades:
        extensions = conversation.after_tls or (
            conversation.before_tls if conversation.endpoint.encryption is Encryption.IMPLICIT_TLS else None
        )
    else:
        extensions = conversation.before_tls
    return None if extensions is None else tuple(word.upper() for word in extensions.mechanisms)


def _logs_in(walk: Walk) -> Prediction | None:
    if not walk.login:
        return None
    offered, behaviour = _offered(walk), walk.behaviour
    if offered is None:
        return Prediction(Outcome.UNKNOWN, note="what is offered to it after the encryption was not seen", stage=Stage.AUTH)
    if not offered:
        if behaviour.skips_auth_silently:
            return _sends(walk) or _without_login(walk)
        return walk.fails("no-auth", "the server offers it no login", "auth-not-needed", Stage.AUTH)
    picks = [name for name in behaviour.mechanisms if name in offered]
    if not picks:
        return walk.fails(
            "no-mechanism", "the server offers no login method that it can do", "auth-mechanism-unsupported", Stage.AUTH
        )
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
    if not auth.reply.ok:
        count = failed_logins(walk.behaviour, picks) * walk.behaviour.attempts
        note = f"its login is refused{f', {count} failed logins for each mail' if count > 1 else ''}"
        return walk.fails("auth", note, None, Stage.AUTH, auth.reply.code)
    first = picks[0]
    if first == "CRAM-MD5" and auth.mechanism.upper() != "CRAM-MD5" and not walk.behaviour.falls_back:
        note = "it takes CRAM-MD5, the first of its own list, and nothing else; many servers offer it and can't do it"
        return Prediction(Outcome.SENT, "", note, "auth-mechanism-unsupported", risk=True, stage=Stage.AUTH)
    return None


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
        replies: dict[Stage, Reply | None] = {
            Stage.MAIL_FROM: result.mail,
            Stage.RCPT_TO: result.rcpt,
            Stage.DATA: result.data,
        }
        for place, reply in replies.items():
            if reply is not None and reply.code and not reply.ok:
                note = f"mail from {result.identity.from_address} is refused"
                return walk.fails(_EVENTS[place], note, None, place, reply.code)
    if conversation.halt is Halt.NOT_SMTP and stage in _EVENTS:
        event = walk.library.event_of_garbage(_EVENTS[stage])
        return walk.fails(event, "what the server answers is no SMTP", "not-a-mail-server", stage)
    if conversation.halt in (Halt.CLOSED, Halt.RESET, Halt.FLOOD, Halt.NOT_SMTP):
        return walk.fails("closed", "the server breaks off", "connection-dropped", stage or Stage.MAIL_FROM)
    if conversation.halt in (Halt.TIMEOUT, Halt.SILENT):
        return walk.fails("timeout", "the server stops answering", "server-silent", stage or Stage.MAIL_FROM, waits=True)
    return None
