"""One client's visit to a server that follows a `Script`: a small, honest SMTP server with the script's faults."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
from collections import defaultdict
from collections.abc import Callable
from ssl import SSLContext

from wizard.sandbox.peer import Gone, Peer
from wizard.sandbox.script import Fault, Message, Script

_USUAL = {
    "greeting": "220 {host} ESMTP",
    "starttls": "220 2.0.0 ready",
    "auth": "235 2.7.0 accepted",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go ahead",
    "body": "250 2.0.0 queued as 4F2A1",
    "rset": "250 2.0.0 ok",
    "quit": "221 2.0.0 bye",
}
MAX_MESSAGE = 10 << 20


class Ledger:
    """What a server was told, and which stages its clients have come to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.logins: list[tuple[str, str, bool]] = []
        """(mechanism, user, accepted), in order; every attempt."""
        self.commands: list[str] = []
        """Every command line, in order, AUTH and its answers left out."""
        self.strays: list[str] = []
        """Lines that a dialogue did not expect."""
        self.greylisted: set[str] = set()
        self._reached: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._released: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def reached(self, stage: str) -> asyncio.Event:
        """Set when a client has come to a stage."""
        return self._reached[stage]

    def release(self, stage: str) -> None:
        """Let a SILENT stage go on."""
        self._released[stage].set()

    async def arrive(self, peer: Peer, stage: str, fault: Fault | None) -> None:
        """Note that a stage was reached, and do what is to go wrong there. Raises Gone where that ends the connection."""
        self._reached[stage].set()
        if fault is Fault.SILENT:
            await peer.until(self._released[stage])
        elif fault is Fault.CLOSE:
            raise Gone
        elif fault is Fault.RESET:
            peer.reset()
            raise Gone
        elif fault is Fault.FLOOD:
            await peer.flood((b"220-" if stage == "greeting" else b"250-") + b"and so on\r\n")
        elif fault is Fault.ENDLESS_LINE:
            await peer.flood(b"220 " * 4096)
        elif fault is Fault.GARBAGE:
            await peer.say(b"\x00\x01 what? \xff\xfe")
            raise Gone


