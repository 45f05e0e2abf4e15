"""What a logger put before a line is taken off, of every kind of log; no word of the error is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.diagnosis.explain import explain
from wizard.diagnosis.explain.stamp import without_stamp
from wizard.diagnosis.explain.unwrap import clean

ERROR = "Invalid login: 535 5.7.8 refused"
STAMPS = {
    # the five apps
    "Docmost (Nest)": ("[Nest] 29  - 01/02/2026, 10:00:00 AM   ERROR ", "[MailService] "),
    "Docmost (pino-pretty)": ("[10:00:00.123] ERROR (29): ", ""),
    "pino-pretty with a name": ("[2026-01-02 10:00:00.123 +0000] ERROR (docmost/29 on ab12cd): ", ""),
    "Coolify (Laravel)": ("[2026-01-02 10:00:00] production.ERROR: ", ""),
    "Zulip": ("2026-01-02 10:00:00.123 ERR  ", "[zerver.worker] "),
    "Synapse": ("2026-01-02 10:00:00,123 - ", "synapse.handlers.send_email - 120 - ERROR - POST-5 - "),
    "Mealie": ("ERROR    2026-01-02T10:00:00 - ", ""),
    "loguru": ("2026-01-02 10:00:00.123 | ERROR    | ", "mealie.services.email:send:42 - "),
    # libraries and servers
    "Rails": ("E, [2026-01-02T10:00:00.123456 #12] ERROR -- : ", ""),
    "Rails with a request": ("E, [2026-01-02T10:00:00.123456 #12] ERROR -- : [a1c0c6be-3b02] ", ""),
    "logfmt": ('time="2026-01-02T10:00:00Z" level=error ', "msg="),
    "logfmt, level first": ("level=error ts=2026-01-02T10:00:00.000Z ", "caller=mail.go:1 err="),
    "Go": ("2026/01/02 10:00:00 ", ""),
    "Go with the file": ("2026/01/02 10:00:00.123456 ", "main.go:42: "),
    "Spring": ("2026-01-02T10:00:00.123Z ERROR 1 --- [nio-8080-exec-1] ", "o.s.mail.Sender : "),
    "Spring Boot 3": ("2026-01-02T10:00:00.123+01:00 ERROR 1 --- [app] [main] ", "o.s.mail.Sender : "),
    "log4j": ("2026-01-02 10:00:00,123 [main] ERROR ", "c.e.Mailer - "),
    "logback": ("10:00:00.123 [main] ERROR ", "c.e.Mailer - "),
    "Serilog": ("[10:00:00 ERR] ", ""),
    "Serilog in a file": ("2026-01-02 10:00:00.123 +00:00 [ERR] ", ""),
    "nginx": ("2026/01/02 10:00:00 [error] ", "29#29: *1 "),
    "php-fpm": ("[02-Jan-2026 10:00:00] WARNING: ", "[pool www] child 12 said: "),
    "PHP": ("[02-Jan-2026 10:00:00 UTC] ", "PHP Warning:  "),
    "PHP elsewhere": ("[02-Jan-2026 10:00:00 Europe/Berlin] ", "PHP Warning:  "),
    "Apache": ("[Fri Jan 02 10:00:00.123456 2026] [php:error] ", "[pid 29] "),
    "Redis": ("1:M 02 Jan 2026 10:00:00.123 ", "* "),
    "Python without a format": ("ERROR:root:", ""),
    "uvicorn": ("INFO:     ", "127.0.0.1:1234 - "),
    "systemd": ("Jan  2 10:00:00 mail-1 ", "postfix/smtp[9]: "),
    "RFC 5424": ("<22>1 2026-01-02T10:00:00Z mail1 ", "postfix/smtp[9]: "),
    "rsyslog": ("2026-01-02T10:00:00.1+02:00 mx1 ", "postfix/smtp[9]: "),
    "compose": ("docmost-1  | [Nest] 29  - 01/02/2026, 10:00:00 AM   ERROR ", "[MailService] "),
}


@pytest.mark.parametrize("kind", STAMPS)
def test_the_stamp_of_every_kind_of_log_is_seen_and_taken_off(kind: str) -> None:
    stamp, rest = STAMPS[kind]
    found = without_stamp(stamp + rest + ERROR)
    assert found.fresh
    assert found.text.lstrip() == rest + ERROR


def test_a_record_of_caddy_or_pino_begins_an_entry() -> None:
    for record in (
        '{"level":"error","ts":1767348000.1,"logger":"http.log","msg":"Invalid login: 535"}',
        '{"level":50,"time":1767348000000,"pid":29,"context":"MailService","err":{"message":"Invalid login: 535"},"msg":"no"}',
    ):
        assert clean(record).stamp.fresh


STAMP = (
    "2026-01-02 10:00:00 ",
    "2026-01-02 10:00:00 ERROR ",
    "[10:00:00] ",
    "Jan  2 10:00:00 ",
    "[2026-01-02 10:00:00] production.ERROR: ",
)
SENTENCES = (
    "Relay denied: 554 5.7.1",
    "Unknown host: smtp.exmaple.com (mail)",
    "Invalid login: 535 5.7.8",
    "Login failed: 535 5.7.8",
    "Sender rejected: not verified",
    "smtp.example.com refused: relay access denied",
    "Recipient mailbox full: 552",
    "log in failed: 535",
)


@pytest.mark.parametrize("stamp", STAMP)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_words_of_an_error_are_no_host_and_program(stamp: str, sentence: str) -> None:
    assert without_stamp(stamp + sentence).text == sentence


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Jan  2 10:00:00 mx1 greet: hello", "greet: hello"),
        ("Jan  2 10:00:00 mail.example.com greet: hello", "greet: hello"),
        ("Jan  2 10:00:00 debian postfix/smtpd: hello", "postfix/smtpd: hello"),
        ("2026-01-02T10:00:00Z debian greet[12]: hello", "greet[12]: hello"),
        ("2026-01-02 10:00:00 debian exim: hello", "exim: hello"),
        ("2026-01-02 10:00:00 debian greet: hello", "debian greet: hello"),
    ],
)
def test_a_host_is_one_where_syslog_or_the_program_says_so(line: str, left: str) -> None:
    assert without_stamp(line).text == left


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("2026-01-02 10:00:00 Relay denied: 554 5.7.1", "relay-denied"),
        ("2026-01-02 10:00:00 Unknown host: smtp.exmaple.com (mail)", "wrong-host"),
        ("2026-01-02 10:00:00 ERROR Invalid login: 535", "wrong-credentials"),
    ],
)
def test_a_stamp_changes_no_cause(text: str, cause: str) -> None:
    answer = explain(text)
    assert answer.causes[0].cause == cause
    assert answer.groups[0].seen == text.removeprefix("2026-01-02 10:00:00 ").removeprefix("ERROR ")


def test_the_container_is_the_name_that_compose_or_kubectl_wrote() -> None:
    assert without_stamp("web-1  | hello").source == "web-1"
    assert without_stamp("web_1 | hello").source == "web_1"
    assert without_stamp("[pod/web-5f7/app] hello").source == "pod/web-5f7/app"
    assert without_stamp("name | value").source == ""
    assert without_stamp("ERROR    | hello").source == ""


@given(
    st.sampled_from([stamp for stamp, rest in STAMPS.values() if "postfix" not in rest]),
    st.text("abcdefghij", min_size=6, max_size=20),
)
def test_a_word_behind_a_stamp_stays(stamp: str, word: str) -> None:
    assert without_stamp(f"{stamp}{word} of mail").text.lstrip() == f"{word} of mail"


@pytest.mark.parametrize("text", ['{"tags": ["a", "b"], "unit": "u"}', "('b', 'u')"])
def test_a_letter_between_quotes_is_no_prefix_of_a_repr(text: str) -> None:
    assert clean(f"x {text}").lines == (f"x {text}",)


def test_bytes_in_a_repr_are_read_as_the_letters_that_they_are() -> None:
    assert clean(r"(535, b'5.7.8 Zugang f\xc3\xbcr K\xc3\xa4se verweigert \xe2\x80\x93 nein')").lines == (
        "(535, '5.7.8 Zugang für Käse verweigert – nein')",
    )
    assert clean(r"b'\xff\xfe 5.7.8'").lines == (r"'\xff\xfe 5.7.8'",)
    assert clean(r"b'\xc2\x9b31m\xe2\x80\x8b!'").lines == ("'31m!'",)
