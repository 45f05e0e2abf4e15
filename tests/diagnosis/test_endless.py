"""A line without an end is cut where it ends something itself, and an error is found wherever in it it stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.diagnosis.explain import explain
from wizard.diagnosis.explain.bounds import LONGEST
from wizard.diagnosis.explain.endless import _SPAN, pieces, worthy

ERRORS = {
    "Error: Invalid login: 535 5.7.8 Error: authentication failed": "wrong-credentials",
    "SMTP error: 550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown": "recipient-invalid",
    "smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.": "starttls-not-offered",
    "554 5.7.1 <bob@example.net>: Relay access denied": "relay-denied",
}
FILLERS = {
    "sentences": "worker did its job in some time. ",
    "a log without breaks": "2026-01-02 10:00:00 INFO job done; ",
    "JSON": '{"id": 17, "name": "one", "tags": ["a", "b"], "email": "ann@example.com"}, ',
    "escaped lines": "job done\\n",
    "words": "word ",
    "one word": "abcdefg",
    "commas": "one,two,",
}


@given(st.text('ab ,.;{}"\\n', max_size=600), st.integers(min_value=2, max_value=80))
def test_the_pieces_of_a_line_are_the_line_and_none_is_longer(line: str, longest: int) -> None:
    found = list(pieces(line, longest))
    assert "".join(found) == line
    assert all(len(piece) <= longest for piece in found)


@given(st.text("abc{}, \n", max_size=3000))
def test_the_worthy_parts_stand_in_the_line_in_order(noise: str) -> None:
    line = f"{noise} smtp error: 550 no {noise} smtp timed out {noise}"
    at = 0
    for part in worthy(line):
        at = line.index(part, at)
        assert len(part) <= LONGEST


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(FILLERS.values())),
    st.sampled_from(list(ERRORS)),
    st.integers(min_value=13_000, max_value=13_000 + 3 * LONGEST),
    st.integers(min_value=0, max_value=3 * LONGEST),
)
def test_an_error_is_found_wherever_in_a_long_line_it_stands(filler: str, error: str, before: int, after: int) -> None:
    line = f"{(filler * before)[:before]} {error} {(filler * (after + 1))[:after]}"
    assert explain(f"{line}\n").causes[0].cause == ERRORS[error]


@pytest.mark.parametrize("offset", range(0, _SPAN + 40, 7))
@pytest.mark.parametrize("error", ERRORS)
def test_no_cut_hides_an_error(error: str, offset: int) -> None:
    line = "word " * 3000 + "w" * offset + f" {error} " + "word " * 100
    assert explain(line).causes[0].cause == ERRORS[error]


@pytest.mark.parametrize("shape", ["array", "object"])
def test_the_error_of_one_record_in_a_large_dump_is_found(shape: str) -> None:
    items = [{"id": n, "name": f"item {n}", "note": None} for n in range(4000)]
    items[1700] = {"id": 1700, "name": "mailer", "note": "Invalid login: 535 5.7.8 Error: authentication failed"}
    answer = explain(json.dumps(items if shape == "array" else {"items": items}))
    assert [group.causes[0] for group in answer.groups] == ["wrong-credentials"]


def test_what_repeats_in_an_endless_line_gives_few_kinds_of_pieces() -> None:
    record = '{"id": 17, "name": "one", "tags": ["a", "b"]}, '
    assert len({piece.strip() for piece in pieces(record * 5000)}) <= 3


def test_an_endless_line_without_an_error_names_none() -> None:
    for filler in FILLERS.values():
        assert explain(filler * 5000).causes == ()


@pytest.mark.parametrize("before", [100, 1_000, 1_985, 1_990, 1_999, 12_345])
def test_a_secret_in_an_endless_line_is_told_and_never_shown(before: int) -> None:
    line = "x" * before + ' {"smtp_password": "hunter2-and-more", "error": "535 5.7.8 authentication failed"}' + " word" * 4000
    answer = explain(line)
    assert answer.warnings
    assert all("hunter2" not in group.seen for group in answer.groups)


@pytest.mark.parametrize(
    "form",
    [
        "the password is {} and 535 authentication failed",
        "Passwort lautet {} smtp 535 authentication failed",
        "logged in with password {} smtp 535 authentication failed",
        "swaks --auth-password {} --server smtp.example.com 535 authentication failed",
        "AUTH PLAIN {} 535 authentication failed",
    ],
)
@pytest.mark.parametrize("start", [LONGEST, 7 * LONGEST])
def test_no_cut_parts_a_secret_from_the_words_that_tell_of_it(form: str, start: int) -> None:
    secret = "AGFubkBleGFtcGxlLmNvbQBIdW50ZXIyMDAwIQ=="
    for offset in range(0, len(form) + len(secret), 3):
        line = ("word " * start)[: start - offset - 1] + " " + form.format(secret) + " word" * 500
        answer = explain(line)
        assert answer.warnings
        assert all(secret not in group.seen for group in answer.groups)
