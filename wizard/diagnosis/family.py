"""Do both address families get through? `connect.family`. Other ports tell a port blocked over one family from a broken one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wizard.diagnosis.statement import state
from wizard.evidence import Conversation, PortFacts
from wizard.finding import Ask, Case, Finding, FollowUp, Status
from wizard.reach import Attempt, Reach, best_reach
from wizard.step import Stage

Ways = Mapping[int, Mapping[int, Reach]]
"""Address family → port → what became of connecting."""
_FAILED = (Reach.REFUSED, Reach.TIMEOUT, Reach.UNREACHABLE, Reach.DENIED)
_PAIRS = ((6, 4), (4, 6))
_WORDS = {
    Reach.CONNECTED: ("answers", "answer"),
    Reach.REFUSED: ("refuses", "refuse"),
    Reach.DENIED: ("not let out", "not let out"),
    Reach.TIMEOUT: ("silent", "silent"),
    Reach.UNREACHABLE: ("no way there", "no way there"),
}
"""Of one port, and of several."""


def judge(case: Case) -> Iterator[Finding]:
    """Nothing where the server has addresses of one family only."""
    conversation = case.evidence.conversation
    if conversation is None or not conversation.attempts:
        return
    port, seen = conversation.endpoint.port, ways(case)
    works = {family: seen[family].get(port) is Reach.CONNECTED for family in seen}
    if works[4] and works[6]:
        yield state("connect.family", Status.PASS, "IPv4 and IPv6 both connect")
    for broken, fine in _PAIRS:
        if works[fine] and seen[broken].get(port) in _FAILED:
            yield _one_fails(case, conversation, seen, broken, fine)
        elif not works[fine] and leads_nowhere(seen[broken]) and Reach.CONNECTED in seen[fine].values():
            yield _broken(case, conversation, seen, broken, fine)


def ask(case: Case) -> Iterator[FollowUp]:
    """What would tell a slow family from a broken one, and a broken one from a port that is blocked over it."""
    conversation = case.evidence.conversation
    if conversation is None or conversation.peer is None:
        return
    seen, port, fine = ways(case), conversation.endpoint.port, conversation.peer.family
    idle = 10 - fine
    offered = any(address.family == idle for address in conversation.addresses)
    if offered and idle == 6 and port not in seen[idle]:
        reason = f"IPv{idle} was offered and not heard of before another address answered"
        yield FollowUp(Ask.OTHER_FAMILY, reason, str(idle))
    elif seen[idle].get(port) is Reach.TIMEOUT and not case.evidence.ports:
        yield FollowUp(Ask.SURVEY, f"whether other ports answer over IPv{idle} shows whether it is broken or this port blocked")


# ---------------------------------------------------------------- what was seen


def ways(case: Case) -> Ways:
    """What became of connecting to the server's ports over each family, in conversations and where its ports were looked at."""
    conversation = case.evidence.conversation
    host = conversation.endpoint.host if conversation else case.profile.server.host
    tried: dict[int, list[Attempt]] = {}
    for other in case.evidence.conversations:
        if other.endpoint.host == host:
            tried.setdefault(other.endpoint.port, []).extend(other.attempts)
    for facts in case.evidence.ports:
        tried.setdefault(facts.port, []).extend(facts.attempts)
    return {
        family: {port: reach for port in sorted(tried) if (reach := best_reach(tried[port], family)) is not None}
        for family in (6, 4)
    }


def compared(seen: Ways) -> str:
    """ "IPv6: 25, 465 and 587 silent; IPv4: 587 answers."; nothing where only one family was tried."""
    if not seen[6] or not seen[4]:
        return ""
    if seen[6] == seen[4]:
        return f"IPv6 and IPv4 alike: {_grouped(seen[6])}."
    return f"IPv6: {_grouped(seen[6])}; IPv4: {_grouped(seen[4])}."


def one_family(facts: PortFacts) -> str:
    """ "silent over IPv6" of a port that answers over the other family; else nothing."""
    reaches = {family: best_reach(facts.attempts, family) for family in (6, 4)}
    failed = {family: reach for family, reach in reaches.items() if reach in _FAILED}
    if Reach.CONNECTED not in reaches.values() or not failed:
        return ""
    (family, reach), *_ = failed.items()
    return f"{_WORDS[reach][0]} over IPv{family}"


