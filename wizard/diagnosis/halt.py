"""A conversation that broke off never passes: what must be put right first, and a finding where no rule had a word for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.diagnosis.statement import state
from wizard.evidence import Conversation, Halt
from wizard.finding import CHECKS, Case, Finding, Status
from wizard.step import Stage

_FIRST = {
    Stage.DNS: "the server's name must be found first",
    Stage.CONNECT: "the port must be reachable first",
    Stage.TLS: "the encryption must work first",
    Stage.EHLO: "the server must accept the greeting first",
    Stage.AUTH: "the login must work first",
    Stage.MAIL_FROM: "the server broke off before",
    Stage.RCPT_TO: "the server broke off before",
    Stage.DATA: "the server broke off before",
}
_ELSE = "something else must be put right first"
_STAGE_OF = {
    Halt.NAME_UNKNOWN: Stage.DNS,
    Halt.NAME_UNCLEAR: Stage.DNS,
    Halt.UNREACHED: Stage.CONNECT,
    Halt.TLS: Stage.TLS,
    Halt.STARTTLS_MISSING: Stage.TLS,
    Halt.PLAINTEXT_LOGIN: Stage.AUTH,
    Halt.NO_MECHANISM: Stage.AUTH,
}
_CHECK = {
    Stage.DNS: "dns.host",
    Stage.CONNECT: "connect.reach",
    Stage.TLS: "tls.mode",
    Stage.EHLO: "ehlo.greeting",
    Stage.AUTH: "auth.login",
    Stage.MAIL_FROM: "sender.mail-from",
    Stage.RCPT_TO: "sender.rcpt-to",
    Stage.DATA: "message.data",
}


def stopped(conversation: Conversation) -> Stage | None:
    """The stage at which a conversation went no further; None where it got to its end."""
    if conversation.halt is None:
        refused = conversation.auth is not None and not conversation.auth.reply.ok
        return Stage.AUTH if refused else None
    if conversation.halt in _STAGE_OF:
        return _STAGE_OF[conversation.halt]
    return conversation.stage or _reached(conversation)


def _reached(conversation: Conversation) -> Stage:
    if conversation.senders:
        return Stage.RCPT_TO if conversation.senders[-1].mail else Stage.MAIL_FROM
    if conversation.auth is not None:
        return Stage.AUTH
    if conversation.greeting is not None:
        return Stage.TLS if conversation.starttls is not None and conversation.after_tls is None else Stage.EHLO
    return Stage.EHLO if conversation.attempts else Stage.CONNECT


def first(case: Case) -> str:
    """What must be put right before anything later can be judged, in a few words."""
    conversation = case.evidence.conversation
    stage = stopped(conversation) if conversation else None
    if stage is None and case.evidence.secret_missing is not None:
        return "the password must be at hand first"
    return _FIRST.get(stage, _ELSE) if stage else _ELSE


def unexplained(case: Case, findings: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for a conversation that broke off, where every rule passed it or had nothing to say."""
    conversation = case.evidence.conversation
    if conversation is None or conversation.halt is None:
        return
    live = [finding for finding in findings if CHECKS[finding.id][0] not in (Stage.RECORDS, Stage.APP_CONFIG)]
    if any(finding.status in (Status.FAIL, Status.UNKNOWN) for finding in live):
        return
    stage = stopped(conversation) or Stage.EHLO
    yield state(
        _CHECK[stage],
        Status.UNKNOWN,
        f"the conversation broke off at {stage.value}: {conversation.halt.value}",
        cause="connection-dropped",
        stage=stage,
        seen=conversation.detail,
    )
