"""Rows about the server's name: found, unknown, misspelt, unanswered."""

from __future__ import annotations

from tests.diagnosis.evidence import SENDGRID, attempt, case, stopped
from tests.diagnosis.table.row import UNREACHED, Row, at
from wizard.evidence import Address, Halt, Reach
from wizard.model import Encryption
from wizard.records import Answer, DomainRecords, RecordSet
from wizard.step import Stage

_ABSENT = RecordSet("example.com", "MX", Answer.ABSENT)

NAMES = (
    Row("good", case(), "dns.host pass -", "name found, 1 address"),
    Row("unknown name", case(stopped(Halt.NAME_UNKNOWN, Stage.DNS)), "dns.host fail wrong-host"),
    Row(
        "misspelt name of a provider",
        case(at("smtp.sendgird.net", 587, Encryption.STARTTLS, stopped(Halt.NAME_UNKNOWN, Stage.DNS)), provider=SENDGRID),
        "dns.host fail wrong-host",
        fix="smtp.sendgrid.net",
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
