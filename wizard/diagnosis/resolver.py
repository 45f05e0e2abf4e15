"""Does the name server itself know the world? Names that surely exist, and that it denies, say something about it alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.evidence import Halt
from wizard.finding import Case
from wizard.records import Answer, DomainRecords, RecordSet

CAUSE = "dns-in-container"
FIX = (
    "Test where public names are known, or name another server with --resolver. If the app runs here: "
    "repair the name servers of this machine or container."
)


def denies_known_host(case: Case) -> bool:
    """Whether it says that there is no server of a name that the provider documents, letter by letter."""
    conversation, provider = case.evidence.conversation, case.provider
    if conversation is None or provider is None or conversation.halt is not Halt.NAME_UNKNOWN:
        return False
    # A name of one's own network ("mailpit") is no public one, and a region put into a pattern may be a wrong one.
    public = provider.kind not in ("local", "dev")
    return public and conversation.endpoint.host in {*(region.host for region in provider.regions), *provider.also_hosts}


def knows_no_public_name(case: Case) -> bool:
    """Whether it denies such a host, and found nothing else in this run either: then no missing record is known to be missing."""
    found = any(conversation.addresses for conversation in case.evidence.conversations)
    return denies_known_host(case) and not found and not any(map(_holds_anything, case.evidence.records))


def reason(case: Case) -> str:
    """What shows it."""
    server = f"the name server {case.again.resolver}" if case.again.resolver else "the name server used here"
    name = case.provider.short_name if case.provider else "the provider"
    others = ", and knows no other name of this test" if case.evidence.records else ""
    return (
        f"{name} documents {case.profile.server.host}, but {server} says that there is no such name{others}. "
        "It probably knows only the names of its own network."
    )


def _holds_anything(records: DomainRecords) -> bool:
    return any(record.answer is Answer.FOUND for record in _sets(records)) or any(walk.record for walk in records.spf)


def _sets(records: DomainRecords) -> Iterator[RecordSet]:
    yield from (records.mx, *records.dkim.values(), *records.dmarc)
    if records.addresses is not None:
        yield records.addresses
