"""Is a message taken, does it arrive, and does the account allow it? `message.data`, `message.arrived`, `provider.account`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.diagnosis.refusal import Refusal, about, refusals
from wizard.diagnosis.sender import LOGIN_LOST, WHY_LOST
from wizard.diagnosis.statement import docs, listed, quote, state
from wizard.evidence import SenderResult
from wizard.finding import Case, Finding, Status
from wizard.step import Stage

_ELSEWHERE = frozenset({"auth.login", "provider.account", "ptr.record"})
"""Checks whose own rules need no conversation."""


def judge(case: Case) -> Iterator[Finding]:
    """Real messages, where any was sent; the account from whatever the server said about it."""
    for result in case.evidence.sent:
        yield from _data(case, result)
    if case.evidence.conversation is None:
        yield from _before_mail(case)
    yield from _arrived(case)
    yield from _account(case)


def _data(case: Case, result: SenderResult) -> Iterator[Finding]:
    identity = result.identity
    own = [refusal for refusal in refusals(case) if refusal.identity == identity]
    refused = next((refusal for refusal in own if refusal.check == "message.data"), None)
    if refused is not None:
        yield state(
            "message.data",
            refused.status,
            _title(refused),
            cause=refused.cause,
            subject=identity.id,
            app=identity.app,
            stage=Stage.DATA,
            seen=quote(refused.reply),
            why=WHY_LOST if refused.login_lost else "",
            fix=refused.retry if refused.status is Status.UNKNOWN else "",
            links=docs(case),
        )
    elif result.data is not None and result.data.ok:
        title = f"a message from {identity.from_address} was taken"
        yield state(
            "message.data", Status.PASS, title, subject=identity.id, app=identity.app, seen=quote(result.data), ms=result.data.ms
        )
    elif (broken := _broken(result)) is not None:
        yield broken


def _broken(result: SenderResult) -> Finding | None:
    """The connection ended instead of a reply: a code of 0, with the words for it."""
    identity, replies = result.identity, (result.mail, result.rcpt, result.data)
    ended = next((reply for reply in replies if reply is not None and not reply.code), None)
    if ended is None and not (result.data is None and result.rcpt is not None and result.rcpt.ok):
        return None
    at = replies.index(ended) if ended is not None else 2
    stage = result.stage or (Stage.MAIL_FROM, Stage.RCPT_TO, Stage.DATA)[at]
    title = "the message was not sent: no answer came" if ended is None else f"the message was not sent: {quote(ended)}"
    cause = "connection-dropped"
    return state("message.data", Status.FAIL, title, cause=cause, subject=identity.id, app=identity.app, stage=stage)


def _before_mail(case: Case) -> Iterator[Finding]:
    """A message was sent with no conversation before it, and refused for something that other rules only see in one."""
    told: set[str] = set()
    for refusal in refusals(case):
        if refusal.check in _ELSEWHERE or refusal.check.startswith(("sender.", "message.")) or refusal.check in told:
            continue
        told.add(refusal.check)
        title = f"the message was not sent: refused at {refusal.seen_at.value}"
        seen, stage = quote(refusal.reply), refusal.seen_at
        yield state(refusal.check, refusal.status, title, cause=refusal.cause, seen=seen, stage=stage, links=docs(case))


def _title(refusal: Refusal) -> str:
    if refusal.login_lost:
        return LOGIN_LOST
    return {
        "message-content-or-format-rejected": "the message itself is refused",
        "dmarc-reject": "the message is refused because of the sender domain's DMARC policy",
        "spf-fail": "the message is refused: neither SPF nor DKIM covers the sender",
        "server-misconfigured": "the server has a fault of its own and takes no message",
        "greylisting": "put off for now: the server wants to see a second attempt",
        "relay-denied": "the server does not relay this message",
        "recipient-invalid": "the recipient is refused",
    }.get(refusal.cause or "", "the message is refused")


def _arrived(case: Case) -> Iterator[Finding]:
    evidence = case.evidence
    taken = [result for result in evidence.sent if result.data is not None and result.data.ok]
    if evidence.arrived is True and evidence.other_sender:
        yield _rewritten(case, taken)
    elif evidence.arrived is True:
        yield state("message.arrived", Status.PASS, "the message arrived")
    elif evidence.arrived is False and taken:
        note = case.provider.said("sandbox", case.provider.sandbox) if case.provider else ""
        title = "the server took the message, and it did not arrive"
        yield state("message.arrived", Status.FAIL, title, cause="accepted-but-not-delivered", seen=note, links=docs(case))
    elif taken:
        yield state("message.arrived", Status.UNKNOWN, "taken by the server; whether it arrived, only its reader can tell")


def _rewritten(case: Case, taken: Sequence[SenderResult]) -> Finding:
    """The person saw another From in the mailbox than the one that was sent."""
    sent = tuple(dict.fromkeys(result.identity.from_address for result in taken))
    username = case.profile.auth.username if case.profile.auth else ""
    foreign = [address for address in sent if address.lower() != username.lower()]
    fix = ""
    if "@" in username and foreign:
        fix = f"Send from {username}, or add {listed(foreign, 2)} to that mailbox as a verified alias ('send mail as')."
    title = f"the message arrived, but from another sender than {listed(sent, 2)}"
    return state("message.arrived", Status.WARN, title, cause="sender-rewritten", fix=fix, links=docs(case))


def _account(case: Case) -> Iterator[Finding]:
    refused = about(case, "provider.account")
    if not refused:
        if case.provider and any(result.data is not None and result.data.ok for result in case.evidence.sent):
            yield state("provider.account", Status.PASS, f"the account at {case.provider.name} takes mail")
        return
    refusal = refused[0]
    name = case.provider.name if case.provider else case.profile.server.host
    titles = {
        "rate-or-quota-limited": f"a limit of {name} is used up",
        "account-suspended-or-not-activated": f"the account at {name} is not active",
        "sandbox-mode": f"{name} lets this account send to approved recipients only",
    }
    posing = refusal.stage is Stage.AUTH
    yield state(
        "provider.account",
        refusal.status,
        titles.get(refusal.cause or "", f"{name} refuses this account")
        + (", and says so as if the password were wrong" if posing else ""),
        cause=refusal.cause,
        stage=refusal.seen_at,
        seen=quote(refusal.reply),
        fix=refusal.retry if refusal.status is Status.UNKNOWN else "",
        links=docs(case),
    )
