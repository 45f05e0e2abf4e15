"""A short look at what a port speaks: greeting, EHLO, goodbye. Nothing is verified, since nothing of anybody's is sent."""

from __future__ import annotations

import asyncio
import re
import socket
from dataclasses import dataclass

from wizard.evidence import Extensions, Halt, Reply, Speaks
from wizard.probe import handshake
from wizard.probe.net import Net
from wizard.probe.recorder import Recorder
from wizard.probe.talk import Stopped, Talk
from wizard.probe.wire import Wire
from wizard.reach import Address
from wizard.text import NOTHING, Foreign, printable

LIMIT = 3.0
"""Seconds for one look; enough to *say* that a port is silent."""
PATIENCE = 0.3
"""Seconds of silence after which the other mode is looked at too."""

_OTHERS = (
    (re.compile(rb"SSH-\d"), "SSH"),
    (re.compile(rb"HTTP/\d|<!DOCTYPE|<html", re.IGNORECASE), "HTTP"),
    (re.compile(rb"\* (OK|BYE|PREAUTH)"), "IMAP"),
    (re.compile(rb"\+OK|-ERR"), "POP3"),
    (re.compile(rb"RFB \d"), "VNC"),
    (re.compile(rb"220[ -](?![^\r\n]*smtp)[^\r\n]*(?:ftpd|(?<![a-z])ftps?)\b", re.IGNORECASE), "FTP"),
    (re.compile(rb"\x15\x03|\x16\x03"), "TLS"),
    (re.compile(rb".{3}\x00\x0a", re.DOTALL), "MySQL"),
)


def name_of(banner: Foreign) -> str:
    """What speaks so: SSH, HTTP, IMAP, POP3 …; empty when it is not known."""
    return next((name for pattern, name in _OTHERS if pattern.match(banner.raw)), "")


@dataclass(frozen=True, slots=True)
class Look:
    """`speaks` None: this way of talking to it led nowhere, the other may."""

    speaks: Speaks | None
    banner: Foreign = NOTHING
    what: str = ""
    silent: bool = False


def extensions_of(reply: Reply) -> Extensions:
    """The keywords of an EHLO reply in capitals (RFC 5321 4.1.1.1); `AUTH=LOGIN` of old servers counts as AUTH."""
    words: dict[str, tuple[str, ...]] = {}
    for line in reply.lines[1:]:
        keyword, *rest = [printable(word, 64) for word in line.text.split()[:64]] or [""]
        if keyword.upper().startswith("AUTH="):
            keyword, rest = "AUTH", [keyword[5:], *rest]
        if keyword:
            name = keyword.upper()
            # One list for `AUTH` and `AUTH=`, each mechanism once.
            words[name] = tuple(
                dict.fromkeys((*words.get(name, ()), *(word.upper() if name == "AUTH" else word for word in rest)))
            )
    return Extensions(reply, words)


async def look(net: Net, address: Address, port: int, host: str, ehlo: str, *, tls: bool) -> Look:
    """Connect to one address and look at it in one mode. Its limit is LIMIT; only cancelling raises."""
    try:
        async with asyncio.timeout(LIMIT):
            sock = await net.connect(address, port)
    except OSError:
        return Look(None)
    return await look_at(sock, host, ehlo, tls=tls)


async def look_at(sock: socket.socket, host: str, ehlo: str, *, tls: bool) -> Look:
    """The same on a connected socket, which is closed afterwards."""
    wire = Wire(sock)
    try:
        async with asyncio.timeout(LIMIT):
            return await (_encrypted(wire, host, ehlo) if tls else _greeted(wire, ehlo))
    except TimeoutError:
        return Look(None, silent=True)
    except Stopped as stop:
        spoke = stop.halt in (Halt.NOT_SMTP, Halt.FLOOD)
        return Look(None, stop.detail if spoke else NOTHING, silent=stop.halt in (Halt.SILENT, Halt.TIMEOUT))
    finally:
        wire.close()


async def version_of(net: Net, address: Address, port: int, host: str, ehlo: str, *, starttls: bool) -> str | None:
    """The TLS version that a server takes when it may be an old one too; None when there is no telling."""
    try:
        async with asyncio.timeout(LIMIT):
            wire = Wire(await net.connect(address, port))
            try:
                if starttls:
                    talk = Talk(wire, Recorder(), LIMIT)
                    await talk.reply()
                    await talk.command(f"EHLO {ehlo}")
                    if (await talk.command("STARTTLS")).code != 220:
                        return None
                return (await handshake.encrypt(wire, host, handshake.blind(), LIMIT)).version
            finally:
                wire.close()
    except (OSError, Stopped):
        return None


async def _encrypted(wire: Wire, host: str, ehlo: str) -> Look:
    facts = await handshake.encrypt(wire, host, handshake.blind(), LIMIT)
    if facts.problem is not None:
        if what := name_of(facts.detail):
            return Look(Speaks.OTHER, facts.detail, what)
        return Look(None, facts.detail)
    found = await _greeted(wire, ehlo)
    return Look(Speaks.IMPLICIT_TLS, found.banner) if found.speaks in (Speaks.PLAIN, Speaks.STARTTLS) else found


async def _greeted(wire: Wire, ehlo: str) -> Look:
    talk = Talk(wire, Recorder(), LIMIT)
    try:
        greeting = await talk.reply()
    except Stopped as stop:
        what = name_of(stop.detail)
        if stop.halt is Halt.NOT_SMTP and what != "TLS":
            return Look(Speaks.OTHER, stop.detail, what)
        raise
    what = name_of(greeting.shown)
    if what and what != "FTP":
        return Look(Speaks.OTHER, greeting.shown, what)
    if greeting.code != 220:
        return Look(Speaks.OTHER, greeting.shown, "SMTP that turns us away")
    reply = await talk.command(f"EHLO {ehlo}")
    if what and not reply.ok:  # a mail server on a host called ftp takes it
        return Look(Speaks.OTHER, greeting.shown, what)
    offered = extensions_of(reply)
    talk.leave()
    return Look(Speaks.STARTTLS if "STARTTLS" in offered.words else Speaks.PLAIN, greeting.shown)
