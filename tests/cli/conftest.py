"""Folders with a setup in them, and servers that it points at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.check.stage import stage
from tests.cli.design import write
from tests.cli.program import Terminal
from wizard.sandbox.smtp import Authority


@pytest.fixture
async def good(tmp_path: Path, authority: Authority) -> AsyncIterator[Terminal]:
    async with stage(authority=authority) as scene:
        yield Terminal(scene, tmp_path / "config")


APP = """[apps.chat]
kind = "zulip"
target = "bare"
hostname = "chat.example.com"
[apps.chat.settings]
administrator = "admin@example.com"
"""


@pytest.fixture
def zulip(good: Terminal) -> Terminal:
    path = good.folder / "profiles" / "chat.toml"
    path.write_text(path.read_text() + APP)
    return good


@pytest.fixture
def chat(good: Terminal) -> Terminal:
    write(good)
    return good
