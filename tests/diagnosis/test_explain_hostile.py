"""`explain` on hostile, huge and secret input: bounded memory, printable answers, and never a secret in them."""

from __future__ import annotations

import base64
import json
import re
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wizard import providers
from wizard.diagnosis.explain import Explanation, explain
from wizard.diagnosis.explain.bounds import LONGEST
from wizard.diagnosis.explain.credentials import BLOT, Finder
from wizard.diagnosis.explain.unwrap import clean

SECRET = st.text("abcdefghkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!-_", min_size=12, max_size=40)


def texts(answer: Explanation) -> Iterator[str]:
    for entry in answer.causes:
        yield from (entry.cause, entry.title, entry.why, entry.fix.text, entry.matched, *entry.fix.commands)
    for group in answer.groups:
        yield group.seen
    if answer.question:
        yield answer.question.ask
    yield from answer.warnings


# ---------------------------------------------------------------- size


def test_five_megabytes_are_read_in_bounded_memory() -> None:
    def lines() -> Iterator[str]:
        for number in range(60_000):
            yield f"app-1  | 2026-05-05T10:{number % 60:02d}:00Z INFO worker {number:08x} did job {number} in {number % 97} ms\n"
            if number % 1000 == 0:
                yield f"app-1  | 2026-05-05T10:00:00Z ERROR Invalid login: 535 5.7.8 Error: authentication failed {number}\n"

    explain("535 authentication failed")
    tracemalloc.start()
    answer = explain(lines())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
    assert answer.causes[0].cause == "wrong-credentials"
    assert sum(group.count for group in answer.groups) == 60


def test_distinct_errors_without_end_don_t_fill_the_memory() -> None:
    lines = (
        f"2026-05-05T10:00:00Z smtp error: sender x{number:x}y not allowed {hash(str(number)):x}z\n" for number in range(6_000)
    )
    assert len(explain(lines).groups) <= 100


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "smtp " + "b" * 200_000,
        "from sender " * 20_000,
        '{"a":' * 20_000,
        "\\" * 100_000,
        "5.7.1 " * 30_000,
        "x@" * 50_000,
    ],
    ids=["letters", "word", "sender", "json", "backslash", "codes", "addresses"],
)
def test_one_endless_line_is_survived(text: str) -> None:
    explain(text)


# ---------------------------------------------------------------- hostile text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_never_crash(data: bytes) -> None:
    for text in (
        data.decode("utf-8", "surrogateescape"),
        data.decode("latin-1"),
        f"smtp error: 550 5.7.1 {data.decode('latin-1')}",
    ):
        answer = explain(text)
        assert all(part.isprintable() for part in texts(answer))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_what_is_shown_is_printable(noise: str) -> None:
    answer = explain(f"smtp: {noise} 535 5.7.8 authentication failed {noise}\n{noise}", providers=providers.load_all())
    assert all(part.isprintable() for part in texts(answer))


@given(st.text(max_size=300))
def test_cleaning_keeps_lines_short_and_free_of_escapes(text: str) -> None:
    for line in clean(text).lines:
        assert len(line) <= LONGEST
        assert "\x1b" not in line


def test_escape_sequences_of_a_server_do_not_reach_the_screen() -> None:
    answer = explain("550 5.1.1 \x1b]0;owned\x07 user unknown \u202e\x9b31m <b>@example.org")
    assert answer.causes[0].cause == "recipient-invalid"
    assert all(part.isprintable() for part in texts(answer))


# ---------------------------------------------------------------- wrappers


@pytest.mark.parametrize(
    "text",
    [
        "app-1  | 2026-05-05T10:00:00.123Z ERROR 504 5.5.2 <c0ffee>: Helo command rejected: need fully-qualified hostname",
        "May  5 10:00:00 host app[12]: \x1b[31m504 5.5.2\x1b[0m <c0ffee>: Helo command rejected: need fully-qualified hostname",
        json.dumps(
            {"log": "504-5.5.2 <c0ffee>:\n504 5.5.2 Helo command rejected: need fully-qualified hostname\n", "stream": "stderr"}
        ),
        "(504, b'5.5.2 <c0ffee>: Helo command rejected:\\n5.5.2 need fully-qualified hostname')",
        'msg="504 5.5.2 &lt;c0ffee&gt;: Helo command rejected: need fully-qualified hostname"',
        'err=\\"504 5.5.2 \\u003cc0ffee\\u003e: Helo command rejected: need fully-qualif',
    ],
)
def test_the_wrapping_of_a_reply_does_not_matter(text: str) -> None:
    assert explain(text).causes[0].cause == "ehlo-name-rejected"


