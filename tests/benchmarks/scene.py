"""A process of its own with mail servers and a name server behind a slow line, so that serving costs the client no time.

The parent starts it with `Scene()`; it can be asked for what it counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.benchmarks.latency import DELAY, SlowTcp, SlowUdp
from wizard.sandbox.dns import DnsServer, Entry, txt
from wizard.sandbox.smtp import Authority, Script, ScriptedServer

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse $battery"
HOST = "mail.example.com"
KEY = "v=DKIM1; k=rsa; p=" + (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAysQkDXp1/faValTWoMWzuFMmqP0geJdps/vEx+Xj0O2AjhhIybFXThgO"
    "TLL03ZV9H5IJQ8yGJsgGTlv5+VYYvVnYuckaFjdMUSke6/1ctJ580kzmS5un8BhypnC4hKzvXG8CUnb4iAqxuW0PJfK88BjrKRL6"
    "tj6bIpRL707T2OEE0S1DbRw1gw4BOrCXIVtnxRpMTY8vwjxszmjn+b1WYoVf0AGYvHXMJOa/tSsaEYYrS80w479fMfIbx4ZWMW8v"
    "oLIu2iwx4Zwgq9sRzKbFkHA8UZGD91sfBUiNA5G2UPKRUGv8ksoVL3yqDtULw7dWV0Lp5k4ALRC2SOS+aIehZQIDAQAB"
)
RECORDS: dict[str, Entry] = {
    HOST: ["A 127.0.0.1"],
    "mx1.example.net": ["A 127.0.0.1"],
    "mx2.example.net": ["A 127.0.0.1"],
    "example.com": [
        "MX 10 mx1.example.net",
        "MX 20 mx2.example.net",
        txt("v=spf1 mx a:mail.example.com include:_spf.example.net include:_relay.example.net -all"),
        "A 127.0.0.1",
    ],
    "_spf.example.net": [txt("v=spf1 include:_a.example.net include:_b.example.net include:_c.example.net -all")],
    "_a.example.net": [txt("v=spf1 ip4:192.0.2.0/24 -all")],
    "_b.example.net": [txt("v=spf1 ip4:198.51.100.0/24 ip6:2001:db8::/32 -all")],
    "_c.example.net": [txt("v=spf1 ip4:203.0.113.0/24 -all")],
    "_relay.example.net": [txt("v=spf1 ip4:192.0.2.128/25 ip4:198.51.100.128/25 -all")],
    "_dmarc.example.com": [txt("v=DMARC1; p=reject; rua=mailto:dmarc@reports.example.net")],
    "example.com._report._dmarc.reports.example.net": [txt("v=DMARC1")],
    "reports.example.net": ["MX 10 mx1.example.net"],
    "s1._domainkey.example.com": [txt(KEY)],
    "s2._domainkey.example.com": [txt(KEY)],
    "1.0.0.127.in-addr.arpa": ["PTR mail.example.com"],
}
"""A tree of three levels, as the big providers have, and two mail hosts: an ordinary domain."""
PROFILE = """schema = 1
name = "{name}"
[server]
host = "{host}"
port = {port}
encryption = "{encryption}"
ca_file = "{ca_file}"
[auth]
username = "noreply@example.com"
secret = "env:BENCH_PASSWORD"
[identity]
from_address = "noreply@example.com"
ehlo = "chat.example.com"
[domains."example.com"]
dkim_selectors = ["s1", "s2"]
[test]
recipient = "me@example.net"
"""


@dataclass(frozen=True)
class Places:
    """Where the scene is; all on 127.0.0.1."""

    starttls: int
    implicit_tls: int
    dns: int
    near_dns: int
    """The same name server without the slow line."""
    ca_file: str


class Scene:
    """The scene in a process of its own. For `with`."""

    def __init__(self, delay: float = DELAY) -> None:
        self._delay = delay
        self._child: subprocess.Popen[str] | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="smtp-wizard-bench-")

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.benchmarks.scene", str(self._delay)]
        self._child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.places = Places(**self._read())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._child is not None
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(10)
        self._folder.cleanup()

    def counted(self) -> dict[str, Any]:
        """What was counted since the last time: `turns` of each connection, `queries`, `commands` of the last connection."""
        assert self._child is not None
        assert self._child.stdin is not None
        print("count", file=self._child.stdin, flush=True)
        return self._read()

    def profile(self, encryption: str, port: int | None = None) -> Path:
        """The file of a setup that fits this scene."""
        port = port or (self.places.implicit_tls if encryption == "implicit_tls" else self.places.starttls)
        path = Path(self._folder.name) / f"{encryption.replace('_', '-')}-{port}.toml"
        name = path.stem
        path.write_text(
            PROFILE.format(name=name, host=HOST, port=port, encryption=encryption, ca_file=self.places.ca_file), "utf-8"
        )
        path.chmod(0o600)
        return path

    def _read(self) -> dict[str, Any]:
        assert self._child is not None
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            raise SystemExit("the scene did not start")
        found: dict[str, Any] = json.loads(line)
        return found


async def _serve(delay: float) -> None:
    authority = Authority()
    script = Script(host=HOST, on_login=lambda user, password: None if password == PASSWORD else "535 no", login_needed=True)
    async with contextlib.AsyncExitStack() as stack:
        dns = await stack.enter_async_context(DnsServer(RECORDS))
        plain = await stack.enter_async_context(ScriptedServer(script, authority=authority))
        tls = await stack.enter_async_context(
            ScriptedServer(Script(**{**_fields(script), "implicit_tls": True, "starttls": False}), authority=authority)
        )
        slow = [await stack.enter_async_context(SlowTcp("127.0.0.1", server.port, delay)) for server in (plain, tls)]
        dns_tcp = await stack.enter_async_context(SlowTcp("127.0.0.1", dns.port, delay))
        await stack.enter_async_context(SlowUdp("127.0.0.1", dns.port, delay, at=dns_tcp.port))
        print(json.dumps(asdict(Places(slow[0].port, slow[1].port, dns_tcp.port, dns.port, authority.ca_file))), flush=True)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while await reader.readline():
            told = {
                "turns": [visit.turns for line in slow for visit in line.visits],
                "queries": [[query.name, query.type, query.over] for query in dns.queries],
                "commands": [*plain.commands, *tls.commands],
            }
            for line in slow:
                line.visits.clear()
            for server in (plain, tls):
                server.commands.clear()
            dns.queries.clear()
            print(json.dumps(told), flush=True)
    authority.close()


def _fields(script: Script) -> dict[str, Any]:
    return {name: getattr(script, name) for name in script.__dataclass_fields__}


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
