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
from wizard.step import Stage

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("nothing_left_behind")]


async def log_in(server: Postfix, password: str, limits: Limits | None = None) -> Conversation:
    endpoint = Endpoint(HOST, server.starttls_port, Encryption.STARTTLS)
    request = Request(endpoint, "chat.lab.test", Credentials(ALICE, Secret(password)), limits=limits or Limits())
    return await converse(request, Loopback(server.ca_file))


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
