"""A refused EHLO on an app's way: whether its library tries HELO, and what it does without what only EHLO offers."""

from __future__ import annotations

from wizard.diagnosis.outcome import Outcome, Prediction
from wizard.diagnosis.walk import LEAVING, Walk
from wizard.evidence import Extensions
from wizard.step import Stage

_IN_CLEAR = "the server refuses EHLO, so nobody offers STARTTLS or a login; it logs in all the same, without encryption"


def is_greeted(walk: Walk) -> Prediction | None:
    """Whether the server takes the app's greeting, EHLO or HELO."""
    conversation, behaviour = walk.conversation, walk.behaviour
    extensions = conversation.extensions
    if extensions is None or (extensions.reply.ok and extensions.helo is None):
        return None
    code = 0 if extensions.reply.ok else extensions.reply.code
    if code and code != LEAVING and behaviour.ehlo not in ("", conversation.ehlo_name):
        note = f"the server refuses {conversation.ehlo_name}, and the app greets as {behaviour.ehlo}"
        return Prediction(Outcome.UNKNOWN, note=note, stage=Stage.EHLO)
    cause = "ehlo-name-rejected"
    note = f"the server refuses the name {conversation.ehlo_name}"
    if code == LEAVING:
        cause, note = "server-down", "the server leaves when it is greeted"
    elif extensions.helo is not None and extensions.helo.ok:
        cause, note = "starttls-not-offered" if _encrypts(walk) else cause, "the server takes HELO and refuses EHLO"
    if not _says_helo(walk):
        return walk.fails("ehlo", note, cause, Stage.EHLO, code)
    if code == LEAVING:
        return walk.fails("ehlo" if walk.library.helo_for_all else "closed", note, cause, Stage.EHLO, code)
    if extensions.helo is None or not extensions.helo.ok:
        again = "" if walk.library.helo_for_all else ", and it says HELO without end"
        return walk.fails("helo", f"{note}{again}", cause, Stage.EHLO, extensions.helo.code if extensions.helo else code)
    return _without_offers(walk, extensions)


def _says_helo(walk: Walk) -> bool:
    """Whether the library says HELO after the refusal."""
    if walk.conversation.starttls is not None and not walk.library.helo_after_starttls:
        return False
    return walk.library.helo_for_all or not (walk.login or _encrypts(walk))


def _encrypts(walk: Walk) -> bool:
    """Whether STARTTLS is still to come, and wanted at any price."""
    return walk.behaviour.starttls == "required" and walk.conversation.starttls is None


def _without_offers(walk: Walk, extensions: Extensions) -> Prediction | None:
    """After a HELO that was taken. A login that is made without being offered is what nothing else here foresees."""
    if not (walk.login and walk.library.login_after_helo):
        return None
    if walk.behaviour.starttls == "opportunistic" and walk.conversation.starttls is None:
        return Prediction(Outcome.SENT, "", _IN_CLEAR, "password-in-clear-text", risk=True, stage=Stage.AUTH)
    note = "it logs in where no login is offered, and whether the server takes that was not tried"
    return Prediction(Outcome.UNKNOWN, note=note, stage=Stage.AUTH)
