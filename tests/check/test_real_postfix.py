"""What a real Postfix can refuse, and the cause that is named for it."""

from __future__ import annotations

import pytest

from tests.postfix import ALICE, BOB, HOST, PASSWORDS, Postfix
from tests.probe.loopback import Loopback
from wizard import check
from wizard.check import Part
from wizard.finding import Finding, Status
from wizard.model import Encryption, Endpoint, Login, Profile
from wizard.secret import Keeper, Secret, SecretRef

pytestmark = pytest.mark.real
STARTTLS, IMPLICIT, NONE = Encryption.STARTTLS, Encryption.IMPLICIT_TLS, Encryption.NONE
SENDING = frozenset({Part.CONNECT, Part.LOGIN, Part.SENDERS})


async def ask(
    postfix: Postfix,
    port: int,
    encryption: Encryption = STARTTLS,
    *,
    host: str = HOST,
    password: str | None = PASSWORDS[ALICE],
    sender: str = ALICE,
    recipient: str = BOB,
    ehlo: str = "chat.lab.test",
    trusted: bool = True,
) -> tuple[Finding, ...]:
    """The findings about the server; a password None = no login."""
    auth = Login(ALICE, SecretRef(Keeper.ASK)) if password is not None else None
    profile = Profile("lab", Endpoint(host, port, encryption), sender, ehlo=ehlo, auth=auth, recipient=recipient)
    net = Loopback(postfix.ca_file) if trusted else Loopback()
    secret = Secret(password) if password is not None else None
    findings = (await check.examine(profile, net=net, secret=secret, parts=SENDING)).findings
    return findings


def causes(findings: tuple[Finding, ...]) -> list[str | None]:
    """Of what failed, worst things first as in a report."""
    return [one.cause for one in findings if one.status is Status.FAIL]


async def test_all_in_order_has_no_cause(postfix: Postfix) -> None:
    findings = await ask(postfix, postfix.starttls_port)
    assert {one.status for one in findings} == {Status.PASS}


async def test_a_wrong_password_is_named(postfix: Postfix) -> None:
    assert causes(await ask(postfix, postfix.starttls_port, password="wrong")) == ["wrong-credentials"]


async def test_a_sender_of_somebody_else_is_named_at_the_recipient_where_postfix_says_it(postfix: Postfix) -> None:
    findings = await ask(postfix, postfix.starttls_port, sender=BOB)
    assert causes(findings) == ["from-mismatch-with-login"]
    refused = next(one for one in findings if one.status is Status.FAIL)
    assert (refused.id, refused.stage) == ("sender.mail-from", "rcpt-to")


async def test_a_greeting_without_a_dot_is_named_though_postfix_says_it_at_the_recipient(postfix: Postfix) -> None:
    assert "ehlo-name-rejected" in causes(await ask(postfix, postfix.starttls_port, ehlo="3f2a1b4c5d6e"))


async def test_an_outside_recipient_without_login_is_a_denied_relay(postfix: Postfix) -> None:
    findings = await ask(postfix, postfix.plain_port, password=None, recipient="somebody@example.org")
    assert causes(findings) == ["relay-denied"]


async def test_an_unknown_recipient_is_named(postfix: Postfix) -> None:
    assert causes(await ask(postfix, postfix.plain_port, password=None, recipient="nobody@lab.test")) == ["recipient-invalid"]


async def test_implicit_tls_on_the_starttls_port_is_named_in_words(postfix: Postfix) -> None:
    findings = await ask(postfix, postfix.starttls_port, IMPLICIT)
    assert causes(findings)[0] == "implicit-tls-on-starttls-port"
    assert f"port {postfix.starttls_port} here speaks STARTTLS; you chose implicit TLS" in [one.title for one in findings]


async def test_starttls_on_the_implicit_tls_port_is_named_in_words(postfix: Postfix) -> None:
    findings = await ask(postfix, postfix.tls_port, STARTTLS)
    assert causes(findings)[0] == "starttls-on-implicit-tls-port"
    assert f"port {postfix.tls_port} here speaks implicit TLS; you chose STARTTLS" in [one.title for one in findings]


async def test_a_server_that_wants_tls_first_is_named(postfix: Postfix) -> None:
    assert "tls-required-first" in causes(await ask(postfix, postfix.starttls_port, NONE, password=None))


async def test_an_untrusted_certificate_is_named(postfix: Postfix) -> None:
    assert causes(await ask(postfix, postfix.starttls_port, trusted=False))[0] == "cert-untrusted"


async def test_a_certificate_for_another_name_is_named(postfix: Postfix) -> None:
    assert causes(await ask(postfix, postfix.tls_port, IMPLICIT, host="smtp.lab.test"))[0] == "cert-hostname-mismatch"