class Visit:
    """One client of a server with a `Script`."""

    def __init__(self, ledger: Ledger, script: Script, peer: Peer, context: Callable[..., SSLContext]) -> None:
        self.ledger = ledger
        self.context = context
        self.script = script
        self.peer = peer
        self.encrypted = script.implicit_tls
        self.username: str | None = None
        self.sender: str | None = None
        self.recipients: list[str] = []

    async def run(self) -> None:
        if "handshake" in self.script.faults and self.script.implicit_tls:
            await self.ledger.arrive(self.peer, "handshake", self.script.faults["handshake"])
        await self.answer("greeting")
        while True:
            line = await self.peer.line()
            text = line.decode("utf-8", "surrogateescape")
            verb, _, rest = text.partition(" ")
            if verb.upper() != "AUTH":
                self.ledger.commands.append(text)
            await self.obey(verb.upper(), rest)

    async def answer(self, stage: str, refusal: str | None = None, usual: str = "") -> bytes:
        """Come to a stage and say its words, unless something goes wrong there; what was said."""
        fault = self.script.faults.get(stage)
        await self.ledger.arrive(self.peer, stage, fault)
        words = refusal if refusal is not None else self.script.says.get(stage, usual or _USUAL.get(stage, ""))
        raw = words if isinstance(words, bytes) else words.replace("{host}", self.script.host).encode("utf-8", "surrogateescape")
        if fault is Fault.DRIP:
            await self.peer.drip(raw + b"\r\n")
        else:
            await self.peer.say(raw)
        if raw.startswith(b"421"):
            raise Gone
        return raw

    async def obey(self, verb: str, rest: str) -> None:
        if verb in ("EHLO", "HELO"):
            usual = self._offers() if verb == "EHLO" else f"250 {self.script.host}"
            await self.answer(verb.lower(), self.script.on_ehlo(rest), usual)
        elif verb == "STARTTLS":
            await self._starttls()
        elif verb == "AUTH":
            await self._auth(rest)
        elif verb == "MAIL":
            await self._mail(_address(rest))
        elif verb == "RCPT":
            await self._rcpt(_address(rest))
        elif verb == "DATA":
            await self._data()
        elif verb in ("RSET", "NOOP"):
            self.sender, self.recipients = None, []
            await self.answer("rset")
        elif verb == "QUIT":
            await self.answer("quit")
            raise Gone
        else:
            await self.peer.say("500 5.5.2 command not recognised")

    def _offers(self) -> str:
        offers = [f"{self.script.host} hello", *self.script.extensions]
        if self.script.starttls and not self.encrypted:
            offers.append("STARTTLS")
        if self.script.mechanisms and (self.encrypted or self.script.auth_before_tls):
            offers.append("AUTH " + " ".join(self.script.mechanisms))
        return "\r\n".join(f"250{' ' if offer is offers[-1] else '-'}{offer}" for offer in offers)

    async def _starttls(self) -> None:
        says = self.script.says.get("starttls", _USUAL["starttls"])
        raw = says.encode() if isinstance(says, str) else says
        await self.ledger.arrive(self.peer, "starttls", self.script.faults.get("starttls"))
        await self.peer.send(raw + b"\r\n" + self.script.inject)
        if not raw.startswith(b"220"):
            return
        await self.ledger.arrive(self.peer, "handshake", self.script.faults.get("handshake"))
        context = self.context(self.script.host, self.script.certificate, old=self.script.old_tls)
        await self.peer.start_tls(context)
        self.encrypted, self.sender, self.username = True, None, None

    async def _auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        mechanism = mechanism.upper()
        if mechanism not in self.script.mechanisms:
            await self.peer.say("504 5.5.4 mechanism not supported")
            return
        if (refusal := self.script.on_auth(mechanism)) is not None:
            self.ledger.logins.append((mechanism, "", False))
            await self.answer("auth", refusal)
            return
        try:
            username, password = await self._credentials(mechanism, initial)
        except (binascii.Error, ValueError):
            await self.peer.say("501 5.5.2 can't decode that")
            return
        refusal = self.script.on_login(username, password) if password is not None else "535 5.7.8 authentication failed"
        self.ledger.logins.append((mechanism, username, refusal is None))
        if refusal is None:
            self.username = username
        await self.answer("auth", refusal)

    async def _credentials(self, mechanism: str, initial: str) -> tuple[str, str | None]:
        """User and password, None = a CRAM-MD5 digest that is wrong."""
        if mechanism == "PLAIN":
            _, username, password = (await self._response("", initial)).split("\0")
            return username, password
        if mechanism == "LOGIN":
            username = await self._response("Username:", initial)
            return username, await self._response("Password:")
        challenge = f"<1896.697170952@{self.script.host}>"
        username, _, digest = (await self._response(challenge)).rpartition(" ")
        password = self.script.passwords.get(username, "")
        right = hmac.new(password.encode(), challenge.encode(), "md5").hexdigest()
        return username, password if hmac.compare_digest(right, digest) else None

    async def _response(self, challenge: str, initial: str = "") -> str:
        if not initial:
            await self.peer.say("334 " + base64.b64encode(challenge.encode()).decode())
            initial = (await self.peer.line()).decode("ascii", "replace")
        if initial == "*":
            raise ValueError("cancelled by the client")
        return base64.b64decode(initial, validate=True).decode()

    async def _mail(self, address: str) -> None:
        refusal = self.script.on_mail(address)
        if self.script.login_needed and self.username is None:
            refusal = "530 5.7.0 authentication required"
        if refusal is None:
            self.sender, self.recipients = address, []
        await self.answer("mail", refusal)

    async def _rcpt(self, address: str) -> None:
        refusal = self.script.on_rcpt(address) if self.sender is not None else "503 5.5.1 MAIL FROM first"
        if refusal is None and self.script.greylist and address not in self.ledger.greylisted:
            self.ledger.greylisted.add(address)
            refusal = "451 4.7.1 greylisted, try again in a few minutes"
        if refusal is None:
            self.recipients.append(address)
        await self.answer("rcpt", refusal)

    async def _data(self) -> None:
        if not self.recipients or self.sender is None:
            await self.peer.say("503 5.5.1 RCPT TO first")
            return
        if not (await self.answer("data")).startswith(b"354"):
            return
        lines, size = [], 0
        while (line := await self.peer.line()) != b".":
            size += len(line) + 2
            if size > MAX_MESSAGE:
                await self.peer.say("552 5.3.4 message too big")
                raise Gone
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        data = b"\r\n".join(lines) + b"\r\n"
        refusal = self.script.on_data(data.decode("latin-1"))
        if refusal is None:
            self.ledger.messages.append(Message(self.sender, tuple(self.recipients), data, self.username))
        self.sender, self.recipients = None, []
        await self.answer("body", refusal)


def _address(rest: str) -> str:
    """`FROM:<a@b> SIZE=1` → `a@b`; what is no path is taken as it stands."""
    path = rest.partition(":")[2].strip()
    return path[1 : path.index(">")] if path.startswith("<") and ">" in path else path
