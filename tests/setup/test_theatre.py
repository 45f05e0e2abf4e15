"""The fault theatre as the start page promises it: type the host, and meet the fault there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wizard.files import Places
from wizard.probe.request import Limits
from wizard.sandbox import ready
from wizard.sandbox.fault import ELSEWHERE, FAULTS
from wizard.sandbox.world import World
from wizard.secret import Secret
from wizard.setup.flow import Flow

WHERE = {
    "silent-port": "port",
    "wrong-password": "login",
    "unverified-sender": "message",
    "ehlo-rejected": "port",
    "expired-certificate": "port",
    "missing-dkim": "dns",
    "server-down": "port",
    "drops-connection": "port",
}


@pytest.mark.parametrize("name", WHERE)
async def test_a_typed_host_plays_its_fault(tmp_path: Path, name: str) -> None:
    async with World() as world:
        flow = Flow(world, Places.at(tmp_path), limits=Limits(connect=1, reply=1, auth=1, total=5))
        flow.start_over(replace(ready.DRAFT, host=FAULTS[name].host))
        flow.set_secret(ready.PASSWORD)
        if WHERE[name] == "dns":
            await flow.test("port")
        await flow.test(WHERE[name])
        assert flow.state(WHERE[name]) == "FAIL"


async def test_a_wrong_pair_is_met_on_the_port_page(tmp_path: Path) -> None:
    async with World() as world:
        flow = Flow(world, Places.at(tmp_path))
        flow.start_over(replace(ready.DRAFT, host=FAULTS["tls-mismatch"].host, encryption="implicit_tls"))
        outcome = await flow.test("port")
        assert any("port 587 here speaks STARTTLS" in finding.title for finding in outcome.findings)


async def test_greylisting_is_open_first_and_well_the_second_time(tmp_path: Path) -> None:
    async with World() as world:
        flow = Flow(world, Places.at(tmp_path))
        flow.start_over(replace(ready.DRAFT, host=FAULTS["greylisting"].host))
        flow.set_secret(ready.PASSWORD)
        await flow.test("senders")
        assert flow.state("senders") == "?"
        await flow.test("senders")
        assert flow.state("senders") == "ok"


async def test_a_password_of_another_region_is_found_there_with_consent(tmp_path: Path) -> None:
    async with World() as world:
        flow = Flow(world, Places.at(tmp_path))
        flow.start_over(ready.DRAFT)
        flow.choose_provider("mailgun")
        flow.edit(username="postmaster@mg.example.com", keeper="ask")
        flow.set_secret(Secret(ELSEWHERE))
        outcome = await flow.test("login")
        assert flow.state("login") == "FAIL"
        (question,) = outcome.waiting
        more = await flow.pursue("login", question)
        assert more is not None
        assert "region-mismatch" in {finding.cause for finding in more.findings}
        flow.edit(from_name="someone else")
        assert await flow.pursue("login", question) is not None
        flow.edit(username="other@mg.example.com")
        assert await flow.pursue("login", question) is None


def test_every_fault_has_a_place_where_it_is_met() -> None:
    assert set(FAULTS) == {*WHERE, "tls-mismatch", "greylisting"}
