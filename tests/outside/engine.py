"""Just enough of a Docker Engine on a unix socket to hear which environment the docker client would start a container with."""

from __future__ import annotations

import contextlib
import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    heard: list[dict[str, Any]]

    def get_request(self) -> tuple[Any, Any]:
        connection, _ = super().get_request()
        return connection, ("unix", 0)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """The client's output says it all."""

    def do_HEAD(self) -> None:
        self._answer(200, None)

    def do_GET(self) -> None:
        if "/_ping" in self.path:
            self._answer(200, "OK")
        elif "/version" in self.path:
            self._answer(
                200, {"Version": "28.2.2", "ApiVersion": "1.50", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64"}
            )
        else:
            self._answer(404, {"message": "not here"})

    def do_POST(self) -> None:
        body = self._body()
        if "/containers/create" not in self.path:
            self._answer(404, {"message": "not here"})
            return
        assert isinstance(self.server, _Server)
        self.server.heard.append(json.loads(body))
        self._answer(201, {"Id": "f" * 64, "Warnings": []})

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length")
        if length is not None:
            return self.rfile.read(int(length))
        body = b""
        while size := int(self.rfile.readline().strip(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, code: int, content: object) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Api-Version", "1.50")
        self.send_header("Ostype", "linux")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextlib.contextmanager
def listening(path: Path) -> Iterator[list[dict[str, Any]]]:
    """An engine at this socket; yields the bodies of every `containers/create` that it has heard."""
    server = _Server(str(path), _Handler)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
