"""SPF (RFC 7208): the whole tree of a record, counted for the worst case, and whether a provider is in it.

`check_host` judges one address as a receiver would; it stops at the first match and so never sees how many look-ups a record can
cost. `walk` sees all of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from wizard.probe.question import Asks
from wizard.probe.spf_check import LOOKUPS, MX_NAMES, VOIDS, SpfVerdict, check_host, is_domain
from wizard.probe.spf_macro import SpfSyntaxError, expand, letters
from wizard.probe.spf_record import COUNTED, Mechanism, SpfRecord, parse, select
from wizard.records import Answer, RecordSet, SpfWalk
from wizard.text import Foreign, printable

__all__ = ["SpfVerdict", "check_host", "walk"]

_BUDGET = 150
"""Names that one walk visits: three times what the largest published trees have."""
_DEPTH = 20
_NETWORKS = 64
_KNOWN_MACROS = frozenset("do")
"""%{d} and %{o} are known without a message."""


@dataclass
class _Branch:
    """What one domain's record adds to the tree."""

    result: str | None = None
    error: str = ""
    lookups: int = 0
    voids: int = 0
    includes: list[str] = field(default_factory=list)
    passing: set[str] = field(default_factory=set)
    """Included domains whose networks pass, as no qualifier stands in the way."""
    networks: list[str] = field(default_factory=list)
    """One address of every network that passes."""
    notes: list[str] = field(default_factory=list)
    records: tuple[Foreign, ...] = ()
    policy: str = ""

    def fail(self, result: str, error: str) -> None:
        """Keep the first failure: an evaluation ends there."""
        if self.result is None:
            self.result, self.error = result, error

    def add(self, other: _Branch, *, passing: bool) -> None:
        """Take a branch in, at the place of its include or redirect."""
        self.lookups += other.lookups
        self.voids += other.voids
        self.includes += other.includes
        self.notes += other.notes
        if passing:
            self.passing |= other.passing
            self.networks += other.networks
        if other.result is not None:
            self.fail(other.result, other.error)


async def walk(domain: str, net: Asks, include: str | Sequence[str] = (), *, addresses: Sequence[str] = ()) -> SpfWalk:
    """Walk the SPF record of a domain to its ends and count the worst case (RFC 7208 4.6.4).

    `include` names the provider's documented include and its other spellings, the one to recommend first; `addresses` are
    further addresses that mail will come from (a relay's own). With either, `provider` of the result says whether they pass.
    """
    domain = domain.rstrip(".").lower()
    wanted = [name.lower() for name in ([include] if isinstance(include, str) else include)]
    tree = _Tree(domain, net)
    # Asked at once: where the provider is not in the record, its include would cost further round trips after it.
    branch, published = await asyncio.gather(tree.visit(domain, ()), tree.published(wanted))
    if branch.result is None and branch.lookups > LOOKUPS:
        branch.fail("permerror", f"it needs {branch.lookups} DNS look-ups where {LOOKUPS} are allowed")
    if branch.result is None and branch.voids > VOIDS:
        branch.fail("permerror", f"{branch.voids} of its names have no records where {VOIDS} are allowed")
    provider, cost = await _judge(tree, branch, published, wanted, addresses)
    return SpfWalk(
        domain,
        branch.records[0] if branch.records else None,
        branch.result,
        branch.error,
        branch.lookups,
        branch.voids,
        tuple(branch.includes),
        branch.policy,
        provider,
        others=branch.records[1:],
        notes=tuple(dict.fromkeys(branch.notes)),
        provider_cost=cost,
    )


async def _judge(
    tree: _Tree, branch: _Branch, published: _Branch, wanted: Sequence[str], addresses: Sequence[str]
) -> tuple[str | None, int | None]:
    """Whether the provider passes (all · some · none · unclear; None = not asked), and what its include costs in look-ups."""
    if not wanted and not addresses:
        return None, None
    cost = 1 + published.lookups if wanted and published.records else None
    if branch.passing & set(wanted):
        return "all", cost
    if branch.result == "none":
        return "none", cost
    if published.result == "temperror" or branch.result == "temperror":
        return "unclear", cost
    probes = [*dict.fromkeys(published.networks)][:_NETWORKS] + list(addresses)
    sender = f"postmaster@{tree.domain}"
    verdicts = await asyncio.gather(*(check_host(ip, tree.domain, sender, tree.domain, tree.net) for ip in probes))
    results = [verdict.result for verdict in verdicts]
    if results and all(result == "pass" for result in results):
        return "all", cost
    if "temperror" in results or (wanted and not published.networks):
        return "unclear", cost
    return ("some" if "pass" in results else "none"), cost


