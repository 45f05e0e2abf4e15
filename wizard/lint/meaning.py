"""What an app's settings say about the mail server, in the same words for every app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wizard.dialects.located import Located
from wizard.dialects.sheet import Value
from wizard.lint.role import Role


class Mode(StrEnum):
    """How an app will encrypt."""

    IMPLICIT = "implicit TLS"
    STARTTLS = "STARTTLS"
    OPPORTUNISTIC = "STARTTLS if it is offered"
    NONE = "no encryption"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the settings say, and the setting that says it."""

    key: str
    """The setting that decides it, under the name that belongs into the file."""
    value: str | None = ""
    """As the app will use it, its default included; None = can't be known from this file; "" = not there."""
    one: Located | None = None
    """Where it stands; None = it does not, and `value` is the app's default."""

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def is_there(self) -> bool:
        """Whether something is set, known or not."""
        return self.value is None or self.value != ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The setup that a file describes. A part that is not in `parts` is none of this file's business."""

    parts: Mapping[Role, Part]
    mode: Mode | None = None
    """None = can't be known."""
    ways: Mapping[Mode, tuple[tuple[str, Value], ...]] = field(default_factory=dict)
    """What to set for each way of encrypting that the app can be told; None as value takes the setting out."""
    addresses: tuple[Part, ...] = ()
    """Every setting that holds a sender address; `value` is the address alone where it can be told."""
    hides_login: bool = False
    """Whether the login stands in another file by design, so that half a pair is no mistake of this one."""
    is_on: bool = True
    """Whether this file switches mail over SMTP on at all."""

    def part(self, role: Role) -> Part | None:
        return self.parts.get(role)

    def text(self, role: Role) -> str:
        """A part's value where it is known; "" otherwise."""
        part = self.parts.get(role)
        return (part.value or "") if part else ""

    @property
    def port(self) -> int | None:
        """The port, where it is one."""
        text = self.text(Role.PORT).strip()
        return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536 and len(text) < 6 else None