def test_a_traceback_stamped_line_by_line_stays_one_error() -> None:
    trace = ["Traceback (most recent call last):", '  File "/usr/lib/python3.12/smtplib.py", line 1050, in __init__', "    do()",
             "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)"]  # fmt: skip
    answer = explain("".join(f"app-1  | 2026-05-05T10:00:00.1Z {line}\n" for line in trace))
    assert answer.causes[0].cause == "implicit-tls-on-starttls-port"
    assert len(answer.groups) == 1


# ---------------------------------------------------------------- secrets


@settings(max_examples=120, deadline=None)
@given(
    SECRET,
    st.sampled_from(["password={}", 'smtp_pass: "{}"', "SMTP_PASSWORD={}", "smtp://me:{}@mail.example.org:587", "'pass': '{}'"]),
)
def test_a_pasted_password_is_never_echoed(secret: str, form: str) -> None:
    assume(BLOT not in secret and not re.fullmatch(r"(?i)(x+|your.*)", secret))
    answer = explain(
        f"smtp error: 535 5.7.8 authentication failed {form.format(secret)} (smtp)\n{form.format(secret)}: sender refused"
    )
    assert all(secret not in part for part in texts(answer))
    assert answer.warnings


@settings(max_examples=60, deadline=None)
@given(
    SECRET,
    st.sampled_from(
        [
            "AUTH PLAIN {}",
            ">>> AUTH PLAIN {}",
            "334 UGFzc3dvcmQ6\n{}",
            "send: 'AUTH LOGIN\\r\\n'\nreply: b'334 UGFzc3dvcmQ6\\r\\n'\nsend: '{}\\r\\n'",
        ]
    ),
)
def test_a_base64_login_is_never_echoed(secret: str, form: str) -> None:
    encoded = base64.b64encode(f"\0me@example.org\0{secret}".encode()).decode()
    answer = explain(f"{form.format(encoded)}\n535 5.7.8 Error: authentication failed")
    assert all(encoded not in part and secret not in part for part in texts(answer))
    assert answer.warnings


@pytest.mark.parametrize(
    "key",
    [
        "SG." + "a1B2c3D4e5F6g7H8i9J0kL" + "." + "x" * 43,
        "xsmtpsib-" + "ab12" * 16 + "-Q1w2E3r4T5y6",
        "xkeysib-" + "cd34" * 16 + "-Q1w2E3r4T5y6",
        "re_" + "Ab3dEf6hIj9kLmNoPqRs",
        "AKIA" + "Q1W2E3R4T5Y6U7I8",
        "key-" + "0123456789abcdef" * 2,
        "mlsn." + "0123456789abcdef" * 4,
    ],
    ids=["sendgrid", "brevo smtp", "brevo api", "resend", "aws", "mailgun", "mailersend"],
)
def test_a_pasted_api_key_is_warned_about_and_never_echoed(key: str) -> None:
    answer = explain(f"smtp: failed to authenticate with {key}: 535 authentication failed")
    assert len(answer.warnings) == 1
    assert all(key not in part for part in texts(answer))
    assert answer.causes


def test_a_secret_in_an_ordinary_line_of_a_long_log_is_warned_about() -> None:
    lines = ["2026-05-05T10:00:00Z INFO started\n"] * 1000
    assert explain([*lines, "2026-05-05T10:00:00Z INFO config db_password=hunter2-long\n", *lines]).warnings


@pytest.mark.parametrize(
    "text",
    [
        "password=******",
        "password: required",
        "SMTP_PASSWORD=${SMTP_PASSWORD}",
        "bad username / password",
        "pass: [redacted]",
        "password incorrect",
    ],
)
def test_a_placeholder_is_no_secret(text: str) -> None:
    finder = Finder()
    assert finder.blot(text) == text
    assert finder.warnings() == ()


def test_blotted_text_keeps_the_rest() -> None:
    assert Finder().blot("host=a password=abc123xyz port=587") == f"host=a password={BLOT} port=587"
