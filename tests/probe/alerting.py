"""A TLS server on a blocking socket: there OpenSSL itself sends the alert with which it refuses a handshake."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from types import TracebackType
from typing import Self


class AlertingServer:
    """Takes clients one by one: STARTTLS or TLS at once, the handshake of `context`, then silence until the client leaves."""

    def __init__(self, context: ssl.SSLContext, *, starttls: bool) -> None:
        self._context = context
        self._starttls = starttls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                # The second handle keeps the connection open where the handshake fails: no reset overtakes the alert.
                with client, client.dup() as held, contextlib.suppress(OSError):
                    self._answer(client, held)

    def _answer(self, client: socket.socket, held: socket.socket) -> None:
        if self._starttls:
            client.sendall(b"220 mail.example.com ESMTP\r\n")
            client.recv(1024)
            client.sendall(b"250-mail.example.com\r\n250 STARTTLS\r\n")
            client.recv(1024)
            client.sendall(b"220 2.0.0 ready\r\n")
        with contextlib.suppress(ssl.SSLError):
            self._context.wrap_socket(client, server_side=True).close()
        while held.recv(1024):
            pass
