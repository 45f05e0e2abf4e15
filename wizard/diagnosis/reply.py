"""What one live SMTP reply means: a cause of the catalogue, or None.

First the words: what the provider means by those that it documents, unless the rest says more, then the shape of the text.
A server's class of code decides last: servers say 535 about quotas and 450 about what will never work.
"""

from __future__ import annotations

import re

from wizard.diagnosis.mail_phrase import MAIL_WORDS
from wizard.diagnosis.phrase import NAMELESS
from wizard.diagnosis.reply_code import by_code, of_recipient, speaks_of_name
from wizard.diagnosis.session_phrase import SESSION
from wizard.evidence import Reply
from wizard.model import Identity
from wizard.provider import Provider
from wizard.step import Stage

_CODES = re.compile(r"\b[245]\d\d[ -](?=\D|\d\.\d)|\b[245]\.\d{1,3}\.\d{1,3}\b")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_NOISE = re.compile(r"\S+@\S+|<[^<>]*>|\[?\b\d{1,3}(?:\.\d{1,3}){3}\b\]?|…|\.\.\.|https?://\S+|\b[0-9a-f]{8,}\b")
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_BLANKS = re.compile(r"[\s\W]+")
_LEAST = 12
"""Characters that a piece of a known reply must have to say anything: "authentication failed" does, "554" does not."""

_HOST = re.compile(r"\bhost(?:name)? (?:not found|unknown|rejected|refused)")
"""What is said of a client's name, where the name itself stands beside it."""
_CLIENT = re.compile(r"\bclient (?:host|address|ip)\b.{0,40}(?:rejected|refused|denied|not (?:allowed|permitted|accepted))")
_RECIPIENT = re.compile(r"(?:<[^<>]*>: )?\brecipient address rejected: (?=\S)")
_LEAVING = re.compile(
    r"shutting down|service (?:is )?(?:\w+ )?(?:not |un)available|closing (?:\w+ )?channel|maintenance|reconfiguration|4\.3\.2\b"
)
_LISTS = re.compile(r"verif|confirm|validat|regist|configur|approv|associat|onboard|domain")
_OWNERSHIP = frozenset({"sender-not-verified", "from-mismatch-with-login"})
_MAIL_STAGES = (Stage.MAIL_FROM, Stage.RCPT_TO, Stage.DATA)


def classify(
    reply: Reply,
    stage: Stage,
    *,
    provider: Provider | None = None,
    username: str = "",
    ehlo: str = "",
    identity: Identity | None = None,
    recipient: str = "",
    greeted: bool = False,
) -> str | None:
    """The cause behind a refusal seen at `stage`. An empty `username` means that no login was made; `greeted`, that the
    name in EHLO was accepted before.

    `Stage.CONNECT` stands for the greeting, `Stage.TLS` for the answer to STARTTLS. None: refused, with nothing to name it by.
    """
    text, of_whom = _subject(_fold(reply.text))
    bare = _ADDRESS.sub("<address>", text)
    about = Stage.MAIL_FROM if of_whom == "sender" and stage in _MAIL_STAGES else stage
    words = _by_words(bare, about)
    if words == NAMELESS:
        return None
    cause = _known(reply, words, about, provider) or words
    if cause in (None, "server-misconfigured") and reply.code == 421 and _LEAVING.search(bare):
        cause = "server-down"
    if cause is None and of_whom == "recipient" and stage in (Stage.RCPT_TO, Stage.DATA):
        cause = of_recipient(reply.code, text)
    else:
        cause = cause or _of_client(bare, stage, username) or by_code(reply.code, text, about, provider, username)
    if cause == "auth-not-attempted" and username and stage in _MAIL_STAGES:
        cause = _with_login(about, text)
    if stage in _MAIL_STAGES and ehlo and f"<{ehlo.lower()}>" in text and _HOST.search(text):
        return "ehlo-name-rejected"
    if cause == "connection-dropped":  # "send EHLO first": the server lost our greeting, which is its own fault
        return "server-misconfigured"
    if greeted and cause == "ehlo-name-rejected" and not speaks_of_name(bare):
        return "server-misconfigured"
    if stage is Stage.CONNECT and cause == "server-misconfigured":
        return "server-down"
    if stage is Stage.AUTH:
        return _about_login(cause, provider, username)
    if stage in _MAIL_STAGES:
        return _about_sender(cause, text, username, provider, identity, recipient)
    return cause


