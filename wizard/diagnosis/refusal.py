"""Every refusing reply of a case, each with its cause and with the check that it really concerns.

Postfix (`smtpd_delay_reject = yes`, its default) answers a bad EHLO name, a foreign sender and an unwelcome client only at RCPT
TO: where a refusal was *seen* is not what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.diagnosis.reply import classify
from wizard.evidence import Conversation, Reply, SenderResult
from wizard.finding import Case, Status
from wizard.model import Identity
from wizard.step import Stage

_CHECK_OF_CAUSE = {
    "ehlo-name-rejected": "ehlo.name",
    "tls-required-first": "tls.mode",
    "server-starttls-broken": "tls.mode",
    "tls-version-too-old": "tls.version",
    "auth-not-attempted": "auth.login",
    "auth-not-needed": "auth.offered",
    "basic-auth-disabled": "auth.login",
    "smtp-auth-disabled-tenant": "auth.login",
    "rate-or-quota-limited": "provider.account",
    "account-suspended-or-not-activated": "provider.account",
    "sandbox-mode": "provider.account",
    "ptr-missing": "ptr.record",
}
_SENDER = frozenset(
    {
        "sender-not-verified",
        "from-mismatch-with-login",
        "generated-sender-address",
        "app-uses-other-sender",
        "sender-not-configured",
        "malformed-from",
        "sender-domain-unknown",
        "relay-identity-or-tls-not-met",
        "ip-not-allowlisted",
        "region-mismatch",
    }
)
_CHECK_OF_STAGE = {
    Stage.CONNECT: "ehlo.greeting",
    Stage.TLS: "tls.mode",
    Stage.EHLO: "ehlo.name",
    Stage.AUTH: "auth.login",
    Stage.MAIL_FROM: "sender.mail-from",
    Stage.RCPT_TO: "sender.rcpt-to",
    Stage.DATA: "message.data",
}
_MAIL_STAGES = frozenset({Stage.MAIL_FROM, Stage.RCPT_TO, Stage.DATA})
_PASSING = frozenset(
    {
        None,
        "greylisting",
        "server-misconfigured",
        "server-down",
        "rate-or-quota-limited",
        "sending-ip-not-accepted",
        "recipient-invalid",
    }
)
"""What may be over in a while, where the code is a temporary one (4xx)."""
_LASTING = re.compile(
    r"quota|credit|daily|monthly|limit (?:has been )?(?:exceeded|reached)"
    r"|\b(?:user|mailbox|recipient|address|domain)\b.{0,30}(?:unknown|not found|not exist|invalid|disabled)"
    r"|(?:unknown|no such|invalid|undeliverable) (?:\w+ )?(?:user|mailbox|recipient|address)",
    re.IGNORECASE,
)
_OF_SENDER = re.compile(r"\bsender address (?:rejected|\[[^\]]*\] blocked)", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:in|after|for) (\d\d?:\d\d:\d\d)\b", re.IGNORECASE)
_AFTER = re.compile(r"(\d{1,5})\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|h)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusing reply. `stage` is where it was seen; `check` is what it is about."""

    stage: Stage
    reply: Reply
    cause: str | None
    identity: Identity | None = None

    @property
    def check(self) -> str:
        if self.cause is None and self.stage in _MAIL_STAGES and _OF_SENDER.search(self.reply.text):
            return "sender.mail-from"
        if self.cause in _SENDER and (self.identity is not None or self.stage in _MAIL_STAGES):
            return "sender.mail-from"
        if self.cause in ("relay-denied", "recipient-invalid", "greylisting"):
            return _CHECK_OF_STAGE[self.stage]
        if self.stage is Stage.EHLO and self.cause != "ehlo-name-rejected":  # not our name: whoever we are
            return _CHECK_OF_CAUSE.get(self.cause or "", "ehlo.greeting")
        return _CHECK_OF_CAUSE.get(self.cause or "", _CHECK_OF_STAGE[self.stage])

    @property
    def login_lost(self) -> bool:
        """Whether a login is asked for although one was accepted."""
        return self.cause == "server-misconfigured" and classify(self.reply, self.stage) == "auth-not-attempted"

    @property
    def seen_at(self) -> Stage:
        """The stage for a finding; a greeting belongs to EHLO there."""
        return Stage.EHLO if self.stage is Stage.CONNECT else self.stage

    @property
    def status(self) -> Status:
        """A temporary code (4xx) leaves it open, unless its words speak of something that lasts."""
        temporary = 400 <= self.reply.code < 500
        if not temporary or self.cause not in _PASSING or _LASTING.search(self.reply.text):
            return Status.FAIL
        return Status.UNKNOWN

    @property
    def retry(self) -> str:
        """When to try again, in the server's words where it said so."""
        if clock := _CLOCK.search(self.reply.text):
            return f"Try again in {clock[1]} (hours:minutes:seconds)."
        match = _AFTER.search(self.reply.text)
        if match:
            return f"Try again in {match[1]} {_unit(match[2])}."
        return "Try again in about 15 minutes; nothing has to be changed for that."


