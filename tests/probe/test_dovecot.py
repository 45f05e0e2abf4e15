"""Postfix with a real Dovecot behind its logins, which lets even a right password wait after a failed one."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.dovecot import need_dovecot
from tests.postfix import ALICE, HOST, PASSWORDS, Postfix, need_postfix
from tests.probe.loopback import Loopback
from wizard.diagnosis import diagnose
from wizard.evidence import Conversation, Evidence, Halt
from wizard.finding import Case, Finding, Status
from wizard.model import Encryption, Endpoint, Login, Profile
from wizard.probe.request import Credentials, Limits, Request
from wizard.probe.session import converse
from wizard.secret import Secret, SecretRef
from wizard.step import OnStep, Stage, Step, StepState, unheard

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("nothing_left_behind")]


async def log_in(server: Postfix, password: str, limits: Limits | None = None, on_step: OnStep = unheard) -> Conversation:
    endpoint = Endpoint(HOST, server.starttls_port, Encryption.STARTTLS)
    request = Request(endpoint, "chat.lab.test", Credentials(ALICE, Secret(password)), limits=limits or Limits())
    return await converse(request, Loopback(server.ca_file), on_step)


def findings(conversation: Conversation) -> dict[str, Finding]:
    now = datetime.now(UTC)
    profile = Profile("chat", conversation.endpoint, ALICE, auth=Login(ALICE, SecretRef.parse("ask")))
    return {finding.id: finding for finding in diagnose(Case(profile, Evidence(now, (conversation,)), now))}


async def test_a_login_that_dovecot_delays_is_not_a_server_that_is_down() -> None:
    need_postfix("saslpasswd2")
    need_dovecot()
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-dovecot-") as folder, Postfix(Path(folder), sasl="dovecot") as server:
        refused = await log_in(server, "wrong")
        assert findings(refused)["auth.login"].status is Status.FAIL
        delayed = await log_in(server, PASSWORDS[ALICE], Limits(auth=0.5))
        assert (delayed.halt, delayed.stage) == (Halt.TIMEOUT, Stage.AUTH)
        found = findings(delayed)
        assert (found["auth.login"].status, found["auth.login"].cause) == (Status.UNKNOWN, "login-delayed")
        assert found["connect.reach"].status is Status.PASS
        assert not {"server-down", "server-silent", "wrong-credentials"} & {finding.cause for finding in found.values()}
        # The usual limit is patient enough.
        assert (await log_in(server, PASSWORDS[ALICE])).halt is None


async def test_logins_that_nobody_judges_any_more_are_the_servers_fault() -> None:
    need_postfix("saslpasswd2")
    need_dovecot()
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-dovecot-") as folder, Postfix(Path(folder), sasl="dovecot") as server:

        def stop(step: Step) -> None:
            if (step.name, step.state) == ("auth", StepState.RUNNING):
                server.stop_dovecot()

        found = findings(await log_in(server, PASSWORDS[ALICE], on_step=stop))
        assert (found["auth.login"].status, found["auth.login"].cause) == (Status.UNKNOWN, "server-misconfigured")
        assert found["auth.login"].seen.startswith("454 4.7.0 Temporary authentication failure")
        assert wrong(found) == ["auth.login"]


async def test_a_postfix_whose_dovecot_is_gone_breaks_off_under_tls_and_is_not_said_to_have_no_login() -> None:
    need_postfix("saslpasswd2")
    need_dovecot()
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-dovecot-") as folder, Postfix(Path(folder), sasl="dovecot") as server:
        server.stop_dovecot()
        conversation = await log_in(server, PASSWORDS[ALICE])
    found = findings(conversation)
    assert conversation.halt in (Halt.CLOSED, Halt.RESET)
    assert (found["ehlo.name"].status, found["ehlo.name"].cause) == (Status.FAIL, "connection-dropped")
    assert "such as Dovecot" in found["ehlo.name"].why
    assert "auth.offered" not in found
    assert wrong(found) == ["ehlo.name", "auth.login"]
    assert (found["auth.login"].status, found["auth.login"].cause) == (Status.UNKNOWN, None)


def wrong(found: dict[str, Finding]) -> list[str]:
    """The checks that did not pass."""
    return [name for name, finding in found.items() if finding.status is not Status.PASS]
