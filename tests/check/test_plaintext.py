"""A timer's login on a line without encryption: only where the setup says so for that very server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.check.stage import GOOD, SECRET, Stage, stage
from wizard.check import Job, deliver, run
from wizard.check.inquiry import Inquiry, follow
from wizard.check.knowledge import learn
from wizard.check.plan import Part
from wizard.evidence import Evidence, Halt
from wizard.finding import Ask, FollowUp, Status
from wizard.model import Encryption, Identity, Profile
from wizard.probe.request import Limits
from wizard.step import unheard

PLAIN = replace(GOOD, starttls=False, auth_before_tls=True)


def allowing(scene: Stage, host: str) -> Profile:
    profile = scene.profile
    assert profile.auth is not None
    server = replace(profile.server, encryption=Encryption.NONE, ca_file=None)
    return replace(profile, server=server, auth=replace(profile.auth, plaintext_for=host))


@pytest.mark.parametrize(
    ("allowed", "status", "logins"),
    [("Mail.Example.com", Status.PASS, 1), ("", Status.FAIL, 0), ("example.com", Status.FAIL, 0)],
)
async def test_the_password_crosses_for_the_named_server_only(allowed: str, status: Status, logins: int) -> None:
    async with stage(PLAIN) as scene:
        outcome = await run([Job(allowing(scene, allowed), SECRET)], net=scene.net, only=["auth.login"])
        [login] = [finding for finding in outcome.results[0].findings if finding.id == "auth.login"]
        assert login.status is status
        assert len(scene.server.logins) == logins
        assert login.cause == (None if logins else "plaintext-login-refused")


@pytest.mark.parametrize(("allowed", "sent"), [("mail.example.com", 1), ("", 0)])
async def test_a_test_mail_obeys_the_same(allowed: str, sent: int) -> None:
    async with stage(PLAIN) as scene:
        profile = allowing(scene, allowed)
        base = Identity("base", profile.from_address, profile.from_address)
        await deliver(profile, [base], "me@example.net", net=scene.net, secret=SECRET)
        assert len(scene.server.logins) == sent


async def test_a_follow_up_at_another_host_is_not_allowed_what_the_setup_s_own_is() -> None:
    async with stage(PLAIN) as scene:
        profile = allowing(scene, "us.example.com")
        profile = replace(profile, server=replace(profile.server, host="us.example.com"))
        inquiry = Inquiry(learn(profile), scene.net, SECRET, frozenset({Part.CONNECT, Part.LOGIN}), Limits(), unheard)
        question = FollowUp(Ask.OTHER_REGION, "the login may belong there", "mail.example.com", cost="logs in once")
        evidence = await follow(inquiry, [question], Evidence(datetime.now(UTC)), inquiry.survey())
        [conversation] = evidence.conversations
        assert conversation.endpoint.host == "mail.example.com"
        assert conversation.halt is Halt.PLAINTEXT_LOGIN
        assert scene.server.logins == []
