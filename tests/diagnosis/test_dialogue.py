"""A pasted SMTP dialogue is judged by the reply that decided it."""

from __future__ import annotations

import pytest

from tests.diagnosis.test_explain import named
from wizard.diagnosis.explain.dialogue import decisive

REFUSED_NAME = [
    "220 mail.example.com ESMTP",
    "EHLO localhost",
    "250-PIPELINING",
    "250 STARTTLS",
    "MAIL FROM:<a@example.com>",
    "250 2.1.0 Ok",
    "RCPT TO:<b@example.net>",
    "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
    "421 4.7.0 Error: too many errors",
]


def test_what_went_well_and_what_came_after_is_left_out() -> None:
    left, before = decisive(REFUSED_NAME)
    assert left == ("250-PIPELINING", "250 STARTTLS", "RCPT TO:<b@example.net>", REFUSED_NAME[7])
    assert before == ("rcpt to",)


@pytest.mark.parametrize(
    ("client", "server"),
    [
        (" -> ", "<-  "),
        ("CLIENT -> SERVER: ", "SERVER -> CLIENT: "),
        ("C: ", "S: "),
        ("> ", "< "),
        ("send: '", "reply: b'"),
        ("  SMTP>> ", "  SMTP<< "),
    ],
)
def test_the_arrows_of_every_client_are_known(client: str, server: str) -> None:
    lines = [(server if line[0].isdigit() else client) + line for line in REFUSED_NAME]
    assert decisive(lines)[1] == ("rcpt to",)
    assert named("\n".join(lines))[0] == "ehlo-name-rejected"


def test_a_first_refusal_that_the_client_got_over_does_not_count() -> None:
    lines = ["EHLO chat.example.com", "502 5.5.1 not implemented", "HELO chat.example.com", "250 ok", "MAIL FROM:<a@example.com>"]
    lines += ["250 ok", "RCPT TO:<b@example.net>", "550 5.1.1 no such user"]
    left, before = decisive(lines)
    assert "550 5.1.1 no such user" in left
    assert "502 5.5.1 not implemented" not in left
    assert before == ("rcpt to",)


@pytest.mark.parametrize(
    "lines",
    [
        ["MAIL FROM:<a@example.com>", "250 ok", "RCPT TO:<b@example.net>", "250 ok", "DATA", "354 go on", "250 queued"],
        ["535 5.7.8 authentication failed"],
        ["> a quoted line", "> 550 of them", "> and nothing more"],
        [],
    ],
)
def test_what_is_no_failed_dialogue_comes_back_as_it_is(lines: list[str]) -> None:
    assert decisive(lines, ("before",)) == (tuple(lines), ("before",))


def test_a_sender_that_was_accepted_is_not_to_blame() -> None:
    text = (
        "<-  220 relay ESMTP\n -> EHLO localhost\n<-  250 PIPELINING\n -> MAIL FROM:<root@localhost>\n<-  250 Go ahead\n"
        " -> RCPT TO:<user@example.com>\n<** 554 5.7.1 <user@example.com>: Relay access denied\n -> QUIT\n"
    )
    assert named(text)[0] == "relay-denied"


@pytest.mark.parametrize(
    "client",
    [
        "EHLO app",
        "  b'EHLO app'",
        '"EHLO app"',
        "-> b'EHLO app'",
        "*** C: EHLO app",
        "send: 'ehlo app'",
        "> EHLO app",
        "[1] >>> EHLO app",
    ],
)
@pytest.mark.parametrize(
    "server",
    ["550 no", "b'550 no'", "(550, 'no')", "<- b'550 no'", "*** S: 550 no", "reply: b'550 no'", "< [550] no", "<<< 550-no"],
)
def test_a_dialogue_is_known_by_the_many_signs_before_its_lines(client: str, server: str) -> None:
    left, asked = decisive(("QUIT", "221 bye", client, server))
    assert asked == ("ehlo",)
    assert left == (client, server)
