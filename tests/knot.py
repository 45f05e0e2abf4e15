"""A real authoritative DNS server, Knot, on a free port of loopback: no root, its own folder, ended by its pid."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.real import find

ADDRESS = "127.0.0.1"
_START = 20.0
_END = 10.0
_TRIES = 3
_CONFIG = """\
server:
    rundir: {folder}
    listen: {address}@{port}
    pidfile: {folder}/knot.pid
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stderr
    any: info
database:
    storage: {folder}
template:
  - id: default
    storage: {folder}
    file: "%s.zone"
    zonefile-sync: -1
    journal-content: none
zone:
"""


class Knot:
    """`with Knot({"example.test": '@ TXT "v=spf1 -all"'}) as dns: dns.address, dns.port`

    It answers for its zones only and refuses the rest: a DMARC tree walk of example.com asks `_dmarc.com` too, so give
    `"com": ""` as well.
    A zone is text as in a zone file; `$ORIGIN`, `$TTL`, SOA and NS are put before it where it has no SOA. Call
    `need("knotd")` of `tests.real` first. AssertionError with Knot's own log: it does not start, or a zone is wrong.
    """

    address = ADDRESS

    def __init__(self, zones: Mapping[str, str]) -> None:
        self.zones = dict(zones)
        self.port = 0
        self.log: list[str] = []
        self._folder = Path()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def resolver(self) -> str:
        """As it is written on a command line: ADDR:PORT."""
        return f"{self.address}:{self.port}"

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="knot-"))
        for name, text in self.zones.items():
            (self._folder / f"{name}.zone").write_text(_complete(name, text), "utf-8")
        for _ in range(_TRIES):
            if self._start():
                return self
            self._stop()
        self.__exit__(None, None, None)
        raise AssertionError("knotd did not start:\n" + "\n".join(self.log))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> bool:
        """Start it on a port that is free now; False = somebody else took the port, or a zone is wrong."""
        self.port = _free_port()
        config = self._folder / "knot.conf"
        lines = "".join(f"  - domain: {name}\n" for name in self.zones)
        config.write_text(_CONFIG.format(folder=self._folder, address=ADDRESS, port=self.port) + lines, "utf-8")
        program = find("knotd")
        assert program, "knotd is not installed"
        self.log.clear()
        started = threading.Event()
        self._process = subprocess.Popen(
            [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._listen, args=(self._process, started), daemon=True)
        self._reader.start()
        started.wait(_START)
        text = "\n".join(self.log)
        return "server started" in text and all(f"[{name}.] loaded" in text for name in self.zones)

    def _listen(self, process: subprocess.Popen[str], started: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.log.append(line.rstrip())
            if "server started" in line:
                started.set()
        started.set()  # it has ended: nothing more will come

    def _stop(self) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._reader is not None:
            self._reader.join(_END)
        if process.stderr is not None:
            process.stderr.close()
        self._process = None


def _complete(name: str, text: str) -> str:
    head = f"$ORIGIN {name}.\n$TTL 60\n"
    if " SOA " not in text:
        head += f"@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A {ADDRESS}\n"
    return f"{head}{text}\n"


def _free_port() -> int:
    """A port that both UDP and TCP can have."""
    for _ in range(20):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            tcp.bind((ADDRESS, 0))
            port = int(tcp.getsockname()[1])
            try:
                udp.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port on loopback")
