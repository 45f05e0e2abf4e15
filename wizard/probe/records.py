"""What DNS says about a sender's domain: MX, SPF, DKIM, DMARC, all asked at once, each question once."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from wizard import dns_rule
from wizard.probe.question import SECONDS, Asks, Questions
from wizard.probe.spf import walk
from wizard.provider import Provider
from wizard.records import Answer, DomainRecords, RecordSet, Reverse, SpfWalk
from wizard.step import OnStep, Step, StepState, unheard
from wizard.text import Foreign, printable

_DMARC_QUERIES = 8
"""RFC 9989 4.10: so many for one domain, whatever its length."""
_MOST_NAMES = 10


async def look_up(
    domain: str,
    selectors: Sequence[str],
    net: Asks,
    *,
    provider: Provider | None = None,
    on_step: OnStep = unheard,
    addresses: Sequence[str] = (),
    username: str = "",
    guess: bool = True,
    seconds: float = SECONDS,
) -> DomainRecords:
    """Everything about one sender domain. Never raises for what DNS does; what was not answered in `seconds` is UNCLEAR.

    `selectors` are the person's own; the provider's fixed ones are asked as well. Where a server of one's own has none named, the
    usual ones are tried, unless `guess` is False. `addresses` are those that a relay of one's own sends from (ValueError: one is
    none). `username` is the login, which names the sending domain at some providers.
    """
    domain = _ascii(domain)
    addresses = [str(ipaddress.ip_address(address)) for address in addresses]
    place = dns_rule.own_place(provider, domain, username)
    includes = dns_rule.includes(provider)
    at_place = includes if place and place.needed else ()
    watched = dict.fromkeys([*selectors, *(() if dns_rule.owns(provider, domain) else dns_rule.selectors(provider))])
    tried = dns_rule.guesses(provider, selectors) if guess else ()
    async with Questions(net, seconds=seconds) as questions:
        told = _Told(questions, on_step)
        walks = [told.spf(domain, () if at_place else includes, addresses)]
        if place and place.name != domain:
            walks.append(told.spf(place.name, at_place, ()))
        host, walked, keys, unnamed, policies, reverses = await asyncio.gather(
            told.mail_host(domain),
            asyncio.gather(*walks),
            asyncio.gather(*(told.record(f"DKIM {name}", _key_place(name, domain), "TXT") for name in watched)),
            told.guessed(domain, tried),
            asyncio.gather(*(told.record(f"DMARC {name}", f"_dmarc.{name}", "TXT") for name in dmarc_candidates(domain))),
            asyncio.gather(*(reverse(address, questions) for address in addresses)),
        )
    return DomainRecords(
        domain=domain,
        mx=host[0],
        spf=tuple(walked),
        dkim=dict(zip(watched, keys, strict=True)) | _distinct(unnamed),
        guessed=unnamed,
        dmarc=tuple(policies),
        reverse=tuple(reverses),
        addresses=host[1],
    )


async def mx(domain: str, net: Asks) -> RecordSet:
    """The MX records of a domain: where its mailboxes are."""
    return await net.query(_ascii(domain), "MX")


async def reverse(address: str, net: Asks) -> Reverse:
    """The PTR records of an address, and whether their names lead back to it. ValueError: it is no address."""
    ip = ipaddress.ip_address(address)
    names = await net.query(ip.reverse_pointer, "PTR")
    kind = "A" if ip.version == 4 else "AAAA"
    hosts = [value.text.rstrip(".") for value in names.values][:_MOST_NAMES]
    answers = await asyncio.gather(*(net.query(host, kind) for host in hosts))
    forward = {
        printable(host): answer.answer
        if answer.answer is not Answer.FOUND
        else (Answer.FOUND if any(_same(value.text, ip) for value in answer.values) else Answer.ABSENT)
        for host, answer in zip(hosts, answers, strict=True)
    }
    return Reverse(str(ip), names, forward)


def dmarc_candidates(domain: str) -> tuple[str, ...]:
    """The domains of the DNS tree walk (RFC 9989 4.10), the domain itself first; at most eight."""
    labels = domain.split(".")
    first = 1 if len(labels) <= _DMARC_QUERIES else len(labels) - (_DMARC_QUERIES - 1)
    return (domain, *(".".join(labels[start:]) for start in range(first, len(labels))))


T = TypeVar("T")
Outcome = tuple[StepState, str, Foreign | None]


class _Told:
    """Asks about one domain, and tells each part when it is begun and when it is answered."""

    def __init__(self, questions: Asks, on_step: OnStep) -> None:
        self._questions = questions
        self._on_step = on_step

    async def record(self, subject: str, name: str, type: str) -> RecordSet:
        return await self._tell(subject, self._questions.query(name, type), _record_outcome)

    async def spf(self, name: str, wanted: Sequence[str], addresses: Sequence[str]) -> SpfWalk:
        return await self._tell(f"SPF {name}", walk(name, self._questions, wanted, addresses=addresses), _spf_outcome)

    async def mail_host(self, domain: str) -> tuple[RecordSet, RecordSet | None]:
        """The MX; where there is none, the domain's own address, which takes its mail then."""
        answer = await self.record(f"MX {domain}", domain, "MX")
        if answer.answer is not Answer.ABSENT:
            return answer, None
        own = await self._questions.query(domain, "A")
        return answer, own if own.answer is not Answer.ABSENT else await self._questions.query(domain, "AAAA")

    async def guessed(self, domain: str, selectors: Sequence[str]) -> dict[str, RecordSet]:
        """The keys at selectors that nobody named, told as one."""
        return await self._tell("DKIM, usual selectors", self._keys(domain, selectors), _guess_outcome) if selectors else {}

    async def _keys(self, domain: str, selectors: Sequence[str]) -> dict[str, RecordSet]:
        found = await asyncio.gather(*(self._questions.query(_key_place(name, domain), "TXT") for name in selectors))
        return dict(zip(selectors, found, strict=True))

    async def _tell(self, subject: str, work: Awaitable[T], outcome: Callable[[T], Outcome]) -> T:
        self._on_step(Step("record", StepState.RUNNING, "asking", subject=subject))
        started = time.perf_counter()
        result = await work
        state, detail, said = outcome(result)
        self._on_step(Step("record", state, detail, (time.perf_counter() - started) * 1000, subject, said))
        return result


