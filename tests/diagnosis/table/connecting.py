"""Rows about the way to the server's port: reached, refused, blocked, by IPv4 and IPv6."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnosis.evidence import GOOD, SENDGRID, V4, V6, attempt, case, stopped
from tests.diagnosis.table.row import SG, Row, at, connecting, ports, timed_out
from wizard.evidence import Conversation, Halt, Speaks
from wizard.model import Encryption
from wizard.reach import Reach
from wizard.step import Stage

_IPV6_ALONE = attempt(V6, Reach.CONNECTED), attempt(V4, Reach.TIMEOUT)
_BLOCKED = (("DigitalOcean", (25, 465, 587)), ("Hetzner Cloud", (25, 465)))


def _both(six: Reach, four: Reach) -> Conversation:
    tried = attempt(V6, six), attempt(V4, four)
    return stopped(Halt.UNREACHED, Stage.CONNECT, addresses=(V6, V4), attempts=tried)


CONNECTING = (
    Row("connected", case(), "connect.reach pass -", "over IPv4"),
    Row("refused", case(connecting(Reach.REFUSED)), "connect.reach fail wrong-port", "refuses"),
    Row(
        "refused by oneself in a container",
        case(at("localhost", 25, Encryption.NONE, connecting(Reach.REFUSED))),
        "connect.reach fail localhost-in-container",
    ),
    Row(
        "refused on a documented port, others answer",
        case(
            at(SG, 465, Encryption.IMPLICIT_TLS, connecting(Reach.REFUSED)),
            provider=SENDGRID,
            ports=ports(p465=Speaks.REFUSED, p587=Speaks.STARTTLS),
        ),
        "connect.reach fail port-blocked-by-host",
        fix="port 587 with STARTTLS",
    ),
    Row(
        "refused everywhere",
        case(
            at(SG, 587, Encryption.STARTTLS, connecting(Reach.REFUSED)),
            provider=SENDGRID,
            ports=ports(p465=Speaks.REFUSED, p587=Speaks.REFUSED),
        ),
        "connect.reach fail server-down",
        "every port refuses",
        "SendGrid's status page",
    ),
    Row(
        "refused everywhere by a server of one's own",
        case(connecting(Reach.REFUSED), ports=ports(p25=Speaks.REFUSED, p465=Speaks.REFUSED, p587=Speaks.REFUSED)),
        "connect.reach fail server-down",
        "nothing on mail.example.com takes mail: every port refuses",
        "start its mail service",
    ),
    Row(
        "refused here, no answer elsewhere",
        case(connecting(Reach.REFUSED), ports=ports(p25=Speaks.FILTERED, p587=Speaks.REFUSED)),
        "connect.reach fail server-down",
        "no port answers",
        "start its mail service",
    ),
    Row(
        "refused here, another port takes mail",
        case(connecting(Reach.REFUSED), ports=ports(p465=Speaks.IMPLICIT_TLS, p587=Speaks.REFUSED)),
        "connect.reach fail wrong-port",
        "port 587 of mail.example.com refuses",
        "port 465 with implicit TLS",
    ),
    Row("no answer", case(timed_out(587)), "connect.reach fail port-blocked-by-host", "probably blocked"),
    Row(
        "no answer here, answers on another port",
        case(timed_out(587), ports=ports(p587=Speaks.FILTERED, p2525=Speaks.STARTTLS)),
        "connect.reach fail port-blocked-by-host",
        "other ports of mail.example.com answer",
        "port 2525 with STARTTLS",
    ),
    Row(
        "no answer on the ports that a hosting company blocks",
        case(timed_out(465), ports=ports(p25=Speaks.FILTERED, p465=Speaks.FILTERED), blocked=_BLOCKED),
        "connect.reach fail port-blocked-by-host",
    ),
    Row(
        "no answer on any port",
        case(timed_out(587), ports=ports(p587=Speaks.FILTERED, p2525=Speaks.FILTERED), blocked=_BLOCKED),
        "connect.reach fail server-down",
    ),
    Row(
        "no answer, control hosts answer",
        case(timed_out(587), at("control.example", 587, Encryption.STARTTLS, GOOD)),
        "connect.reach fail server-down",
    ),
    Row(
        "no answer, control hosts don't either",
        case(timed_out(587), timed_out(587, "control.example")),
        "connect.reach fail port-blocked-by-host",
        "no server at all",
    ),
    Row(
        "no answer over IPv4, control hosts answer over IPv6 alone",
        case(timed_out(587), at("control.example", 587, Encryption.STARTTLS, replace(GOOD, peer=V6, attempts=_IPV6_ALONE))),
        "connect.reach fail port-blocked-by-host",
        "no server at all answers on it over IPv4",
    ),
    Row(
        "own firewall",
        case(connecting(Reach.DENIED, detail="Operation not permitted")),
        "connect.reach fail port-blocked-by-host",
        "this machine",
    ),
    Row(
        "no route", case(connecting(Reach.UNREACHABLE, detail="Network is unreachable")), "connect.reach fail network-unreachable"
    ),
    Row(
        "no route over IPv4, no answer over IPv6",
        case(_both(Reach.TIMEOUT, Reach.UNREACHABLE)),
        "connect.reach fail port-blocked-by-host",
        "probably blocked",
    ),
    Row(
        "no route over IPv4, refused over IPv6",
        case(_both(Reach.REFUSED, Reach.UNREACHABLE)),
        "connect.reach fail wrong-port",
        "refuses",
    ),
    Row(
        "no route over IPv6, no answer over IPv4",
        case(_both(Reach.UNREACHABLE, Reach.TIMEOUT)),
        "connect.reach fail port-blocked-by-host",
        "probably blocked",
    ),
    Row("no route at all", case(_both(Reach.UNREACHABLE, Reach.UNREACHABLE)), "connect.reach fail network-unreachable"),
    Row("only IPv6, which is broken", case(connecting(Reach.UNREACHABLE, V6)), "connect.reach fail ipv6-unreachable"),
    Row(
        "both families",
        case(replace(GOOD, addresses=(V6, V4), attempts=(attempt(V6, Reach.CONNECTED), attempt(V4, Reach.CONNECTED)))),
        "connect.family pass -",
    ),
    Row(
        "IPv6 is broken",
        case(replace(GOOD, addresses=(V6, V4), attempts=(attempt(V6, Reach.TIMEOUT), attempt(V4, Reach.CONNECTED)))),
        "connect.family warn ipv6-unreachable",
        "IPv6 does not work from here",
    ),
    Row(
        "IPv6 is refused",
        case(replace(GOOD, addresses=(V6, V4), attempts=(attempt(V6, Reach.REFUSED), attempt(V4, Reach.CONNECTED)))),
        "connect.family warn ipv6-unreachable",
        "port 587 refuses over IPv6 and connects over IPv4",
    ),
    Row(
        "no answer over IPv4",
        case(replace(GOOD, peer=V6, addresses=(V6, V4), attempts=(attempt(V6, Reach.CONNECTED), attempt(V4, Reach.TIMEOUT)))),
        "connect.family warn ipv4-unreachable",
        "port 587 does not answer over IPv4, and connects over IPv6",
    ),
    Row(
        "IPv4 is broken",
        case(replace(GOOD, peer=V6, addresses=(V6, V4), attempts=(attempt(V6, Reach.CONNECTED), attempt(V4, Reach.UNREACHABLE)))),
        "connect.family warn ipv4-unreachable",
    ),
)
