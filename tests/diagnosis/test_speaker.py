"""The five apps are known by their containers and loggers, so that a fix names their own settings."""

from __future__ import annotations

import pytest

from tests.diagnosis.test_explain import explained
from wizard.diagnosis.explain.speaker import KNOWN, speaker
from wizard.diagnosis.explain.wording import _apps

ERROR = "40A7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number, smtp.example.org:587"


@pytest.mark.parametrize(
    ("line", "app"),
    [
        ("docmost-1  | Error: ", "docmost"),
        ("docmost | ", "docmost"),
        ("wiki-docmost-1 | ", "docmost"),
        ("[Nest] 29  - 01/02/2026, 10:00:00 AM   ERROR [EmailProcessor] ", "docmost"),
        ("ERROR [MailService] ", "docmost"),
        ("mealie_1 | ", "mealie"),
        ('  File "/opt/mealie/lib/python3.12/site-packages/mealie/services/email/email_senders.py", line 9', "mealie"),
        ("synapse.handlers.identity - 358 - ERROR - POST-1007 - ", "synapse"),
        ("matrix-synapse-1  | ", "synapse"),
        ("2026-01-01 10:00:00.000 ERR  [zulip.send_email] ", "zulip"),
        ('  File "/home/zulip/deployments/current/zerver/lib/send_email.py", line 300, in send_email', "zulip"),
        ("coolify | ", "coolify"),
        ("#0 app/Notifications/x.php: App\\Notifications\\Channels\\EmailChannel->send()", "coolify"),
    ],
)
def test_an_app_is_known_by_what_stands_before_its_words(line: str, app: str) -> None:
    assert speaker(line) == app


@pytest.mark.parametrize(
    "line",
    [
        "550 5.1.8 <noreply@mealie.org>: Sender address rejected",
        "my zulip sends no mail",
        "connect to mail.synapse.example: refused",
        "a docmost b | c",
        "notmealieatall | 535",
        "| docmost | zulip |",
        "",
    ],
)
def test_a_name_that_only_stands_in_a_sentence_says_nothing(line: str) -> None:
    assert speaker(line) == ""


@pytest.mark.parametrize(
    "before", ["docmost-1  | ", "[Nest] 1 - 06/01/2026, 10:00:00 AM   ERROR [EmailProcessor] ", "[MailService] "]
)
def test_docmost_s_own_settings_are_named_without_a_hint(before: str) -> None:
    assert "SMTP_SECURE=false" in explained(before + ERROR).causes[0].fix.text


def test_what_the_person_says_counts_more_than_the_log() -> None:
    assert "SMTP_SECURE" not in explained("docmost-1 | " + ERROR, app="mealie").causes[0].fix.text


def test_every_app_whose_settings_are_known_is_known_by_its_log() -> None:
    assert set(KNOWN) == set(_apps())
