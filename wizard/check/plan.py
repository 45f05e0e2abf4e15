"""What is asked of the network for which check: a check that nobody wants costs nothing and logs in nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from wizard.errors import UsageError
from wizard.finding import CHECKS, Finding, Status


class Part(StrEnum):
    """A part of the work. Each of the first three goes further in the same conversation."""

    CONNECT = "connect"
    """To the server, its encryption and its greeting."""
    LOGIN = "login"
    SENDERS = "senders"
    """MAIL FROM and RCPT TO of every identity, then RSET."""
    RECORDS = "records"
    """The DNS of every sender domain."""


EVERYTHING: frozenset[str] = frozenset(Part)

_TO_SENDERS = frozenset({Part.CONNECT, Part.LOGIN, Part.SENDERS})
_NEEDS: dict[str, frozenset[Part]] = {
    "secret.available": frozenset({Part.LOGIN}),
    "auth.login": frozenset({Part.CONNECT, Part.LOGIN}),
    "sender.mail-from": _TO_SENDERS,
    "sender.rcpt-to": _TO_SENDERS,
    "provider.account": _TO_SENDERS,
    "message.data": frozenset(),
    "message.arrived": frozenset(),
    "app.behaviour": _TO_SENDERS,
    "app.settings": frozenset(),
}
_RECORDS = ("spf.", "dkim.", "dmarc.", "mx.", "ptr.")


def _needs(check: str) -> frozenset[Part]:
    if check.startswith(_RECORDS):
        return frozenset({Part.RECORDS})
    return _NEEDS.get(check, frozenset({Part.CONNECT}))


@dataclass(frozen=True, slots=True)
class Plan:
    """Which checks the person wants: `only` these (empty = all), without `skip`."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()

    @classmethod
    def of(cls, only: Iterable[str] = (), skip: Iterable[str] = ()) -> Plan:
        """Raises UsageError for an id that is no check, and where nothing would be left."""
        plan = cls(tuple(only), tuple(skip))
        unknown = [name for name in (*plan.only, *plan.skip) if name not in CHECKS]
        if unknown:
            raise UsageError(f"there is no check {unknown[0]!r}", f"accepted: {', '.join(CHECKS)}")
        if not plan.wanted:
            raise UsageError("no check is left to run", "leave out --skip for at least one check")
        return plan

    @property
    def wanted(self) -> tuple[str, ...]:
        """The ids of the checks to run, in the order of every report."""
        return tuple(check for check in CHECKS if (not self.only or check in self.only) and check not in self.skip)

    @property
    def parts(self) -> frozenset[str]:
        """The work that the wanted checks need."""
        return frozenset(part for check in self.wanted for part in _needs(check))

    @property
    def needs_secret(self) -> bool:
        """Whether the secret has to be read at all."""
        return Part.LOGIN in self.parts or "app.settings" in self.wanted

    def choose(self, findings: Collection[Finding]) -> tuple[Finding, ...]:
        """The findings that are wanted, and one that says `skipped` for each check left out with --skip."""
        wanted = frozenset(self.wanted)
        kept = [finding for finding in findings if finding.id in wanted]
        kept += [Finding(check, Status.SKIPPED, "left out with --skip") for check in dict.fromkeys(self.skip)]
        order = list(CHECKS)
        return tuple(sorted(kept, key=lambda finding: order.index(finding.id)))
