"""A scripted server serves its next client, however the one before has left."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from wizard.sandbox.script import Script
from wizard.sandbox.smtp import ScriptedServer


async def leave(server: ScriptedServer, how: str) -> None:
    """Connect with TLS as far as it goes, and leave in the one or the other way."""
    trust = ssl.create_default_context(cafile=server.ca_file if how != "distrust" else None)
    trust.check_hostname = False
    try:
        _, writer = await asyncio.open_connection(server.host, server.port, ssl=None if how == "plain" else trust)
    except ssl.SSLError:
        return
    if how == "abort":
        writer.transport.abort()
    writer.close()


@pytest.mark.parametrize("how", ["close", "abort", "distrust", "plain"])
async def test_whoever_has_left_stands_in_nobody_s_way(how: str) -> None:
    async with ScriptedServer(Script(implicit_tls=True)) as server:
        for _ in range(3):
            await leave(server, how)
        trust = ssl.create_default_context(cafile=server.ca_file)
        trust.check_hostname = False
        reader, writer = await asyncio.open_connection(server.host, server.port, ssl=trust)
        assert (await reader.readline()).startswith(b"220 ")
        writer.close()
        await writer.wait_closed()
        assert server.connections == 4
