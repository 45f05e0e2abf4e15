"""A scripted SMTP server on loopback: for the demo, for tests, and for the pictures.

    async with ScriptedServer(Script(on_login=lambda user, password: "535 no")) as server:
        server.port, server.ca_file      where it is, and the CA to trust
        server.logins, server.messages   what it was told

It plays a `Script` (a table of behaviour, see `script.py`) or a `Dialogue` (a `.smtp` text file, see `dialogue.py`), binds
127.0.0.1 only, and closes every connection when it is left.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from types import TracebackType
from typing import Self

from wizard.sandbox.certificate import Authority
from wizard.sandbox.dialogue import Dialogue, play
from wizard.sandbox.peer import Gone, Peer
from wizard.sandbox.script import Fault, Message, Script
from wizard.sandbox.visit import Ledger, Visit

__all__ = ["Authority", "Dialogue", "Fault", "Message", "Script", "ScriptedServer"]


class ScriptedServer(Ledger):
    """A server for `async with`. It may be left at any time; nothing stays behind."""

    def __init__(
        self,
        script: Script | Dialogue | None = None,
        *,
        authority: Authority | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        super().__init__()
        self.script = script if script is not None else Script()
        self.host = host
        self.port = port
        self.connections = 0
        self.open = 0
        """Connections that are open now."""
        self.empty = asyncio.Event()
        """Set while no client is connected."""
        self.empty.set()
        self._authority = authority
        self._own_authority = authority is None
        self._tasks: set[asyncio.Task[None]] = set()
        self._peers: set[Peer] = set()
        self._server: asyncio.Server | None = None

    @property
    def authority(self) -> Authority:
        """The CA behind its certificates; made when first needed."""
        if self._authority is None:
            self._authority = Authority()
        return self._authority

    @property
    def ca_file(self) -> str:
        """PEM file of the CA to trust."""
        return self.authority.ca_file

    @property
    def _tls_at_once(self) -> bool:
        script = self.script
        return script.implicit_tls and not (isinstance(script, Script) and "handshake" in script.faults)

    def _context(self) -> ssl.SSLContext:
        script = self.script
        return self.authority.context(script.host, script.certificate, old=script.old_tls)

    async def __aenter__(self) -> Self:
        if self._tls_at_once:
            self._context()  # a CA takes a moment to make: not while a client waits
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        for peer in tuple(self._peers):
            peer.abort()
        # An aborted transport gives its socket back in the loop's next rounds, TLS in two.
        for _ in range(3):
            await asyncio.sleep(0)
        if self._own_authority and self._authority is not None:
            self._authority.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        peer = Peer(reader, writer)
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        # Who has left stays until its socket is given back: the end of TLS waits for the other side.
        self._peers = {other for other in self._peers if not other.is_gone} | {peer}
        self.connections += 1
        self.open += 1
        self.empty.clear()
        try:
            with contextlib.suppress(Gone):
                # Here, not in `start_server`: a connection that ends in the handshake is known, and closed, as well.
                if self._tls_at_once:
                    await peer.start_tls(self._context())
                if isinstance(self.script, Dialogue):
                    await play(self.script, peer, self.authority.context, self.strays)
                else:
                    await Visit(self, self.script, peer, self.authority.context).run()
        except asyncio.CancelledError:
            peer.abort()  # the server is being closed; asyncio.streams would log a task that ends cancelled
        finally:
            peer.close()
            self.open -= 1
            if not self.open:
                self.empty.set()
