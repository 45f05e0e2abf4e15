"""Does the server accept the name that we greet with? `ehlo.name`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.diagnosis.endpoint import LOST, lost_under_tls, mismatch
from wizard.diagnosis.greeting import is_other_service
from wizard.diagnosis.refusal import Refusal, about
from wizard.diagnosis.statement import docs, quote, state
from wizard.evidence import Conversation, Halt
from wizard.finding import Ask, Case, Finding, FollowUp, Status
from wizard.step import Stage

_NOT_IN_DNS = re.compile(
    r"\b(?:host|name|domain|hostname)(?: name)? (?:was )?not (?:found|known)\b|\bunknown (?:host|domain)\b|\bnxdomain\b"
    r"|\b(?:does not|doesn't|did not|could not|couldn't|cannot|can't|can not|unable to|failed to|not) (?:be )?resolv"
    r"|\bunresolvable\b|\bno such (?:host|domain|name)\b|\bnot (?:found |exist )?in dns\b|\b(?:does not|doesn't) exist\b"
    r"|\b(?:no|without|missing) (?:valid )?(?:a|aaaa|dns|mx|a/mx|a or mx) record",
    re.IGNORECASE,
)
"""A server that looked the name up and found no such host."""


def judge(case: Case) -> Iterator[Finding]:
    """Nothing where the encryption did not fit: then no answer could come."""
    conversation = case.evidence.conversation
    if conversation is not None and not mismatch(case):
        yield from _name(case, conversation)


def ask(case: Case) -> Iterator[FollowUp]:
    """Whether a full domain name would be accepted, where ours was not; and the name of an app that greets otherwise."""
    conversation = case.evidence.conversation
    if conversation is None:
        return
    better = better_name(case)
    refused = about(case, "ehlo.name")
    if better and not _greeted_as(case, better) and (refused or _dropped_at_ehlo(conversation)):
        other = "another" if is_full_name(conversation.ehlo_name) else "a full domain"
        reason = f"{conversation.ehlo_name} was not accepted; {other} name may be"
        # Asked as far as the refusal came: where that needs the login, it is one more of them.
        logs_in = case.profile.auth is not None and any(refusal.identity is not None for refusal in refused)
        yield FollowUp(Ask.OTHER_EHLO, reason, better, cost=f"logs in once more, and greets as {better}" if logs_in else "")


def better_name(case: Case) -> str:
    """The best other name to greet with: an app's own host name, else the sender's domain. Empty where there is none."""
    greeted = case.evidence.conversation.ehlo_name if case.evidence.conversation else ""
    names = [app.hostname for app in case.profile.apps] + [case.profile.domain]
    return next((name for name in names if is_full_name(name) and name != greeted), "")


def is_full_name(name: str) -> bool:
    """Whether an EHLO name is a domain name with a dot; localhost, a container id and an address literal are none."""
    return (
        "." in name
        and not name.startswith("[")
        and not name.endswith((".localdomain", ".local"))
        and not name.replace(".", "").isdigit()
    )


def _name(case: Case, conversation: Conversation) -> Iterator[Finding]:
    if is_other_service(conversation):
        return
    refused = about(case, "ehlo.name")
    extensions, greeted = conversation.extensions, conversation.ehlo_name
    if refused:
        yield _refused(case, greeted, refused[0])
    elif conversation.halt is Halt.NOT_ENCODABLE and conversation.stage is Stage.EHLO:
        title = "the name to greet with can't be put into the protocol"
        yield state("ehlo.name", Status.FAIL, title, cause="ehlo-name-rejected", seen=conversation.detail)
    elif _dropped_at_ehlo(conversation):
        yield _dropped(case, conversation)
    elif lost_under_tls(conversation):
        yield _lost(conversation)
    elif extensions is not None and extensions.reply.ok:
        yield state("ehlo.name", Status.PASS, f"greeted as {greeted}", seen=quote(extensions.reply), ms=extensions.reply.ms)


def _dropped_at_ehlo(conversation: Conversation) -> bool:
    greeted = conversation.greeting is not None and conversation.greeting.ok
    return greeted and conversation.extensions is None and conversation.halt in LOST


def _dropped(case: Case, conversation: Conversation) -> Finding:
    greeted, accepted = conversation.ehlo_name, _accepted(case)
    if conversation.halt in (Halt.FLOOD, Halt.NOT_SMTP):
        title = "the answer to EHLO is none that a mail server gives"
        return state("ehlo.name", Status.FAIL, title, cause="not-a-mail-server", seen=conversation.detail)
    if conversation.halt in (Halt.TIMEOUT, Halt.SILENT):
        title = "the server greets and then says nothing more"
        return state("ehlo.name", Status.FAIL, title, cause="server-silent", seen=conversation.detail)
    if accepted or not is_full_name(greeted):
        fix = _greet_as(accepted or better_name(case))
        title = f"the server hangs up when it is greeted as {greeted}"
        return state("ehlo.name", Status.FAIL, title, cause="ehlo-name-rejected", seen=conversation.detail, fix=fix)
    title = "the server greets, and hangs up when it is greeted"
    return state("ehlo.name", Status.FAIL, title, cause="connection-dropped", seen=conversation.detail)


def _lost(conversation: Conversation) -> Finding:
    """The same name was taken before the encryption, so it is not the reason."""
    if conversation.halt in (Halt.FLOOD, Halt.NOT_SMTP):
        title, cause = "the answer to EHLO under TLS is none that a mail server gives", "not-a-mail-server"
    elif conversation.halt in (Halt.TIMEOUT, Halt.SILENT):
        title, cause = "the encryption works, and then the server says nothing more", "server-silent"
    else:
        title, cause = "the encryption works, and then the server hangs up when it is greeted", "connection-dropped"
    why = "It took the same name before the encryption. Something that it needs for logins, such as Dovecot, may not run there."
    fix = "Ask its operator to look into the server's log, or look yourself if it is yours; nothing here has to be changed."
    return state("ehlo.name", Status.FAIL, title, cause=cause, seen=conversation.detail, why=why, fix=fix)


def _refused(case: Case, greeted: str, refusal: Refusal) -> Finding:
    late = {
        Stage.MAIL_FROM: " (it says so only at MAIL FROM)",
        Stage.RCPT_TO: " (it says so only at RCPT TO)",
        Stage.DATA: " (it says so only at DATA)",
    }
    return state(
        "ehlo.name",
        Status.FAIL,
        f"the server refuses the name {greeted}{late.get(refusal.stage, '')}",
        cause="ehlo-name-rejected",
        seen=quote(refusal.reply),
        why=_why_refused(case, greeted, refusal),
        fix=_other_name(case, greeted, refusal),
        links=docs(case),
        stage=refusal.seen_at,
    )


def _why_refused(case: Case, greeted: str, refusal: Refusal) -> str:
    """Nothing where the catalogue says it: a name that is none. A full name has another fault than that."""
    if not is_full_name(greeted):
        return ""
    why = f"{greeted} is a full domain name: the server wants another one, or one that leads to this machine."
    if _NOT_IN_DNS.search(refusal.reply.text):
        why = f"The server looked {greeted} up, and for it DNS has no such name."
    better = better_name(case)
    if better and better != _accepted(case) and _greeted_as(case, better):
        why += f" It was tried once more with {better}: that name was not accepted either."
    return why


def _other_name(case: Case, greeted: str, refusal: Refusal) -> str:
    accepted, better = _accepted(case), better_name(case)
    untried = better if better and not _greeted_as(case, better) else ""
    if accepted:
        return f"Greet as {accepted}: the server accepts that name. {_where(accepted)}"
    if not is_full_name(greeted):
        return _greet_as(untried)
    if _NOT_IN_DNS.search(refusal.reply.text):
        such = f", such as {untried} if it has one" if untried else ""
        give = f"Give {greeted} an A record with this machine's public address"
        return f"{give}, or greet with a name that has one{such}. {_elsewhere()}"
    such = f", such as {untried}" if untried else ""
    return f"Greet with another name of yours, one that DNS leads to this machine{such}. {_elsewhere()}"


def _greeted_as(case: Case, name: str) -> bool:
    """Whether a follow-up tried that name already."""
    return any(conversation.ehlo_name == name for conversation in case.evidence.conversations)


def _greet_as(name: str) -> str:
    return f"Greet with a full domain name that is yours, such as {name}. {_where(name)}" if name else ""


def _where(name: str) -> str:
    return f"In a container: `hostname: {name}` in compose.yaml; on a server: the machine's own full name."


def _elsewhere() -> str:
    return "It stands in `hostname:` in compose.yaml for a container; on a server it is the machine's own full name."


def _accepted(case: Case) -> str:
    """The other name that a follow-up found accepted. A server that refused ours only at RCPT TO must be asked that far."""
    main = case.evidence.conversation
    late = any(refusal.identity is not None for refusal in about(case, "ehlo.name"))
    for other in case.evidence.conversations[1:]:
        same = main is not None and (other.endpoint.host, other.endpoint.port) == (main.endpoint.host, main.endpoint.port)
        passed = (
            other.extensions is not None
            and other.extensions.reply.ok
            and (not late or any(s.rcpt is not None and s.rcpt.ok for s in other.senders))
        )
        if same and main is not None and other.ehlo_name != main.ehlo_name and is_full_name(other.ehlo_name) and passed:
            return other.ehlo_name
    return ""
