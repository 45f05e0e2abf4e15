"""Many profiles in one run, and real messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.check.stage import GOOD, SECRET, stage
from wizard.check import Job, Plan, deliver, distinct, learn, run
from wizard.errors import SecretError, UsageError
from wizard.finding import CHECKS, Status
from wizard.model import Identity
from wizard.sandbox.smtp import Script
from wizard.secret import Secret
from wizard.step import OnStep, unheard


async def test_profiles_are_told_in_the_order_given_and_judged_each_for_itself() -> None:
    async with stage() as scene:
        names = [f"p{number}" for number in range(12)]
        jobs = [Job(replace(scene.profile, name=name), SECRET if name != "p5" else Secret("wrong")) for name in names]
        heard: list[str] = []

        def listen(profile: str) -> OnStep:
            heard.append(profile)
            return unheard

        outcome = await run(jobs, net=scene.net, only=["auth.login"], on_step=listen, most=4)
        assert [result.profile for result in outcome.results] == names
        assert [result.profile for result in outcome.results if result.verdict is not Status.PASS] == ["p5"]
        assert outcome.verdict is Status.FAIL
        assert sorted(heard) == sorted(names)


async def test_a_run_of_nothing_is_unknown() -> None:
    async with stage() as scene:
        assert (await run([], net=scene.net)).verdict is Status.UNKNOWN


async def test_a_refused_profile_ends_the_run_with_its_own_error() -> None:
    async with stage() as scene:
        jobs = [Job(scene.profile, SECRET), Job(replace(scene.profile, name="other", provider="nobody"), SECRET)]
        with pytest.raises(UsageError, match="other: provider"):
            await run(jobs, net=scene.net)


# ---------------------------------------------------------------- what is asked for which check


def test_no_check_costs_a_login_that_it_does_not_need() -> None:
    logs_in = {check for check in CHECKS if "login" in Plan.of([check]).parts}
    senders = {"sender.mail-from", "sender.rcpt-to", "provider.account"}
    assert logs_in == {"secret.available", "auth.login", "app.behaviour"} | senders


def test_no_check_of_the_wire_asks_for_records() -> None:
    asks = {check.partition(".")[0] for check in CHECKS if "records" in Plan.of([check]).parts}
    assert asks == {"spf", "dkim", "dmarc", "mx", "ptr"}


def test_without_a_wish_everything_is_looked_at() -> None:
    assert Plan.of().wanted == tuple(CHECKS)
    assert Plan.of().parts == {"connect", "login", "senders", "records"}


# ---------------------------------------------------------------- real messages


async def test_a_message_is_delivered_as_each_identity() -> None:
    async with stage(GOOD) as scene:
        identities = [Identity("a", "a@example.com", "a@example.com"), Identity("b", "b@example.com", "b@example.com", "Bee")]
        findings, evidence = await deliver(scene.profile, identities, "me@example.net", net=scene.net, secret=SECRET)
        assert [message.sender for message in scene.server.messages] == ["a@example.com", "b@example.com"]
        assert {finding.status for finding in findings if finding.id == "message.data"} == {Status.PASS}
        assert len(evidence.sent) == 2


THREE = [Identity(name, f"{name}@example.com", f"{name}@example.com") for name in "abc"]


async def test_a_sender_that_is_refused_keeps_no_other_from_being_tried() -> None:
    script = replace(GOOD, on_mail=lambda address: "550 5.7.1 not yours" if address.startswith("a@") else None)
    async with stage(script) as scene:
        findings, evidence = await deliver(scene.profile, THREE, "me@example.net", net=scene.net, secret=SECRET)
        assert [message.sender for message in scene.server.messages] == ["b@example.com", "c@example.com"]
        assert [result.identity for result in evidence.sent] == THREE
    told = {finding.subject: finding.status for finding in findings if finding.id == "sender.mail-from"}
    assert told == {"a": Status.FAIL, "b": Status.PASS, "c": Status.PASS}


@pytest.mark.parametrize(
    "script",
    [
        replace(GOOD, on_login=lambda user, password: "535 5.7.8 no"),
        replace(GOOD, says={"greeting": "554 5.7.1 go away"}),
        replace(GOOD, starttls=False),
    ],
)
async def test_what_ends_before_the_sender_is_tried_once_and_the_others_are_unknown(script: Script) -> None:
    async with stage(script) as scene:
        findings, evidence = await deliver(scene.profile, THREE, "me@example.net", net=scene.net, secret=SECRET)
        assert scene.server.connections == 1
        assert [result.identity.id for result in evidence.sent] == ["a"]
    assert [(one.subject, one.status) for one in findings if one.id == "message.data" and one.title.startswith("not tried")] == [
        ("b", Status.UNKNOWN),
        ("c", Status.UNKNOWN),
    ]


@pytest.mark.parametrize(
    "script",
    [
        replace(GOOD, says={"greeting": "554 5.7.1 go away"}),
        replace(GOOD, on_mail=lambda address: "550 5.7.1 not yours"),
        replace(GOOD, on_rcpt=lambda address: "550 5.7.1 not there"),
        replace(GOOD, on_data=lambda text: "554 5.7.1 not that"),
        replace(GOOD, on_login=lambda user, password: "535 5.7.8 no"),
        replace(GOOD, starttls=False),
    ],
)
async def test_a_message_that_was_not_taken_never_passes(script: Script) -> None:
    async with stage(script) as scene:
        findings, _ = await deliver(
            scene.profile, learn(scene.profile).identities, "me@example.net", net=scene.net, secret=SECRET
        )
        assert scene.server.messages == []
        assert Status.FAIL in {finding.status for finding in findings}
        assert ("message.data", Status.PASS) not in {(finding.id, finding.status) for finding in findings}


async def test_nothing_is_sent_without_the_login_that_the_setup_wants() -> None:
    async with stage(replace(GOOD, login_needed=False)) as scene:
        missing = SecretError("not there")
        findings, evidence = await deliver(
            scene.profile, learn(scene.profile).identities, "me@example.net", net=scene.net, secret=missing
        )
        assert evidence.sent == ()
        assert scene.server.connections == 0
        assert Status.UNKNOWN in {finding.status for finding in findings}


def test_identities_that_a_server_can_not_tell_apart_are_one() -> None:
    first = Identity("a", "x@example.com", "x@example.com")
    assert distinct([first, replace(first, id="b"), Identity("c", "y@example.com", "x@example.com")]) == (
        first,
        Identity("c", "y@example.com", "x@example.com"),
    )
