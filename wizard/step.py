"""Progress and transcript: what is tried while it is tried, and every line that was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wizard.text import Foreign


class Stage(StrEnum):
    """Where something was seen; the values of `stage` in every output."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    EHLO = "ehlo"
    AUTH = "auth"
    MAIL_FROM = "mail-from"
    RCPT_TO = "rcpt-to"
    DATA = "data"
    RECORDS = "records"
    DELIVERY = "delivery"
    APP_CONFIG = "app-config"


class StepState(StrEnum):
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing tried, streamed while it happens. The same `name` and `subject` first RUNNING, then with its outcome.

    `detail` is in our own words and already printable: "connected over IPv4", "login refused".
    `said` is what the server answered, if anything.
    """

    name: str
    """resolve · connect · tls · greeting · ehlo · starttls · auth · mail-from · rcpt-to · data · port · record · …"""
    state: StepState
    detail: str
    ms: float | None = None
    subject: str | None = None
    said: Foreign | None = None
    apart: str = ""
    """What is different about the conversation, where it is one beside the main one: another host, EHLO name or family."""

    @property
    def words(self) -> str:
        """What it did, with what it was about where its own words don't say so."""
        about = [part for part in (self.apart, self.subject) if part and part not in self.detail]
        return ": ".join((*about, self.detail))


OnStep = Callable[[Step], None]


def kept_in(steps: list[Step], on_step: OnStep) -> OnStep:
    """An OnStep that passes everything on and also keeps what is done with."""

    def note(step: Step) -> None:
        if step.state is not StepState.RUNNING:
            steps.append(step)
        on_step(step)

    return note


def unheard(step: Step) -> None:
    """An OnStep for callers that don't watch."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation. Secrets never get here: the recorder is not handed them."""

    t: float
    """Seconds since the start of the conversation."""
    dir: str
    """`>` we said · `<` the server said · `*` an event such as "TLS 1.3"."""
    text: Foreign
