"""Rows about the server's name: found, unknown, misspelt, unanswered."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnosis.evidence import SENDGRID, attempt, case, stopped
from tests.diagnosis.table.row import SG, UNREACHED, Row, at
from wizard.evidence import Halt
from wizard.model import Encryption
from wizard.reach import Address, Reach
from wizard.records import Answer, DomainRecords, RecordSet
from wizard.step import Stage
from wizard.text import Foreign

_ABSENT = RecordSet("example.com", "MX", Answer.ABSENT)

_NOBODY = replace(_ABSENT, is_nonexistent=True)
_MAIL = RecordSet("example.com", "MX", Answer.FOUND, (Foreign.of("10 mail.example.com"),))
_DENIED = at(SG, 587, Encryption.STARTTLS, stopped(Halt.NAME_UNKNOWN, Stage.DNS))
_GIVEN = replace(SENDGRID, region_host_pattern="smtp.{region}.sendgrid.net")

NAMES = (
    Row("good", case(), "dns.host pass -", "name found, 1 address"),
    Row("unknown name", case(stopped(Halt.NAME_UNKNOWN, Stage.DNS)), "dns.host fail wrong-host"),
    Row(
        "misspelt name of a provider",
        case(at("smtp.sendgird.net", 587, Encryption.STARTTLS, stopped(Halt.NAME_UNKNOWN, Stage.DNS)), provider=SENDGRID),
        "dns.host fail wrong-host",
        fix="smtp.sendgrid.net",
    ),
    Row(
        "a documented name, and no other one is known either",
        case(_DENIED, provider=SENDGRID, records=(DomainRecords("example.com", _NOBODY),)),
        "dns.host unknown dns-in-container",
        "nor any other public name",
        "--resolver",
    ),
    Row(
        "a documented name, and what the records of the sender are is not known then",
        case(_DENIED, provider=SENDGRID, records=(DomainRecords("example.com", _NOBODY),)),
        "mx.record unknown dns-in-container",
    ),
    Row(
        "a documented name, while another one is known",
        case(_DENIED, provider=SENDGRID, records=(DomainRecords("example.com", _MAIL),)),
        "dns.host fail network-interference",
        "though it knows other names",
    ),
    Row(
        "a made-up region, and no other name is known",
        case(
            at("smtp.mars.sendgrid.net", 587, Encryption.STARTTLS, stopped(Halt.NAME_UNKNOWN, Stage.DNS)),
            provider=_GIVEN,
            records=(DomainRecords("example.com", _NOBODY),),
        ),
        "dns.host fail wrong-host",
    ),
    Row(
        "a name of one's own network",
        case(_DENIED, provider=replace(SENDGRID, kind="dev"), records=(DomainRecords("example.com", _NOBODY),)),
        "dns.host fail wrong-host",
    ),
    Row("no name server", case(stopped(Halt.NAME_UNCLEAR, Stage.DNS)), "dns.host unknown dns-in-container"),
    Row(
        "one name without an answer",
        case(stopped(Halt.NAME_UNCLEAR, Stage.DNS), records=(DomainRecords("example.com", _ABSENT),)),
        "dns.host unknown name-not-answered",
    ),
    Row(
        "a DNS blocker",
        case(
            stopped(
                UNREACHED,
                Stage.CONNECT,
                addresses=(Address("0.0.0.0", 4),),
                attempts=(attempt(Address("0.0.0.0", 4), Reach.REFUSED),),
            )
        ),
        "dns.host fail network-interference",
        "0.0.0.0",
    ),
)
