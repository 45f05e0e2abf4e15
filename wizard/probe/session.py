"""One SMTP conversation, from the host's name to RSET, as far as its request goes. It records; it never judges.

resolve → connect → (TLS) → greeting → EHLO → (STARTTLS → TLS → EHLO) → one login → for each identity MAIL FROM and RCPT TO.
No message is sent. Every wait has a limit, the whole has one, and cancelling at any point leaves no socket and no task.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from wizard.evidence import Conversation, Extensions, Halt, Reply, Speaks, TlsFacts, TlsProblem
from wizard.model import Encryption
from wizard.probe import arrival, envelope, handshake, login, look, second_look, wording
from wizard.probe.arrival import Arrival
from wizard.probe.net import Net
from wizard.probe.recorder import Recorder
from wizard.probe.request import Request
from wizard.probe.talk import Stopped, Talk
from wizard.probe.wire import Wire
from wizard.step import OnStep, Stage, StepState, unheard
from wizard.text import NOTHING, Foreign, printable

_NO_EHLO = frozenset({500, 502})
"""The server does not know EHLO at all (RFC 5321 3.2): with HELO it goes on, as far as that leads without a login and TLS."""
_CLOSING = 421


async def converse(request: Request, net: Net, on_step: OnStep = unheard) -> Conversation:
    """Hold the conversation that `request` asks for. Whatever a server does is told in the Conversation, never raised."""
    credentials = request.credentials
    recorder = Recorder(on_step, credentials.secret if credentials else None)
    session = _Session(request, net, recorder)
    try:
        async with asyncio.timeout(request.limits.total):
            await session.run()
    except TimeoutError:
        session.stop(session.out_of_time())
    except Stopped as stop:
        session.stop(stop)
    finally:
        await session.close()
    return session.conversation()


class _Session:
    """The state of one conversation; `stage` is where it is now."""

    def __init__(self, request: Request, net: Net, recorder: Recorder) -> None:
        self.request = request
        self.net = net
        self.recorder = recorder
        self.stage = Stage.DNS
        self.running: tuple[str, float] | None = None
        self.arrival = Arrival(request, net, recorder)
        self.talk: Talk | None = None
        self.facts: dict[str, object] = {}
        self.senders = envelope.Senders(request, recorder)
        self.greeting_name = request.ehlo

    async def run(self) -> None:
        self._check_words()
        self._warm()
        self._begin("resolve", f"looking up {printable(self.request.endpoint.host)}", Stage.DNS)
        await self.arrival.resolve()
        self._begin("connect", "connecting", Stage.CONNECT)
        wire = Wire(await self.arrival.connect())
        self.talk = Talk(wire, self.recorder, self.request.limits.reply)
        await self._open(self.talk)
        extensions = await self._greet_and_encrypt(self.talk)
        if self.request.credentials is not None:
            await self._log_in(self.talk, extensions)
        if self.request.identities:
            self.stage = Stage.MAIL_FROM
            await self.senders.ask(self.talk, "PIPELINING" in extensions.words, "SMTPUTF8" in extensions.words, self._at)
        self.talk.leave()
        await self.arrival.rest()

    async def close(self) -> None:
        """Give everything back; may be called at any point."""
        if self.talk is not None:
            self.talk.wire.close()
        await self.arrival.close()

    def stop(self, stop: Stopped) -> None:
        """Note why it goes no further, and end the step that was under way."""
        tls = self.facts.get("tls")
        if stop.halt is Halt.TLS and isinstance(tls, TlsFacts) and tls.problem is None:
            # The handshake seemed done; TLS 1.3 refuses a client without a certificate only after it.
            self.stage = Stage.TLS
            self.facts["tls"] = replace(tls, problem=TlsProblem.CLIENT_CERTIFICATE, detail=stop.detail)
        self.facts.update(halt=stop.halt, stage=self.stage, detail=stop.detail)
        if stop.reply is not None and self.stage is Stage.EHLO and "greeting" not in self.facts:
            self.facts["greeting"] = stop.reply
        if self.running is not None:
            name, started = self.running
            shown = stop.reply.shown if stop.reply is not None else stop.detail
            unclear = stop.halt in (Halt.NAME_UNCLEAR, Halt.PLAINTEXT_LOGIN) or (
                stop.reply is not None and 400 <= stop.reply.code < 500
            )
            state = StepState.UNKNOWN if unclear else StepState.FAILED
            self.recorder.step(name, state, arrival.words(stop, name, self.request), _ms(started), said=shown)
            self.running = None
        self.senders.stop(arrival.words(stop, "", self.request))
        if self.talk is not None and stop.halt in (Halt.REFUSED, Halt.STARTTLS_MISSING, Halt.PLAINTEXT_LOGIN, Halt.NO_MECHANISM):
            self.talk.leave()

    def out_of_time(self) -> Stopped:
        """What it means, where it is now, that the total limit is over."""
        detail = Foreign.of(f"not done after {self.request.limits.total:g} seconds")
        if self.stage is Stage.DNS:
            return Stopped(Halt.NAME_UNCLEAR, detail)
        if self.talk is None:
            return Stopped(Halt.UNREACHED, detail)
        return Stopped(Halt.TIMEOUT if self.talk.spoke or self.talk.wire.answer else Halt.SILENT, detail)

    def conversation(self) -> Conversation:
        """What was learned so far."""
        return Conversation(
            endpoint=self.request.endpoint,
            ehlo_name=self.greeting_name,
            steps=tuple(self.recorder.steps),
            transcript=tuple(self.recorder.lines),
            addresses=self.arrival.addresses,
            attempts=self.arrival.attempts,
            peer=self.arrival.peer,
            senders=self.senders.results,
            unsolicited=self.talk.unsolicited if self.talk else 0,
            **self.facts,  # type: ignore[arg-type]
        )

    # ------------------------------------------------------------ stages

    def _check_words(self) -> None:
        self.stage = Stage.EHLO
        try:
            self.greeting_name = wording.greeting_name(self.request.ehlo)
        except wording.NotEncodable as error:
            raise Stopped(Halt.NOT_ENCODABLE, Foreign.of(str(error))) from None

    def _warm(self) -> None:
        """Have the system's CAs read while the network is waited for."""
        if self.request.endpoint.encryption is not Encryption.NONE:
            handshake.warm(*self._ca_files())

    def _ca_files(self) -> tuple[str, ...]:
        own = self.request.endpoint.ca_file
        return (*((own,) if own else ()), *self.net.ca_files)

    async def _open(self, talk: Talk) -> None:
        if self.request.endpoint.encryption is Encryption.IMPLICIT_TLS:
            await self._encrypt(talk)
        self._begin("greeting", "waiting for the server's greeting", Stage.EHLO)
        wait = second_look.patience(self.request.endpoint, self.arrival.seconds)
        greeting = await second_look.first_words(talk, self._second(), wait)
        if greeting is None:
            self.facts["other_mode"] = Speaks.IMPLICIT_TLS
            raise Stopped(Halt.SILENT)
        self.facts["greeting"] = greeting
        if greeting.code != 220:
            raise Stopped(Halt.REFUSED if greeting.code >= 400 else Halt.NOT_SMTP, greeting.shown, greeting)
        self._end(StepState.OK, "a mail server answers", greeting)

    def _second(self) -> second_look.Second:
        endpoint, peer = self.request.endpoint, self.arrival.peer
        assert peer is not None
        return second_look.Second(self.net, peer, endpoint.port, endpoint.host, self.greeting_name)

    async def _greet_and_encrypt(self, talk: Talk) -> Extensions:
        if self.request.endpoint.encryption is not Encryption.STARTTLS:
            extensions = await self._ehlo(talk)
            self.facts["after_tls" if self.request.endpoint.encryption is Encryption.IMPLICIT_TLS else "before_tls"] = extensions
            return extensions
        self._begin("starttls", "asking for encryption", Stage.EHLO)
        before = await self._hello(talk)
        self.facts["before_tls"] = before
        self.stage = Stage.TLS
        if "STARTTLS" not in before.words:
            raise Stopped(Halt.STARTTLS_MISSING)
        reply = await talk.command("STARTTLS")
        self.facts["starttls"] = reply
        if reply.code != 220:
            raise Stopped(Halt.REFUSED, reply.shown, reply)
        self._end(StepState.OK, "STARTTLS offered and accepted", reply)
        before_drop = talk.unsolicited
        talk.drop()  # what was put after the 220 is no part of the encrypted conversation (RFC 3207 4.2; CVE-2011-0411)
        self.facts["injected"] = talk.unsolicited - before_drop
        await self._encrypt(talk)
        after = await self._ehlo(talk)
        self.facts["after_tls"] = after
        return after

    async def _encrypt(self, talk: Talk) -> None:
        endpoint = self.request.endpoint
        self._begin("tls", "setting up encryption", Stage.TLS)
        try:
            context = handshake.trust(*self._ca_files())
        except OSError as error:
            detail = Foreign.of(f"can't read the CA file: {error.strerror or error}")
            self.facts["tls"] = TlsFacts(problem=TlsProblem.OTHER, detail=detail)
            raise Stopped(Halt.TLS, detail) from error
        facts = await second_look.shake_hands(talk.wire, context, self._second(), endpoint, self.request.limits.reply)
        self.facts["tls"] = facts
        told = handshake.tell(facts, printable(endpoint.host))
        self.recorder.event(told)
        if facts.problem is None:
            self._end(StepState.OK, told)
            return
        self._end(StepState.FAILED, told, said=facts.detail)
        talk.wire.close()
        if facts.problem is TlsProblem.WRONG_VERSION and "starttls" not in self.facts:
            self.facts["other_mode"] = (await self._second().look(tls=False)).speaks
        raise Stopped(Halt.TLS, facts.detail)

    async def _ehlo(self, talk: Talk) -> Extensions:
        self._begin("ehlo", f"greeting as {printable(self.greeting_name)}", Stage.EHLO)
        extensions = await self._hello(talk)
        offers = f", offers {', '.join(map(printable, extensions.mechanisms))}" if extensions.mechanisms else ", offers no login"
        self._end(StepState.OK, f"greeted as {printable(self.greeting_name)}{offers}", extensions.reply)
        return extensions

    async def _hello(self, talk: Talk) -> Extensions:
        self.stage = Stage.EHLO
        reply = await talk.command(f"EHLO {self.greeting_name}")
        if reply.ok:
            return look.extensions_of(reply)
        encrypted = self.facts.get("tls") is not None
        place = "after_tls" if encrypted else "before_tls"
        self.facts[place] = Extensions(reply)  # kept before more is asked: the time may be over now
        helo = await self._helo(talk, place, reply) if reply.code != _CLOSING else None
        encrypts = self.request.endpoint.encryption is Encryption.STARTTLS and not encrypted
        wants_more = encrypts or self.request.credentials is not None
        if helo is not None and helo.ok and (reply.code in _NO_EHLO or not wants_more):
            return Extensions(helo, helo=helo)
        self.facts[place] = Extensions(reply, helo=helo)
        raise Stopped(Halt.REFUSED, reply.shown, reply)

    async def _helo(self, talk: Talk, place: str, refusal: Reply) -> Reply:
        """The answer to HELO, which most apps say after a refused EHLO. It names us once more and asks for nothing."""
        try:
            return await talk.command(f"HELO {self.greeting_name}")
        except Stopped as stop:
            answer = stop.reply or Reply(0, (stop.detail,))
            if refusal.code in _NO_EHLO:
                self.facts[place] = Extensions(refusal, helo=answer)
                raise
            return answer

    async def _log_in(self, talk: Talk, extensions: Extensions) -> None:
        credentials = self.request.credentials
        assert credentials is not None
        self._begin("auth", "logging in", Stage.AUTH)
        mechanism = login.choose(credentials.mechanism, extensions.mechanisms)
        if mechanism is None:
            raise Stopped(Halt.NO_MECHANISM)
        if talk.wire.tls is None and not credentials.may_cross_plaintext(self.request.endpoint.host):
            raise Stopped(Halt.PLAINTEXT_LOGIN)
        await asyncio.sleep(0)  # a cancel that came with the step above is heeded before the password goes out, not after
        result = await login.log_in(talk, credentials, mechanism, self.request.limits.auth)
        self.facts["auth"] = result
        if not 200 <= result.reply.code < 300:
            raise Stopped(Halt.REFUSED, result.reply.shown, result.reply)
        self._end(StepState.OK, f"logged in with {mechanism}", result.reply)

    # ------------------------------------------------------------ steps

    def _at(self, stage: Stage) -> None:
        self.stage = stage

    def _begin(self, name: str, detail: str, stage: Stage) -> None:
        self.stage = stage
        self.running = (name, time.perf_counter())
        self.arrival.running = self._end
        self.recorder.step(name, StepState.RUNNING, detail)

    def _end(self, state: StepState, detail: str, reply: Reply | None = None, said: Foreign = NOTHING) -> None:
        if self.running is not None:
            name, started = self.running
            self.recorder.step(name, state, detail, _ms(started), said=reply.shown if reply is not None else said)
            self.running = None


def _ms(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
