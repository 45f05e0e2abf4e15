"""The bytes of a DNS answer, read by the library; loaded only once there is something to read."""

from __future__ import annotations

import dns.asyncquery
import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.resolver

from wizard.probe.datagram import PAYLOAD


async def read(data: bytes, question: dns.name.Name, type: str, server: tuple[str, int]) -> dns.resolver.Answer | None:
    """An answer as the library's own resolver gives it; None where the bytes can't be read and it should ask itself.

    Asks again over TCP where the answer was cut short. Raises NXDOMAIN, NoNameservers, OSError and what reading TCP raises.
    """
    kind = dns.rdatatype.from_text(type)
    try:
        response: dns.message.Message = dns.message.from_wire(data, ignore_trailing=True, raise_on_truncation=True)
    except dns.message.Truncated:
        request = dns.message.make_query(question, kind, use_edns=0, payload=PAYLOAD)
        response = await dns.asyncquery.tcp(request, server[0], port=server[1])
    except (dns.exception.DNSException, ValueError):
        return None
    code = response.rcode()
    if not isinstance(response, dns.message.QueryMessage) or (code == dns.rcode.NOERROR and not _is_sound(response)):
        return None
    if code == dns.rcode.NXDOMAIN:
        raise dns.resolver.NXDOMAIN(qnames=[question], responses={question: response})  # type: ignore[no-untyped-call]
    if code != dns.rcode.NOERROR:
        refused = [(server[0], False, server[1], dns.rcode.to_text(code), response)]
        raise dns.resolver.NoNameservers(request=response, errors=refused)  # type: ignore[no-untyped-call]
    return dns.resolver.Answer(question, kind, dns.rdataclass.IN, response)


def _is_sound(response: dns.message.QueryMessage) -> bool:
    """Whether its chain of aliases can be followed."""
    try:
        response.resolve_chaining()
    except dns.exception.DNSException:
        return False
    return True
