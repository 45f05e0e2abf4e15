"""Situations that people meet most, and what is found of an app in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.apps.setups import app, profile
from tests.diagnosis.evidence import GOOD, NOW, offers, reply, stopped, tls
from wizard import apps
from wizard.diagnosis import diagnose
from wizard.evidence import AuthResult, Conversation, Evidence, Halt, SenderResult, Speaks, TlsProblem
from wizard.finding import Case, Finding
from wizard.model import Encryption
from wizard.providers import find
from wizard.step import Stage

NOT_TRUSTED = stopped(Halt.TLS, Stage.TLS, starttls=reply("220 go"), tls=tls(TlsProblem.SELF_SIGNED))
REFUSED = replace(GOOD, auth=AuthResult("PLAIN", reply("535 5.7.8 no")), senders=(), halt=Halt.REFUSED, stage=Stage.AUTH)
NO_STARTTLS = stopped(Halt.STARTTLS_MISSING, Stage.TLS, before_tls=offers("AUTH PLAIN LOGIN"))
TLS_PORT = replace(stopped(Halt.SILENT, Stage.EHLO), other_mode=Speaks.IMPLICIT_TLS)
PLAIN = replace(GOOD, starttls=None, tls=None, before_tls=offers("AUTH PLAIN LOGIN"), after_tls=None)
IMPLICIT = replace(GOOD, starttls=None, before_tls=offers("AUTH PLAIN LOGIN"), after_tls=None)


@dataclass(frozen=True)
class Situation:
    conversation: Conversation = GOOD
    encryption: Encryption = Encryption.STARTTLS
    login: bool = True
    changes: dict[str, Any] = field(default_factory=dict)
    """Of the case."""


SITUATIONS = {
    "all is well": Situation(),
    "implicit TLS": Situation(IMPLICIT, Encryption.IMPLICIT_TLS),
    "a provider that has implicit TLS too": Situation(changes={"provider": find("sendgrid")}),
    "no login": Situation(replace(GOOD, auth=None), login=False),
    "no encryption": Situation(PLAIN, Encryption.NONE),
    "the login is refused": Situation(REFUSED),
    "the certificate is not trusted": Situation(NOT_TRUSTED),
    "STARTTLS is not offered": Situation(NO_STARTTLS),
    "the port waits for TLS": Situation(TLS_PORT),
}

RARE = (
    Situation(stopped(Halt.REFUSED, Stage.TLS, starttls=reply("454 4.7.0 TLS not available"))),
    Situation(stopped(Halt.NO_MECHANISM, Stage.AUTH, after_tls=offers("PIPELINING"))),
    Situation(stopped(Halt.NO_MECHANISM, Stage.AUTH, after_tls=offers("AUTH XOAUTH2"))),
)


def experience(kind: str, target: str, situation: Situation = SITUATIONS["all is well"], **settings: str | bool) -> Finding:
    """What is found of the app in this situation."""
    own = app(kind, target, **settings)
    setup = replace(profile(situation.encryption, login=situation.login), apps=(own,))
    identities = apps.identities(setup)
    senders = tuple(SenderResult(one, reply("250 ok"), reply("250 ok")) for one in identities)
    conversation = replace(situation.conversation, endpoint=setup.server)
    if conversation.senders:
        conversation = replace(conversation, senders=senders)
    behaviours = (apps.kind_of(own).behaviour(setup, own),)
    case = Case(setup, Evidence(NOW, (conversation,)), NOW, identities=identities, behaviours=behaviours, **situation.changes)
    return next(finding for finding in diagnose(case) if finding.id == "app.behaviour")
