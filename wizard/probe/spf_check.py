"""check_host() of RFC 7208: may this address send for this domain? Async, counted, and with a reason for every answer."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from dataclasses import dataclass, field

from wizard.errors import WizardError
from wizard.probe.question import Asks
from wizard.probe.spf_macro import SpfSyntaxError, check_macros, expand, letters
from wizard.probe.spf_record import COUNTED, Mechanism, SpfRecord, parse, select
from wizard.records import Answer
from wizard.text import NOTHING, Foreign, printable

LOOKUPS = 10
VOIDS = 2
MX_NAMES = 10
_PTR_NAMES = 10
_RESULT = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_LONGEST = 253


@dataclass(frozen=True, slots=True)
class SpfVerdict:
    """What a receiver would say: pass · fail · softfail · neutral · none · permerror · temperror."""

    result: str
    error: str = ""
    """For permerror and temperror, in our words."""
    explanation: Foreign = NOTHING
    """For fail: what the domain's owner has to say about it."""
    matched: str = ""
    """The term that decided, and whose it is; printable."""
    lookups: int = 0
    voids: int = 0


class SpfStop(WizardError):
    """The evaluation ends with permerror or temperror."""

    def __init__(self, result: str, message: str) -> None:
        super().__init__(message)
        self.result = result


async def check_host(
    ip: str, domain: str, sender: str, helo: str, net: Asks, *, receiver: str = "unknown", seconds: float = 20.0
) -> SpfVerdict:
    """The result for mail from `ip` with MAIL FROM `sender` ("" for a bounce) after EHLO `helo`; `domain` is the sender's.

    Stops at the first match, so its counts are of this address only; `walk` counts the worst case. ValueError: `ip` is none.
    """
    if not is_domain(domain):
        return SpfVerdict("none", error="no full domain name")
    check = _Check(ipaddress.ip_address(ip), sender or f"postmaster@{helo}", helo, net, receiver)
    result, error = "temperror", f"not done within {seconds:g} s"
    try:
        async with asyncio.timeout(seconds):
            result, error = await check.evaluate(domain, 0), ""
    except SpfStop as stop:
        result, error = stop.result, stop.message
    except SpfSyntaxError as syntax:
        result, error = "permerror", syntax.message
    except TimeoutError:
        pass  # the result stands above
    return SpfVerdict(
        result, error, check.explanation if result == "fail" else NOTHING, check.matched, check.lookups, check.voids
    )


def is_domain(name: str) -> bool:
    """Whether a name can be looked up at all, and has more than one label."""
    labels = name.removesuffix(".").split(".")
    return len(labels) > 1 and len(name) <= _LONGEST and all(0 < len(label) <= 63 for label in labels) and name[:1] != "["


