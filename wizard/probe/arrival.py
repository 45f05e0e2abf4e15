"""The way to the server: its name, its addresses, one connection; and the words for why it ended where it did."""

from __future__ import annotations

import socket
from collections.abc import Callable

from wizard.evidence import Halt
from wizard.probe.connect import Reaching
from wizard.probe.net import Net
from wizard.probe.recorder import Recorder
from wizard.probe.request import Request
from wizard.probe.talk import Stopped
from wizard.reach import Address, Attempt, Reach
from wizard.records import Answer
from wizard.step import StepState
from wizard.text import Foreign, printable


class Arrival:
    """Resolve, connect, and later what became of the other address family."""

    def __init__(self, request: Request, net: Net, recorder: Recorder) -> None:
        self._request = request
        self._net = net
        self._recorder = recorder
        self._reaching: Reaching | None = None
        self.addresses: tuple[Address, ...] = ()
        self.running: Callable[[StepState, str], None] = lambda state, detail: None
        """Ends the step that is under way."""

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        return self._reaching.attempts if self._reaching else ()

    @property
    def peer(self) -> Address | None:
        return self._reaching.peer if self._reaching else None

    @property
    def seconds(self) -> float:
        """How long the connection took: about one round trip."""
        return next((attempt.ms / 1000 for attempt in self.attempts if attempt.address == self.peer), 0.0)

    async def resolve(self) -> None:
        """Raises Stopped when there is no address."""
        resolution = await self._net.resolve(self._request.endpoint.host)
        self.addresses = resolution.addresses
        if resolution.answer is Answer.UNCLEAR:
            raise Stopped(Halt.NAME_UNCLEAR, resolution.detail)
        if resolution.answer is Answer.ABSENT or not resolution.addresses:
            raise Stopped(Halt.NAME_UNKNOWN, resolution.detail)
        count = len(self.addresses)
        self.running(StepState.OK, "name found, 1 address" if count == 1 else f"name found, {count} addresses")

    async def connect(self) -> socket.socket:
        """A connected socket, the caller's to close. Raises Stopped."""
        family = self._request.family
        usable = [address for address in self.addresses if family in (None, address.family)]
        if not usable:
            raise Stopped(Halt.UNREACHED, Foreign.of(f"the name has no IPv{family} address"))
        self._reaching = Reaching(self._net, usable, self._request.endpoint.port, self._request.limits.connect)
        sock = await self._reaching.first()
        if sock is None or self.peer is None:
            raise Stopped(Halt.UNREACHED, Foreign.of(self._failure()))
        self._recorder.event(f"connected to {printable(self.peer.ip)} port {self._request.endpoint.port}")
        self.running(StepState.OK, f"connected over IPv{self.peer.family}")
        return sock

    async def rest(self) -> None:
        """Wait shortly for the other address family, and tell when it does not connect."""
        if self._reaching is None or self.peer is None:
            return
        await self._reaching.rest()
        others = [attempt for attempt in self.attempts if attempt.address.family != self.peer.family]
        if others and not any(attempt.reach is Reach.CONNECTED for attempt in others):
            last = others[-1]
            family = f"IPv{last.address.family}"
            self._recorder.step("connect", StepState.UNKNOWN, f"no connection over {family}: {_told(last)}", last.ms, family)

    async def close(self) -> None:
        """End what is still under way."""
        if self._reaching is not None:
            await self._reaching.close()

    def _failure(self) -> str:
        by_words: dict[str, dict[str, None]] = {}
        for attempt in self.attempts:
            by_words.setdefault(_told(attempt), {})[f"IPv{attempt.address.family}"] = None
        return "; ".join(f"{' and '.join(families)} {words}" for words, families in by_words.items()) or "no attempt was finished"


_TOLD = {
    Reach.REFUSED: "refused",
    Reach.TIMEOUT: "no answer",
    Reach.UNREACHABLE: "no route",
    Reach.DENIED: "not allowed on this machine",
    Reach.CANCELLED: "not finished",
    Reach.CONNECTED: "connected",
}


def _told(attempt: Attempt) -> str:
    # "refused (Connection refused)" says the same twice.
    adds = attempt.detail and attempt.reach in (Reach.UNREACHABLE, Reach.DENIED)
    return f"{_TOLD[attempt.reach]} ({attempt.detail})" if adds else _TOLD[attempt.reach]


_REFUSALS = {
    "greeting": "the server turns us away",
    "starttls": "the server refused",
    "ehlo": "the name we greet with was refused",
    "auth": "login refused",
}


def words(stop: Stopped, step: str, request: Request) -> str:
    """One line in our words for the step at which a conversation ended."""
    host = printable(request.endpoint.host)
    if stop.halt is Halt.REFUSED:
        later = stop.reply is not None and 400 <= stop.reply.code < 500
        return _REFUSALS.get(step, "refused") + (" for now" if later else "")
    return {
        Halt.NAME_UNKNOWN: f"the name {host} has no address",
        Halt.NAME_UNCLEAR: f"the look-up of {host} got no answer",
        Halt.UNREACHED: f"no connection: {stop.detail}",
        Halt.TLS: f"no encryption: {stop.detail}",
        Halt.SILENT: "connected, but the server says nothing",
        Halt.CLOSED: "the server closed the connection",
        Halt.RESET: "the connection was reset",
        Halt.TIMEOUT: "the server stopped answering",
        Halt.NOT_SMTP: "what answers is no mail server",
        Halt.FLOOD: "the server sends more than any reply may hold",
        Halt.STARTTLS_MISSING: "the server offers no STARTTLS",
        Halt.PLAINTEXT_LOGIN: "no login: the password would cross the line unencrypted",
        Halt.NO_MECHANISM: "no login: the server offers no way of logging in that we can use",
        Halt.NOT_ENCODABLE: f"not sent: {stop.detail}",
    }[stop.halt]
