"""Ask a server about senders: MAIL FROM and RCPT TO for each identity, then RSET; no message is sent.

With PIPELINING (RFC 2920) the two go out together. Should more come back than was asked for, the answers can't be told apart:
that identity is asked again, one command at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from wizard.evidence import Halt, Reply, SenderResult
from wizard.model import Identity
from wizard.probe import wording
from wizard.probe.recorder import Recorder
from wizard.probe.request import Request
from wizard.probe.talk import Stopped, Talk
from wizard.step import Stage, StepState
from wizard.text import Foreign, printable

_CLOSING = 421
At = Callable[[Stage], None]


class Senders:
    """The answers so far, kept also when the conversation breaks in the middle."""

    def __init__(self, request: Request, recorder: Recorder) -> None:
        self._request = request
        self._recorder = recorder
        self._results: dict[str, SenderResult] = {}
        self._asking: Identity | None = None

    @property
    def results(self) -> tuple[SenderResult, ...]:
        return tuple(self._results.values())

    async def ask(self, talk: Talk, pipelining: bool, smtputf8: bool, at: At) -> None:
        """Ask for each identity of the request. Raises Stopped, at the end also for those that can't be asked for."""
        unsaid: Stopped | None = None
        fresh = True
        for identity in self._request.identities:
            at(Stage.MAIL_FROM)
            self._results[identity.id] = SenderResult(identity)
            try:
                commands = self._commands(identity, smtputf8)
            except wording.NotEncodable as error:
                unsaid = unsaid or Stopped(Halt.NOT_ENCODABLE, Foreign.of(str(error)))
                self._recorder.step("mail-from", StepState.FAILED, f"not sent: {error}", subject=identity.id)
                continue
            self._asking = identity
            self._recorder.step("mail-from", StepState.RUNNING, f"asking for {printable(identity.envelope)}", subject=identity.id)
            if pipelining:
                before = talk.unsolicited
                await self._ask_at_once(talk, identity, commands, fresh, at)
                talk.drop()
                pipelining = talk.unsolicited == before
            if not pipelining:
                await self._ask_in_turn(talk, identity, commands, fresh and not self._results[identity.id].mail, at)
            fresh = False
            self._asking = None
            self._tell(identity)
        if not fresh:
            self._recorder.asked("RSET")
            talk.wire.send_now(b"RSET\r\n")
        if unsaid is not None:
            at(Stage.MAIL_FROM)
            raise unsaid

    def stop(self, told: str) -> None:
        """The conversation broke: end the steps of the identity that was being asked for."""
        if (identity := self._asking) is not None:
            self._asking = None
            self._tell(identity)
            result = self._results[identity.id]
            if result.mail is None or (result.mail.ok and result.rcpt is None):
                name = "mail-from" if result.mail is None else "rcpt-to"
                self._recorder.step(name, StepState.FAILED, told, subject=identity.id)

    def _commands(self, identity: Identity, smtputf8: bool) -> tuple[str, ...]:
        sender = wording.path(identity.envelope, smtputf8)
        recipient = wording.path(self._request.recipient or identity.envelope, smtputf8)
        international = not (sender + recipient).isascii()
        mail = f"MAIL FROM:<{sender}>{' SMTPUTF8' if international else ''}"
        return (mail, f"RCPT TO:<{recipient}>") if recipient else (mail,)

    async def _ask_at_once(self, talk: Talk, identity: Identity, commands: tuple[str, ...], fresh: bool, at: At) -> None:
        await talk.send(*(() if fresh else ("RSET",)), *commands)
        if not fresh:
            self._stay(await talk.reply())
        mail = await talk.reply()
        self._keep(identity, mail=mail)
        if len(commands) > 1:
            at(Stage.RCPT_TO)
            rcpt = await talk.reply()
            if mail.ok:  # else it answers a command that made no sense any more
                self._keep(identity, rcpt=rcpt)

    async def _ask_in_turn(self, talk: Talk, identity: Identity, commands: tuple[str, ...], fresh: bool, at: At) -> None:
        at(Stage.MAIL_FROM)
        self._results[identity.id] = SenderResult(identity)
        if not fresh:
            self._stay(await talk.command("RSET"))
        mail = await talk.command(commands[0])
        self._keep(identity, mail=mail)
        if mail.ok and len(commands) > 1:
            at(Stage.RCPT_TO)
            self._keep(identity, rcpt=await talk.command(commands[1]))

    def _keep(self, identity: Identity, *, mail: Reply | None = None, rcpt: Reply | None = None) -> None:
        result = self._results[identity.id]
        self._results[identity.id] = replace(result, mail=mail or result.mail, rcpt=rcpt or result.rcpt)
        self._stay(mail or rcpt)

    def _stay(self, reply: Reply | None) -> None:
        if reply is not None and reply.code == _CLOSING:  # RFC 5321 3.8: the server leaves after it
            raise Stopped(Halt.REFUSED, reply.shown, reply)

    def _tell(self, identity: Identity) -> None:
        result = self._results[identity.id]
        if (mail := result.mail) is not None:
            told = f"sender {printable(identity.envelope)} {_verb(mail)}"
            self._recorder.step("mail-from", _state(mail), told, mail.ms, identity.id, mail.shown)
        if (rcpt := result.rcpt) is not None:
            told = f"recipient {printable(self._request.recipient or identity.envelope)} {_verb(rcpt)}"
            self._recorder.step("rcpt-to", _state(rcpt), told, rcpt.ms, identity.id, rcpt.shown)


def _state(reply: Reply) -> StepState:
    if reply.ok:
        return StepState.OK
    return StepState.UNKNOWN if 400 <= reply.code < 500 else StepState.FAILED


def _verb(reply: Reply) -> str:
    if reply.ok:
        return "accepted"
    return "not accepted for now" if 400 <= reply.code < 500 else "refused"
