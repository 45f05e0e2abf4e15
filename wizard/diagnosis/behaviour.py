"""What each app itself will experience with these settings: `app.behaviour`, and whether it can express them: `app.settings`."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.app import Behaviour
from wizard.diagnosis import connect
from wizard.diagnosis.ehlo import is_full_name
from wizard.diagnosis.place import ON_THE_HOST, place
from wizard.diagnosis.prediction import Outcome, Prediction, alone_in_container, failed_logins, predict
from wizard.diagnosis.refusal import Refusal, refusals
from wizard.diagnosis.statement import state
from wizard.evidence import Conversation
from wizard.finding import Ask, Case, Finding, FollowUp, Status
from wizard.model import Encryption, is_loopback
from wizard.step import Stage


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
    if prediction.outcome is Outcome.SENT and _is_inside(case, behaviour):
        prediction = alone_in_container(behaviour, case.profile.server.host)
    elif prediction.outcome is Outcome.SENT and not prediction.risk:
        prediction = _unfit_name(case, behaviour, conversation) or prediction
    refused = _refusal(case, prediction)
    status, title = _verdict(behaviour, prediction)
    if refused is not None and refused.status is Status.UNKNOWN:
        status = Status.UNKNOWN  # what the server only put off, it may take from the app the next time
    where, commands = place(case, behaviour)
    notes = [_how(case, behaviour, conversation, prediction), where]
    return state(
        "app.behaviour",
        status,
        title,
        cause=prediction.cause or _cause(case, prediction, refused),
        subject=behaviour.app,
        app=behaviour.app,
        stage=prediction.stage or Stage.APP_CONFIG,
        seen=prediction.error_class,
        why=" ".join(note for note in notes if note),
        fix=_fix(behaviour, prediction),
        commands=commands,
        where=where,
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
    wants = case.provider.ehlo.lower() if case.provider else ""
    tried = {other.ehlo_name for other in case.evidence.conversations}
    if not any(word in wants for word in ("must", "fqdn", "refuse")) or behaviour.ehlo in tried or is_full_name(behaviour.ehlo):
        return None
    shown = behaviour.ehlo or "a name without a dot"
    note = f"it greets as {shown}, and {case.provider.name if case.provider else 'the server'} wants a full domain name"
    return Prediction(Outcome.SENT, "", note, "ehlo-name-rejected", risk=True, stage=Stage.EHLO)


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
    return Status.PASS, f"{name} would send with these settings"


def _refusal(case: Case, prediction: Prediction) -> Refusal | None:
    """The server's refusal that the app would meet, too."""
    if prediction.outcome not in (Outcome.ERROR, Outcome.HANG):
        return None
    return next((refusal for refusal in refusals(case) if refusal.seen_at is prediction.stage), None)


def _cause(case: Case, prediction: Prediction, refused: Refusal | None) -> str | None:
    """What the server's own finding names: an app's failure there has the same cause."""
    if prediction.outcome in (Outcome.ERROR, Outcome.HANG) and prediction.stage is Stage.CONNECT:
        return next((finding.cause for finding in connect.judge(case) if finding.status is Status.FAIL), None)
    return refused.cause if refused else None


def _fix(behaviour: Behaviour, prediction: Prediction) -> str:
    if prediction.cause == "ehlo-name-rejected":
        return f"Change the name that {_name(behaviour)} greets with: {behaviour.ehlo_source}."
    if prediction.cause == "localhost-in-container":
        return (
            "Use the name of the mail server's service, or host.docker.internal with "
            "extra_hosts: host.docker.internal:host-gateway, and let the server take mail from the container's network."
        )
    if prediction.cause == "auth-mechanism-unsupported" and prediction.risk:
        return "Set the mechanism of this setup to CRAM-MD5 and test again: that is what the app will do."
    return ""


def _how(case: Case, behaviour: Behaviour, conversation: Conversation, prediction: Prediction) -> str:
    """What there is to know about this app here, in a few sentences."""
    said = []
    if behaviour.ehlo and behaviour.ehlo != conversation.ehlo_name:
        said.append(f"It greets as {behaviour.ehlo} ({behaviour.ehlo_source}); this test greeted as {conversation.ehlo_name}.")
    elif not behaviour.ehlo:
        said.append(f"The name that it greets with: {behaviour.ehlo_source}.")
    if behaviour.starttls == "opportunistic":
        said.append("It takes STARTTLS only when it is offered: should it disappear, the password goes in clear text.")
    if behaviour.verifies_certificate is False:
        said.append("It does not verify the server's certificate.")
    offered = conversation.extensions.mechanisms if conversation.extensions else ()
    count = failed_logins(behaviour, offered) if case.profile.auth else 0
    if count > 1 and prediction.stage is not Stage.AUTH:
        said.append(f"One wrong password is {count} failed logins with it.")
    if behaviour.skips_auth_silently and case.profile.auth:
        said.append("Should the server offer no login, it sends without one and does not say so.")
    if behaviour.timeout is None:
        said.append("It has no time-out: where a server stops answering, it waits for ever.")
    if prediction.outcome in (Outcome.HANG, Outcome.ERROR) and behaviour.hides_errors:
        said.append(behaviour.hides_errors)
    return " ".join(said)


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
