"""Encryption: required, verified, and what is wrong with it told exactly; no password before it is right."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.probe.alerting import AlertingServer
from tests.probe.loopback import HOST, Loopback, ask, request
from wizard.diagnosis import diagnose
from wizard.evidence import Evidence, Halt, Speaks, TlsProblem
from wizard.finding import Case, Status
from wizard.model import Encryption, Endpoint, Profile
from wizard.probe.handshake import trust
from wizard.probe.request import Limits
from wizard.probe.session import converse
from wizard.sandbox.certificate import Authority, Kind
from wizard.sandbox.smtp import Script, ScriptedServer
from wizard.step import Stage, Step

pytestmark = pytest.mark.usefixtures("nothing_left_behind")


async def test_starttls_is_required_not_taken_when_offered() -> None:
    conversation, server = await ask(Script(starttls=False, auth_before_tls=True))
    assert (conversation.halt, conversation.stage) == (Halt.STARTTLS_MISSING, Stage.TLS)
    assert not server.logins


async def test_a_refused_starttls_keeps_its_reply() -> None:
    conversation, _ = await ask(Script(says={"starttls": "454 4.7.0 TLS not available"}))
    assert (conversation.halt, conversation.stage) == (Halt.REFUSED, Stage.TLS)
    assert conversation.starttls is not None
    assert conversation.starttls.code == 454


async def test_bytes_put_after_the_answer_to_starttls_are_dropped() -> None:
    conversation, _ = await ask(Script(inject=b"250-forged\r\n250 AUTH GSSAPI\r\n"))
    assert conversation.halt is None
    assert conversation.unsolicited == 29
    assert conversation.after_tls is not None
    assert conversation.after_tls.mechanisms == ("PLAIN", "LOGIN")


async def test_tls_on_a_starttls_port_is_named_from_the_answer() -> None:
    conversation, server = await ask(Script(), Encryption.IMPLICIT_TLS)
    assert (conversation.halt, conversation.stage) == (Halt.TLS, Stage.TLS)
    assert conversation.tls is not None
    assert conversation.tls.problem is TlsProblem.WRONG_VERSION
    assert conversation.other_mode is Speaks.STARTTLS
    assert not server.logins


async def test_starttls_on_an_implicit_tls_port_is_named_long_before_the_limit() -> None:
    steps: list[Step] = []
    limits = Limits(reply=60, total=90)
    conversation, server = await ask(Script(implicit_tls=True), Encryption.STARTTLS, steps.append, limits=limits)
    assert (conversation.halt, conversation.other_mode) == (Halt.SILENT, Speaks.IMPLICIT_TLS)
    assert not server.logins


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        (Kind.EXPIRED, TlsProblem.EXPIRED),
        (Kind.NOT_YET_VALID, TlsProblem.NOT_YET_VALID),
        (Kind.WRONG_HOST, TlsProblem.HOSTNAME),
        (Kind.SELF_SIGNED, TlsProblem.SELF_SIGNED),
        (Kind.UNTRUSTED, TlsProblem.UNTRUSTED),
        (Kind.INCOMPLETE, TlsProblem.INCOMPLETE_CHAIN),
        (Kind.WEAK_KEY, TlsProblem.WEAK_KEY),
        (Kind.FOR_CLIENTS, TlsProblem.UNFIT),
        (Kind.REMADE_CA, TlsProblem.UNFIT),
    ],
)
@pytest.mark.parametrize("implicit", [True, False])
async def test_a_bad_certificate_is_named_shown_and_gets_no_password(kind: Kind, problem: TlsProblem, implicit: bool) -> None:
    conversation, server = await ask(Script(implicit_tls=implicit, certificate=kind))
    assert (conversation.halt, conversation.stage) == (Halt.TLS, Stage.TLS)
    assert conversation.tls is not None
    assert conversation.tls.problem is problem
    assert len(conversation.tls.chain) == 1
    assert conversation.tls.chain[0].self_signed is (kind is Kind.SELF_SIGNED)
    assert not server.logins


@pytest.mark.parametrize("implicit", [True, False])
async def test_outdated_tls_is_named_with_its_version(implicit: bool) -> None:
    conversation, server = await ask(Script(implicit_tls=implicit, old_tls=True))
    assert conversation.tls is not None
    assert (conversation.tls.problem, conversation.tls.version) == (TlsProblem.TOO_OLD, "TLS 1.1")
    assert not server.logins


async def test_a_ca_file_of_the_persons_own_is_trusted() -> None:
    async with ScriptedServer(Script()) as server:
        endpoint = Endpoint(HOST, server.port, Encryption.STARTTLS, ca_file=server.ca_file)
        good = await converse(request(server.port, endpoint=endpoint), Loopback())
        missing = Endpoint(HOST, server.port, Encryption.STARTTLS, ca_file="/nowhere/ca.pem")
        bad = await converse(request(server.port, endpoint=missing), Loopback())
    assert good.halt is None
    assert bad.halt is Halt.TLS
    assert "can't read the CA file" in str(bad.detail)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.IMPLICIT_TLS])
async def test_a_server_that_wants_a_client_certificate_is_named(
    encryption: Encryption, version: ssl.TLSVersion, authority: Authority, tmp_path: Path
) -> None:
    """TLS 1.3 refuses only after our half of the handshake, so the alert comes where an SMTP reply was due."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = version
    pem = tmp_path / "server.pem"
    pem.write_bytes(authority.pem(HOST))
    context.load_cert_chain(pem)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.ca_file)
    with AlertingServer(context, starttls=encryption is Encryption.STARTTLS) as server:
        conversation = await converse(request(server.port, encryption), Loopback(authority.ca_file))
    assert (conversation.halt, conversation.stage) == (Halt.TLS, Stage.TLS)
    assert conversation.tls is not None
    assert conversation.tls.problem is TlsProblem.CLIENT_CERTIFICATE
    now = datetime.now(UTC)
    profile = Profile("chat", conversation.endpoint, "noreply@example.com")
    found = diagnose(Case(profile, Evidence(now, (conversation,)), now))
    assert [(each.id, each.cause) for each in found if each.status is Status.FAIL] == [("tls.mode", "tls-handshake-failed")]
    named = next(each for each in found if each.id == "tls.mode")
    assert "wants a client certificate" in named.title
    assert ("certificate required" if version is ssl.TLSVersion.TLSv1_3 else "handshake failure") in named.seen


async def test_what_pythons_from_3_13_on_refuse_by_themselves_passes_as_with_the_apps_libraries(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, tmp_path: Path
) -> None:
    usual = ssl.create_default_context

    def strict() -> ssl.SSLContext:
        context = usual()
        context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        return context

    monkeypatch.setattr(ssl, "create_default_context", strict)
    ca_file = tmp_path / "ca.pem"  # a name of its own: contexts are kept by the names of their files
    ca_file.write_bytes(Path(authority.ca_file).read_bytes())
    assert not trust(str(ca_file)).verify_flags & (ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN)
    async with ScriptedServer(Script(certificate=Kind.NO_KEY_ID), authority=authority) as server:
        conversation = await converse(request(server.port), Loopback(str(ca_file)))
    assert conversation.halt is None
    assert conversation.tls is not None
    assert conversation.tls.problem is None
