"""Are the senders accepted that will really be used? `sender.mail-from`, `sender.rcpt-to`; `ptr.record` where a server asks."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.diagnosis.halt import first, stopped
from wizard.diagnosis.refusal import Refusal, about, refusals
from wizard.diagnosis.reply import is_default_sender
from wizard.diagnosis.statement import docs, quote, state
from wizard.evidence import Conversation, Halt, SenderResult
from wizard.finding import Case, Finding, Status
from wizard.model import Identity
from wizard.step import Stage

_ELSEWHERE = "this can't be judged yet: {what}"
_ADDRESS_REFUSED = "the server takes no mail from this machine's address"
LOGIN_LOST = "the server accepted the login, and then asks for one"
WHY_LOST = (
    "The server that takes the mail does not see the login: what stands in front of it (a proxy, a filter) checks logins itself "
    "and does not hand them on, or one of several servers does not know what another accepted."
)
_SEEN_LATE = {Stage.RCPT_TO: ", said at RCPT TO", Stage.DATA: ", said after the whole message"}


def judge(case: Case) -> Iterator[Finding]:
    """Each identity that was tried; one line for all that were not."""
    conversation = case.evidence.conversation
    yield from _reverse_name(case)
    blocked = ""
    results = _results(case)
    for result in results:
        own = [refusal for refusal in refusals(case) if refusal.identity == result.identity]
        elsewhere = [refusal for refusal in own if not refusal.check.startswith(("sender.", "message."))]
        if elsewhere:
            blocked = blocked or _first_of(elsewhere[0])
        else:
            yield from _identity(case, conversation, result, own)
    if (
        conversation is not None
        and not results
        and case.identities
        and (stopped(conversation) is not None or _needs_secret(case))
    ):
        blocked = first(case)
    if blocked:
        for check in ("sender.mail-from", "sender.rcpt-to"):
            yield state(check, Status.UNKNOWN, _ELSEWHERE.format(what=blocked))


def _results(case: Case) -> list[SenderResult]:
    """One result an identity: that of the conversation, else that of a real message."""
    talked = case.evidence.conversation.senders if case.evidence.conversation else ()
    found: dict[str, SenderResult] = {}
    for result in (*talked, *(sent for sent in case.evidence.sent if sent.stage is None)):
        found.setdefault(result.identity.id, result)
    return list(found.values())


def _needs_secret(case: Case) -> bool:
    return case.profile.auth is not None and case.evidence.secret_missing is not None


def _first_of(refusal: Refusal) -> str:
    return {
        "ehlo.name": "the server must accept the EHLO name first",
        "tls.mode": "the encryption must be put right first",
        "auth.login": "the login must be put right first",
        "provider.account": "the account at the provider must be put right first",
        "ptr.record": "the reverse DNS must be put right first",
    }.get(refusal.check, "something else must be put right first")


def _identity(case: Case, conversation: Conversation | None, result: SenderResult, own: list[Refusal]) -> Iterator[Finding]:
    identity = result.identity
    sender = next((refusal for refusal in own if refusal.check == "sender.mail-from"), None)
    recipient = next((refusal for refusal in own if refusal.check == "sender.rcpt-to"), None)
    if sender is not None:
        yield _refused(case, sender, identity)
        return
    if result in case.evidence.sent and not all(reply is None or reply.code for reply in (result.mail, result.rcpt)):
        return  # a real message that broke off: message.data says so
    if result.mail is None or not result.mail.code:
        yield from _broken(conversation, "sender.mail-from", identity)
        return
    yield from _accepted(case, result)
    if recipient is not None:
        yield _recipient(case, recipient, identity)
    elif result.rcpt is not None and result.rcpt.ok:
        title = f"a recipient is accepted from {identity.envelope}"
        yield state(
            "sender.rcpt-to",
            Status.PASS,
            title,
            subject=identity.id,
            app=identity.app,
            seen=quote(result.rcpt),
            ms=result.rcpt.ms,
        )
    else:
        yield from _broken(conversation, "sender.rcpt-to", identity)


def _accepted(case: Case, result: SenderResult) -> Iterator[Finding]:
    identity, provider = result.identity, case.provider
    username = case.profile.auth.username if case.profile.auth else ""
    rewrites = provider is not None and provider.sender.check_stage == "rewritten" and provider.kind == "mailbox"
    if rewrites and provider is not None and "@" in username and identity.from_address.lower() != username.lower():
        title = f"{identity.from_address} is taken, but {provider.name} may replace it by {username}"
        yield state(
            "sender.mail-from",
            Status.WARN,
            title,
            cause="sender-rewritten",
            subject=identity.id,
            app=identity.app,
            seen=quote(result.mail),
        )
        return
    later = {
        "data": "{} judges the sender only after the whole message: send a test message to be sure.",
        "async": "{} judges the sender only after it took the message: look whether a test message arrives.",
        "rewritten": "{} does not refuse a foreign sender, it may replace it: look at the From of a test message.",
    }
    note = later.get(provider.sender.check_stage, "") if provider else ""
    yield state(
        "sender.mail-from",
        Status.PASS,
        f"{identity.envelope} is accepted as sender",
        subject=identity.id,
        app=identity.app,
        seen=quote(result.mail),
        why=note.format(provider.name) if provider and note else "",
        ms=result.mail.ms if result.mail else None,
    )


def _refused(case: Case, refusal: Refusal, identity: Identity) -> Finding:
    address = identity.from_address if refusal.stage is Stage.DATA else identity.envelope
    title = f"{address or 'the empty sender'} is refused as sender{_SEEN_LATE.get(refusal.stage, '')}"
    if refusal.cause == "sending-ip-not-accepted":
        title = _ADDRESS_REFUSED
    if refusal.login_lost:
        title = LOGIN_LOST
    return state(
        "sender.mail-from",
        refusal.status,
        title,
        cause=refusal.cause,
        subject=identity.id,
        app=identity.app,
        stage=refusal.stage,
        seen=quote(refusal.reply),
        why=_why(refusal, identity),
        fix=refusal.retry if refusal.status is Status.UNKNOWN else _fix(case, refusal, identity),
        links=docs(case),
    )


def _why(refusal: Refusal, identity: Identity) -> str:
    """Nothing where the catalogue says it."""
    if refusal.login_lost:
        return WHY_LOST
    if refusal.cause == "sender-not-configured" and not is_default_sender(identity.envelope):
        return f"The server looked for a mailbox {identity.envelope} and found none: nobody could answer a mail from there."
    return ""


def _fix(case: Case, refusal: Refusal, identity: Identity) -> str:
    login, domain = case.profile.auth, identity.from_address.rpartition("@")[2]
    if refusal.cause == "from-mismatch-with-login" and login:
        own = f"Send as {login.username}" if "@" in login.username else f"Send from an address that belongs to {login.username}"
        return f"{own}, or give that login the right to send as {identity.envelope} (an alias or send-as right)."
    if refusal.cause == "sender-not-verified" and case.provider:
        return f"Verify {domain} or just {identity.from_address} at {case.provider.name}, or send from an address verified there."
    if refusal.cause == "sender-not-configured":
        return "Set the sender to an address that exists at your mail provider."
    return ""


def _recipient(case: Case, refusal: Refusal, identity: Identity) -> Finding:
    to = case.profile.recipient or identity.envelope
    titles = {
        "greylisting": "put off for now: the server wants to see a second attempt",
        "relay-denied": f"the server does not relay from here to {to}",
        "recipient-invalid": f"the recipient {to} is refused",
        "sending-ip-not-accepted": _ADDRESS_REFUSED,
    }
    title = titles.get(refusal.cause or "", f"a recipient is refused for {identity.envelope}")
    return state(
        "sender.rcpt-to",
        refusal.status,
        LOGIN_LOST if refusal.login_lost else title,
        cause=refusal.cause,
        subject=identity.id,
        app=identity.app,
        stage=refusal.stage,
        seen=quote(refusal.reply),
        why=WHY_LOST if refusal.login_lost else "",
        fix=refusal.retry if refusal.status is Status.UNKNOWN else "",
        links=docs(case),
    )


def _broken(conversation: Conversation | None, check: str, identity: Identity) -> Iterator[Finding]:
    """No answer came for this identity: the server broke off here, or before."""
    if conversation is None or conversation.halt is None:
        return
    where = "MAIL FROM" if check == "sender.mail-from" else "RCPT TO"
    if conversation.halt.value == "not-encodable":
        cause = "malformed-from" if check == "sender.mail-from" else "recipient-invalid"
        title = f"{identity.envelope or 'the empty sender'} can't be put into the protocol"
        yield state(check, Status.FAIL, title, cause=cause, subject=identity.id, app=identity.app, seen=conversation.detail)
        return
    if conversation.halt in (Halt.FLOOD, Halt.NOT_SMTP):
        title = f"the answer to {where} is none that a mail server gives"
        yield state(
            check,
            Status.FAIL,
            title,
            cause="not-a-mail-server",
            subject=identity.id,
            app=identity.app,
            seen=conversation.detail,
        )
        return
    silent = conversation.halt.value in ("timeout", "silent")
    title = f"the server says nothing more at {where}" if silent else f"the server breaks off at {where}"
    cause = "server-silent" if silent else "connection-dropped"
    yield state(check, Status.FAIL, title, cause=cause, subject=identity.id, app=identity.app, seen=conversation.detail)


def _reverse_name(case: Case) -> Iterator[Finding]:
    asked = about(case, "ptr.record")
    if asked:
        title = "the server wants this machine's address to have a reverse name"
        yield state("ptr.record", Status.FAIL, title, cause="ptr-missing", seen=quote(asked[0].reply), stage=asked[0].seen_at)
