"""The one round of follow-ups: an EHLO name is tried as far as the refusal came, and a login more only with consent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.check.stage import GOOD, SECRET, profile, stage
from tests.postfix import ALICE, PASSWORDS, Postfix
from wizard.check import examine
from wizard.finding import Ask, Consent, Status
from wizard.model import Login
from wizard.probe.system import SystemNet
from wizard.sandbox.smtp import Script
from wizard.secret import Secret, SecretRef
from wizard.step import Step

REFUSED = "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"


async def test_a_name_refused_at_rcpt_is_tried_again_as_far_as_that() -> None:
    script = Script(on_rcpt=lambda address: REFUSED)
    async with stage(script) as scene:
        setup = replace(scene.profile, auth=None, ehlo="localhost")
        main, *others = (await examine(setup, net=scene.net)).evidence.conversations
        assert main.ehlo_name == "localhost"
        (other,) = [one for one in others if one.ehlo_name == "example.com"]
        assert other.senders[0].rcpt is not None


async def test_without_consent_there_is_no_second_login() -> None:
    script = replace(GOOD, on_rcpt=lambda address: REFUSED)
    async with stage(script) as scene:
        setup = replace(scene.profile, ehlo="localhost")
        found = await examine(setup, net=scene.net, secret=SECRET)
        assert len(scene.server.logins) == 1
        (name,) = [finding for finding in found.findings if finding.id == "ehlo.name"]
        assert name.status is Status.FAIL
        assert "such as example.com" in name.fix.text
        await examine(setup, net=scene.net, secret=SECRET, consent={Consent(Ask.OTHER_EHLO)})
        assert len(scene.server.logins) == 3


async def test_a_second_name_that_is_refused_as_well_is_explained() -> None:
    script = Script(on_ehlo=lambda name: f"450 4.7.1 <{name}>: Helo command rejected: Host not found")
    async with stage(script) as scene:
        steps: list[Step] = []
        setup = replace(scene.profile, auth=None, ehlo="chat.example.com")
        found = await examine(setup, net=scene.net, on_step=steps.append, parts={"connect"})
    assert "once more, greeting as example.com: the server refused for now" in [step.words for step in steps]
    (name,) = [finding for finding in found.findings if finding.id == "ehlo.name"]
    assert name.why == (
        "The server looked chat.example.com up, and for it DNS has no such name. "
        "It was tried once more with example.com: that name was not accepted either."
    )
    assert name.fix.text.startswith("Give chat.example.com an A record")
    assert "fully qualified" not in name.fix.text


@pytest.mark.real
async def test_postfix_takes_the_better_name_after_a_login(postfix: Postfix) -> None:
    setup = replace(
        profile(postfix.starttls_port, postfix.ca_file),
        from_address=ALICE,
        auth=Login(ALICE, SecretRef.parse("ask")),
        ehlo="localhost",
    )
    setup = replace(setup, server=replace(setup.server, host=postfix.host))

    class Loopback(SystemNet):
        async def resolve(self, host: str):  # type: ignore[no-untyped-def]
            return await super().resolve("127.0.0.1")

    secret = Secret(PASSWORDS[ALICE])
    found = await examine(
        setup, net=Loopback(), secret=secret, parts={"connect", "login", "senders"}, consent={Consent(Ask.OTHER_EHLO)}
    )
    (name,) = [finding for finding in found.findings if finding.id == "ehlo.name"]
    assert name.status is Status.FAIL
    assert "the server accepts that name" in name.fix.text
