"""A time limit among settings is no attempt that timed out; one that was reached is."""

from __future__ import annotations

import pytest

from wizard import providers
from wizard.diagnosis.explain import explain
from wizard.diagnosis.explain.signatures.time_limit import without_time_limits

LOGIN = "ERROR Failed to send: smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')"
SETTINGS = (
    "INFO mail server smtp.example.com:587 user=bot connect_timeout=30",
    "smtp options: connectionTimeout: 120000, greetingTimeout: 30000, socketTimeout: 600000",
    '{"smtp":{"host":"smtp.example.com","connectionTimeout":30000}}',
    "mail.smtp.connectiontimeout=5000\nmail.smtp.timeout=5000",
    "smtp_connect_timeout_seconds 30",
    'smtp_connect_timeout_seconds{server="smtp.example.com"} 30',
)


def causes(text: str) -> list[str]:
    return [one.cause for one in explain(text, None, providers.load_all()).causes]


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_error_below_the_settings_is_the_one_that_is_named(settings: str) -> None:
    assert causes(f"{settings}\n{LOGIN}")[0] == "wrong-credentials"


@pytest.mark.parametrize("settings", [*SETTINGS, "SMTP_CONNECT_TIMEOUT=30\nSMTP_HOST=smtp.example.com\nSMTP_PORT=587"])
def test_settings_alone_are_no_error(settings: str) -> None:
    assert causes(settings) == []


@pytest.mark.parametrize(
    "text",
    [
        "smtp: ConnectTimeout: 30s exceeded",
        "smtp.example.com: connect_timeout",
        "smtp ConnectTimeoutError: 10060",
        "mail: connection_timeout=30s reached, giving up",
        "smtp connect_timeout: the server smtp.example.com:587 did not answer",
        "connection_timeout=30\nError: Connection timeout\n  code: 'ETIMEDOUT',\n  command: 'CONN' smtp",
    ],
)
def test_a_limit_that_was_reached_is_an_error(text: str) -> None:
    answer = explain(text, None, providers.load_all())
    assert answer.causes[0].cause == "port-blocked-by-host"
    assert answer.groups[0].seen != "connection_timeout=30", "the line that is shown is the error's"


def test_every_other_word_stays_where_it_was() -> None:
    text = "smtp connect_timeout=30 refused"
    assert without_time_limits(text).split() == ["smtp", "refused"]
    assert without_time_limits(text).index("refused") == text.index("refused")
