"""What else a real Postfix refuses or lacks, by its settings: the cause is named, and no other failure beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.check.test_real_postfix import IMPLICIT, NONE, STARTTLS, ask
from tests.check.unkind import Policy, UnkindPostfix
from tests.postfix import ALICE, BOB, HOST, PASSWORDS, need_postfix
from tests.probe.loopback import Loopback
from wizard import check
from wizard.finding import Finding, Status
from wizard.model import Endpoint, Identity, Login, Profile
from wizard.secret import Keeper, Secret, SecretRef

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def unkind() -> Iterator[UnkindPostfix]:
    need_postfix("saslpasswd2")
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-unkind-") as folder, UnkindPostfix(Path(folder)) as server:
        yield server


def told(findings: tuple[Finding, ...]) -> list[str]:
    """What failed and what is open with a cause of its own: "CHECK STATUS CAUSE"."""
    return [
        f"{one.id} {one.status.value} {one.cause}"
        for one in findings
        if one.status in (Status.FAIL, Status.WARN) or (one.status is Status.UNKNOWN and one.cause and one.id != "auth.login")
    ]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("client", "sender.rcpt-to fail sending-ip-not-accepted"),
        ("greeting", "ehlo.greeting fail server-refuses-connection"),
        ("no-reverse-name", "ptr.record fail ptr-missing"),
        ("no-starttls", "tls.mode fail starttls-not-offered"),
        ("no-tls", "tls.mode fail server-starttls-broken"),
        ("old-tls", "tls.version fail tls-version-too-old"),
        ("expired", "tls.certificate fail cert-expired"),
        ("self-signed", "tls.certificate fail cert-untrusted"),
        ("wrong-host", "tls.certificate fail cert-hostname-mismatch"),
        ("incomplete", "tls.certificate fail cert-untrusted"),
        ("mechanisms", "auth.offered fail auth-mechanism-unsupported"),
        ("no-login", "auth.offered fail auth-not-needed"),
    ],
)
async def test_one_thing_is_wrong_and_one_thing_is_named(unkind: UnkindPostfix, service: str, expected: str) -> None:
    assert told(await ask(unkind, unkind.port(service))) == [expected], unkind.log()


async def test_a_name_without_a_dot_is_refused_at_the_greeting_where_postfix_does_not_wait(unkind: UnkindPostfix) -> None:
    findings = await ask(unkind, unkind.port("helo"), ehlo="3f2a1b4c5d6e")
    assert told(findings) == ["ehlo.name fail ehlo-name-rejected"], unkind.log()


async def test_a_sender_whose_domain_is_unknown_is_named(unkind: UnkindPostfix) -> None:
    findings = await ask(unkind, unkind.port("sender-domain"), sender="chat@nowhere.test")
    assert told(findings) == ["sender.mail-from fail sender-domain-unknown"], unkind.log()


async def test_an_intermediate_that_is_left_out_is_told_from_an_unknown_authority(unkind: UnkindPostfix) -> None:
    (failed,) = [one for one in await ask(unkind, unkind.port("incomplete")) if one.status is Status.FAIL]
    assert failed.title.startswith("the server leaves out an intermediate certificate: ")
    assert "full chain" in failed.fix.text


async def test_a_sender_without_a_full_domain_is_named(unkind: UnkindPostfix) -> None:
    findings = await ask(unkind, unkind.port("sender-name"), sender="chat@lab")
    assert told(findings) == ["sender.mail-from fail sender-not-configured"], unkind.log()


async def test_a_login_that_is_offered_under_tls_alone_is_named(unkind: UnkindPostfix) -> None:
    findings = await ask(unkind, unkind.port("login-after-tls"), NONE)
    assert told(findings) == ["auth.offered fail tls-required-first"], unkind.log()


async def test_a_greylisted_recipient_is_put_off_and_no_failure(unkind: UnkindPostfix) -> None:
    port = unkind.port("greylisting")
    async with Policy(unkind.policy_port) as policy:
        assert told(await ask(unkind, port)) == ["sender.rcpt-to unknown greylisting"], unkind.log()
        assert told(await ask(unkind, port)) == [], unkind.log()
    assert {asked["recipient"] for asked in policy.asked} == {BOB}


async def test_a_second_connection_within_a_minute_is_one_too_many(unkind: UnkindPostfix) -> None:
    port = unkind.port("connections")
    assert told(await ask(unkind, port)) == []
    assert told(await ask(unkind, port)) == ["provider.account unknown rate-or-quota-limited"]


async def test_a_second_login_within_a_minute_is_one_too_many(unkind: UnkindPostfix) -> None:
    port = unkind.port("logins")
    assert told(await ask(unkind, port)) == []
    assert told(await ask(unkind, port)) == ["provider.account unknown rate-or-quota-limited"]


async def test_a_second_mail_within_a_minute_is_one_too_many(unkind: UnkindPostfix) -> None:
    port = unkind.port("mails")
    assert told(await ask(unkind, port)) == []
    assert told(await ask(unkind, port)) == ["provider.account unknown rate-or-quota-limited"]


@pytest.mark.parametrize("service", ["small", "headers"])
async def test_a_message_that_is_too_large_or_has_an_unwelcome_header_is_named(unkind: UnkindPostfix, service: str) -> None:
    auth = Login(ALICE, SecretRef(Keeper.ASK))
    server = Endpoint(HOST, unkind.port(service), STARTTLS)
    profile = Profile("lab", server, ALICE, ehlo="chat.lab.test", auth=auth, recipient=BOB)
    net, secret = Loopback(unkind.ca_file), Secret(PASSWORDS[ALICE])
    found, _ = await check.deliver(profile, [Identity("base", ALICE, ALICE)], BOB, net=net, secret=secret)
    assert told(found) == ["message.data fail message-content-or-format-rejected"], unkind.log()


async def test_no_login_on_a_port_for_those_who_log_in_is_named(unkind: UnkindPostfix) -> None:
    for port, encryption in ((unkind.starttls_port, STARTTLS), (unkind.tls_port, IMPLICIT)):
        assert told(await ask(unkind, port, encryption, password=None)) == ["auth.login fail auth-not-attempted"]
