"""`check --format markdown --mask`: whatever a setup is called, and however a name is written, the report holds none of it."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.report.sample import RUN
from wizard.finding import Finding, Fix, Result, Status
from wizard.report import markdown
from wizard.report.mask.address import Place, places
from wizard.step import Line, Step, StepState
from wizard.text import Foreign, printable

LABEL = st.from_regex(r"[a-z]q[a-z0-9]{2,8}q[a-z]", fullmatch=True)
"""The q's keep a label from being a word of the report itself."""
HOST = st.builds(
    lambda labels, ending: ".".join([*labels, ending]),
    st.lists(LABEL, min_size=1, max_size=3),
    st.sampled_from(["com", "sh", "dev", "internal", "xn--p1ai", "рф", "service", "log"]),
)
IP4 = (
    st.ip_addresses(v=4)
    .map(lambda ip: Place(0, 0, ip))
    .filter(lambda place: not place.is_everybodys)
    .map(lambda place: str(place.address))
)
IP6 = st.one_of(
    st.ip_addresses(v=6, network="2001:db8::/32").map(str),
    st.ip_addresses(v=6, network="fd00::/8").map(lambda ip: ip.exploded),
    st.ip_addresses(v=6, network="2a00::/12").map(lambda ip: str(ip).upper()),
    st.ip_addresses(v=6, network="fe80::/64").map(lambda ip: f"{ip}%eth0"),
    IP4.map(lambda ip: f"::ffff:{ip}"),
    IP4.map(lambda ip: f"64:ff9b::{ip}"),
)
FORMS_OF_ALL = (
    "{}",
    "{}: refused",
    "[{}]:587",
    "({})",
    "{{{{.{}}}}}",
    "'{}',",
    '"{}"',
    "<{}>.",
    "host={} port=587",
    "at {}; then",
    "\x1b[31m{}\x1b[0m",
    "*** {} ***",
)
FORMS_OF_HOSTS = (
    *("{}:587", "include:{}", "v=spf1 a:{} -all", "redirect={}", "exists:%{{i}}._spf.{}", "*.{}", ".{}", "@{}", "{}.", "-{}"),
    *("https://{}/x?y=z", "alice@{}", '"alice smith"@{}', '\\"alice smith\\"@{}', "The team <alice+tag@{}>", "mailto:a.b@{}!10m"),
    *(
        "_dmarc.{}",
        "s1._domainkey.{}",
        "SELECTOR._domainkey.{}",
        "{}_587",
        "EHLO {}",
        "<@{}:x@y.example>",
        "{}/24",
        "CN={}",
        "DNS:{}, DNS:*.{}",
    ),
    *(
        "/srv/{}.toml",
        "/srv/{}-old.toml",
        "/srv/{}_587.toml",
        "/srv/{}.old.toml",
        "/srv/{}-{}.toml.log",
        "/srv/old-{}/x",
        "{}.settings.py",
    ),
)
FORMS_OF_IP4 = (
    *("{}:587", "ip4:{}", "v=spf1 ip4:{}/24 -all", "refused:{}:25", "{}.587 >", "tcp/{}", "::ffff:{}", "[::ffff:{}]:25"),
    *("alice@[{}]", "{}.", "{}…", "x{}", "ed:{}", "{}:587: refused", "code:{}:", "smtp={}"),
)
FORMS_OF_IP6 = (
    *("ip6:{}", "v=spf1 ip6:{} -all", "[IPv6:{}]", "alice@[IPv6:{}]", "tcp://[{}]:25", "to:{}", "{} port 25", "code:{}", "{}/64"),
    *("{}.", "{}, {}"),
)


def report(host: str, text: str) -> str:
    """A masked report whose every part holds the text."""
    text = printable(text)
    finding = Finding(
        "connect.reach", Status.FAIL, text, subject=text, seen=text, why=text, fix=Fix(text, (f"dig +short {text}",)), links=()
    )
    result = Result(
        "chat",
        (finding, replace(finding, status=Status.PASS)),
        endpoint=f"[{host}]:587" if ":" in host else f"{host}:587",
        transcript=(Line(0.0, ">", Foreign(f"EHLO {host}".encode())), Line(0.1, "<", Foreign(text.encode()))),
        steps=(Step("connect", StepState.OK, text, 1.0),),
    )
    return markdown.render(replace(RUN, results=(result,)), mask=True)