def _unit(word: str) -> str:
    return {"s": "seconds", "m": "minutes", "h": "hours"}[word[0].lower()]


def refusals(case: Case) -> tuple[Refusal, ...]:
    """Every refusing reply of the main conversation and of real messages, in the order in which they came."""
    conversation = case.evidence.conversation
    found = list(_of_conversation(case, conversation)) if conversation else []
    found.extend(_of_senders(case, case.evidence.sent, logged_in=case.profile.auth is not None))
    return tuple(found)


def about(case: Case, check: str) -> tuple[Refusal, ...]:
    """The refusals that concern one check."""
    return tuple(refusal for refusal in refusals(case) if refusal.check == check)


def _of_conversation(case: Case, conversation: Conversation) -> Iterator[Refusal]:
    greeting, extensions = conversation.greeting, conversation.extensions
    login = case.profile.auth.username if case.profile.auth else ""
    if greeting is not None and greeting.code and not greeting.ok:
        yield _refusal(case, Stage.CONNECT, greeting)
    if extensions is not None and not extensions.reply.ok and extensions.reply.code:
        greeted = conversation.before_tls is not None and conversation.before_tls.reply.ok
        yield _refusal(case, Stage.EHLO, extensions.reply, ehlo=conversation.ehlo_name, greeted=greeted)
    if conversation.starttls is not None and conversation.starttls.code and not conversation.starttls.ok:
        yield _refusal(case, Stage.TLS, conversation.starttls)
    logged_in = conversation.auth is not None and conversation.auth.reply.ok
    if conversation.auth is not None and not logged_in and conversation.auth.reply.code:
        yield _refusal(case, Stage.AUTH, conversation.auth.reply, username=login)
    yield from _of_senders(case, conversation.senders, logged_in=logged_in)


def _refusal(case: Case, stage: Stage, reply: Reply, username: str = "", ehlo: str = "", greeted: bool = False) -> Refusal:
    cause = classify(reply, stage, provider=case.provider, username=username, ehlo=ehlo, greeted=greeted)
    return Refusal(stage, reply, cause)


def _of_senders(case: Case, results: tuple[SenderResult, ...], *, logged_in: bool) -> Iterator[Refusal]:
    username = case.profile.auth.username if case.profile.auth and logged_in else ""
    accepted = {result.identity.envelope for result in results if result.rcpt is not None and result.rcpt.ok}
    for result in results:
        if result.stage is not None:  # a real message that ended before MAIL FROM; its words stand in `mail`
            if result.mail is not None and result.mail.code and not result.mail.ok:
                login = case.profile.auth.username if case.profile.auth else ""
                yield _refusal(case, result.stage, result.mail, username=login, ehlo=case.profile.greeting_name)
            continue
        for stage, reply in ((Stage.MAIL_FROM, result.mail), (Stage.RCPT_TO, result.rcpt), (Stage.DATA, result.data)):
            if reply is None or reply.ok or not reply.code:
                continue
            cause = classify(
                reply,
                stage,
                provider=case.provider,
                username=username,
                ehlo=case.profile.greeting_name,
                identity=result.identity,
                recipient=case.profile.recipient or "",
            )
            yield Refusal(stage, reply, _other_sender(case, cause, result.identity, accepted), result.identity)


def _other_sender(case: Case, cause: str | None, identity: Identity, accepted: set[str]) -> str | None:
    """An app's further sender is refused where the setup's own passes: the setup is right, the app uses another address."""
    ownership = cause in ("sender-not-verified", "from-mismatch-with-login")
    if ownership and identity.app and identity.envelope != case.profile.from_address and case.profile.from_address in accepted:
        return "app-uses-other-sender"
    return cause