@dataclass
class _Check:
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address
    sender: str
    helo: str
    net: Asks
    receiver: str
    lookups: int = 0
    voids: int = 0
    explanation: Foreign = NOTHING
    matched: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.ip, ipaddress.IPv6Address) and self.ip.ipv4_mapped:
            self.ip = self.ip.ipv4_mapped
        local, _, home = self.sender.rpartition("@")
        local = local or "postmaster"
        nibbles = ".".join(self.ip.exploded.replace(":", "").upper())
        self.values = {
            "s": f"{local}@{home}",
            "l": local,
            "o": home,
            "h": self.helo,
            "v": "in-addr" if self.ip.version == 4 else "ip6",
            "i": str(self.ip) if self.ip.version == 4 else nibbles,
            "c": str(self.ip),
            "r": self.receiver,
            "t": str(int(time.time())),
        }

    async def ask(self, name: str, type: str, *, counts: bool = True) -> tuple[str, ...]:
        """The values at a name; none is a void look-up, of which two are allowed (4.6.4)."""
        name = name.rstrip(".")
        values: tuple[str, ...] = ()
        if 0 < len(name) <= _LONGEST and all(0 < len(label) <= 63 for label in name.split(".")):
            answer = await self.net.query(name, type)
            if answer.answer is Answer.UNCLEAR:
                raise SpfStop("temperror", f"no clear answer for {type} {printable(name)}")
            values = tuple(value.text for value in answer.values) if answer.answer is Answer.FOUND else ()
        if not values and counts:
            self.voids += 1
            if self.voids > VOIDS:
                raise SpfStop("permerror", f"more than {VOIDS} names without an answer, the last is {printable(name)}")
        return values

    async def record(self, domain: str) -> SpfRecord | None:
        answer = await self.net.query(domain.rstrip("."), "TXT") if is_domain(domain) else None
        if answer is None or answer.answer is Answer.ABSENT:
            return None
        if answer.answer is Answer.UNCLEAR:
            raise SpfStop("temperror", f"no clear answer for TXT {printable(domain)}")
        records = select(value.raw for value in answer.values)
        if len(records) > 1:
            raise SpfStop("permerror", f"{printable(domain)} has {len(records)} SPF records, one is allowed")
        return parse(records[0]) if records else None

    async def evaluate(self, domain: str, depth: int) -> str:
        record = await self.record(domain)
        if record is None:
            return "none"
        for mechanism in record.mechanisms:
            if not await self.matches(mechanism, domain, depth):
                continue
            if depth == 0:
                self.matched = f"{printable(mechanism.text)} of {printable(domain)}"
                if mechanism.qualifier == "-" and record.exp:
                    await self.explain(record.exp, domain)
            return _RESULT[mechanism.qualifier]
        if record.redirect is None:
            return "neutral"
        self.count()
        target = await self.expand(record.redirect, domain)
        result = await self.evaluate(target, depth)
        if result == "none":
            raise SpfStop("permerror", f"redirect={printable(target)} has no SPF record")
        return result

    def count(self) -> None:
        self.lookups += 1
        if self.lookups > LOOKUPS:
            raise SpfStop("permerror", f"more than {LOOKUPS} DNS look-ups")

    async def matches(self, mechanism: Mechanism, domain: str, depth: int) -> bool:
        if mechanism.kind == "all":
            return True
        if mechanism.network is not None:
            return self.ip.version == mechanism.network.version and self.ip in mechanism.network
        assert mechanism.kind in COUNTED
        self.count()
        target = await self.expand(mechanism.domain, domain) if mechanism.domain else domain
        match mechanism.kind:
            case "include":
                result = await self.evaluate(target, depth + 1)
                if result == "none":
                    raise SpfStop("permerror", f"include:{printable(target)} has no SPF record")
                return result == "pass"
            case "exists":
                return bool(await self.ask(target, "A"))
            case "a":
                return self.covers(await self.ask(target, self.family), mechanism)
            case "mx":
                return await self.matches_mx(target, mechanism)
            case _:
                name = target.lower().rstrip(".")
                return any(found == name or found.endswith(f".{name}") for found in await self.names())

    async def matches_mx(self, target: str, mechanism: Mechanism) -> bool:
        hosts = [value.split()[-1] for value in await self.ask(target, "MX") if value.split()]
        if len(hosts) > MX_NAMES:
            raise SpfStop("permerror", f"{printable(target)} has more than {MX_NAMES} MX hosts")
        for host in hosts:
            if self.covers(await self.ask(host, self.family, counts=False), mechanism):
                return True
        return False

    @property
    def family(self) -> str:
        return "A" if self.ip.version == 4 else "AAAA"

    def covers(self, addresses: tuple[str, ...], mechanism: Mechanism) -> bool:
        prefix = mechanism.prefix4 if self.ip.version == 4 else mechanism.prefix6
        return any(self.ip in ipaddress.ip_network(f"{address}/{prefix}", strict=False) for address in addresses)

    async def names(self) -> list[str]:
        """The names of the address that lead back to it (5.5), in lower case; a failed look-up is no name."""
        try:
            found = (await self.ask(self.ip.reverse_pointer, "PTR"))[:_PTR_NAMES]
        except SpfStop as stop:
            if stop.result == "permerror":
                raise
            return []
        names: list[str] = []
        for name in found:
            answer = await self.net.query(name.rstrip("."), self.family)
            if any(ipaddress.ip_address(value.text) == self.ip for value in answer.values):
                names.append(name.rstrip(".").lower())
        return names

    async def expand(self, text: str, domain: str, *, sentence: bool = False) -> str:
        values = {**self.values, "d": domain}
        if "p" in letters(text):
            names, home = await self.names(), domain.lower()
            below = [name for name in names if name.endswith(f".{home}")]
            values["p"] = next(iter([*(name for name in names if name == home), *below, *names]), "unknown")
        return expand(text, values, sentence=sentence)

    async def explain(self, target: str, domain: str) -> None:
        """Fetch the domain owner's explanation; whatever is wrong with it, there is none (6.2)."""
        try:
            answer = await self.net.query((await self.expand(target, domain)).rstrip("."), "TXT")
            if len(answer.values) == 1:
                text = answer.values[0].raw.decode("ascii")
                check_macros(text)
                self.explanation = Foreign.of(await self.expand(text, domain, sentence=True))
        except (SpfStop, SpfSyntaxError, UnicodeDecodeError):
            self.explanation = NOTHING
