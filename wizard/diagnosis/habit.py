"""How an app sends mail, whatever comes of it here: its greeting, encryption, login, patience and senders, in a line each."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.app import Behaviour, Note
from wizard.diagnosis.library import library_of
from wizard.diagnosis.prediction import Prediction, failed_logins
from wizard.diagnosis.statement import listed
from wizard.evidence import Conversation
from wizard.finding import Case, Detail
from wizard.model import Encryption
from wizard.step import Stage

_MOST_SENDERS = 5


def details(case: Case, behaviour: Behaviour, conversation: Conversation) -> tuple[Detail, ...]:
    """Everything that is known about the app with this setup, under short labels."""
    offered = conversation.extensions.mechanisms if conversation.extensions else ()
    rows = [
        ("from", _senders(case, behaviour)),
        ("EHLO", _greeting(behaviour, conversation)),
        ("TLS", _encryption(behaviour, login=case.profile.auth is not None)),
        ("trust", _trust(behaviour)),
        ("login", _login(behaviour, tuple(word.upper() for word in offered)) if case.profile.auth else "none in this setup"),
        ("tries", _attempts(behaviour, offered, login=case.profile.auth is not None)),
        ("waits", _patience(behaviour)),
        ("errors", behaviour.hides_errors),
        *(("note", note.text) for note in behaviour.notes if _concerns(case, note)),
        ("about", _about(behaviour)),
    ]
    return tuple(Detail(label, text) for label, text in rows if text)


def to_know(behaviour: Behaviour, prediction: Prediction, cause: str | None) -> Iterator[str]:
    """The notes that matter where a mail fails like this."""
    for note in behaviour.notes:
        if prediction.stage in note.when or cause in note.when:
            yield note.text


def _concerns(case: Case, note: Note) -> bool:
    """Whether it is worth knowing before anything failed. What belongs to one cause is told when that is met."""
    stages = {when for when in note.when if isinstance(when, Stage)}
    if case.profile.auth is None:
        stages.discard(Stage.AUTH)
    if case.encryption is Encryption.NONE:
        stages.discard(Stage.TLS)
    return not note.when or bool(stages)


def _senders(case: Case, behaviour: Behaviour) -> str:
    own = [one for one in case.identities if one.app == behaviour.app] or [one for one in case.identities if one.app is None]
    samples = {one.from_address for one in own if one.sample}
    shown = dict.fromkeys(one.from_address for one in own)
    envelopes = [envelope for envelope in dict.fromkeys(one.envelope for one in own) if envelope not in shown]
    words = listed([f"{one} (a sample)" if one in samples else one for one in shown], _MOST_SENDERS)
    return f"{words}; envelope {listed(envelopes, _MOST_SENDERS)}" if envelopes else words


def _greeting(behaviour: Behaviour, conversation: Conversation) -> str:
    if not behaviour.ehlo:
        return f"greets with {behaviour.ehlo_source}"
    other = f"; this test greeted as {conversation.ehlo_name}" if behaviour.ehlo != conversation.ehlo_name else ""
    return f"greets as {behaviour.ehlo} ({behaviour.ehlo_source}){other}"


def _encryption(behaviour: Behaviour, *, login: bool) -> str:
    what = "the password and every mail go" if login else "every mail goes"
    return {
        "required": "STARTTLS, and no mail without it",
        "opportunistic": f"STARTTLS where it is offered; where it is not, {what} in clear text",
        "implicit": "TLS from the first byte on",
        "never": f"none: {what} in clear text",
    }[behaviour.starttls]


def _trust(behaviour: Behaviour) -> str:
    if behaviour.starttls == "never":
        return ""
    if behaviour.verifies_certificate is None:
        return "newer versions verify the certificate, older ones don't look at it: one that is not trusted works until an update"
    return "verifies the certificate and its name" if behaviour.verifies_certificate else "does not look at the certificate"


def _login(behaviour: Behaviour, offered: tuple[str, ...]) -> str:
    able, picks = behaviour.mechanisms, [word for word in behaviour.mechanisms if word in offered]
    if behaviour.falls_back:
        order = f"tries {', '.join(able)} in this order, and after a refusal the next"
    else:
        order, picks = f"the first that is offered of {', '.join(able)}, and after a refusal no other", picks[:1]
    here = f" (here: {', '.join(picks)})" if picks else ""
    none = "sends without one and does not say so" if behaviour.skips_auth_silently else "sends nothing"
    beyond = "; letters beyond ASCII make it fail" if behaviour.ascii_credentials else ""
    return f"{order}{here}; where no login is offered, it {none}{beyond}"


def _attempts(behaviour: Behaviour, offered: tuple[str, ...], *, login: bool) -> str:
    tries = f"a mail that fails is tried {behaviour.attempts} times" if behaviour.attempts > 1 else ""
    if not login:
        return tries
    here = failed_logins(behaviour, offered)
    count = behaviour.attempts * (here or failed_logins(behaviour, behaviour.mechanisms))
    number = f"{'' if here else 'up to '}{count} failed logins" if count > 1 else "one failed login"
    cost = f"one wrong password is {number}"
    return f"{tries}, so {cost}" if tries else cost


def _patience(behaviour: Behaviour) -> str:
    idle = library_of(behaviour.library).idle
    if behaviour.timeout is None:
        return "for ever once it is connected: where a server stops answering, nothing ends that"
    if idle is not None:
        return f"{_time(behaviour.timeout)} for a connection and the greeting, {_time(idle)} for every other answer"
    return f"{_time(behaviour.timeout)} for each answer"


def _time(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds > 60 else f"{seconds:g} seconds"


def _about(behaviour: Behaviour) -> str:
    known = f"{behaviour.versions}, " if behaviour.versions else ""
    return f"{known}run as {behaviour.target}, sending with {behaviour.library}"
