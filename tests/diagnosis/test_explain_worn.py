"""`explain` on worn text: cut off, wrapped, retyped, quoted, translated. Every text of the corpora is worn in each way."""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Callable

import pytest

from tests.benchmarks.explain_score import DATA, Outcome, judge, read
from wizard import providers
from wizard.diagnosis.explain import Hints, explain
from wizard.diagnosis.explain.ending import completed
from wizard.diagnosis.explain.signatures.tongue import in_english
from wizard.diagnosis.explain.unwrap import unfolded


@functools.cache
def rows() -> tuple[dict[str, object], ...]:
    """Every third text, so that the whole stays quick."""
    return tuple((read(DATA / "dev.jsonl") + read(DATA / "own.jsonl"))[::3])


def worn(wear: Callable[[str], str]) -> tuple[list[Outcome], list[Outcome]]:
    """The positives and the negatives, after each text was worn."""
    outcomes = list(judge([{**row, "text": wear(str(row["text"]))} for row in rows()]))
    return [row for row in outcomes if row.kind != "none"], [row for row in outcomes if row.kind == "none"]


def cut(text: str, share: float) -> str:
    return text[: max(8, int(len(text) * share))]


def hard_wrapped(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(line[start : start + 80] for line in lines for start in range(0, max(1, len(line)), 80))


def retyped(text: str) -> str:
    return re.sub(r"[\"'`,;\[\]{}()<>]|(?<=\w)\.(?=\s|$)", "", text.lower())


def curly(text: str) -> str:
    return re.sub(r"'([^']*)'", r"‘\1’", re.sub(r'"([^"]*)"', r"“\1”", text))


WAYS: dict[str, tuple[Callable[[str], str], float]] = {
    "cut at 95 %": (lambda text: cut(text, 0.95), 0.92),
    "cut at 90 %": (lambda text: cut(text, 0.9), 0.88),
    "cut at 80 %": (lambda text: cut(text, 0.8), 0.78),
    "wrapped in the middle of words": (hard_wrapped, 0.98),
    "typed from a screenshot": (retyped, 0.96),
    "curly quotes": (curly, 0.98),
    "escaped for HTML": (html.escape, 0.98),
    "in a code fence": (lambda text: f"Hi all,\n\nI get this:\n\n```\n{text}\n```\n\nAny idea?", 0.97),
    "quoted": (lambda text: "\n".join(f"> {line}" for line in text.split("\n")), 0.97),
    "Windows line ends": (lambda text: text.replace("\n", "\r\n"), 0.98),
    "a JSON log": (lambda text: json.dumps({"time": "2026-05-05T10:00:00Z", "level": "error", "msg": text}), 0.98),
    "a repr of bytes": (lambda text: f"ERROR worker: {text.encode()!r}", 0.97),
    "a log level in German": (lambda text: f"[FEHLER] 05.05.2026 10:00:00 - {text}", 0.97),
    "the last line": (lambda text: [line for line in text.split("\n") if line.strip()][-1], 0.92),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_worn_text_keeps_its_cause(way: str) -> None:
    wear, least = WAYS[way]
    positives, negatives = worn(wear)
    assert sum(row.first for row in positives) / len(positives) >= least
    assert sum(bool(row.named) for row in negatives) / len(negatives) <= 0.08


# ---------------------------------------------------------------- the parts


def first(text: str, hints: Hints | None = None) -> str:
    causes = explain(text, hints, providers.load_all()).causes
    return causes[0].cause if causes else "none"


def test_a_phrase_that_breaks_off_is_completed() -> None:
    assert completed("dial tcp 198.51.100.4:587: connect: connection ref") == (
        "dial tcp 198.51.100.4:587: connect: connection refused",
    )
    assert completed("535 5.7.8 authentication failed") == ()
    assert completed("this is our certificate") == ()


def test_lines_broken_at_a_fixed_width_are_joined_and_others_are_not() -> None:
    long = "x" * 75 + "connec"
    assert unfolded(long[:80] + "\n" + long[80:] + "tion refused").rstrip() == "x" * 75 + "connection refused"
    assert unfolded("one\ntwo three\n") == "one\ntwo three\n"


def test_english_is_left_alone_and_a_lost_apostrophe_comes_back() -> None:
    assert in_english("the certificate of our shop expired") == "the certificate of our shop expired"
    assert in_english("server doesnt support auth") == "server doesn't support auth"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("SMTP: Verbindungsaufbau abgelehnt (mail.example.org:26)", "wrong-port"),
        ("smtp: Expiró el tiempo de conexión", "port-blocked-by-host"),
        ("Erreur SMTP : Échec de l'authentification.", "wrong-credentials"),
        ("smtp.example.it: Nome o servizio sconosciuto", "wrong-host"),
        ("SMTP 错误:登录失败。", "wrong-credentials"),
        ("(błąd SMTP) Nie można przeprowadzić autoryzacji.", "wrong-credentials"),
        ("smtp: В соединении отказано", "wrong-port"),
        ("メール送信エラー smtp: 接続がタイムアウトしました", "port-blocked-by-host"),
        ("SMTP: Verbinding is geweigerd", "wrong-port"),
        ("smtp: Falha temporária na resolução de nome", "dns-in-container"),
    ],
)
def test_other_tongues_are_understood(text: str, cause: str) -> None:
    assert first(text) == cause


def test_a_full_mailbox_is_the_recipient_s_and_no_limit_of_ours() -> None:
    causes = [entry.cause for entry in explain("552 5.2.2 <bob@example.net>: mailbox is full, over quota").causes]
    assert causes[:2] == ["recipient-mailbox-full", "recipient-invalid"]
    assert first("550 5.4.5 Daily user sending quota exceeded") == "rate-or-quota-limited"


@pytest.mark.parametrize(
    "text",
    [
        "Does anybody know whether Mealie supports STARTTLS? I want to use port 587.",
        "How do I set the From address for invitations?",
        "gpg: keyserver receive failed: Connection refused",
        "exited with code 535",
        "curl: (7) Failed to connect to api.mailgun.net port 443: Connection refused",
    ],
)
def test_questions_and_other_programs_errors_name_nothing(text: str) -> None:
    assert first(text) == "none"


@pytest.mark.parametrize("before", [0, 300])
def test_a_message_that_journald_wrote_as_bytes_is_read_and_blotted(before: int) -> None:
    message = "\x1b[31mERROR\x1b[0m SMTP_PASSWORD=hunter2Secret99: 535 5.7.8 Error: authentication failed"
    record = json.dumps({"__REALTIME_TIMESTAMP": "1738577472000000", "MESSAGE": list(message.encode()), "_COMM": "app"})
    answer = explain('{"MESSAGE": "job done"}\n' * before + record, None, providers.load_all())
    assert answer.causes[0].cause == "wrong-credentials"
    assert answer.warnings
    assert "hunter2" not in answer.groups[0].seen


def test_an_error_in_an_address_is_decoded() -> None:
    text = "GET /settings/mail?error=535%205.7.8%20Error%3A%20authentication+failed&tab=1"
    answer = explain(text, None, providers.load_all())
    assert answer.causes[0].cause == "wrong-credentials"
    assert "535 5.7.8 Error: authentication failed" in answer.groups[0].seen