@dataclass
class _Tree:
    domain: str
    net: Asks
    budget: int = _BUDGET

    async def published(self, wanted: Sequence[str]) -> _Branch:
        """What the provider's include holds, whether or not the domain includes it."""
        return await self.visit(wanted[0], ()) if wanted else _Branch()

    async def visit(self, domain: str, chain: tuple[str, ...]) -> _Branch:
        """One domain's record and all below it; `chain` is the way there."""
        branch = _Branch()
        record = await self.read(domain, chain, branch)
        if record is None:
            return branch
        branch.policy = record.policy
        branch.notes += [f"{printable(term, 120)} in the record of {printable(domain)} has no effect" for term in record.ignored]
        below = await asyncio.gather(*(self.follow(mechanism, domain, (*chain, domain)) for mechanism in record.mechanisms))
        for mechanism, found in zip(record.mechanisms, below, strict=True):
            branch.add(found, passing=mechanism.qualifier == "+")
        if record.redirect is not None:
            target = await self.include(record.redirect, f"redirect={record.redirect}", (*chain, domain))
            branch.policy = target.policy
            branch.add(target, passing=True)
        return branch

    async def read(self, domain: str, chain: tuple[str, ...], branch: _Branch) -> SpfRecord | None:
        """The parsed record at a domain; None with the branch failed."""
        shown = printable(domain)
        if domain in chain:
            branch.fail("permerror", f"{shown} includes itself: {' → '.join(map(printable, (*chain, domain)))}")
            return None
        if len(chain) > _DEPTH or self.budget <= 0:
            branch.fail("permerror", f"the includes have no end: given up at {shown}")
            return None
        self.budget -= 1
        answer = await self.ask(domain, "TXT")
        if answer.answer is Answer.UNCLEAR:
            branch.fail("temperror", f"no clear answer for TXT {shown}")
            return None
        records = select(value.raw for value in answer.values)
        branch.records = tuple(map(Foreign, records))
        if not records:
            branch.fail("none", f"{shown} has no SPF record")
        elif len(records) > 1:
            branch.fail("permerror", f"{shown} has {len(records)} SPF records, one is allowed")
        else:
            try:
                return parse(records[0])
            except SpfSyntaxError as error:
                branch.fail("permerror", error.message if domain == self.domain else f"in the record of {shown}: {error.message}")
        return None

    async def follow(self, mechanism: Mechanism, domain: str, chain: tuple[str, ...]) -> _Branch:
        """What one mechanism adds."""
        branch = _Branch()
        if mechanism.network is not None:
            branch.networks.append(str(mechanism.network.network_address))
        if mechanism.kind == "include" and mechanism.domain:
            return await self.include(mechanism.domain, mechanism.text, chain)
        if mechanism.kind not in COUNTED:
            return branch
        branch.lookups = 1
        if mechanism.kind == "ptr":
            branch.notes.append(f"{printable(mechanism.text)} is slow, unsure, and should not be used (RFC 7208 5.5)")
            return branch
        target = self.expanded(mechanism.domain or domain, domain)
        if target is None or self.budget <= 0:
            return branch
        self.budget -= 1
        answer = await self.ask(target, "MX" if mechanism.kind == "mx" else "A")
        if answer.answer is Answer.ABSENT and mechanism.kind == "a":
            answer = await self.ask(target, "AAAA")
        if answer.answer is Answer.UNCLEAR:
            branch.fail("temperror", f"no clear answer for {answer.type} {printable(target)}")
        elif answer.answer is Answer.ABSENT:
            branch.voids = 1
            branch.notes.append(f"{printable(mechanism.text)}: {printable(target)} has no such records")
        elif mechanism.kind == "a":
            branch.networks += [value.text for value in answer.values]
        elif mechanism.kind == "mx" and len(answer.values) > MX_NAMES:
            branch.fail("permerror", f"{printable(target)} has {len(answer.values)} MX hosts, {MX_NAMES} are allowed")
        return branch

    async def include(self, text: str, term: str, chain: tuple[str, ...]) -> _Branch:
        """What an include or redirect adds: a look-up, and the tree below it."""
        branch = _Branch(lookups=1)
        target = self.expanded(text, chain[-1])
        if target is None:
            branch.notes.append(f"{printable(term)} depends on the message: what it costs is not counted")
            return branch
        branch.includes.append(target)
        branch.passing.add(target)
        below = await self.visit(target, chain)
        branch.policy = below.policy
        if below.result == "none":
            below.result, below.error = "permerror", f"{printable(term)}: {below.error}"
        branch.add(below, passing=True)
        return branch

    def expanded(self, text: str, domain: str) -> str | None:
        """A domain with its macros replaced, None where they depend on a message."""
        if letters(text) - _KNOWN_MACROS:
            return None
        return expand(text, {"d": domain, "o": self.domain}).rstrip(".").lower()

    async def ask(self, name: str, type: str) -> RecordSet:
        return await self.net.query(name, type) if is_domain(name) else RecordSet(name, type, Answer.ABSENT)
