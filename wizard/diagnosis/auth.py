"""Can a login be made, and is it accepted? `secret.available`, `auth.offered`, `auth.login`."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.diagnosis.endpoint import is_own_host, lacks_login_without_tls, mismatch, offer
from wizard.diagnosis.halt import first, stopped
from wizard.diagnosis.refusal import Refusal, about, refusals
from wizard.diagnosis.statement import docs, listed, quote, state
from wizard.evidence import Conversation, Halt
from wizard.finding import Ask, Case, Finding, FollowUp, Status
from wizard.step import Stage
from wizard.text import NOTHING

MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5")
"""Those that this program and the apps can do with a user name and a password."""
_OAUTH = frozenset({"XOAUTH2", "OAUTHBEARER"})
_WHY_UNKNOWN = (
    "It lists a login and does not know the command: this port takes no logins, or a firewall that inspects mail stands in "
    "between and takes the command out."
)
_REGIONAL = frozenset({"wrong-credentials", "wrong-secret-type", "app-password-required"})
_BEFORE_LOGIN = (Stage.DNS, Stage.CONNECT, Stage.TLS, Stage.EHLO)
_GONE = (Halt.CLOSED, Halt.RESET)


def judge(case: Case) -> Iterator[Finding]:
    """Nothing about a login where the setup has none, unless the server asked for one."""
    conversation = case.evidence.conversation
    if case.profile.auth is None:
        yield from _missing(case)
        return
    yield from _secret(case)
    if conversation is None:
        yield from (_refused(case, refusal) for refusal in about(case, "auth.login")[:1])
        return
    yield from _offered(case, conversation)
    yield from _login(case, conversation)


def ask(case: Case) -> Iterator[FollowUp]:
    """Whether the sibling region takes the login: one more login attempt, so the person is asked first."""
    refused = about(case, "auth.login")
    if not refused or refused[0].stage is not Stage.AUTH or refused[0].cause not in _REGIONAL or not is_own_host(case):
        return
    tried = {conversation.endpoint.host for conversation in case.evidence.conversations} | {case.profile.server.host}
    for name, host in case.siblings:
        if host not in tried and not _sibling(case):
            reason = f"the same login may belong to the region {name}"
            yield FollowUp(Ask.OTHER_REGION, reason, host, cost=f"logs in once at {host}, with the same name and password")


# ---------------------------------------------------------------- the secret


def _secret(case: Case) -> Iterator[Finding]:
    login = case.profile.auth
    where = str(login.secret) if login else ""
    if case.evidence.secret_missing is not None:
        title = (
            f"the password can't be read from {where}"
            if where != "ask"
            else "the password is asked for each time, and nobody was asked"
        )
        yield _no_secret(case, "secret.available", title)
    elif case.evidence.secret_read or (case.evidence.conversation and case.evidence.conversation.auth):
        yield state(
            "secret.available",
            Status.PASS,
            "the password was typed in" if where == "ask" else f"the password was read from {where}",
        )


def _no_secret(case: Case, check: str, title: str) -> Finding:
    seen, fix = case.evidence.secret_missing or NOTHING, case.evidence.secret_advice
    return state(check, Status.UNKNOWN, title, cause="secret-unavailable", seen=seen, fix=fix)


# ---------------------------------------------------------------- what is offered


def _offered(case: Case, conversation: Conversation) -> Iterator[Finding]:
    extensions = conversation.extensions
    ended = stopped(conversation)
    if extensions is None or not extensions.reply.ok or mismatch(case) or ended in _BEFORE_LOGIN:
        return
    refused = about(case, "auth.offered")
    if refused:
        title, seen = "the server answers AUTH as if it had no login", quote(refused[0].reply)
        why = _WHY_UNKNOWN if refused[0].reply.code in (500, 502) else ""
        yield state("auth.offered", Status.FAIL, title, cause=refused[0].cause, seen=seen, stage=refused[0].seen_at, why=why)
        return
    offered = tuple(word.upper() for word in extensions.mechanisms)
    usable = [word for word in offered if word in MECHANISMS]
    wanted = case.profile.auth.mechanism.upper() if case.profile.auth else "AUTO"
    if not offered:
        yield _none_offered(case, conversation)
    elif not usable and _OAUTH & set(offered):
        title = f"only OAuth2 is offered ({listed(offered)}): no password works here"
        yield state("auth.offered", Status.FAIL, title, cause="basic-auth-disabled", links=docs(case))
    elif not usable or (wanted != "AUTO" and wanted not in offered):
        asked = wanted if wanted != "AUTO" else listed(MECHANISMS)
        title = f"no login method in common: the server offers {listed(offered)}, this setup can do {asked}"
        fix = f"Set the mechanism to auto, or to {usable[0]}." if usable else ""
        yield state("auth.offered", Status.FAIL, title, cause="auth-mechanism-unsupported", fix=fix)
    else:
        yield state("auth.offered", Status.PASS, f"offers {listed(offered)}")


def _none_offered(case: Case, conversation: Conversation) -> Finding:
    server = case.profile.server
    if lacks_login_without_tls(conversation):
        title = f"{server.host} offers a login only after STARTTLS; you chose {case.encryption.words}"
        return state("auth.offered", Status.FAIL, title, cause="tls-required-first", fix=offer(case), links=docs(case))
    title = f"{server.host} offers no login on port {server.port}"
    why = "A relay that knows its clients by their address has none; neither has port 25 of a server that takes logins elsewhere."
    fix = offer(case, same_port=False) if case.provider and case.provider.auth == "required" else ""
    return state("auth.offered", Status.FAIL, title, cause="auth-not-needed", why=why, fix=fix, links=docs(case))


# ---------------------------------------------------------------- the login


def _login(case: Case, conversation: Conversation) -> Iterator[Finding]:
    login, halt, ended = case.profile.auth, conversation.halt, stopped(conversation)
    refused = about(case, "auth.login")
    elsewhere = [refusal for refusal in refusals(case) if refusal.stage is Stage.AUTH and refusal.check != "auth.login"]
    if case.evidence.secret_missing is not None:
        yield _no_secret(case, "auth.login", "not tried: the password was not at hand")
    elif elsewhere:
        title = "not judged: the server refused the login for another reason than the password"
        yield state("auth.login", Status.UNKNOWN, title, cause=elsewhere[0].cause, seen=quote(elsewhere[0].reply))
    elif refused:
        yield _refused(case, refused[0])
    elif conversation.auth is not None and conversation.auth.reply.ok:
        user = login.username if login else ""
        yield state(
            "auth.login",
            Status.PASS,
            f"login accepted as {user}",
            seen=quote(conversation.auth.reply),
            ms=conversation.auth.reply.ms,
        )
    elif ended is Stage.AUTH and halt is not None:
        yield _broken(case, conversation, halt)
    elif ended is not None or conversation.auth is not None:
        yield state("auth.login", Status.UNKNOWN, f"not tried: {first(case)}")


def _broken(case: Case, conversation: Conversation, halt: Halt) -> Finding:
    server, seen = case.profile.server, conversation.detail
    if halt in (Halt.TIMEOUT, Halt.SILENT):
        title = "the server has not answered the login yet: it delays after failed logins, or hangs"
        return state("auth.login", Status.UNKNOWN, title, cause="login-delayed", seen=seen)
    if halt is Halt.PLAINTEXT_LOGIN:
        title = "no login was sent: the line is not encrypted, and the password could be read on it"
        words = conversation.before_tls.words if conversation.before_tls else {}
        return state(
            "auth.login", Status.FAIL, title, cause="plaintext-login-refused", fix=offer(case) if "STARTTLS" in words else ""
        )
    if halt is Halt.NO_MECHANISM:
        return state("auth.login", Status.UNKNOWN, "not tried: there is no login method in common")
    if halt is Halt.NOT_ENCODABLE:
        title = "the user name or password holds a character that can't be sent"
        return state("auth.login", Status.FAIL, title, cause="special-chars-in-password", seen=seen)
    if halt in _GONE:
        title = f"{server.host} hangs up when the login is tried"
        return state("auth.login", Status.FAIL, title, cause="connection-dropped", seen=seen)
    title = "the answer to the login is none that a mail server gives"
    return state("auth.login", Status.FAIL, title, cause="not-a-mail-server", seen=seen)


def _refused(case: Case, refusal: Refusal) -> Finding:
    cause, sibling = refusal.cause, _sibling(case)
    if refusal.stage is not Stage.AUTH:
        title = {
            "auth-not-attempted": "the server wants a login before it takes mail",
            "smtp-auth-disabled-tenant": "SMTP login is switched off for this mailbox or organisation",
        }.get(cause or "", "the server takes no password logins")
        return state(
            "auth.login", refusal.status, title, cause=cause, seen=quote(refusal.reply), stage=refusal.seen_at, links=docs(case)
        )
    if sibling and cause in _REGIONAL:
        title = f"login refused here; the same login works at {sibling}"
        fix = f"Use {sibling} as the server: the account lives in that region."
        return state(
            "auth.login", Status.FAIL, title, cause="region-mismatch", seen=quote(refusal.reply), fix=fix, links=docs(case)
        )
    if cause in ("wrong-credentials", "app-password-required") and case.secret_hint:
        cause = "wrong-secret-type"
    if refusal.status is Status.UNKNOWN:
        title = "the server can't check the login at the moment"
        return state("auth.login", Status.UNKNOWN, title, cause=cause, seen=quote(refusal.reply), fix=refusal.retry)
    return state(
        "auth.login",
        Status.FAIL,
        _TITLES.get(cause or "", "login refused"),
        cause=cause,
        seen=quote(refusal.reply),
        why=_why(case, refusal, cause),
        fix=_fix(case, cause),
        links=docs(case),
        stage=Stage.AUTH,
    )


_TITLES = {
    "wrong-username": "login refused: this is not the user name that the provider wants",
    "wrong-secret-type": "login refused: this is not the kind of password that the provider wants",
    "app-password-required": "login refused: an app password is needed",
    "smtp-auth-disabled-tenant": "login refused: SMTP login is switched off for this mailbox or organisation",
    "basic-auth-disabled": "login refused: the provider takes no passwords any more",
    "ip-not-allowlisted": "login refused: this machine's address is not on the account's list",
    "sending-ip-not-accepted": "login refused: the server does not take this machine's address",
    "sender-not-verified": "login refused: the domain or address is not verified at the provider",
    "auth-mechanism-unsupported": "login refused: the server lists this method and can't do it",
    "tls-required-first": "login refused: the server wants TLS first",
}


def _why(case: Case, refusal: Refusal, cause: str | None) -> str:
    if cause == "wrong-secret-type" and case.secret_hint:
        return f"What is stored as the password looks like something else: {case.secret_hint}"
    if case.provider is None:
        return ""
    said = refusal.reply.text.lower()
    for known in case.provider.errors:
        if known.meaning and known.cause == cause and known.cause and known.reply[4:].lower()[:40] in said:
            return f"With {case.provider.name} this {'probably ' if known.source == 'memory' else ''}means: {known.meaning}."
    return ""


def _fix(case: Case, cause: str | None) -> str:
    provider, login = case.provider, case.profile.auth
    if provider is None or login is None:
        return ""
    rule, label = provider.username, provider.secret.label
    if cause == "wrong-username" and not provider.username.fits(login.username):
        form = rule.form or "one of the form that its page shows"
        return f'{provider.name} wants {form} as user name; this setup has "{login.username}".'
    if cause in ("wrong-credentials", "wrong-secret-type", "app-password-required") and label:
        note = provider.secret.note
        more = f" It is: {note}." if note else ""
        return f"Put in the {label} of {provider.name}, without blanks around it, and test the login again.{more}"
    return ""


def _sibling(case: Case) -> str:
    """The host of another region that took the same login, where a follow-up tried it."""
    siblings = {host for _, host in case.siblings}
    for other in case.evidence.conversations[1:]:
        if other.endpoint.host in siblings and other.auth is not None and other.auth.reply.ok:
            return other.endpoint.host
    return ""


def _missing(case: Case) -> Iterator[Finding]:
    """No login in the setup, and the server wants one."""
    refused = about(case, "auth.login")
    if refused:
        title = "the server wants a login, and this setup has none"
        yield state(
            "auth.login",
            Status.FAIL,
            title,
            cause=refused[0].cause,
            seen=quote(refused[0].reply),
            fix="Fill in user name and password on the login page." if refused[0].cause == "auth-not-attempted" else "",
            stage=refused[0].seen_at,
            links=docs(case),
        )
