"""Rows about what each app would experience."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnosis.evidence import DOCMOST, GOOD, MEALIE, RELAY, SYNAPSE, ZULIP, case, offers, reply, stopped
from tests.diagnosis.table.row import IMPLICIT, NO_LOGIN, Row, bad_tls
from wizard.evidence import Conversation, Extensions, Halt, TlsProblem
from wizard.step import Stage

_NO_STARTTLS = stopped(Halt.STARTTLS_MISSING, Stage.TLS, before_tls=offers("AUTH PLAIN LOGIN"))
_HELO = reply("250 old.example.com")
_ONLY_HELO = stopped(Halt.STARTTLS_MISSING, Stage.TLS, before_tls=Extensions(_HELO, helo=_HELO))


def _refused(words: str) -> Conversation:
    """EHLO was answered so."""
    return stopped(Halt.REFUSED, Stage.EHLO, greeting=reply("220 hi"), before_tls=Extensions(reply(words)))


APPS = (
    Row("Zulip sends", case(behaviours=(ZULIP,)), "app.behaviour pass -", "Zulip would send"),
    Row(
        "Synapse waits for ever",
        case(bad_tls(TlsProblem.SELF_SIGNED), behaviours=(SYNAPSE,)),
        "app.behaviour fail cert-untrusted",
        "wait for ever here and log nothing",
    ),
    Row(
        "Synapse takes CRAM-MD5",
        case(replace(GOOD, after_tls=offers("AUTH PLAIN LOGIN CRAM-MD5")), behaviours=(SYNAPSE,)),
        "app.behaviour warn auth-mechanism-unsupported",
    ),
    Row("Docmost sends", case(behaviours=(DOCMOST,)), "app.behaviour pass -"),
    Row("a password beyond ASCII", case(behaviours=(ZULIP,), secret_is_ascii=False), "app.settings fail app-cannot-express"),
    Row(
        "clear text",
        case(_NO_STARTTLS, behaviours=(DOCMOST,)),
        "app.behaviour fail password-in-clear-text",
        "password in clear text",
    ),
    Row(
        "clear text after HELO",
        case(_ONLY_HELO, behaviours=(DOCMOST,)),
        "app.behaviour fail password-in-clear-text",
        "refuses EHLO",
    ),
    Row(
        "421 for the name",
        case(_refused("421 4.7.0 Try again later, closing connection. (EHLO)"), behaviours=(SYNAPSE,)),
        "app.behaviour fail ehlo-name-rejected",
        "EHLORequiredError",
        "Change the name that Synapse greets with",
    ),
    Row(
        "banned at EHLO",
        case(_refused("502 5.7.0 Your IP address is banned"), behaviours=(ZULIP,)),
        "app.behaviour fail sending-ip-not-accepted",
    ),
    Row("a name that the provider refuses", case(behaviours=(DOCMOST,), provider=RELAY), "app.behaviour warn ehlo-name-rejected"),
    Row(
        "old Mealie",
        case(bad_tls(TlsProblem.SELF_SIGNED), behaviours=(MEALIE,)),
        "app.behaviour warn cert-untrusted",
        "newer version will refuse",
    ),
    Row("no implicit TLS", case(IMPLICIT, behaviours=(ZULIP,)), "app.settings fail app-cannot-express"),
    Row(
        "silently nothing",
        case(profile=NO_LOGIN, behaviours=(replace(MEALIE, drops_without_login=True),)),
        "app.behaviour fail app-requires-credentials",
        "say nothing",
    ),
)
