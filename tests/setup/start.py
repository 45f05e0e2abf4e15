"""A way through the wizard that has not begun, and a password that files would like to read otherwise."""

from __future__ import annotations

from pathlib import Path

from wizard.files import Places
from wizard.probe.system import SystemNet
from wizard.sandbox.world import World
from wizard.setup.flow import Flow

SECRET = "Zq7Kx9 $'\""


def flow_in(folder: Path, world: World | None = None, **options: object) -> Flow:
    return Flow(world or SystemNet("127.0.0.1:9"), Places.at(folder), **options)  # type: ignore[arg-type]
