"""Does a mail server greet? `ehlo.greeting`."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.diagnosis.endpoint import mismatch, offer, spoken, surveyed
from wizard.diagnosis.refusal import Refusal, about
from wizard.diagnosis.service import recognise
from wizard.diagnosis.statement import docs, quote, state
from wizard.evidence import Conversation, Halt, Speaks
from wizard.finding import Case, Finding, Status
from wizard.step import Stage
from wizard.text import NOTHING

_BROKEN = (Halt.CLOSED, Halt.RESET, Halt.TIMEOUT, Halt.SILENT)


def judge(case: Case) -> Iterator[Finding]:
    """Nothing where the encryption did not fit: then no greeting could come."""
    conversation = case.evidence.conversation
    if conversation is None or mismatch(case):
        return
    greeting, halt = conversation.greeting, conversation.halt
    refused = about(case, "ehlo.greeting")
    if is_other_service(conversation):
        yield _no_smtp(case, conversation)
    elif refused:
        yield _unwelcome(case, refused[0])
    elif _is_no_smtp(case, conversation):
        yield _no_smtp(case, conversation)
    elif halt is Halt.FLOOD and greeting is None:
        title = "what answers there sends without end; it was cut off"
        yield state("ehlo.greeting", Status.FAIL, title, cause="not-a-mail-server", seen=conversation.detail)
    elif greeting is not None and greeting.ok:
        yield state("ehlo.greeting", Status.PASS, "a mail server greets", seen=quote(greeting), ms=greeting.ms)
    elif halt in _BROKEN and greeting is None and conversation.stage is not Stage.TLS:
        yield _silent(case, conversation)


def is_other_service(conversation: Conversation) -> bool:
    """FTP greets with 220, too; but what takes EHLO is a mail server, whatever it is called."""
    extensions = conversation.extensions
    answers = extensions is not None and extensions.reply.ok
    return conversation.greeting is not None and not answers and bool(recognise(quote(conversation.greeting).raw))


def _is_no_smtp(case: Case, conversation: Conversation) -> bool:
    greeting, halt = conversation.greeting, conversation.halt
    if greeting is None and halt is not None and spoken(case) is Speaks.OTHER:
        return True
    return halt is Halt.NOT_SMTP and (greeting is None or not greeting.code or conversation.before_tls is None)


def _unwelcome(case: Case, refusal: Refusal) -> Finding:
    host = case.profile.server.host
    titles = {
        "server-down": f"{host} is not available at the moment",
        "server-refuses-connection": f"{host} does not want to talk to this machine",
        "sending-ip-not-accepted": f"{host} refuses this machine's address",
        "ip-not-allowlisted": f"{host} does not have this machine's address on its list",
        "server-misconfigured": f"{host} has a fault of its own and does not take the greeting",
    }
    fix = refusal.retry if refusal.status is Status.UNKNOWN else ""
    title = titles.get(refusal.cause or "", f"{host} refuses the connection")
    return state(
        "ehlo.greeting", refusal.status, title, cause=refusal.cause, seen=quote(refusal.reply), fix=fix, stage=Stage.EHLO
    )


def _no_smtp(case: Case, conversation: Conversation) -> Finding:
    server, facts = case.profile.server, surveyed(case)
    heard = (quote(conversation.greeting), conversation.detail, facts.banner if facts else NOTHING)
    said = next((words for words in heard if words), NOTHING)
    what = (facts.what if facts else "") or next((kind for words in heard if (kind := recognise(words.raw))), "")
    if what:
        title = f"port {server.port} of {server.host} is {_article(what)} server, not a mail server"
        fix = offer(case, same_port=False)
        return state(
            "ehlo.greeting", Status.FAIL, title, cause="wrong-port", seen=said, fix=fix, links=docs(case), stage=Stage.EHLO
        )
    title = f"what answers on port {server.port} of {server.host} is no mail server"
    return state(
        "ehlo.greeting",
        Status.FAIL,
        title,
        cause="not-a-mail-server",
        seen=said,
        fix=offer(case, same_port=False),
        stage=Stage.EHLO,
    )


def _article(what: str) -> str:
    return f"{'an' if what in ('SSH', 'HTTP', 'IMAP', 'FTP') else 'a'} {what}"


def _silent(case: Case, conversation: Conversation) -> Finding:
    server = case.profile.server
    if conversation.halt in (Halt.CLOSED, Halt.RESET):
        title = f"{server.host} takes the connection and hangs up without a word"
        return state(
            "ehlo.greeting", Status.FAIL, title, cause="server-refuses-connection", seen=conversation.detail, stage=Stage.EHLO
        )
    title = f"port {server.port} of {server.host} takes the connection and says nothing"
    return state(
        "ehlo.greeting",
        Status.FAIL,
        title,
        cause="server-silent",
        seen=conversation.detail,
        fix=offer(case, same_port=False),
        stage=Stage.EHLO,
    )
