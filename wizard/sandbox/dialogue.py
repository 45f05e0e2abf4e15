"""`.smtp` files: what a server says, line by line, and what the check must find. One file a broken server.

    # title: a port that speaks implicit TLS, asked for STARTTLS
    # expect: tls.mode=fail starttls-on-implicit-tls-port
    # encryption: starttls
    TLS
    S: 220 mail.example.com ESMTP
    C: EHLO *
    S: 250-mail.example.com
    S: 250 AUTH PLAIN

Lines that begin with `#` are settings, `# name: value`, when they hold a colon, else remarks. `expect` may stand several times:
`CHECK=STATUS [CAUSE]`. The server itself knows `host` (name of its certificate; mail.example.com), `certificate` (a word of
`certificate.Kind`) and `tls: old`; all others are for whoever plays the file. Blank lines are skipped. Every connection plays
the file from its start.

    S: text       the server says a line; \\xNN \\r \\n \\t \\\\ are spelt so
    S- text       the same without a line end
    C: pattern    the client says a line (`*` and `?` as in file names; case does not matter). Another line than the pattern is
                  noted as a stray: QUIT ends the connection, anything else is answered with 503 and the wait goes on.
    MESSAGE       the client says a whole message, up to the line with a dot
    TLS           the server's side of a TLS handshake; as the first step it makes the port implicit TLS
    WAIT          nothing more is said until the client leaves
    FLOOD: text   the line again and again until the client leaves
    DRIP: text    the line, one byte at a time
    CLOSE, RESET  the server leaves

At the end of the file the server answers every RSET and NOOP with 250, QUIT with 221, all else with 503.
"""

from __future__ import annotations

import asyncio
import fnmatch
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext

from wizard.errors import FileError
from wizard.files import read_text
from wizard.sandbox.certificate import Kind
from wizard.sandbox.peer import Gone, Peer

_STEP = re.compile(r"(S:|S-|C:|FLOOD:|DRIP:|MESSAGE|TLS|WAIT|CLOSE|RESET)(?: (.*))?")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|[rnt\\])")
_SETTING = re.compile(r"#\s*([a-z_-]+):\s*(.*?)\s*")
_EXPECTED = re.compile(r"([a-z.-]+)=(pass|warn|fail|unknown|skipped)(?:\s+([a-z0-9-]+))?")
_ESCAPED = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}
MAX_STRAYS = 50


@dataclass(frozen=True, slots=True)
class Expected:
    """A finding that the check must give: `tls.mode=fail implicit-tls-on-starttls-port`."""

    check: str
    status: str
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One step of a dialogue: `S:` `S-` `C:` `MESSAGE` `TLS` `WAIT` `FLOOD:` `DRIP:` `CLOSE` `RESET`, and its text as bytes."""

    word: str
    text: bytes = b""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A parsed `.smtp` file."""

    acts: tuple[Act, ...]
    expected: tuple[Expected, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, source: str = "dialogue") -> Dialogue:
        """Raises FileError that names the line."""
        acts: list[Act] = []
        expected: list[Expected] = []
        settings: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("#"):
                if match := _SETTING.fullmatch(line):
                    name, value = match.groups()
                    if name == "expect":
                        expected.append(_expected(value, f"{source}, line {number}"))
                    else:
                        settings[name] = value
            elif line.strip():
                match = _STEP.fullmatch(line.rstrip())
                if match is None:
                    raise FileError(f"{source}, line {number} is no step of a dialogue", f"it says {line.strip()!r}")
                acts.append(Act(match[1], _bytes(match[2] or "")))
        if settings.get("certificate", Kind.GOOD) not in tuple(Kind):
            raise FileError(f"{source}: there is no certificate {settings['certificate']!r}", f"there are {', '.join(Kind)}")
        return cls(tuple(acts), tuple(expected), settings)

    @classmethod
    def load(cls, path: Path) -> Dialogue:
        """A `.smtp` file. Raises FileError."""
        return cls.parse(read_text(path), path.name)

    @property
    def host(self) -> str:
        return self.settings.get("host", "mail.example.com")

    @property
    def certificate(self) -> Kind:
        return Kind(self.settings.get("certificate", Kind.GOOD))

    @property
    def old_tls(self) -> bool:
        return self.settings.get("tls") == "old"

    @property
    def implicit_tls(self) -> bool:
        return bool(self.acts) and self.acts[0].word == "TLS"


def _expected(value: str, place: str) -> Expected:
    match = _EXPECTED.fullmatch(value)
    if match is None:
        raise FileError(f"{place}: {value!r} is no expectation", "for example tls.mode=fail implicit-tls-on-starttls-port")
    return Expected(match[1], match[2], match[3])


def _bytes(text: str) -> bytes:
    def spelt(match: re.Match[str]) -> str:
        word = match[1]
        raw = bytes.fromhex(word[1:]) if word[0] == "x" else _ESCAPED[word]
        return raw.decode("utf-8", "surrogateescape")

    return _ESCAPE.sub(spelt, text).encode("utf-8", "surrogateescape")


async def play(dialogue: Dialogue, peer: Peer, context: Callable[..., SSLContext], strays: list[str]) -> None:
    """Play a dialogue to one client. Raises Gone when it is over."""
    for index, act in enumerate(dialogue.acts):
        if act.word == "S:":
            await peer.say(act.text)
        elif act.word == "S-":
            await peer.send(act.text)
        elif act.word == "C:":
            await _expect(act.text.decode("utf-8", "replace"), peer, strays)
        elif act.word == "MESSAGE":
            while await peer.line() != b".":
                pass
        elif act.word == "TLS" and index:
            await peer.start_tls(context(dialogue.host, dialogue.certificate, old=dialogue.old_tls))
        elif act.word == "WAIT":
            await peer.until(asyncio.Event())
        elif act.word == "FLOOD:":
            await peer.flood(act.text + b"\r\n")
        elif act.word == "DRIP:":
            await peer.drip(act.text + b"\r\n")
        elif act.word == "CLOSE":
            raise Gone
        elif act.word == "RESET":
            peer.reset()
            raise Gone
    await _end(peer)


async def _expect(pattern: str, peer: Peer, strays: list[str]) -> None:
    while True:
        line = (await peer.line()).decode("utf-8", "replace")
        if fnmatch.fnmatchcase(line.upper(), pattern.upper()):
            return
        if len(strays) < MAX_STRAYS:
            strays.append(line)
        if line.upper() == "QUIT":
            await peer.say("221 bye")
            raise Gone
        await peer.say("503 5.5.1 not now")


async def _end(peer: Peer) -> None:
    while True:
        word = (await peer.line()).upper()
        if word == b"QUIT":
            await peer.say("221 bye")
            raise Gone
        await peer.say("250 ok" if word in (b"RSET", b"NOOP") else "503 5.5.1 not now")