@given(HOST, st.sampled_from(FORMS_OF_ALL + FORMS_OF_HOSTS))
def test_no_host_is_left(host: str, form: str) -> None:
    text = report(host, f"{form.format(host, host)} {form.format(host, host).upper()}").lower()
    assert not [label for label in host.split(".")[:-1] if label in text]
    assert "alice" not in text
    assert "smith" not in text


@given(IP4, st.sampled_from(FORMS_OF_ALL + FORMS_OF_IP4))
@example("203.0.113.9", "203.000.113.{}")
def test_no_ipv4_address_is_left(ip: str, form: str) -> None:
    given = form.format(ip)
    assert ip not in report(ip, given)
    assert ip.rpartition(".")[0] not in report(ip, given)


@example("fdfa:0000:0000:0000:0000:0000:0000:0000", "\x1b[31m{}")
@example("fdfa::2", "\x1b[31m{}")
@example("fdfa:0:0:0:0:0:0:2", "gone{}")
@given(IP6, st.sampled_from(FORMS_OF_ALL + FORMS_OF_IP6))
def test_no_ipv6_address_is_left(ip: str, form: str) -> None:
    plain = ip.partition("%")[0]
    text = report(plain, form.format(ip, ip))
    assert ip not in text
    assert not [rest for at in range(len(plain)) if len(rest := plain[at:].lstrip(":")) > 5 and ":" in rest and rest in text]
    assert plain.rpartition(":")[2] not in text or "." not in plain


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("203.0.113.9: refused", "ip-1: refused"),
        ("203.0.113.9:587", "ip-1:587"),
        ("ip4:203.0.113.9/24 ip6:2001:db8::1", "ip4:ip-1/24 ip6:ip-2"),
        ("[2001:db8::1]:587", "[ip-1]:587"),
        ("::ffff:203.0.113.9: refused", "ip-1: refused"),
        ("fe80::1%eth0: refused", "ip-1: refused"),
        ("2001:db8:0:0:0:0:0:1:587 is 2001:DB8::1", "ip-1:587 is ip-1"),
        ("203.0.113.9.587 > 203.0.113.10.25", "ip-1.587 > ip-2.25"),
        ("9.113.0.203.in-addr.arpa", "host-1.example.org"),
        ('"alice smith"@acme.com and "a\\"b c"@acme.com', "address-1@example.org and address-2@example.org"),
        ("alice@[203.0.113.9]", "address-1@example.org"),
        ("*.acme.com, %{i}._spf.acme.com, @acme.com", "*.host-1.example.org, %{i}.host-2.example.org, @host-1.example.org"),
        ("the host is mail.acm… (12 more)", "the host is … (12 more)"),
    ],
)
def test_what_is_around_a_name_stays(said: str, shown: str) -> None:
    assert markdown.Mask(RUN)(said) == shown


@pytest.mark.parametrize(
    "text",
    [
        "smtp-wizard check --resolver 127.0.0.11",
        "nc -vz host.docker.internal 587",
        "extra_hosts: host.docker.internal:host-gateway",
        "127.0.0.1: refused, [::1]:587, ::ffff:127.0.0.1, 0.0.0.0:25, :::25, localhost:25, chat.localhost",
        "at 12:30:45, 2026-11-20T12:30:00+00:00",
        "SHA-256 AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01",
        "Postfix 3.7.11, 5.7.1, OID 1.3.6.1.4.1.311, v1.2.3.4",
        "see tls.certificate; email.smtp_host in settings.py, compose.yaml and main.cf",
        "Net::ReadTimeout, std::bad_alloc, ActiveRecord::Base",
    ],
)
def test_what_is_the_same_for_everybody_stays(text: str) -> None:
    assert markdown.Mask(RUN)(text) == text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "host.docker.internal", "::1"])
def test_a_setup_of_this_machine_reads_as_it_is(host: str) -> None:
    text = report(host, f"{host}: refused")
    assert f"seen  {host}: refused" in text
    assert f"dig +short {host}" in text
    assert "host-1" not in text
    assert "ip-1" not in text


@pytest.mark.parametrize("name", ["c0ffee123456", "my-laptop"])
def test_the_bare_name_of_this_machine_is_hidden_too(name: str) -> None:
    assert name not in report(name, f"504 <{name}>: need a full name")


@given(st.text("0123456789abcdef:.%[] gx", max_size=80))
def test_places_are_in_order_and_hold_addresses(text: str) -> None:
    done = 0
    for place in places(text):
        assert done <= place.start < place.end
        done = place.end
        if place.address.version == 6:
            assert ipaddress.ip_address(text[place.start : place.end].partition("%")[0]) == place.address