def _fold(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _subject(text: str) -> tuple[str, str]:
    """Whom Postfix's prefix blames: "sender", "recipient" or nobody; for a recipient, the text without it.

    Postfix puts "Recipient address rejected" before the answer of every policy server, whatever that speaks of.
    """
    if "sender address rejected" in text:
        return text, "sender"
    return (_RECIPIENT.sub("", text, count=1), "recipient") if _RECIPIENT.search(text) else (text, "")


# ---------------------------------------------------------------- the provider's words


def pieces(reply: str) -> tuple[str, ...]:
    """The parts of a documented reply that don't change from one mail to the next, folded."""
    kept = _NOISE.sub("\0", _CODES.sub(" ", reply.lower()))
    return tuple(piece for piece in (_BLANKS.sub(" ", part).strip() for part in kept.split("\0")) if piece)


def _known(reply: Reply, words: str | None, about: Stage, provider: Provider | None) -> str | None:
    """The cause of the documented reply that says most of what was said, where all that was said adds nothing to it.

    `words` is what the whole reply's own words mean. Where the documented ones alone mean something else ("authentication
    failed", and the reply goes on with "your account has been suspended"), the rest says more: no documented cause is known.
    """
    if provider is None:
        return None
    said, status = " ".join(pieces(f"{reply.code} {reply.text}")), _STATUS.search(reply.text)
    found: tuple[int, str, str] | None = None
    for known in provider.errors:
        for one in known.reply.split(" / "):
            parts, length = pieces(one), sum(map(len, pieces(one)))
            telling = known.cause is not None and length >= _LEAST and (found is None or length > found[0])
            if known.cause and telling and _same_codes(one, known.reply, reply.code, status) and _in_order(parts, said):
                found = (length, known.cause, one)
    if found is None:
        return None
    own = _by_words(_ADDRESS.sub("<address>", _subject(_fold(found[2]))[0]), about)
    return found[1] if words in (None, own) else None


def _same_codes(one: str, row: str, code: int, status: re.Match[str] | None) -> bool:
    """Whether a documented reply has the codes of one that came, as far as both have any."""
    own = one[:3] if one[:3].isdigit() else row[:3]
    enhanced = _STATUS.search(one)
    return (not own.isdigit() or int(own) == code) and (enhanced is None or status is None or enhanced[0] == status[0])


def _in_order(parts: tuple[str, ...], text: str) -> bool:
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


# ---------------------------------------------------------------- words


def _by_words(text: str, stage: Stage) -> str | None:
    for phrase in (*SESSION, *MAIL_WORDS):
        if (phrase.stages is None or stage in phrase.stages) and phrase.words.search(text):
            return phrase.cause
    return None


def _of_client(text: str, stage: Stage, username: str) -> str | None:
    """Postfix's words for every client that is on no list of its own: who logs in is on one, unless its address is shut out."""
    if stage not in (Stage.AUTH, *_MAIL_STAGES) or not _CLIENT.search(text):
        return None
    return "sending-ip-not-accepted" if username else "auth-not-attempted"


# ---------------------------------------------------------------- what the setup adds


def _about_login(cause: str | None, provider: Provider | None, username: str) -> str | None:
    """A plain "wrong password" told apart by what the provider wants."""
    if (
        cause == "wrong-username"
        and provider is not None
        and provider.username.type == "fixed"
        and provider.username.fits(username)
    ):
        cause = "wrong-credentials"  # the one name that is right was sent
    if cause not in ("wrong-credentials", "wrong-secret-type", "app-password-required") or provider is None:
        return cause
    if not provider.username.fits(username):
        return "wrong-username"
    if cause == "wrong-credentials" and provider.auth == "xoauth2_only":
        return "basic-auth-disabled"
    return "app-password-required" if provider.secret.per_app and provider.kind == "mailbox" else cause


def _with_login(stage: Stage, text: str) -> str:
    """A login is asked for where one was accepted: nobody forgot it. The server lost it, or does not see it."""
    return "relay-denied" if stage is Stage.RCPT_TO and "not logged in" not in text else "server-misconfigured"


def _about_sender(
    cause: str | None, text: str, username: str, provider: Provider | None, identity: Identity | None, recipient: str
) -> str | None:
    if identity is None:
        return cause
    if cause in _OWNERSHIP and _names_recipient(text, identity, recipient):
        return "sandbox-mode"
    if cause in _OWNERSHIP | {"malformed-from", "sender-domain-unknown"} and is_default_sender(identity.envelope or ""):
        return "sender-not-configured"
    if cause in _OWNERSHIP and identity.sample:
        return "generated-sender-address"
    if cause == "from-mismatch-with-login" and provider and provider.kind == "transactional":
        return "sender-not-verified"
    if cause == "sender-not-verified" and "@" in username and (provider is None or provider.kind == "mailbox"):
        # "not allowed" is said by both kinds; only who keeps a list of senders speaks of verifying.
        return cause if _LISTS.search(text) else "from-mismatch-with-login"
    return cause


def _names_recipient(text: str, identity: Identity, recipient: str) -> bool:
    """SES refuses a recipient in its sandbox with the same sentence as a sender, naming the recipient."""
    if not recipient or recipient.lower() not in text:
        return False
    own = {identity.envelope.lower(), identity.from_address.lower()}
    return recipient.lower() not in own and not any(address in text for address in own if address)


def is_default_sender(address: str) -> bool:
    """Whether an address is empty or one that nobody entered: at localhost, at a bare machine name, without a domain."""
    domain = address.rpartition("@")[2].lower()
    return not domain or "@" not in address or "." not in domain or domain.endswith((".localdomain", ".local", ".localhost"))
