"""Bad input of every field gets a clear message that says what would be accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard import field
from wizard.errors import UsageError

GOOD: list[tuple[Callable[[str], object], str, object]] = [
    (field.host, " smtp.Example.com. ", "smtp.example.com"),
    (field.host, "192.0.2.5", "192.0.2.5"),
    (field.host, "[2001:db8::1]", "2001:db8::1"),
    (field.host, "mail", "mail"),
    (field.host, "bücher.example", "xn--bcher-kva.example"),
    (field.port, " 587 ", 587),
    (field.address, "NoReply@Example.COM", "NoReply@example.com"),
    (field.address, "a+b=c@bücher.example", "a+b=c@xn--bcher-kva.example"),
    (field.ehlo, "chat.example.com", "chat.example.com"),
    (field.ehlo, "[192.0.2.5]", "[192.0.2.5]"),
    (field.profile_name, "chat-2", "chat-2"),
    (field.from_name, " Küche, Fam. ", "Küche, Fam."),
    (field.selector, "s1", "s1"),
    (field.username, " apikey ", "apikey"),
]
BAD: list[tuple[Callable[[str], object], str]] = [
    (field.host, ""),
    (field.host, "smtp://mail.example.com"),
    (field.host, "mail.example.com:587"),
    (field.host, "me@example.com"),
    (field.host, "a..b"),
    (field.host, "https://"),
    (field.host, "/"),
    (field.host, "https://[2001:db8::1]/"),
    (field.domain, "https:///x"),
    (field.host, "-a.example"),
    (field.host, "mail.example.com\x1b[31m"),
    (field.server, "smtp://mail.example.com:587"),
    (field.server, "mail.example.com:"),
    (field.server, "mail.example.com:587:465"),
    (field.server, ":587"),
    (field.server, "me@example.com:587"),
    (field.port, "0"),
    (field.port, "65536"),
    (field.port, "0x1F"),
    (field.port, "٥٨٧"),
    (field.port, "5 87"),
    (field.address, ""),
    (field.address, "nobody"),
    (field.address, "Name <a@b.example>"),
    (field.address, "a b@example.com"),
    (field.address, "a..b@example.com"),
    (field.address, "a@b@example.com"),
    (field.address, "a@b.example>\r\nRCPT TO:<x@y.example"),
    (field.ehlo, "[999.1.1.1]"),
    (field.ehlo, "a b"),
    (field.profile_name, "Chat"),
    (field.profile_name, "../x"),
    (field.profile_name, ""),
    (field.from_name, "a\nb"),
    (field.from_name, "x" * 201),
    (field.selector, "s 1"),
    (field.username, "   "),
]


@pytest.mark.parametrize(("parse", "text", "value"), GOOD)
def test_good_input_is_taken_as_meant(parse: Callable[[str], object], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(("parse", "text"), BAD)
def test_bad_input_is_refused_with_a_hint(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert caught.value.hints
    assert caught.value.message[0].islower()


@pytest.mark.parametrize("parse", [field.domain, field.host, field.ehlo])
@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("https://chat.example.com/", "without https://, only chat.example.com"),
        ("HTTPS://Chat.example.com:8443/login?x=1", "without HTTPS://, only Chat.example.com"),
        ("smtp://me@mail.example.com", "without smtp://, only mail.example.com"),
        ("chat.example.com/login", "without a path, only chat.example.com"),
    ],
)
def test_a_name_that_was_copied_with_more_is_told_what_to_leave_out(parse: Callable[[str], object], text: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert caught.value.message.startswith("give only the ")
    assert caught.value.hints == (hint,)


@pytest.mark.parametrize("text", ["https://", "https:///x", "/", "https://[2001:db8::1]/"])
def test_what_holds_no_name_is_told_by_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="give only the name") as caught:
        field.host(text)
    assert caught.value.hints == ("for example smtp.example.com",)


def test_a_port_beside_a_name_is_told_where_it_belongs() -> None:
    with pytest.raises(UsageError, match="the port has a field of its own") as caught:
        field.host("mail.example.com:587")
    assert caught.value.hints == ("here only mail.example.com",)
    with pytest.raises(UsageError, match="give only the domain") as caught:
        field.domain("mail.example.com:587")
    assert caught.value.hints == ("without a port, only mail.example.com",)


@given(st.sampled_from([row[0] for row in GOOD]), st.text(max_size=80))
def test_any_text_is_taken_or_refused_and_never_injects(parse: Callable[[str], object], text: str) -> None:
    try:
        value = str(parse(text))
    except UsageError as error:
        assert error.hints
    else:
        assert "\r" not in value
        assert "\n" not in value
        assert "\x1b" not in value
        assert parse(value) is not None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
        ("[2001:db8::53]", ("2001:db8::53", 53)),
    ],
)
def test_a_resolver_is_an_address(text: str, place: tuple[str, int]) -> None:
    assert field.resolver(text) == place


@pytest.mark.parametrize(
    ("text", "server"),
    [
        (" mail.Example.com:587 ", ("mail.example.com", 587)),
        ("mail.example.com", ("mail.example.com", None)),
        ("192.0.2.5:25", ("192.0.2.5", 25)),
        ("2001:db8::5", ("2001:db8::5", None)),
        ("[2001:db8::5]:465", ("2001:db8::5", 465)),
        ("[2001:db8::5]", ("2001:db8::5", None)),
    ],
)
def test_a_server_may_come_with_its_port(text: str, server: tuple[str, int | None]) -> None:
    assert field.server(text) == server


@pytest.mark.parametrize("text", ["dns.example.com", "192.0.2.53:0", "192.0.2.53:x", "", "[2001:db8::53"])
def test_what_is_no_resolver_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        field.resolver(text)
