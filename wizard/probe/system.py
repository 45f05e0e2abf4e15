"""The real network: host names as the apps would see them, DNS records, TCP connections."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import ipaddress
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from wizard import field
from wizard.patience import in_daemon_thread
from wizard.probe.datagram import PAYLOAD, Post
from wizard.probe.net import Resolution
from wizard.reach import Address
from wizard.records import Answer, RecordSet
from wizard.text import Foreign

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver
    from dns.name import Name
    from dns.resolver import Answer as DnsAnswer

T = TypeVar("T")
R = TypeVar("R")

PER_TRY = 2.0
"""Seconds until the next name server is asked."""
_READER = "wizard.probe.dns_answer"
_ABSENT = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME), getattr(socket, "EAI_ADDRFAMILY", -9)})


class SystemNet:
    """A `Net`. Answers are kept for the life of the instance: one run asks every question once, the next run takes a new one."""

    def __init__(self, resolver: str | None = None, timeout: float = 5.0) -> None:
        """`resolver` is `ADDR[:PORT]` and then serves host names too; `timeout` is in seconds, for a whole look-up.

        Raises UsageError for a resolver that is no address.
        """
        self._server = field.resolver(resolver) if resolver else None
        # Several name servers have an order and manners of their own, which the library knows.
        self._post = Post(*self._server) if self._server else None
        self._timeout = timeout
        self._built: Resolver | None = None
        self._hosts: _Once[str, Resolution] = _Once(lambda found: found.answer is not Answer.UNCLEAR)
        self._records: _Once[tuple[str, str], RecordSet] = _Once(lambda found: found.answer is not Answer.UNCLEAR)

    @property
    def ca_files(self) -> tuple[str, ...]:
        """None beside the system's."""
        return ()

    async def resolve(self, host: str) -> Resolution:
        """By the system's own resolver (/etc/hosts included), or the given one. An address is its own answer."""
        with contextlib.suppress(ValueError):
            literal = ipaddress.ip_address(host)
            return Resolution(Answer.FOUND, (Address(str(literal), literal.version),))
        name = host.rstrip(".").lower()
        return await self._hosts.ask(name, lambda: self._by_records(name) if self._server else self._by_system(name))

    async def connect(self, address: Address, port: int) -> socket.socket:
        """A connected, non-blocking socket. Raises OSError."""
        sock = socket.socket(socket.AF_INET6 if address.family == 6 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            sock.setblocking(False)
            # A command is one small segment that must not wait for the acknowledgement of the last one.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().sock_connect(sock, (address.ip, port))
        except BaseException:
            sock.close()
            raise
        return sock

    async def query(self, name: str, type: str) -> RecordSet:
        """One DNS question, CNAMEs followed, never with the search list of resolv.conf."""
        key = (name.rstrip(".").lower(), type.upper())
        return await self._records.ask(key, lambda: self._ask(*key))

    async def _by_system(self, host: str) -> Resolution:
        try:
            async with asyncio.timeout(self._timeout):
                found = await in_daemon_thread(lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM), "look-up")
        except socket.gaierror as error:
            answer = Answer.ABSENT if error.errno in _ABSENT else Answer.UNCLEAR
            return Resolution(answer, detail=Foreign.of(error.strerror or error))
        except TimeoutError:
            return Resolution(Answer.UNCLEAR, detail=Foreign.of(f"the resolver did not answer within {self._timeout:g} seconds"))
        except ValueError:  # UnicodeError is one
            return Resolution(Answer.ABSENT, detail=Foreign.of("this is no host name"))
        except OSError as error:
            return Resolution(Answer.UNCLEAR, detail=Foreign.of(error.strerror or error))
        addresses = [
            Address(str(place[0]), 6 if family == socket.AF_INET6 else 4)
            for family, _, _, _, place in found
            if family in (socket.AF_INET, socket.AF_INET6)
        ]
        return Resolution(Answer.FOUND if addresses else Answer.ABSENT, tuple(dict.fromkeys(addresses)))

    async def _by_records(self, host: str) -> Resolution:
        async with asyncio.TaskGroup() as group:
            tasks = [(family, group.create_task(self.query(host, type))) for family, type in ((6, "AAAA"), (4, "A"))]
        sets = [task.result() for _, task in tasks]
        addresses = tuple(Address(str(value), family) for family, task in tasks for value in task.result().values)
        if addresses:
            return Resolution(Answer.FOUND, addresses)
        unclear = next((records for records in sets if records.answer is Answer.UNCLEAR), None)
        return Resolution(Answer.UNCLEAR, detail=unclear.detail) if unclear else Resolution(Answer.ABSENT, detail=sets[1].detail)

    async def _ask(self, name: str, type: str) -> RecordSet:
        started = time.perf_counter()

        def result(answer: Answer, detail: str = "", values: tuple[Foreign, ...] = (), target: str | None = None) -> RecordSet:
            return RecordSet(
                name, type, answer, values, target, round((time.perf_counter() - started) * 1000, 3), Foreign.of(detail)
            )

        over = asyncio.get_running_loop().time() + self._timeout
        first = await self._ask_at_once(name, type)
        import dns.exception
        import dns.name
        import dns.resolver

        try:
            question = dns.name.from_text(name)
        except (dns.exception.DNSException, UnicodeError, ValueError):
            return result(Answer.ABSENT, "this is no DNS name")
        try:
            async with asyncio.timeout_at(over):
                answer = await self._resolve(question, type, first)
        except dns.resolver.NXDOMAIN as error:
            target = _target(question, error.canonical_name)
            # An alias is there, whatever its target is.
            return replace(result(Answer.ABSENT, "the name does not exist", target=target), is_nonexistent=target is None)
        except (dns.resolver.LifetimeTimeout, TimeoutError):
            return result(Answer.UNCLEAR, f"no answer within {self._timeout:g} seconds")
        except dns.resolver.NoResolverConfiguration:
            return result(Answer.UNCLEAR, "no name server is configured on this machine")
        except dns.resolver.NoNameservers as error:
            return result(Answer.UNCLEAR, _reason(error))
        except (dns.exception.DNSException, OSError) as error:
            return result(Answer.UNCLEAR, str(error) or "the look-up failed")
        values = tuple(_value(record) for record in answer.rrset or ())
        target = _target(question, answer.canonical_name)
        if not values:
            return result(Answer.ABSENT, f"the name has no {type} record", target=target)
        return result(Answer.FOUND, values=values, target=target)

    async def _ask_at_once(self, name: str, type: str) -> bytes | None:
        """The first try, under way before the library that reads the answer is loaded."""
        if self._post is None:
            return None
        if _READER not in sys.modules:
            threading.Thread(target=importlib.import_module, args=(_READER,), daemon=True, name="dns").start()
        return await self._post.ask(name, type, min(PER_TRY, self._timeout))

    async def _resolve(self, question: Name, type: str, first: bytes | None) -> DnsAnswer:
        import dns.rcode
        import dns.resolver

        from wizard.probe import dns_answer

        resolver = self._resolver()
        try:
            if first is not None and self._server is not None:
                answer = await dns_answer.read(first, question, type, self._server)
                if answer is not None:
                    return answer
            return await resolver.resolve(question, type, raise_on_no_answer=False, search=False)
        except dns.resolver.NoNameservers as error:
            responses = [entry[4] for entry in error.kwargs.get("errors", ()) if len(entry) > 4 and entry[4] is not None]
            if not any(response.rcode() in (dns.rcode.FORMERR, dns.rcode.NOTIMP) for response in responses):
                raise
        plain = self._fresh(edns=False)  # a server from before EDNS (RFC 6891 7)
        return await plain.resolve(question, type, raise_on_no_answer=False, search=False)

    def _resolver(self) -> Resolver:
        if self._built is None:
            self._built = self._fresh(edns=True)
        return self._built

    def _fresh(self, *, edns: bool) -> Resolver:
        import dns.asyncresolver
        import dns.nameserver

        resolver = dns.asyncresolver.Resolver(configure=self._server is None)
        if self._server is not None:
            resolver.nameservers = [dns.nameserver.Do53Nameserver(*self._server)]
        resolver.timeout = min(PER_TRY, self._timeout)
        resolver.lifetime = self._timeout
        resolver.use_edns(0 if edns else -1, 0, PAYLOAD)
        return resolver