def _grouped(ports: Mapping[int, Reach]) -> str:
    groups = []
    for reach, words in _WORDS.items():
        numbers = [str(port) for port, other in ports.items() if other is reach]
        if numbers:
            groups.append(f"{_and(numbers)} {words[len(numbers) > 1]}")
    return ", ".join(groups)


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def leads_nowhere(ports: Mapping[int, Reach]) -> bool:
    """Whether a family is broken as a whole: a port that refuses shows a way as well, a single silent one may be blocked."""
    dead = not {Reach.CONNECTED, Reach.REFUSED} & set(ports.values())
    return dead and (len(ports) > 1 or set(ports.values()) == {Reach.UNREACHABLE})


# ---------------------------------------------------------------- what it means


def _one_fails(case: Case, conversation: Conversation, seen: Ways, broken: int, fine: int) -> Finding:
    """The chosen port connects over one family alone."""
    port, reach = conversation.endpoint.port, seen[broken][conversation.endpoint.port]
    others = {reach for other, reach in seen[broken].items() if other != port}
    if reach is Reach.REFUSED:
        title = f"port {port} refuses over IPv{broken} and connects over IPv{fine}"
        return _broken(case, conversation, seen, broken, fine, title, f"Nothing listens on its IPv{broken} address.")
    if reach is Reach.TIMEOUT and others & {Reach.CONNECTED, Reach.REFUSED}:
        return _blocked(case, conversation, seen, broken, fine)
    if broken == 4 and reach is not Reach.UNREACHABLE and not leads_nowhere(seen[broken]):
        title = f"port {port} does not answer over IPv4, and connects over IPv6"
        reason = "The port may be blocked over IPv4 alone, or IPv4 does not work from here at all."
        return _broken(case, conversation, seen, broken, fine, title, reason)
    return _broken(case, conversation, seen, broken, fine)


def _broken(
    case: Case, conversation: Conversation, seen: Ways, broken: int, fine: int, title: str = "", reason: str = ""
) -> Finding:
    reason = reason or (compared(seen) if len(seen[broken]) > 1 else "")
    why = f"{conversation.endpoint.host} has both. An app that tries IPv{broken} first waits, or fails. {reason}"
    return state(
        "connect.family",
        Status.WARN,
        title or f"IPv{broken} does not work from here, IPv{fine} does",
        cause=f"ipv{broken}-unreachable",
        stage=Stage.CONNECT,
        seen=_shown(case, conversation, broken),
        why=why.strip(),
    )


def _blocked(case: Case, conversation: Conversation, seen: Ways, broken: int, fine: int) -> Finding:
    port = conversation.endpoint.port
    both = [
        f"port {facts.port} with {facts.encryption.words}"
        for facts in case.evidence.ports
        if facts.encryption and facts.port != 25 and all(seen[family].get(facts.port) is Reach.CONNECTED for family in seen)
    ]
    other = f"choose {both[0]}, which answers over both, or " if both else ""
    fix = f"{other}ask the hosting company to open port {port} over IPv{broken}, or let the app use IPv{fine} only."
    return state(
        "connect.family",
        Status.WARN,
        f"port {port} is blocked over IPv{broken} alone: IPv{broken} itself works",
        cause="port-blocked-by-host",
        stage=Stage.CONNECT,
        seen=_shown(case, conversation, broken),
        why=f"{compared(seen)} An app that tries IPv{broken} first waits, or fails.",
        fix=fix[0].upper() + fix[1:],
    )


def _shown(case: Case, conversation: Conversation, family: int) -> str:
    """The first attempt of this family that failed at the chosen port."""
    port = conversation.endpoint.port
    same = [one.attempts for one in case.evidence.conversations if one.endpoint == conversation.endpoint]
    same += [facts.attempts for facts in case.evidence.ports if facts.port == port]
    failed = (one for attempts in same for one in attempts if one.address.family == family and one.reach in _FAILED)
    return next(map(outcome, failed), "")


def outcome(attempt: Attempt) -> str:
    """ "IPv6 2001:db8::1: timed out": a bare address of colons before another colon is hard to read."""
    words = {Reach.TIMEOUT: "timed out", Reach.CANCELLED: "not finished"}.get(attempt.reach, attempt.reach.value)
    return f"IPv{attempt.address.family} {attempt.address.ip}: {words}"
