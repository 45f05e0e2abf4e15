"""What is predicted for an app, held against what its real mail library does at the same servers, set up by its own export."""

from __future__ import annotations

import asyncio

import pytest

from tests.apps.experience import Cell, meet_all
from tests.apps.server import SERVERS, Server
from tests.outside.app_run import APPS, AppRun
from tests.real import absent

# Together, since all apps meet all servers at the same time.
pytestmark = [pytest.mark.real, pytest.mark.xdist_group("prediction")]


@pytest.fixture(scope="module")
def cells(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Cell]:
    """Every app that a chosen test is about, at every server."""
    chosen = {item.callspec.params["run"].id for item in request.session.items if getattr(item, "module", None) is request.module}
    runs = [run for run in APPS.values() if run.id in chosen]
    return asyncio.run(meet_all(tmp_path_factory.mktemp("apps"), runs))


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
@pytest.mark.parametrize("run", APPS.values(), ids=lambda run: run.id)
def test_an_app_experiences_what_is_predicted(run: AppRun, server: Server, cells: dict[tuple[str, str], Cell]) -> None:
    if server.only and run.id not in server.only:
        assert (run.id, server.name) not in cells
        return
    if (run.id, server.name) not in cells:
        absent(f"the mail library of {run.id} is not there; run tests/outside/install-{run.kind}.sh")
    assert not cells[run.id, server.name].differences