def _key_place(selector: str, domain: str) -> str:
    return f"{selector}._domainkey.{domain}"


def _record_outcome(record: RecordSet) -> Outcome:
    if record.answer is Answer.UNCLEAR:
        return StepState.UNKNOWN, "no clear answer", record.detail or None
    if record.answer is Answer.ABSENT:
        return StepState.SKIPPED, "none published", None
    return StepState.OK, "found" if len(record.values) == 1 else f"{len(record.values)} found", record.values[0]


def _guess_outcome(answers: dict[str, RecordSet]) -> Outcome:
    found = list(_distinct(answers))
    if found:
        return StepState.OK, f"found at {', '.join(found)}", None
    if any(record.answer is Answer.UNCLEAR for record in answers.values()):
        return StepState.UNKNOWN, "no clear answer", None
    return StepState.SKIPPED, f"none at {len(answers)} usual names", None


def _distinct(answers: Mapping[str, RecordSet]) -> dict[str, RecordSet]:
    """Those with a record, each content once: below a wildcard every name has the same."""
    first: dict[tuple[bytes, ...], str] = {}
    for name, record in answers.items():
        if record.answer is Answer.FOUND:
            first.setdefault(tuple(sorted(value.raw for value in record.values)), name)
    return {name: answers[name] for name in first.values()}


def _spf_outcome(found: SpfWalk) -> Outcome:
    match found.result:
        case None:
            return StepState.OK, f"found, {found.lookups} of 10 look-ups", found.record
        case "none":
            return StepState.SKIPPED, "none published", None
        case "temperror":
            return StepState.UNKNOWN, found.error, found.record
        case _:
            return StepState.FAILED, found.error, found.record


def _same(text: str, ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return ipaddress.ip_address(text) == ip
    except ValueError:
        return False


def _ascii(domain: str) -> str:
    """A domain as DNS knows it: lower case, no last dot, IDNA; what has no such form stays and will not be found."""
    name = domain.strip().rstrip(".").lower()
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
