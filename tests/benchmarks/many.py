"""Many profiles and many domains in one run: how many a second, and how much memory.

    python -m tests.benchmarks.many [--profiles N …] [--domains N …] [--at-once N]

Every answer takes 50 ms. The servers are a process of their own, as bare as can be, so that they are not what is measured; each
measurement is a process of its own, too, since a peak of memory never goes down again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import ssl
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import trustme

from tests.benchmarks.latency import DELAY
from tests.benchmarks.measure import COMPILED, ROOT

HOST = "mail.example.com"
KEY = "v=DKIM1; k=rsa; p=" + (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAysQkDXp1/faValTWoMWzuFMmqP0geJdps/vEx+Xj0O2AjhhIybFXThgO"
    "TLL03ZV9H5IJQ8yGJsgGTlv5+VYYvVnYuckaFjdMUSke6/1ctJ580kzmS5un8BhypnC4hKzvXG8CUnb4iAqxuW0PJfK88BjrKRL6"
    "tj6bIpRL707T2OEE0S1DbRw1gw4BOrCXIVtnxRpMTY8vwjxszmjn+b1WYoVf0AGYvHXMJOa/tSsaEYYrS80w479fMfIbx4ZWMW8v"
    "oLIu2iwx4Zwgq9sRzKbFkHA8UZGD91sfBUiNA5G2UPKRUGv8ksoVL3yqDtULw7dWV0Lp5k4ALRC2SOS+aIehZQIDAQAB"
)
_TYPES = {1: "A", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profiles", type=int, nargs="*", default=[1, 100, 1000])
    parser.add_argument("--domains", type=int, nargs="*", default=[1, 100, 1000, 4000])
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--client", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        asyncio.run(_serve())
    elif args.client:
        _client(json.loads(args.client))
    else:
        _compare(args)


def _compare(args: argparse.Namespace) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.many", "--serve"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        places = json.loads(server.stdout.readline())
        print(f"{DELAY * 1000:.0f} ms an answer, {args.at_once} at once")
        rows = (("profiles", args.profiles, "≥ 80 /s, ≤ 80 MB"), ("domains", args.domains, "≥ 400 /s, ≤ 80 MB"))
        _ask({"what": "profiles", "count": 1, "at_once": 1, **places})  # compiles every module
        for what, counts, target in rows:
            for count in counts:
                told = _ask({"what": what, "count": count, "at_once": args.at_once, **places})
                seconds, cpu = told["seconds"], told["cpu"] / count * 1000
                print(f"  {count:>5} {what}: {seconds:6.2f} s, {count / seconds:7.1f} /s, {told['mb']:5.1f} MB,", end="")
                print(f" {cpu:6.1f} ms CPU each, {told['verdicts']} {target if count >= 1000 else ''}".rstrip())
        server.stdin.close()


def _ask(settings: dict[str, object]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.many", "--client", json.dumps(settings)]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, **COMPILED}, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(ended.stderr)
    found: dict[str, float] = json.loads(ended.stdout)
    return found


# ---------------------------------------------------------------- the side that is measured


def _client(settings: dict[str, object]) -> None:
    work = _profiles if settings["what"] == "profiles" else _domains
    started = time.perf_counter()
    verdicts = asyncio.run(work(settings))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    mb = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    told = {"seconds": time.perf_counter() - started, "mb": mb, "cpu": usage.ru_utime + usage.ru_stime, "verdicts": verdicts}
    print(json.dumps(told))


async def _profiles(settings: dict[str, object]) -> dict[str, int]:
    from wizard.check import Job, run
    from wizard.model import Encryption, Endpoint, Login, Profile
    from wizard.probe.system import SystemNet
    from wizard.secret import Secret, SecretRef

    def profile(number: int) -> Profile:
        domain = f"d{number}.example"
        return Profile(
            name=f"p{number}",
            server=Endpoint(HOST, int(str(settings["smtp"])), Encryption.STARTTLS, str(settings["ca_file"])),
            from_address=f"noreply@{domain}",
            auth=Login(f"noreply@{domain}", SecretRef.parse("env:P")),
            selectors={domain: ("s1", "s2")},
            recipient="me@example.net",
        )

    secret = Secret("correct horse")
    jobs = [Job(profile(number), secret) for number in range(int(str(settings["count"])))]
    done = await run(jobs, net=SystemNet(f"127.0.0.1:{settings['dns']}"), most=int(str(settings["at_once"])))
    return _counted(result.verdict.value for result in done.results)


async def _domains(settings: dict[str, object]) -> dict[str, int]:
    from wizard.probe.records import look_up
    from wizard.probe.system import SystemNet

    net = SystemNet(f"127.0.0.1:{settings['dns']}")
    left = iter(range(int(str(settings["count"]))))
    answers: list[str] = []

    async def work() -> None:
        for number in left:
            found = await look_up(f"d{number}.example", ("s1", "s2"), net)
            answers.append(found.spf[0].result or found.mx.answer.value)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(int(str(settings["at_once"]))):
            tasks.create_task(work())
    return _counted(answers)


def _counted(words: object) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:  # type: ignore[attr-defined]
        found[word] = found.get(word, 0) + 1
    return found


# ---------------------------------------------------------------- the servers


async def _serve() -> None:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(HOST).configure_cert(context)
    with tempfile.TemporaryDirectory(prefix="smtp-wizard-bench-") as folder:
        ca_file = Path(folder) / "ca.pem"
        ca.cert_pem.write_to_path(str(ca_file))
        server = await asyncio.start_server(lambda reader, writer: _visit(reader, writer, context), "127.0.0.1", 0, backlog=1000)
        names, _ = await asyncio.get_running_loop().create_datagram_endpoint(_Names, local_addr=("127.0.0.1", 0))
        ports = {"smtp": server.sockets[0].getsockname()[1], "dns": names.get_extra_info("sockname")[1], "ca_file": str(ca_file)}
        print(json.dumps(ports), flush=True)
        ended = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(ended), sys.stdin)
        await ended.read()
        names.close()
        server.close()


async def _visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext) -> None:
    hello = b"250-mail.example.com\r\n250-PIPELINING\r\n250 "
    answers = {b"AUTH": b"235 ok\r\n", b"MAIL": b"250 ok\r\n", b"RCPT": b"250 ok\r\n", b"RSET": b"250 ok\r\n"}
    try:
        await asyncio.sleep(DELAY)
        writer.write(b"220 mail.example.com ESMTP\r\n")
        offer = b"STARTTLS\r\n"
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                break
            if verb == b"MAIL":
                await reader.readline()  # RCPT comes with it
                line = b""
            # The handshake's own round trip is waited for here, with the first answer after it.
            await asyncio.sleep(DELAY if offer or verb != b"EHLO" else 2 * DELAY)
            if verb == b"EHLO":
                writer.write(hello + (offer or b"AUTH PLAIN LOGIN\r\n"))
            elif verb == b"STAR":
                writer.write(b"220 go\r\n")
                await writer.start_tls(context)
                offer = b""
            else:
                writer.write(answers.get(verb, b"250 ok\r\n") * (1 if line else 2))
    except (OSError, asyncio.IncompleteReadError):
        pass  # the client has gone, as it may
    finally:
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()


@dataclass(frozen=True)
class _Record:
    type: int
    data: bytes


def _text(words: str) -> _Record:
    raw = words.encode()
    return _Record(16, b"".join(bytes((len(raw[at : at + 255]),)) + raw[at : at + 255] for at in range(0, len(raw), 255)))


def _name(words: str) -> bytes:
    return b"".join(bytes((len(label),)) + label.encode() for label in words.split(".")) + b"\0"


_FIXED = {
    "_spf.example.net TXT": _text("v=spf1 include:_a.example.net include:_b.example.net -all"),
    "_a.example.net TXT": _text("v=spf1 ip4:192.0.2.0/24 -all"),
    "_b.example.net TXT": _text("v=spf1 ip4:198.51.100.0/24 -all"),
    f"{HOST} A": _Record(1, bytes((127, 0, 0, 1))),
}
_OF_DOMAINS: tuple[tuple[Callable[[str], bool], str, _Record], ...] = (
    (lambda name: name.startswith("_dmarc.d"), "TXT", _text("v=DMARC1; p=reject; rua=mailto:dmarc@example.com")),
    (lambda name: "._domainkey." in name, "TXT", _text(KEY)),
    (lambda name: name.startswith("d"), "TXT", _text("v=spf1 mx include:_spf.example.net -all")),
    (lambda name: name.startswith("d"), "MX", _Record(15, struct.pack("!H", 10) + _name(HOST))),
)


class _Names(asyncio.DatagramProtocol):
    """The same records for every domain `dN.example`; every other name does not exist. Bytes in, bytes out."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._loop = asyncio.get_running_loop()
        transport.get_extra_info("socket").setsockopt(1, 8, 8 << 20)  # SOL_SOCKET, SO_RCVBUF

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._loop.call_later(DELAY, self._transport.sendto, self._answer(data), addr)

    def _answer(self, data: bytes) -> bytes:
        end, labels = 12, []
        while length := data[end]:
            labels.append(data[end + 1 : end + 1 + length].decode("ascii", "replace").lower())
            end += 1 + length
        kind = _TYPES.get(struct.unpack_from("!H", data, end + 1)[0], "")
        question, name = data[12 : end + 5], ".".join(labels)
        found = _FIXED.get(f"{name} {kind}") or next((row for fits, of, row in _OF_DOMAINS if of == kind and fits(name)), None)
        known = found or (labels[0][:1] == "d" and len(labels) == 2) or name in (HOST, "example")
        header = data[:2] + struct.pack("!HHHHH", 0x8180 | (0 if known else 3), 1, 1 if found else 0, 0, 0)
        if found is None:
            return header + question
        return header + question + b"\xc0\x0c" + struct.pack("!HHIH", found.type, 1, 60, len(found.data)) + found.data


if __name__ == "__main__":
    main()
