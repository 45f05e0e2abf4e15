"""Every app's real mail library through a real Postfix: every encryption, with a login and without, as identities() promises."""

from __future__ import annotations

import asyncio

import pytest

from tests.apps.delivery import GREETING, NAME, WAYS, Delivery, Way, deliver_all
from tests.outside.app_run import APPS, AppRun
from tests.postfix import Postfix
from tests.real import absent

# Together, since all of them are delivered at the same time.
pytestmark = [pytest.mark.real, pytest.mark.xdist_group("delivery")]


@pytest.fixture(scope="module")
def deliveries(postfix: Postfix, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Way], Delivery]:
    return asyncio.run(deliver_all(postfix, tmp_path_factory.mktemp("delivery")))


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("run", APPS.values(), ids=lambda run: run.id)
def test_what_arrives_has_the_senders_that_were_promised(
    run: AppRun, way: Way, deliveries: dict[tuple[str, Way], Delivery]
) -> None:
    if (run.id, way) not in deliveries:
        absent(f"the mail library of {run.id} is not there; run tests/outside/install-{run.kind}.sh")
    one = deliveries[run.id, way]
    if one.refusal:
        assert run.id == "mealie-old"
        assert "sends no mail over" in one.refusal
        return
    assert (one.error, one.arrived) == ("", one.promised) if run.kind != "zulip" else one.is_as_promised
    assert one.greeted == {GREETING}
    assert any(NAME in name for name in one.names)
