"""What each app itself will experience with these settings: `app.behaviour`, and whether it can express them: `app.settings`."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.app import Behaviour
from wizard.diagnosis import connect, resolver
from wizard.diagnosis.ehlo import is_full_name
from wizard.diagnosis.habit import details, to_know
from wizard.diagnosis.place import ON_THE_HOST, place
from wizard.diagnosis.prediction import Outcome, Prediction, alone_in_container, predict
from wizard.diagnosis.refusal import Refusal, refusals
from wizard.diagnosis.statement import state
from wizard.evidence import Conversation, Speaks
from wizard.finding import Ask, Case, Finding, FollowUp, Status
from wizard.model import Encryption, is_loopback
from wizard.step import Stage

_UNGUARDED = "your password would go in clear text if STARTTLS disappeared"


def judge(case: Case) -> Iterator[Finding]:
    """One finding of each kind an app."""
    conversation = case.evidence.conversation
    for behaviour in case.behaviours:
        if conversation is not None:
            yield _experience(case, behaviour, conversation)
        yield from _settings(case, behaviour)


def ask(case: Case) -> Iterator[FollowUp]:
    """Whether the name is accepted that an app greets with, where it is none that servers like and was not tried."""
    conversation = case.evidence.conversation
    if conversation is None or conversation.extensions is None or not conversation.extensions.reply.ok:
        return
    greeted = {other.ehlo_name for other in case.evidence.conversations}
    for behaviour in case.behaviours:
        if behaviour.ehlo and behaviour.ehlo not in greeted and not is_full_name(behaviour.ehlo):
            yield FollowUp(
                Ask.OTHER_EHLO, f"{_name(behaviour)} greets as {behaviour.ehlo}; some servers refuse that", behaviour.ehlo
            )


def _name(behaviour: Behaviour) -> str:
    return behaviour.kind.capitalize()


# ---------------------------------------------------------------- app.behaviour


def _experience(case: Case, behaviour: Behaviour, conversation: Conversation) -> Finding:
    seen = _as_greeted(case, behaviour, conversation)
    prediction = predict(
        behaviour,
        seen,
        login=case.profile.auth is not None,
        username=case.profile.auth.username if case.profile.auth else "",
        ascii_secret=case.secret_is_ascii is not False,
        ports=case.evidence.ports,
        sent=case.evidence.sent,
    )
    if resolver.knows_no_public_name(case):
        note = "the name server here knows no public name, and the app's own may"
        prediction = Prediction(Outcome.UNKNOWN, "", note, resolver.CAUSE, stage=Stage.DNS)
    elif prediction.outcome is Outcome.SENT and _is_inside(case, behaviour):
        prediction = alone_in_container(behaviour, case.profile.server.host)
    elif prediction.outcome is Outcome.SENT and not prediction.risk:
        prediction = _unfit_name(case, behaviour, conversation) or _unguarded(case, behaviour) or prediction
    refused = _refusal(case, prediction)
    status, title = _verdict(behaviour, prediction)
    if refused is not None and refused.status is Status.UNKNOWN:
        status = Status.UNKNOWN  # what the server only put off, it may take from the app the next time
    where, commands = place(case, behaviour)
    cause = _cause(case, prediction, refused)
    notes = [_how(behaviour, conversation, prediction, cause), where]
    return state(
        "app.behaviour",
        status,
        title,
        cause=cause,
        subject=behaviour.app,
        app=behaviour.app,
        stage=prediction.stage or Stage.APP_CONFIG,
        seen=prediction.error_class,
        why=" ".join(note for note in notes if note),
        fix=_fix(case, behaviour, prediction, cause),
        commands=commands,
        where=where,
        details=details(case, behaviour, conversation),
    )


def _is_inside(case: Case, behaviour: Behaviour) -> bool:
    """Whether the server that answered here is another one for the app, since each container has its own localhost."""
    return behaviour.target not in (*ON_THE_HOST, "homeserver") and is_loopback(case.profile.server.host)


def _as_greeted(case: Case, behaviour: Behaviour, conversation: Conversation) -> Conversation:
    """The conversation in which the app's own EHLO name was refused, where a follow-up had one; else the main one."""
    for other in case.evidence.conversations[1:]:
        same = (other.endpoint.host, other.endpoint.port) == (conversation.endpoint.host, conversation.endpoint.port)
        refused = other.extensions is not None and not other.extensions.reply.ok
        if same and refused and behaviour.ehlo and other.ehlo_name == behaviour.ehlo:
            return other
    return conversation


