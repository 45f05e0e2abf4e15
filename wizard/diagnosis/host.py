"""Is the server's name found? `dns.host`."""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Iterator

from wizard.diagnosis.resolver import CAUSE, FIX, denies_known_host, knows_no_public_name, reason
from wizard.diagnosis.statement import docs, listed, state, step_ms
from wizard.evidence import Conversation, Halt
from wizard.finding import Case, Finding, Status
from wizard.records import Answer


def judge(case: Case) -> Iterator[Finding]:
    """Nothing where no name was looked up."""
    conversation = case.evidence.conversation
    if conversation is not None and (conversation.halt in (Halt.NAME_UNKNOWN, Halt.NAME_UNCLEAR) or conversation.addresses):
        yield _host(case, conversation)


def _host(case: Case, conversation: Conversation) -> Finding:
    host = conversation.endpoint.host
    if conversation.halt is Halt.NAME_UNKNOWN:
        return _unknown_host(case, conversation)
    if conversation.halt is Halt.NAME_UNCLEAR:
        return _unclear_host(case, conversation)
    unspecified = [address.ip for address in conversation.addresses if _is_unspecified(address.ip)]
    if unspecified:
        return state(
            "dns.host",
            Status.FAIL,
            f"the name {host} leads to {unspecified[0]}, which is no server",
            cause="network-interference",
            seen=listed([address.ip for address in conversation.addresses]),
            why="An answer such as 0.0.0.0 comes from a DNS blocker such as Pi-hole, not from the mail provider.",
            fix=f"Take {host} off the block list of the resolver that this machine uses, then test again.",
        )
    try:
        ipaddress.ip_address(host)
        title = "the server is given by its address"
    except ValueError:
        count = len(conversation.addresses)
        title = f"name found, {count} {'address' if count == 1 else 'addresses'}"
    return state("dns.host", Status.PASS, title, seen=listed([a.ip for a in conversation.addresses]), ms=step_ms(case, "resolve"))


def _unknown_host(case: Case, conversation: Conversation) -> Finding:
    host = conversation.endpoint.host
    if denies_known_host(case):
        return _denied_host(case, conversation)
    fix = ""
    if case.provider:
        known = [region.host for region in case.provider.regions]
        near = difflib.get_close_matches(host, known, 1, 0.6) or known[:1]
        if near and near[0] != host:
            fix = f"{case.provider.name}'s server is {near[0]}: use that name, without quotes, scheme or port."
    return state(
        "dns.host",
        Status.FAIL,
        f"there is no server called {host}",
        cause="wrong-host",
        seen=conversation.detail,
        fix=fix,
        links=docs(case),
    )


def _denied_host(case: Case, conversation: Conversation) -> Finding:
    """The name is right: what is wrong stands between here and the world's DNS."""
    host = conversation.endpoint.host
    if knows_no_public_name(case):
        return state(
            "dns.host",
            Status.UNKNOWN,
            f"the name server here does not know {host}, nor any other public name",
            cause=CAUSE,
            seen=conversation.detail,
            why=reason(case),
            fix=FIX,
            commands=(f"getent hosts {host}", "cat /etc/resolv.conf"),
        )
    name = case.provider.name if case.provider else "the provider"
    return state(
        "dns.host",
        Status.FAIL,
        f"the name server here says that there is no {host}, though it knows other names",
        cause="network-interference",
        seen=conversation.detail,
        why=f"{name} documents this name: a DNS block list or the name server of a closed network hides it, or it was given up.",
        fix=f"Take {host} off the block list of the resolver that this machine uses, then test again.",
        commands=(f"getent hosts {host}",),
        links=docs(case),
    )


def _unclear_host(case: Case, conversation: Conversation) -> Finding:
    host = conversation.endpoint.host
    answers = {
        found.answer for records in case.evidence.records for found in (records.mx, *records.dmarc, *records.dkim.values())
    }
    if answers & {Answer.FOUND, Answer.ABSENT}:
        return state(
            "dns.host",
            Status.UNKNOWN,
            f"the name server has no answer for {host}, though it answers for other names",
            cause="name-not-answered",
            seen=conversation.detail,
            commands=(f"getent hosts {host}", f"dig {host} A"),
        )
    return state(
        "dns.host",
        Status.UNKNOWN,
        f"no name server answered when asked for {host}",
        cause="dns-in-container",
        seen=conversation.detail,
        commands=(f"getent hosts {host}", "cat /etc/resolv.conf"),
    )


def _is_unspecified(ip: str) -> bool:
    try:
        return ipaddress.ip_address(ip).is_unspecified
    except ValueError:
        return False
