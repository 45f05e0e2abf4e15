"""What the tests of the probe share: a look at what was left behind, and a real Postfix."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest

from tests.postfix import postfix as postfix


@pytest.fixture
async def nothing_left_behind() -> AsyncIterator[None]:
    """No task after a test; an unclosed socket is a ResourceWarning, which is an error."""
    yield
    await asyncio.sleep(0)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left
    gc.collect()
