"""Connecting: which address was tried, and what became of it. Facts, frozen, with no opinion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wizard.text import NOTHING, Foreign


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address; `family` is 4 or 6."""

    ip: str
    family: int


class Reach(StrEnum):
    """What became of one attempt to connect."""

    CONNECTED = "connected"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    DENIED = "denied"
    CANCELLED = "cancelled"
    """Not finished: another address was faster."""


_TELLING = (Reach.CONNECTED, Reach.REFUSED, Reach.DENIED, Reach.TIMEOUT, Reach.UNREACHABLE)
"""Of several outcomes the first of these tells most about the way; one that was not finished tells nothing."""


@dataclass(frozen=True, slots=True)
class Attempt:
    address: Address
    reach: Reach
    ms: float
    detail: Foreign = NOTHING


def best_reach(attempts: Iterable[Attempt], family: int) -> Reach | None:
    """What several attempts come to over one address family; None where none of them was finished."""
    seen = {attempt.reach for attempt in attempts if attempt.address.family == family}
    return next((reach for reach in _TELLING if reach in seen), None)
