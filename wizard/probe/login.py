"""One login: one mechanism, one attempt (RFC 4954). What is sent here the recorder is never shown."""

from __future__ import annotations

import base64
import hmac

from wizard.evidence import AuthResult, Halt, Reply
from wizard.probe import wording
from wizard.probe.request import Credentials
from wizard.probe.talk import Stopped, Talk
from wizard.text import Foreign

KNOWN = ("PLAIN", "LOGIN", "CRAM-MD5")
"""In the order in which `auto` takes them."""
_HIDDEN = "(not shown)"


def choose(wanted: str, offered: tuple[str, ...]) -> str | None:
    """The mechanism to use: the wanted one, or for `auto` the first known one; None = nothing in common."""
    names = {name.upper() for name in offered}
    candidates = KNOWN if wanted.lower() == "auto" else (wanted.upper(),)
    return next((name for name in candidates if name in names and name in KNOWN), None)


async def log_in(talk: Talk, credentials: Credentials, mechanism: str, limit: float) -> AuthResult:
    """Raises Stopped when the conversation breaks; a refusal is a result."""
    try:
        user, secret = wording.credentials(credentials.username, credentials.secret.reveal())
    except wording.NotEncodable as error:
        raise Stopped(Halt.NOT_ENCODABLE, Foreign.of(str(error))) from None
    plain = base64.b64encode(b"\0" + user + b"\0" + secret)
    word = base64.b64encode(secret)
    talk.recorder.arm(plain, word, base64.b64encode(user + b"\0" + secret))
    if mechanism == "PLAIN":
        await talk.send_secretly(b"AUTH PLAIN " + plain, f"AUTH PLAIN {_HIDDEN}")
        reply = await talk.reply(limit)
        if reply.code == 334:  # some servers don't take the response along with the command
            reply = await _respond(talk, plain, limit)
    elif mechanism == "LOGIN":
        reply = await _after(talk, "AUTH LOGIN", (base64.b64encode(user), word), limit)
    else:
        reply = await _cram_md5(talk, user, secret, limit)
    if reply.code == 334:  # it asks on and on: leave the exchange (RFC 4954 4)
        reply = await talk.command("*", limit)
    return AuthResult(mechanism, reply)


async def _after(talk: Talk, command: str, responses: tuple[bytes, ...], limit: float) -> Reply:
    reply = await talk.command(command, limit)
    for response in responses:
        if reply.code != 334:
            break
        reply = await _respond(talk, response, limit)
    return reply


async def _cram_md5(talk: Talk, user: bytes, secret: bytes, limit: float) -> Reply:
    reply = await talk.command("AUTH CRAM-MD5", limit)
    if reply.code != 334:
        return reply
    try:
        challenge = base64.b64decode(reply.text, validate=True)
        digest = hmac.new(secret, challenge, "md5").hexdigest().encode()
    except ValueError:  # no base64; or MD5 is forbidden on this machine (FIPS)
        return await talk.command("*", limit)
    response = base64.b64encode(user + b" " + digest)
    talk.recorder.arm(digest, response)
    return await _respond(talk, response, limit)


async def _respond(talk: Talk, response: bytes, limit: float) -> Reply:
    await talk.send_secretly(response, _HIDDEN)
    return await talk.reply(limit)
