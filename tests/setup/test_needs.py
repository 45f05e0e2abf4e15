"""What a page's test needs: its own answers and those before it, never one that another page asks for later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wizard.errors import UsageError
from wizard.files import Places
from wizard.sandbox import ready
from wizard.sandbox.world import World
from wizard.setup.flow import Flow

WRONG = {
    "from_address": "nobody",
    "from_name": "a\nb",
    "selectors": "!!",
    "recipient": "y",
    "name": "No Name!",
    "username": "a\nb",
}
USES: dict[str, set[str]] = {
    "port": set(),
    "login": {"username"},
    "senders": {"username", "from_address", "from_name"},
    "dns": {"from_address", "selectors"},
    "message": {"username", "from_address", "from_name", "recipient"},
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("page", USES)
async def test_a_wrong_answer_stops_only_the_tests_that_use_it(tmp_path: Path, page: str, wrong: str) -> None:
    async with World() as world:
        flow = Flow(world, Places.at(tmp_path))
        ready.prepare(flow, world)
        flow.edit(**{wrong: WRONG[wrong]})
        if wrong in USES[page]:
            with pytest.raises(UsageError):
                await flow.test(page)
        else:
            await flow.test(page)
            assert flow.state(page) in ("ok", "warn", "?")
            assert getattr(flow.draft, wrong) == WRONG[wrong]


async def test_a_wrong_selector_neither_hides_the_senders_nor_loses_the_answer(tmp_path: Path) -> None:
    async with World() as world:
        flow = Flow(world, Places.at(tmp_path))
        ready.prepare(flow, world)
        flow.edit(selectors="!!")
        assert len(flow.identities()) > 1
        await flow.test("message")
        flow.answer_arrived(True)
        assert flow.state("message") in ("ok", "warn")


def test_the_whole_setup_needs_every_answer(tmp_path: Path) -> None:
    for name in ("from_address", "from_name", "selectors", "recipient"):
        with pytest.raises(UsageError):
            replace(ready.DRAFT, **{name: WRONG[name]}).profile()
