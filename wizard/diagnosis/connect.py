"""Does a connection come about? `connect.reach`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.diagnosis.endpoint import documented, is_own_host, offer
from wizard.diagnosis.family import compared, leads_nowhere, outcome, ways
from wizard.diagnosis.statement import docs, listed, state, step_ms
from wizard.evidence import Conversation, Halt, Speaks
from wizard.finding import Ask, Case, Finding, FollowUp, Status
from wizard.model import is_loopback
from wizard.reach import Attempt, Reach
from wizard.text import NOTHING, Foreign

CONTROL_HOSTS = ("smtp.gmail.com", "smtp.office365.com", "smtp.sendgrid.net")
"""Servers of others that are always up: whether they answer tells a blocked port from a server that is down."""
_DEAD = (Speaks.FILTERED, Speaks.UNREACHABLE, Speaks.REFUSED)


def judge(case: Case) -> Iterator[Finding]:
    """A port only where the name was found."""
    conversation = case.evidence.conversation
    if conversation is None or conversation.halt in (Halt.NAME_UNKNOWN, Halt.NAME_UNCLEAR):
        return
    if not (conversation.attempts or conversation.halt is Halt.UNREACHED):
        return
    yield _reach(case, conversation)


def ask(case: Case) -> Iterator[FollowUp]:
    """What would tell a blocked port from a server that is down."""
    conversation = case.evidence.conversation
    if conversation is None or not conversation.attempts:
        return
    if conversation.halt is Halt.UNREACHED:
        if not case.evidence.ports:
            yield FollowUp(Ask.SURVEY, "which other ports of this server answer shows whether this one is blocked")
        alive = any(facts.speaks not in _DEAD for facts in case.evidence.ports)
        silent = any(attempt.reach is Reach.TIMEOUT for attempt in conversation.attempts)
        if silent and not alive and _control(case) is None:
            yield _others(case)


def _others(case: Case) -> FollowUp:
    port = case.profile.server.port
    reason = f"whether unrelated servers answer on port {port} tells a blocked port from a server that is down"
    hosts = listed([host for host in CONTROL_HOSTS if host != case.profile.server.host])
    return FollowUp(Ask.CONTROL_HOSTS, reason, cost=f"connects once to {hosts} on port {port}; no login, no mail")


# ---------------------------------------------------------------- the port


def _reach(case: Case, conversation: Conversation) -> Finding:
    port = conversation.endpoint.port
    if conversation.halt is not Halt.UNREACHED:
        peer = conversation.peer
        over = f" over IPv{peer.family}" if peer else ""
        return state("connect.reach", Status.PASS, f"connected{over}", seen=f"port {port}", ms=step_ms(case, "connect"))
    decisive = _decisive(case, conversation.attempts)
    reaches = {attempt.reach for attempt in decisive}
    seen = Foreign.of("; ".join(outcome(attempt) for attempt in conversation.attempts[:6]))
    both = len({attempt.address.family for attempt in conversation.attempts}) > 1
    detail = NOTHING if both else next((attempt.detail for attempt in decisive if attempt.detail), NOTHING)
    if Reach.REFUSED in reaches:
        return _refused(case, conversation, seen)
    if Reach.DENIED in reaches:
        return state(
            "connect.reach",
            Status.FAIL,
            f"this machine does not let a connection to port {port} out",
            cause="port-blocked-by-host",
            seen=detail or seen,
            why="The operating system itself refused the attempt: a firewall rule of this host or container.",
            fix=f"Allow outgoing TCP to port {port} in this machine's own firewall.",
        )
    if Reach.TIMEOUT in reaches or not reaches:
        return _silence(case, conversation, seen)
    if decisive and decisive[0].address.family == 6:
        return _only_ipv6(conversation, seen)
    return state(
        "connect.reach",
        Status.FAIL,
        f"there is no way from here to {conversation.endpoint.host}",
        cause="network-unreachable",
        seen=detail or seen,
    )


def _decisive(case: Case, attempts: Sequence[Attempt]) -> list[Attempt]:
    """Those of the family that judges the port: IPv4, unless this machine has no way out over it and has one over IPv6."""
    seen = ways(case)
    fours = [attempt for attempt in attempts if attempt.address.family == 4]
    sixes = [attempt for attempt in attempts if attempt.address.family == 6]
    no_four = all(attempt.reach is Reach.UNREACHABLE for attempt in fours)
    no_four = no_four or (leads_nowhere(seen[4]) and Reach.CONNECTED in seen[6].values())
    went_out = any(attempt.reach is not Reach.UNREACHABLE for attempt in sixes)
    return sixes if not fours or (no_four and went_out) else fours


def _only_ipv6(conversation: Conversation, seen: Foreign) -> Finding:
    title = f"{conversation.endpoint.host} was tried over IPv6 only, and IPv6 does not work from here"
    return state("connect.reach", Status.FAIL, title, cause="ipv6-unreachable", seen=seen)


def _refused(case: Case, conversation: Conversation, seen: Foreign) -> Finding:
    host, port = conversation.endpoint.host, conversation.endpoint.port
    alive = any(facts.speaks not in _DEAD for facts in case.evidence.ports)
    if is_loopback(host) and any(app.target not in ("bare", "homeserver", "conf-d") for app in case.profile.apps):
        cause, why = "localhost-in-container", f"{host} is this machine here, and the container itself inside a container."
    elif case.evidence.ports and not alive:
        return _nothing_runs(case, conversation, seen)
    elif documented(case) and alive:
        cause = "port-blocked-by-host"
        why = f"{_name(case)} documents port {port} and other ports of it answer: a firewall on the way refuses this one."
    else:
        cause, why = "wrong-port", f"Nothing listens on port {port} of {host}."
    title = f"port {port} of {host} refuses connections"
    return state(
        "connect.reach", Status.FAIL, title, cause=cause, seen=seen, why=why, fix=offer(case, same_port=False), links=docs(case)
    )


def _nothing_runs(case: Case, conversation: Conversation, seen: Foreign) -> Finding:
    """Another port would be no better: those that were looked at are as dead as this one."""
    host, port = conversation.endpoint.host, conversation.endpoint.port
    looked = {facts.port: facts.speaks for facts in case.evidence.ports} | {port: Speaks.REFUSED}
    all_refuse = set(looked.values()) == {Speaks.REFUSED}
    what = "refused" if all_refuse else "without an answer"
    seen_there = f"Looked at {_ports(sorted(looked))}: {what}."
    why = f"{seen_there} No mail server is installed or started there, or this is another machine."
    fix = "Check the host name. If the server is yours, start its mail service; if not, ask its operator."
    if documented(case):
        why = f"{seen_there} Port {port} is right for {_name(case)}: it is down, or a firewall on the way refuses them all."
        fix = f"Look at {_name(case)}'s status page, and at this network's own firewall."
    title = (
        f"nothing on {host} takes mail: every port refuses" if all_refuse else f"nothing on {host} takes mail: no port answers"
    )
    return state(
        "connect.reach",
        Status.FAIL,
        title,
        cause="server-down",
        seen=seen,
        why=why,
        fix=fix,
        commands=("smtp-wizard probe SERVER",),
        links=docs(case) if is_own_host(case) else (),
    )


def _silence(case: Case, conversation: Conversation, seen: Foreign) -> Finding:
    host, port = conversation.endpoint.host, conversation.endpoint.port
    alive = [facts.port for facts in case.evidence.ports if facts.speaks not in _DEAD and facts.port != port]
    filtered = sorted({facts.port for facts in case.evidence.ports if facts.speaks is Speaks.FILTERED} | {port})
    hosters = [company for company, ports in case.blocked if set(filtered) <= set(ports)]
    control = _control(case)
    policy = f" Known to block {_ports(filtered)} until asked: {listed(hosters)}." if hosters else ""
    more = offer(case, same_port=False)
    move = f"{more} Or ask the hosting company to open port {port}." if more else ""
    families = compared(ways(case)) if case.evidence.ports else ""
    apart = f" {families}" if families else ""
    if alive:
        title = f"port {port} is blocked on the way: other ports of {host} answer"
        why = f"Packets to port {port} vanish while {_ports(alive)} of the same server answers from here.{apart}{policy}"
        return state("connect.reach", Status.FAIL, title, cause="port-blocked-by-host", seen=seen, why=why, fix=move)
    if control is False:
        over = _only_family(conversation)
        title = f"port {port} is blocked on the way: no server at all answers on it{over}"
        why = f"Unrelated servers do not answer on port {port} either{over}, so it is this network, not {host}.{policy}"
        return state("connect.reach", Status.FAIL, title, cause="port-blocked-by-host", seen=seen, why=why, fix=move)
    if control is True or (case.evidence.ports and not hosters):
        title = f"{host} does not answer at all"
        looked = f".{apart}" if apart else f": {_ports(filtered)}."
        why = f"No port of it answers from here{looked}" if case.evidence.ports else ""
        if control:
            why = f"Other servers answer on port {port} from here, so the port is open and {host} itself is down."
        return state("connect.reach", Status.FAIL, title, cause="server-down", seen=seen, why=why)
    title = f"nothing comes back from port {port} of {host}: probably blocked by the hosting company or a firewall"
    why = f"Packets to port {port} vanish without an answer.{policy}"
    return state("connect.reach", Status.FAIL, title, cause="port-blocked-by-host", seen=seen, why=why, fix=move)


def _control(case: Case) -> bool | None:
    """Whether unrelated hosts answered on the same port, over a family that this server was tried over; None = not asked."""
    server = case.profile.server
    siblings = {host for _, host in case.siblings}
    others = [
        conversation
        for conversation in case.evidence.conversations[1:]
        if conversation.endpoint.host not in siblings | {server.host} and conversation.endpoint.port == server.port
    ]
    if not others:
        return None
    heard = [attempt for other in others for attempt in other.attempts if attempt.reach is not Reach.CANCELLED]
    tried = {attempt.address.family for attempt in case.evidence.conversations[0].attempts}
    compares = [attempt for attempt in heard if attempt.address.family in tried] or heard
    return any(attempt.reach is Reach.CONNECTED for attempt in compares)


def _only_family(conversation: Conversation) -> str:
    """ " over IPv4" where the server was tried over one family alone."""
    families = {attempt.address.family for attempt in conversation.attempts}
    return f" over IPv{families.pop()}" if len(families) == 1 else ""


def _ports(ports: list[int]) -> str:
    return f"port{'s' if len(ports) > 1 else ''} {', '.join(map(str, ports[:6]))}"


def _name(case: Case) -> str:
    return case.provider.name if case.provider else case.profile.server.host
