"""Send one real message, through aiosmtplib: proof that an ordinary client gets through, not only our own conversation."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, TypeVar

from wizard.evidence import Halt, Reply, SenderResult
from wizard.model import Encryption, Identity
from wizard.probe import arrival, handshake, login, wording
from wizard.probe.arrival import Arrival
from wizard.probe.net import Net
from wizard.probe.recorder import Recorder
from wizard.probe.request import Request
from wizard.probe.talk import Stopped, plain_words
from wizard.step import OnStep, Stage, StepState, unheard
from wizard.text import Foreign, printable

if TYPE_CHECKING:
    from aiosmtplib import SMTP as Client
    from aiosmtplib import SMTPResponse

T = TypeVar("T")
_STEPS = {
    Stage.DNS: "resolve",
    Stage.CONNECT: "connect",
    Stage.TLS: "tls",
    Stage.EHLO: "ehlo",
    Stage.AUTH: "auth",
    Stage.MAIL_FROM: "mail-from",
    Stage.RCPT_TO: "rcpt-to",
    Stage.DATA: "data",
}
_REFUSED = {
    Stage.EHLO: "the server turns us away",
    Stage.AUTH: "login refused",
    Stage.MAIL_FROM: "the sender was refused",
    Stage.RCPT_TO: "the recipient was refused",
    Stage.DATA: "the message was refused",
}


async def send(
    request: Request, identity: Identity, recipient: str, net: Net, on_step: OnStep = unheard, *, subject: str, text: str
) -> SenderResult:
    """Send `text` from one identity to `recipient`, with one login at most; a random word is added to the subject.

    Never raises for what a server does. What ends it before MAIL FROM stands in `mail` of the result, and `stage` says where it
    was; a code of 0 means that it was no reply but the connection.
    """
    recorder = Recorder(on_step, request.credentials.secret if request.credentials else None)
    delivery = _Delivery(request, identity, recipient, net, recorder)
    try:
        async with asyncio.timeout(request.limits.total):
            await delivery.run(compose(identity, recipient, subject, text))
    except TimeoutError:
        reply = Reply(0, (Foreign.of(f"not done after {request.limits.total:g} seconds"),))
        delivery.fail(reply, "the server stopped answering", Halt.TIMEOUT)
    except Stopped as stop:
        reply = stop.reply or Reply(0, (stop.detail or Foreign.of(arrival.words(stop, "", request)),))
        delivery.fail(reply, arrival.words(stop, _STEPS[delivery.stage], request), stop.halt)
    except wording.NotEncodable as error:
        delivery.fail(Reply(0, (Foreign.of(str(error)),)), f"not sent: {error}", Halt.NOT_ENCODABLE)
    finally:
        await delivery.close()
    return delivery.result


def compose(identity: Identity, recipient: str, subject: str, text: str) -> bytes:
    """An RFC 5322 message as bytes with CR LF. Raises wording.NotEncodable."""
    sender, to = wording.path(identity.from_address, True), wording.path(recipient, True)
    international = not (sender + to).isascii()
    message = EmailMessage((SMTPUTF8 if international else SMTP).clone(cte_type="7bit"))
    try:
        message["From"] = Mailbox(identity.from_name, addr_spec=sender)
        message["To"] = Mailbox(addr_spec=to)
        message["Subject"] = f"{subject} [{secrets.token_hex(4)}]"
        message["Date"] = format_datetime(datetime.now(UTC))
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice need answer it
        message.set_content(text)
        return message.as_bytes()
    except (ValueError, IndexError) as error:  # UnicodeError is a ValueError
        raise wording.NotEncodable("the sender, the recipient, the subject or the text can't stand in a message") from error


class _Delivery:
    """One message on its way; `stage` is where it is."""

    def __init__(self, request: Request, identity: Identity, recipient: str, net: Net, recorder: Recorder) -> None:
        self.request = request
        self.identity = identity
        self.recipient = recipient
        self.net = net
        self.recorder = recorder
        self.stage = Stage.DNS
        self.result = SenderResult(identity)
        self._arrival = Arrival(request, net, recorder)
        self._client: Client | None = None
        self._started = time.perf_counter()

    async def run(self, message: bytes) -> None:
        endpoint = self.request.endpoint
        async with self._step(Stage.DNS, f"looking up {printable(endpoint.host)}"):
            await self._arrival.resolve()
        import aiosmtplib

        async with self._step(Stage.CONNECT, "connecting"):
            sock = await self._arrival.connect()
        implicit = endpoint.encryption is Encryption.IMPLICIT_TLS
        try:
            name = wording.greeting_name(self.request.ehlo)
            self._client = aiosmtplib.SMTP(
                hostname=endpoint.host,
                sock=sock,
                local_hostname=name,
                timeout=self.request.limits.reply,
                use_tls=implicit,
                start_tls=False,
                tls_context=self._trust() if endpoint.encryption is not Encryption.NONE else None,
            )
            async with self._step(Stage.TLS if implicit else Stage.EHLO, "waiting for the server's greeting"):
                await self._answer(self._client.connect())
        except BaseException:
            sock.close()
            raise
        await self._greet(self._client)
        if self.request.credentials is not None:
            await self._log_in(self._client)
        await self._hand_over(self._client, message)
        if self._client.transport is not None:
            self._client.transport.write(b"QUIT\r\n")  # type: ignore[attr-defined]

    async def close(self) -> None:
        """Leave at once: a polite end of TLS would wait for the server."""
        if self._client is not None and self._client.transport is not None:
            self._client.transport.abort()  # type: ignore[attr-defined]
        await self._arrival.close()
        for _ in range(3):  # an aborted transport gives its socket back in the loop's next rounds, TLS in two
            await asyncio.sleep(0)

    def fail(self, reply: Reply, told: str, halt: Halt) -> None:
        """Note the answer, or the words for why there is none, at the stage where it is."""
        if not reply.code:
            self.result = replace(self.result, halt=halt)
        if self.stage is Stage.DATA:
            self.result = replace(self.result, data=reply)
        elif self.stage is Stage.RCPT_TO:
            self.result = replace(self.result, rcpt=reply)
        else:
            before = None if self.stage is Stage.MAIL_FROM else self.stage
            self.result = replace(self.result, mail=reply, stage=before)
        state = StepState.UNKNOWN if 400 <= reply.code < 500 else StepState.FAILED
        self._tell(state, told, reply)

    async def _greet(self, client: Client) -> None:
        async with self._step(Stage.EHLO, f"greeting as {printable(self.request.ehlo)}"):
            await self._hello(client)
            if self.request.endpoint.encryption is Encryption.STARTTLS:
                self.stage = Stage.TLS
                if not client.supports_extension("starttls"):
                    raise Stopped(Halt.STARTTLS_MISSING)
                await self._answer(client.starttls(server_hostname=self.request.endpoint.host, tls_context=self._trust()))
                self.stage = Stage.EHLO
                await self._hello(client)

    async def _hello(self, client: Client) -> None:
        """EHLO; and HELO after a refusal, as in the conversation, where neither a login nor STARTTLS is to come."""
        try:
            await self._answer(client.ehlo())
        except Stopped as stop:
            encrypts = self.stage is Stage.EHLO and self.request.endpoint.encryption is Encryption.STARTTLS
            leaves = stop.reply is None or stop.reply.code in (0, 421)
            if leaves or encrypts or self.request.credentials is not None:
                raise
            try:
                await self._answer(client.helo())
            except Stopped:
                raise stop from None

    async def _log_in(self, client: Client) -> None:
        credentials = self.request.credentials
        assert credentials is not None
        async with self._step(Stage.AUTH, "logging in"):
            mechanism = login.choose(credentials.mechanism, tuple(client.supported_auth_methods))
            if mechanism is None:
                raise Stopped(Halt.NO_MECHANISM)
            encrypted = client.get_transport_info("ssl_object") is not None
            if not encrypted and not credentials.may_cross_plaintext(self.request.endpoint.host):
                raise Stopped(Halt.PLAINTEXT_LOGIN)
            user, secret = wording.credentials(credentials.username, credentials.secret.reveal())
            self.recorder.arm(base64.b64encode(b"\0" + user + b"\0" + secret), base64.b64encode(secret))
            await asyncio.sleep(0)  # a cancel that came with a step is heeded before the password goes out, not after
            # Never `client.login`: after a refusal it goes on to the next mechanism, and one wrong password is three failures.
            attempt = {"PLAIN": client.auth_plain, "LOGIN": client.auth_login, "CRAM-MD5": client.auth_crammd5}[mechanism]
            await self._answer(attempt(user, secret, timeout=self.request.limits.auth))

    async def _hand_over(self, client: Client, message: bytes) -> None:
        smtputf8 = client.supports_extension("smtputf8")
        self.stage = Stage.MAIL_FROM
        sender, recipient = wording.path(self.identity.envelope, smtputf8), wording.path(self.recipient, smtputf8)
        options = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
        async with self._step(Stage.MAIL_FROM, f"sending as {printable(self.identity.envelope)}"):
            self.result = replace(self.result, mail=await self._answer(client.mail(sender, options=options, encoding="utf-8")))
        async with self._step(Stage.RCPT_TO, f"naming {printable(self.recipient)}"):
            self.result = replace(self.result, rcpt=await self._answer(client.rcpt(recipient, encoding="utf-8")))
        async with self._step(Stage.DATA, "handing the message over"):
            self.result = replace(self.result, data=await self._answer(client.data(message)))

    async def _answer(self, call: Awaitable[SMTPResponse]) -> Reply:
        """The reply to one call of aiosmtplib. Raises Stopped with the reply, or with why there is none."""
        import aiosmtplib

        started = time.perf_counter()
        try:
            response = await call
        except aiosmtplib.SMTPResponseException as error:
            reply = self._reply(error.code, error.message, started)
            raise Stopped(Halt.REFUSED if reply.code else Halt.NOT_SMTP, reply.shown, reply) from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise self._stopped(error) from None
        _keep_cancel()
        protocol = self._client.protocol if self._client else None
        if protocol is not None and (stray := getattr(protocol, "_buffer", None)):
            del stray[:]  # aiosmtplib would take a second reply for the answer to the next command
        return self._reply(response.code, response.message, started)

    def _stopped(self, error: Exception) -> Stopped:
        import aiosmtplib

        cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
        if isinstance(cause, ssl.SSLError):
            self.stage = Stage.TLS
            return Stopped(Halt.TLS, self.recorder.foreign(plain_words(cause).encode()))
        if isinstance(error, (aiosmtplib.SMTPTimeoutError, TimeoutError)):
            return Stopped(Halt.TIMEOUT)
        if isinstance(error, aiosmtplib.SMTPServerDisconnected) or isinstance(cause, OSError):
            return Stopped(Halt.RESET if isinstance(cause, ConnectionResetError) else Halt.CLOSED)
        return Stopped(Halt.CLOSED, self.recorder.foreign(str(error).encode("utf-8", "surrogateescape")))

    def _reply(self, code: int, message: str, started: float) -> Reply:
        lines = tuple(self.recorder.foreign(line.encode("utf-8", "surrogateescape")) for line in message.split("\n"))
        return Reply(max(code, 0), lines, round((time.perf_counter() - started) * 1000, 3))

    def _trust(self) -> ssl.SSLContext:
        endpoint = self.request.endpoint
        try:
            return handshake.trust(*((endpoint.ca_file,) if endpoint.ca_file else ()), *self.net.ca_files)
        except OSError as error:
            self.stage = Stage.TLS
            raise Stopped(Halt.TLS, Foreign.of(f"can't read the CA file: {error.strerror or error}")) from error

    @contextlib.asynccontextmanager
    async def _step(self, stage: Stage, detail: str) -> AsyncIterator[None]:
        self.stage = stage
        self._started = time.perf_counter()
        self.recorder.step(_STEPS[stage], StepState.RUNNING, detail, subject=self.identity.id)
        yield
        reply = {Stage.MAIL_FROM: self.result.mail, Stage.RCPT_TO: self.result.rcpt, Stage.DATA: self.result.data}.get(stage)
        self._tell(StepState.OK, _DONE[stage], reply, stage)

    def _tell(self, state: StepState, told: str, reply: Reply | None = None, stage: Stage | None = None) -> None:
        ms = round((time.perf_counter() - self._started) * 1000, 3)
        said = reply.shown if reply is not None else Foreign(b"")
        if state is not StepState.OK and reply is not None and reply.code:
            told = _REFUSED.get(self.stage, told) + (" for now" if reply.code < 500 else "")
        self.recorder.step(_STEPS[stage or self.stage], state, told, ms, self.identity.id, said)


_DONE = {
    Stage.DNS: "name found",
    Stage.CONNECT: "connected",
    Stage.TLS: "encrypted, and a mail server answers",
    Stage.EHLO: "the server takes us in",
    Stage.AUTH: "logged in",
    Stage.MAIL_FROM: "sender accepted",
    Stage.RCPT_TO: "recipient accepted",
    Stage.DATA: "message accepted",
}


def _keep_cancel() -> None:
    """Python 3.11's `wait_for` loses a cancel that comes just as its call ends (gh-86296); it is raised again here."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
