"""One rule after the other: a small file, and exactly what has to be said about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lint.corpus import FOLDER
from wizard.errors import FileError
from wizard.settings.linting import lint, lint_text
from wizard.settings.repair import repair

CASES: list[dict[str, Any]] = [json.loads(line) for line in (FOLDER / "rules.jsonl").read_text("utf-8").splitlines()]
HEAD = "server_name: x\nreport_stats: no\nemail:\n  smtp_host: mail.example.org\n  smtp_port: 465\n  force_tls: true\n"


@pytest.mark.parametrize("row", CASES, ids=[f"{at}-{row['filename']}-{row['name']}" for at, row in enumerate(CASES)])
def test_exactly_this_is_said(row: dict[str, Any]) -> None:
    found, flaws = lint_text(row["text"], row["filename"])
    assert found is not None
    assert sorted([flaw.cause, flaw.key] for flaw in flaws) == sorted(row["wanted"])


@pytest.mark.parametrize("password", ["@abc", "%abc", "abc: def", "'abc", "*abc", "[abc", "!x {"])
def test_a_password_that_breaks_the_whole_file_is_named(password: str, tmp_path: Path) -> None:
    text = f"{HEAD}  smtp_user: u\n  smtp_pass: {password}\n  notif_from: m@example.org\nlisteners: []\n"
    with pytest.raises(FileError):
        lint_text(text, "homeserver.yaml")
    path = tmp_path / "homeserver.yaml"
    path.write_text(text)
    (report,) = lint([path])
    assert [(flaw.cause, flaw.key, flaw.line) for flaw in report.flaws] == [("special-chars-in-password", "smtp_pass", 8)]
    change = repair(report)
    assert change is not None
    assert not change.is_needed


def test_a_missing_quote_in_settings_py_is_told_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "settings.py"
    path.write_text("EMAIL_HOST = 'mail.example.com'\nEMAIL_HOST_USER = 'u\nEMAIL_PORT = 587\n")
    (report,) = lint([path])
    assert (report.flaws[0].key, report.flaws[0].line, report.verdict) == ("EMAIL_HOST_USER", 2, "fail")


@pytest.mark.parametrize(("name", "meant"), [("EAIL_PASSWORD", "SMTP_PASSWORD"), ("EAIL_HOSTNAME", "SMTP_HOST")])
def test_a_mistyped_name_that_is_near_two_names_of_one_thing_is_told(name: str, meant: str) -> None:
    _, flaws = lint_text(f"SMTP_PORT=587\nSMTP_FROM_EMAIL=m@example.org\nSMTP_AUTH_STRATEGY=TLS\n{name}=x\n", "mealie.env")
    (flaw,) = [flaw for flaw in flaws if flaw.key == name]
    assert flaw.cause == "misspelt-config-key"
    assert flaw.suggestion == f"{meant}=x" or f"Did you mean {meant}?" in flaw.fix.text


@pytest.mark.parametrize("name", ["EMAIL_PASSWORD", "EMAIL_HOST_PASSWORT", "EMAIL_HOST_PASS", "SMTP_PASSWD", "email_password"])
def test_a_password_in_zulips_settings_py_is_sent_to_the_file_where_it_belongs(name: str) -> None:
    text = f"EMAIL_HOST = 'mail.example.org'\nEMAIL_PORT = 587\nEMAIL_USE_TLS = True\n{name} = 'Zz9-x'\n"
    _, flaws = lint_text(text, "settings.py")
    (flaw,) = [flaw for flaw in flaws if flaw.key == name]
    assert (flaw.cause, flaw.status, flaw.suggestion) == ("misspelt-config-key", "fail", None)
    assert "zulip-secrets.conf, below [secrets], as email_password" in flaw.fix.text
    assert "Rename" not in flaw.fix.text


@pytest.mark.parametrize(
    "name", ["PASSWORD_MIN_LENGTH", "EMAIL_GATEWAY_PASSWORD", "EMAIL_PORT", "REDIS_PASSWORD", "PASSWORD_HASHERS"]
)
def test_a_setting_of_another_password_is_let_be(name: str) -> None:
    text = f"EMAIL_HOST = 'mail.example.org'\nEMAIL_USE_TLS = True\n{name} = 587\n"
    _, flaws = lint_text(text, "settings.py")
    assert "misspelt-config-key" not in {flaw.cause for flaw in flaws}


@pytest.mark.parametrize("name", ["SETTING_EMAIL_PASSWORD", "EMAIL_HOST_PASSWORT", "SETTING_email_password"])
def test_a_password_of_docker_zulip_is_renamed_to_the_variable_that_is_read(name: str) -> None:
    text = f"services:\n  zulip:\n    image: zulip/docker-zulip:11.0-0\n    environment:\n      {name}: Zz9-x\n"
    _, flaws = lint_text(text, "compose.yaml")
    (flaw,) = [flaw for flaw in flaws if flaw.cause == "misspelt-config-key"]
    assert (flaw.key, flaw.suggestion) == (name, 'SECRETS_email_password: "…"')


def test_a_mistyped_name_in_zulip_secrets_conf_is_a_name_of_the_password() -> None:
    _, flaws = lint_text("[secrets]\nemail_host_passwort = Zz9-x\n", "zulip-secrets.conf")
    assert [(flaw.cause, flaw.suggestion) for flaw in flaws] == [("misspelt-config-key", "email_password = …")]