def _unfit_name(case: Case, behaviour: Behaviour, conversation: Conversation) -> Prediction | None:
    """The provider is known to want a full name, and the app greets with none."""
    tried = {other.ehlo_name for other in case.evidence.conversations}
    if case.provider is None or not case.provider.wants_full_name or behaviour.ehlo in tried or is_full_name(behaviour.ehlo):
        return None
    shown = behaviour.ehlo or "a name without a dot"
    note = f"it greets as {shown}, and {case.provider.name} wants a full domain name"
    return Prediction(Outcome.SENT, "", note, "ehlo-name-rejected", risk=True, stage=Stage.EHLO)


def _unguarded(case: Case, behaviour: Behaviour) -> Prediction | None:
    """It encrypts the login here, and only because the server offers it. A risk where these settings can do better.

    Where no better port is known it is said and no warning: that would come every night, and nobody could make it go away.
    """
    if case.encryption is not Encryption.STARTTLS or behaviour.starttls != "opportunistic" or case.profile.auth is None:
        return None
    return Prediction(Outcome.SENT, "", _UNGUARDED, risk=_implicit_port(case) is not None, stage=Stage.TLS)


def _implicit_port(case: Case) -> int | None:
    """A port of this server that begins with TLS, as its provider documents or as it was seen."""
    rows = case.provider.ports if case.provider else ()
    seen = {facts.port: facts.speaks is Speaks.IMPLICIT_TLS for facts in case.evidence.ports}
    known = {row.port: True for row in rows if row.encryption is Encryption.IMPLICIT_TLS} | seen
    return min((port for port, is_there in known.items() if is_there), default=None)


def _verdict(behaviour: Behaviour, prediction: Prediction) -> tuple[Status, str]:
    name, note = _name(behaviour), f": {prediction.note}" if prediction.note else ""
    if prediction.outcome is Outcome.HANG:
        return Status.FAIL, f"{name} would wait for ever here and log nothing{note}"
    if prediction.outcome is Outcome.SILENT_DROP:
        return Status.FAIL, f"{name} would send nothing and say nothing{note}"
    if prediction.outcome is Outcome.ERROR:
        after = f" after {prediction.seconds:g} seconds" if prediction.seconds else ""
        return Status.FAIL, f"{name} would fail{after} with {prediction.error_class}{note}"
    if prediction.outcome is Outcome.UNKNOWN:
        return Status.UNKNOWN, f"what {name} would experience can't be told yet{note}"
    if prediction.cause == "password-in-clear-text":
        return Status.FAIL, f"{name} would send your password in clear text{note}"
    if prediction.risk:
        return Status.WARN, f"{name} would send, with a risk{note}"
    return Status.PASS, f"{name} would send with these settings{f'; {prediction.note}' if prediction.note else ''}"


def _refusal(case: Case, prediction: Prediction) -> Refusal | None:
    """The server's refusal that the app would meet, too."""
    if prediction.outcome not in (Outcome.ERROR, Outcome.HANG):
        return None
    return next((refusal for refusal in refusals(case) if refusal.seen_at is prediction.stage), None)


