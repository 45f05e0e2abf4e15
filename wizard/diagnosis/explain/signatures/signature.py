"""The nouns: what a signature is, what is known beside the text, what a match says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.step import Stage


class About:
    """How much a match proves by itself."""

    MAIL = "mail"
    """Only a mail error looks like this."""
    NETWORK = "network"
    """Any service's error may look like this: it needs mail words, hints, or to stand alone."""
    ALWAYS = "always"
    """Even words of another service don't count against it."""
    WEAK = "weak"
    """So general that mail words or a sure SMTP reply must stand beside it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the text: from hints, and from the text itself where it names them."""

    app: str = ""
    speaker: str = ""
    """The app that the log itself names; the person's own word counts more."""
    provider: str = ""
    kind: str = ""
    """The provider's kind; "" = unknown."""
    host: str = ""
    port: int | None = None
    encryption: str = ""
    mode: str = ""
    """What the port speaks: implicit · starttls · "" unknown."""
    known_host: bool = False
    """Whether the host in question is a mail provider's, so that its name is right."""
    meant_host: str = ""
    """The provider's host that was probably meant, where the host in question looks like it and is not it."""
    host_elsewhere: bool = False
    """Whether the settings are said to name a server that is another machine."""
    host_seen: str = ""
    """loopback · other · "" where neither the text nor the person names a host."""
    documented_port: bool = False
    hinted: bool = False
    """Whether the person said anything about the mail server."""

    @property
    def misspelt_host(self) -> bool:
        """Whether the host in question is nearly a provider's."""
        return bool(self.meant_host)

    @property
    def mismatch(self) -> str:
        """plain-to-tls · tls-to-plain · none · "" where port or encryption is not known."""
        if not self.mode or not self.encryption:
            return ""
        if self.mode == "implicit":
            return "none" if self.encryption == "implicit_tls" else "plain-to-tls"
        return "tls-to-plain" if self.encryption == "implicit_tls" else "none"


@dataclass(frozen=True, slots=True)
class Row:
    """One cause that a signature speaks for, when all its conditions hold."""

    cause: str
    weight: int
    when: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What is recognised, in plain words (`seen`), and what it speaks for."""

    id: str
    seen: str
    about: str
    stage: Stage | None
    causes: tuple[Row, ...]
    any: re.Pattern[str] | None = None
    all: tuple[re.Pattern[str], ...] = ()
    none: re.Pattern[str] | None = None
    codes: frozenset[int] = frozenset()
    enhanced: tuple[str, ...] = ()
    stages: frozenset[Stage] = frozenset()
    reply: bool = False
    """Whether it reads a server's reply, so that live rules may use it too."""
    flag: str = ""
    """A property of the reading that must hold."""
    unless: str = ""
    """A property of the reading that must not hold."""
    rules_out: frozenset[str] = frozenset()
    """Causes that can't be there where this is seen, however usual the other words are for one of them."""


@dataclass(frozen=True, slots=True)
class Match:
    """A signature found in an entry."""

    signature: Signature
    line: int
    weights: Mapping[str, int] = field(default_factory=dict)