class _Once(Generic[T, R]):
    """Asks each question once: answers are kept, and a question that is under way is waited for together."""

    def __init__(self, keep: Callable[[R], bool]) -> None:
        self._keep = keep
        self._kept: dict[T, R] = {}
        self._flights: dict[T, tuple[asyncio.Task[R], list[object]]] = {}

    async def ask(self, key: T, ask: Callable[[], Awaitable[R]]) -> R:
        if key in self._kept:
            return self._kept[key]
        if key not in self._flights:
            self._flights[key] = (asyncio.create_task(self._run(key, ask)), [])
        task, waiting = self._flights[key]
        me = object()
        waiting.append(me)
        try:
            # Shielded: one who stops waiting must not take the answer from the others.
            return await asyncio.shield(task)
        finally:
            waiting.remove(me)
            if not waiting:
                # Taken out first: who asks from now on must not join a flight that is being called off.
                if (flight := self._flights.get(key)) is not None and flight[0] is task:
                    del self._flights[key]
                if not task.done():
                    task.cancel()
                    await asyncio.wait({task})

    async def _run(self, key: T, ask: Callable[[], Awaitable[R]]) -> R:
        answer = await ask()
        if self._keep(answer):
            self._kept[key] = answer
        return answer


def _value(record: object) -> Foreign:
    strings = getattr(record, "strings", None)
    return Foreign(b"".join(strings)) if strings is not None else Foreign.of(record.to_text())  # type: ignore[attr-defined]


def _target(question: object, canonical: object) -> str | None:
    return None if canonical == question else canonical.to_text(omit_final_dot=True)  # type: ignore[attr-defined]


def _reason(error: Exception) -> str:
    """SERVFAIL or REFUSED, as the name server said it."""
    import dns.rcode

    entries = getattr(error, "kwargs", {}).get("errors", ())
    codes = dict.fromkeys(
        dns.rcode.to_text(entry[4].rcode()) for entry in entries if len(entry) > 4 and entry[4] is not None and entry[4].rcode()
    )
    return f"the name server answered {', '.join(codes)}" if codes else "no name server answered"