def _cause(case: Case, prediction: Prediction, refused: Refusal | None) -> str | None:
    """What the server's own finding names, where the prediction names nothing: an app's failure there has the same cause.

    What a server says to its greeting, or to EHLO, tells more than that it was refused: it may be the address, not the name.
    """
    if refused is not None and refused.cause and prediction.stage is Stage.EHLO:
        return refused.cause
    if prediction.cause:
        return prediction.cause
    if prediction.outcome in (Outcome.ERROR, Outcome.HANG) and prediction.stage is Stage.CONNECT:
        return next((finding.cause for finding in connect.judge(case) if finding.status is Status.FAIL), None)
    return refused.cause if refused else None


def _fix(case: Case, behaviour: Behaviour, prediction: Prediction, cause: str | None) -> str:
    if prediction.note == _UNGUARDED and prediction.risk:
        port = _implicit_port(case)
        return f"Take port {port} with implicit TLS in this setup and in {_name(behaviour)}: nothing goes unencrypted there."
    if prediction.cause == resolver.CAUSE:
        return resolver.FIX
    if cause == "ehlo-name-rejected":
        return f"Change the name that {_name(behaviour)} greets with: {behaviour.ehlo_source}."
    if prediction.cause == "localhost-in-container":
        return (
            "Use the name of the mail server's service, or host.docker.internal with "
            "extra_hosts: host.docker.internal:host-gateway, and let the server take mail from the container's network."
        )
    if prediction.cause == "auth-mechanism-unsupported" and prediction.risk:
        return "Set the mechanism of this setup to CRAM-MD5 and test again: that is what the app will do."
    return ""


def _how(behaviour: Behaviour, conversation: Conversation, prediction: Prediction, cause: str | None) -> str:
    """What there is to know about this app in this situation, in a few sentences."""
    said = []
    if prediction.stage is Stage.EHLO and behaviour.ehlo and behaviour.ehlo != conversation.ehlo_name:
        said.append(f"It greets as {behaviour.ehlo} ({behaviour.ehlo_source}); this test greeted as {conversation.ehlo_name}.")
    if prediction.note == _UNGUARDED:
        said.append(
            "It takes STARTTLS where it is offered and can't be told to insist on it; whoever sits between here and the server, "
            "or a change there, can make the offer disappear."
        )
    if prediction.outcome not in (Outcome.SENT, Outcome.UNKNOWN):
        said += [behaviour.hides_errors, *to_know(behaviour, prediction, cause)]
    return " ".join(note for note in said if note)


# ---------------------------------------------------------------- app.settings


def _settings(case: Case, behaviour: Behaviour) -> Iterator[Finding]:
    """Only what is wrong: whether the app's files can hold every value is found out by exporting them."""
    problems = list(_problems(case, behaviour))
    if problems:
        yield state(
            "app.settings",
            Status.FAIL,
            f"{_name(behaviour)} can't be set up exactly like this: {problems[0]}",
            cause="app-cannot-express",
            subject=behaviour.app,
            app=behaviour.app,
            why=" ".join(f"{words[:1].upper()}{words[1:]}." for words in problems),
        )


def _problems(case: Case, behaviour: Behaviour) -> Iterator[str]:
    encryption, login = case.encryption, case.profile.auth
    if encryption is Encryption.STARTTLS and behaviour.starttls in ("never", "implicit"):
        way = "never encrypts" if behaviour.starttls == "never" else "begins with TLS at once"
        yield f"it {way}, and the setup says STARTTLS"
    if encryption is Encryption.IMPLICIT_TLS and behaviour.starttls != "implicit":
        yield "it can't do implicit TLS in this way of running it"
    if encryption is Encryption.NONE and behaviour.starttls in ("required", "implicit"):
        yield "it always encrypts, and the setup says no encryption"
    if login is not None and behaviour.ascii_credentials and not (login.username.isascii() and case.secret_is_ascii is not False):
        yield "it takes only plain ASCII in user name and password"
    if login is not None and login.mechanism.upper() not in ("AUTO", *behaviour.mechanisms):
        yield f"it can't log in with {login.mechanism}"
